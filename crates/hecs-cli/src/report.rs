//! `hecs report`: one page of the user's own structures; of a table see [`table_report`].

use hecs_analysis::records::{Failure, Head, PathsRecord, PredictRecord, Status};
use hecs_analysis::{
    BarrierSettings, Entry, Host, MemoryPool, PathAnswer, PathSettings, SpringModel, barriers,
    charges, hecs_of, paths, predict, reduced_formula,
};
use hecs_core::{Ion, Structure, ion_text};
use hecs_descriptors::{DescribeOptions, Descriptor};
use hecs_pls::Model;
use hecs_report::data::{
    Caveat, CompoundRow, CrystalView, Detail, FigureSection, HeatmapData, ModelPrediction,
    NamedFigure, Ranked, ReportData, Set, Shown,
};
use hecs_report::page;

use crate::args::{Common, HostName, Report};
use crate::crystal::{crystal_view, network_view};
use crate::files::{check_place, write_atomic};
use crate::memory;
use crate::paths::profile::site_names;
use crate::reading::for_each_structure;
use crate::table_report::{self, is_table};
use crate::tables::read_model;
use crate::verb::{Outcome, VerbError};

/// What one input contributes.
pub(crate) struct Part {
    row: CompoundRow,
    view: Option<CrystalView>,
    /// What decides its numbers.
    settings: String,
    /// How the question fared, with why the page lacks what was asked for.
    pub(crate) head: Head,
}

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
    let ion = arguments
        .ion
        .parse::<Ion>()
        .map_err(|e| VerbError::Usage(format!("--ion: {e}")))?;
    let settings = path_settings(ion, arguments.host);
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
    let settings = path_settings(ion, HostName::Elastic);
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
    for part in parts {
        compounds.push(part.row);
        crystals.extend(part.view);
    }
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
        sections: correlations.into_iter().collect(),
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

/// What the numbers rest on.
const CITATION: &str = concat!(
    "Barriers by hecs ",
    env!("CARGO_PKG_VERSION"),
    ", bond-valence site energies with the parameters of softBV (H. Chen, L. L. Wong, S. Adams, Acta Cryst. B 75 (2019) 18, \
     doi:10.1107/S2052520618015718)"
);

/// Distance between the grid points of the page's maps in Å; the page keeps 56 divisions per axis.
const SPACING_ANG: f64 = 0.18;

/// A network of more hops than this is left out: the page is to stay light, and its other parts quick.
const MOST_HOPS: usize = 1500;

pub(crate) fn path_settings(ion: Ion, host: HostName) -> PathSettings {
    let mut settings = PathSettings::new(ion);
    settings.spacing_ang = SPACING_ANG;
    settings.most_hops = MOST_HOPS;
    settings.host = match host {
        HostName::Rigid => Host::Rigid,
        HostName::Elastic => Host::Elastic(SpringModel::default()),
    };
    settings
}

/// What decides the numbers of the page.
fn settings_in_words(settings: &PathSettings) -> String {
    let host = match &settings.host {
        Host::Elastic(springs) => format!(", elastic host {}", springs.name()),
        _ => String::new(),
    };
    let cutoff_ang = settings.options.cutoff_ang;
    format!("softbv, ions up to {cutoff_ang} Å, grid of {SPACING_ANG} Å, refined{host}")
}

/// The network of an entry; where it has too many hops, those that decide percolation alone, and why.
fn ask(
    entry: &Entry,
    settings: &PathSettings,
    memory: &MemoryPool,
) -> (PathAnswer, Option<String>) {
    let mut answer = paths(entry, settings, memory);
    if answer.record.head.code.as_deref() != Some(TOO_MANY_HOPS) {
        return (answer, None);
    }
    let levels = BarrierSettings {
        spacing_ang: SPACING_ANG,
        ..BarrierSettings::new(settings.ion)
    };
    let found = barriers(entry, &levels, memory);
    let reason = answer.record.head.message.take();
    answer.record.head = found.record.head;
    answer.migration = found.migration;
    (answer, reason)
}

/// The code of a network that is left out.
const TOO_MANY_HOPS: &str = "too-many-hops";

