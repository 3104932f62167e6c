//! `hecs report`: one page of the user's own structures; of a table see [`table_report`].

use hecs_analysis::records::Status;
use hecs_analysis::{Entry, Host, MemoryPool, SpringModel};
use hecs_core::Ion;
use hecs_descriptors::Descriptor;
use hecs_report::data::{FigureSection, HeatmapData, NamedFigure, ReportData};
use hecs_report::page;
use hecs_view::{CITATION, Part, page_settings, part};

use crate::args::{Common, HostName, Report};
use crate::files::{check_place, write_atomic};
use crate::memory;
use crate::reading::{for_each_structure, mobile_ion};
use crate::table_report::{self, is_table};
use crate::tables::read_model;
use crate::verb::{Outcome, VerbError};

/// Runs the verb: on a table where a response is named, on structures otherwise.
pub(crate) fn run(arguments: &Report, common: &Common) -> Result<Outcome, VerbError> {
    match &arguments.response {
        Some(response) => table_report::run(arguments, response, common),
        None => of_structures(arguments, common),
    }
}

fn of_structures(arguments: &Report, common: &Common) -> Result<Outcome, VerbError> {
    if let Some(table) = arguments.input.files.iter().find(|file| is_table(file)) {
        return Err(VerbError::Usage(format!(
            "{}: a table needs --response COL, the column that a model of it predicts",
            table.display()
        )));
    }
    let ion = mobile_ion(&arguments.ion)?;
    let mut settings = page_settings(ion, host(arguments.host));
    settings.orderings = arguments.ordered();
    let model = (arguments.model.as_deref())
        .map(|path| read_model(path, common.quiet))
        .transpose()?;
    check_place(&arguments.out, &arguments.input.files).map_err(VerbError::file(&arguments.out))?;
    let memory = memory::pool(None);
    let mut parts = Vec::new();
    for_each_structure(
        &arguments.input.files,
        &arguments.input.reading,
        common,
        "reporting",
        |entry| part(entry, &settings, model.as_ref(), &memory),
        |part| &part.head,
        |part| parts.push(part),
    )?;
    let is_failed = |part: &&Part| part.head.status == Status::Failed;
    let failed = parts.iter().filter(is_failed).count();
    let total = parts.len();
    let Some(html) = page_of(parts, ion) else {
        // No page of nothing, least of all over an earlier one.
        return Ok(Outcome::counted(failed, total));
    };
    write_atomic(&arguments.out, html.as_bytes()).map_err(VerbError::file(&arguments.out))?;
    if !common.quiet {
        say!(
            "{} with {} of {total} structures",
            arguments.out.display(),
            total - failed
        );
    }
    Ok(Outcome::counted(failed, total))
}

/// The page of one structure.
pub fn report_page(entry: &Entry, ion: Ion) -> String {
    let settings = page_settings(ion, host(HostName::Elastic));
    let part = part(entry, &settings, None, &MemoryPool::unlimited());
    page::render(&page_data(vec![part], ion))
}

/// The page of what some inputs contribute; none where none of them was read.
pub(crate) fn page_of(mut parts: Vec<Part>, ion: Ion) -> Option<String> {
    if parts.iter().all(|part| part.view.is_none()) {
        return None;
    }
    for (no, part) in (1..).zip(&mut parts) {
        part.row.no = no;
        if let Some(view) = &mut part.view {
            view.no = no;
        }
    }
    Some(page::render(&page_data(parts, ion)))
}

fn page_data(parts: Vec<Part>, ion: Ion) -> ReportData {
    let names: Vec<String> = Descriptor::ALL
        .iter()
        .map(|d| d.name().to_owned())
        .collect();
    let described: Vec<Vec<f64>> = parts
        .iter()
        .filter(|p| !p.row.descriptors.is_empty())
        .map(|p| {
            p.row
                .descriptors
                .iter()
                .map(|x| x.unwrap_or(f64::NAN))
                .collect()
        })
        .collect();
    // Correlations need three structures at least; where there are fewer, nothing is missed.
    let correlations = (described.len() > 2).then(|| FigureSection {
        title: "Correlations of the descriptors of cubic argyrodites".to_owned(),
        text: String::new(),
        figures: vec![NamedFigure::Heatmap(
            HeatmapData::pearson(&names, &described).into(),
        )],
    });
    let ion_in_words = superscript(&ion.to_string());
    let settings = parts.first().map(|part| part.settings.clone());
    let (mut compounds, mut crystals) = (Vec::new(), Vec::new());
    let mut strips = Vec::new();
    for part in parts {
        compounds.push(part.row);
        crystals.extend(part.view);
        strips.extend(
            part.orderings
                .map(|data| NamedFigure::Orderings(data.into())),
        );
    }
    let ordered = (!strips.is_empty()).then(|| FigureSection {
        title: "Barriers over orderings".to_owned(),
        text: "What is disordered but the mobile ion is put on whole positions of a supercell, drawn at random. Orderings show \
               whether there is a path, and how far barriers spread; they do not rank conductors."
            .to_owned(),
        figures: strips,
    });
    ReportData {
        title: match compounds.as_slice() {
            [one] => format!("{ion_in_words} in {}", one.formula),
            several => format!("{ion_in_words} in {} structures", several.len()),
        },
        introduction: vec![format!(
            "What {ion_in_words} has to climb to cross each crystal, by bond-valence site energies in a host at rest: barriers of \
             percolation in one, two and three dimensions, the lowest first. They compare structures; they are no activation \
             energies of first principles."
        )],
        settings: settings.unwrap_or_default(),
        citation: CITATION.to_owned(),
        ion: ion.to_string(),
        generator: concat!("hecs ", env!("CARGO_PKG_VERSION")).to_owned(),
        levels: Vec::new(),
        sections: ordered.into_iter().chain(correlations).collect(),
        descriptor_names: if described.is_empty() {
            Vec::new()
        } else {
            names
        },
        energy_names: vec!["1D".to_owned(), "2D".to_owned(), "3D".to_owned()],
        compounds,
        crystals,
    }
}

/// An ion in plain text as it is printed: `Mg2+` as Mg²⁺.
fn superscript(ion: &str) -> String {
    const RAISED: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    let raised = |c: char| match (c, c.to_digit(10)) {
        ('+', _) => '⁺',
        ('-', _) => '⁻',
        (_, Some(digit)) => RAISED[digit as usize],
        (letter, None) => letter,
    };
    ion.chars().map(raised).collect()
}

pub(crate) fn host(name: HostName) -> Host {
    match name {
        HostName::Rigid => Host::Rigid,
        HostName::Elastic => Host::Elastic(SpringModel::default()),
    }
}