pub(crate) fn part(
    entry: &Entry,
    settings: &PathSettings,
    model: Option<&Model>,
    memory: &MemoryPool,
) -> Part {
    let mut row = CompoundRow {
        no: 0,
        formula: entry.file.clone(),
        series: String::new(),
        set: Set::Neither,
        energies_ev: vec![None; 3],
        descriptors: Vec::new(),
        prediction: None,
        ranked: None,
        details: Vec::new(),
    };
    let (answer, too_many) = ask(entry, settings, memory);
    let mut head = answer.record.head.clone();
    row.details.push(detail("file", &head.name(), false));
    let Ok(structure) = entry.structure() else {
        let reason = head.message.as_deref().unwrap_or_default();
        row.details.push(detail("not read", reason, true));
        row.ranked = Some(Ranked {
            source: head.name(),
            deciding: String::new(),
            caveats: caveats(&head, &[]),
        });
        return Part {
            row,
            view: None,
            settings: settings_in_words(settings),
            head,
        };
    };
    describe_structure(&mut row, structure);
    if let Ok(reading) = &entry.reading {
        for diagnostic in &reading.diagnostics {
            let code = diagnostic.code.to_string();
            let warning = diagnostic.severity > hecs_cif::Severity::Advice;
            row.details
                .push(detail(&code, &diagnostic.message, warning));
        }
    }
    for note in head
        .notes
        .iter()
        .filter(|note| !note.code.starts_with("cif::"))
    {
        row.details.push(detail(&note.code, &note.message, true));
    }
    row.details
        .push(detail("settings", &settings_in_words(settings), false));
    let reason = head.message.clone().unwrap_or_default();
    let migration = answer.migration.as_ref().ok_or(reason.as_str());
    let mut view = crystal_view(0, &row.formula, structure, settings.ion, migration);
    view.network = match too_many {
        Some(reason) => Shown::absent(format!("No network: {reason}.")),
        None => network_view(&answer, &row.formula),
    };
    row.energies_ev = vec![view.barriers.e1d, view.barriers.e2d, view.barriers.e3d];
    match hecs_of(entry, &DescribeOptions::default()) {
        Ok(hecs) => {
            row.descriptors = hecs.values().iter().map(|x| Some(*x)).collect();
            if let Some(model) = model {
                match predicted(predict(entry, model)) {
                    Ok(prediction) => row.prediction = Some(prediction),
                    Err(reason) => {
                        row.details.push(detail("no prediction", &reason, true));
                        if head.ok {
                            head.fail(Failure::new(
                                "not-predicted",
                                format!("no prediction: {reason}"),
                            ));
                        }
                    }
                }
            }
        }
        // Of other crystals nothing is missed, unless a model wants them.
        Err(why) if model.is_some() => {
            row.details
                .push(detail("no descriptors", &why.message, false));
        }
        Err(_) => {}
    }
    row.ranked = Some(Ranked {
        source: head.name(),
        deciding: deciding_hop(&answer.record),
        caveats: caveats(&head, &row.details),
    });
    Part {
        row,
        view: Some(view),
        settings: settings_in_words(settings),
        head,
    }
}

/// The hop that decides the barrier in most dimensions, in words; empty where there is none.
fn deciding_hop(record: &PathsRecord) -> String {
    let names = site_names(&record.sites);
    let barrier = record.barriers.values().rev().flatten().next();
    let hop = barrier.and_then(|barrier| record.hops.get(barrier.hop));
    let Some((hop, from, to)) =
        hop.and_then(|hop| Some((hop, names.get(hop.from)?, names.get(hop.to)?)))
    else {
        return String::new();
    };
    let window: Vec<&str> = (hop.bottleneck.ions.iter())
        .map(|ion| ion.label.as_str())
        .collect();
    let through = match window.as_slice() {
        [] => String::new(),
        labels => format!(", through {}", labels.join(" ")),
    };
    format!("{from} → {to}, {:.2} Å{through}", hop.distance)
}

/// What qualifies the barriers: why there are none, the notes of the answer, and what was found wrong with the file.
fn caveats(head: &Head, details: &[Detail]) -> Vec<Caveat> {
    let name = |code: &str| code.rsplit("::").next().unwrap_or(code).replace('-', " ");
    let caveat = |code: &str, words: &str| Caveat {
        name: name(code),
        words: words.to_owned(),
    };
    let failed = head.code.iter().zip(&head.message);
    let failed = failed.map(|(code, message)| caveat(code, message));
    let (of_file, of_answer): (Vec<&Detail>, Vec<&Detail>) = (details.iter())
        .filter(|detail| detail.warning)
        .partition(|detail| detail.name.contains("::"));
    let warned = of_answer.into_iter().chain(of_file);
    let mut caveats: Vec<Caveat> = failed.collect();
    caveats.extend(warned.map(|detail| caveat(&detail.name, &detail.value)));
    caveats.sort_by_key(|caveat| {
        GRAVEST
            .iter()
            .position(|name| *name == caveat.name)
            .unwrap_or(GRAVEST.len())
    });
    caveats.dedup();
    caveats
}

/// What makes a barrier mean least comes first.
const GRAVEST: [&str; 4] = [
    "shared sites",
    "implausible bond valence",
    "averaged charge",
    "not refined",
];

fn describe_structure(row: &mut CompoundRow, structure: &Structure) {
    row.formula = reduced_formula(structure);
    let group = structure.space_group();
    let number = group.number.map_or("?".to_owned(), |n| n.to_string());
    let name = group.hermann_mauguin.as_deref().unwrap_or("unnamed");
    row.details
        .push(detail("space group", &format!("{name} ({number})"), false));
    let [a, b, c] = structure.lattice().lengths();
    let [alpha, beta, gamma] = structure.lattice().angles();
    row.details.push(detail(
        "cell",
        &format!("{a} {b} {c} Å, {alpha} {beta} {gamma}°"),
        false,
    ));
    let charges: Vec<String> = charges(structure)
        .iter()
        .map(|(element, charges)| {
            let list: Vec<String> = charges.iter().map(|q| ion_text(element, *q)).collect();
            list.join(" and ")
        })
        .collect();
    row.details
        .push(detail("charges", &charges.join(", "), false));
}

fn predicted(record: PredictRecord) -> Result<ModelPrediction, String> {
    let (Some(ea_ev), Some(inside)) = (record.value, record.inside) else {
        return Err(record.head.message.unwrap_or_default());
    };
    let number = |x: Option<f64>| x.unwrap_or(f64::NAN);
    Ok(ModelPrediction {
        response: record.response.clone(),
        ea_ev,
        interval_ev: record.low.zip(record.high),
        applicable: inside,
        applicability: if inside {
            format!(
                "inside the model's domain: T² {:.2}, Q {:.2}",
                number(record.hotelling_t2),
                number(record.q_residual)
            )
        } else {
            record.reasons.join("; ")
        },
    })
}

fn detail(name: &str, value: &str, warning: bool) -> Detail {
    Detail {
        name: name.to_owned(),
        value: value.to_owned(),
        warning,
    }
}

#[cfg(test)]
mod tests {
    use hecs_analysis::ReadSettings;

    use super::*;

    #[test]
    fn a_network_of_too_many_hops_leaves_the_barriers_and_says_so() {
        let cif = b"data_Li3OCl _space_group_name_H-M_alt 'P m -3 m'
_cell_length_a 3.91 _cell_length_b 3.91 _cell_length_c 3.91
_cell_angle_alpha 90 _cell_angle_beta 90 _cell_angle_gamma 90
loop_ _atom_site_label _atom_site_type_symbol _atom_site_fract_x _atom_site_fract_y _atom_site_fract_z
Li1 Li1+ 0 0.5 0.5  O1 O2- 0.5 0.5 0.5  Cl1 Cl1- 0 0 0";
        let entry = Entry::from_cif("Li3OCl.cif".to_owned(), cif, &ReadSettings::default());
        let whole = path_settings(Ion::LI, HostName::Rigid);
        let mut limited = whole.clone();
        limited.most_hops = 0;
        let parts = [whole, limited]
            .map(|settings| part(&entry, &settings, None, &MemoryPool::unlimited()));
        let [all, few] = parts.map(|part| part.view.expect("a view"));
        assert_eq!(all.barriers, few.barriers);
        let network = all.network.data().expect("a network");
        assert!(!network.hops.is_empty() && !network.sites.is_empty());
        assert!(few.path.data().is_some());
        let Shown::Absent(why) = few.network else {
            panic!("there is a network");
        };
        assert!(
            why.starts_with("No network: ") && why.contains("hops"),
            "{why}"
        );
    }
}
