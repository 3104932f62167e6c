//! report.html and the figures of the reproduction.

use std::error::Error;
use std::path::Path;

use hecs_analysis::{BarrierAnswer, BarrierSettings, MemoryPool, barriers};
use hecs_cli::write_atomic;
use hecs_core::Ion;
use hecs_report::data::{
    self, CompoundRow, CrystalView, Detail, FigureSection, NamedFigure, ProfileData, ProfileHost,
    ReportData,
};
use hecs_report::figures::{self, Still};
use hecs_report::page;
use hecs_view::crystal_view;
use rayon::prelude::*;

use super::check::{CheckVerdict, Level};
use super::compute::Computed;
use super::model::Regression;
use super::outputs::Results;
use super::pattern::Pattern;
use super::pictures::{panels_5, panels_s4, sections, series_names};
use super::published::{Compound, Set};
use super::report;

/// Resolution of the PNG figures.
const PNG_DPI: f64 = 300.0;

/// Compounds whose easiest path is drawn, in a profile and in the crystal: the parents of the paper's families.
const PROFILES: [&str; 3] = ["Li6PS5Cl", "Li6PS5Br", "Li6PS5I"];

/// Writes report.html and each figure as SVG and PNG.
pub(crate) fn write(
    out: &Path,
    results: &Results<'_>,
    progress: &hecs_cli::Progress,
) -> Result<(), Box<dyn Error>> {
    let views: Vec<CrystalView> = results
        .computed
        .par_iter()
        .zip(&results.published.compounds)
        .map(|(computed, compound)| {
            let view = view(compound, computed);
            progress.step();
            view
        })
        .collect::<Result<_, String>>()?;
    let pattern = Pattern::of(results.computed, &views)?;
    let sections = sections(results, &pattern)?;
    write_figures(&out.join("figures"), results, &sections, &views)?;
    let report = ReportData {
        title: "Activation energies of cubic Li-argyrodites, recomputed".to_owned(),
        introduction: introduction(results),
        generator: concat!("hecs ", env!("CARGO_PKG_VERSION")).to_owned(),
        levels: results.levels.iter().map(level).collect(),
        sections,
        descriptor_names: results.published.descriptors.clone(),
        energy_names: vec![
            "E_{a} published".to_owned(),
            "E_{a} spse".to_owned(),
            "E_{a} softbv (grid)".to_owned(),
            "E_{a} PLS (L2)".to_owned(),
        ],
        compounds: compounds(results)?,
        crystals: views,
        ..ReportData::default()
    };
    write_atomic(&out.join("report.html"), page::render(&report).as_bytes())?;
    Ok(())
}

/// Distance between the grid points of the views in Å; the page keeps 56 divisions per axis.
const VIEW_SPACING_ANG: f64 = 0.18;

fn view(compound: &Compound, computed: &Computed) -> Result<CrystalView, String> {
    let settings = BarrierSettings {
        spacing_ang: VIEW_SPACING_ANG,
        ..BarrierSettings::new(Ion::LI)
    };
    let BarrierAnswer {
        record, migration, ..
    } = barriers(&computed.entry, &settings, &MemoryPool::unlimited());
    let reason = record.head.error.as_deref().unwrap_or_default();
    Ok(crystal_view(
        compound.no,
        &compound.formula,
        computed.structure()?,
        Ion::LI,
        migration.as_ref().ok_or(reason),
    ))
}

fn write_figures(
    folder: &Path,
    results: &Results<'_>,
    sections: &[FigureSection],
    views: &[CrystalView],
) -> Result<(), Box<dyn Error>> {
    let mut drawn = vec![
        figures::contours("figure-5", &panels_5(results))?,
        figures::contours("figure-s4", &panels_s4(results)?)?,
    ];
    for named in sections.iter().flat_map(|s| &s.figures) {
        // The panels stand together in two figures.
        if !matches!(named, NamedFigure::Contour(_)) {
            drawn.push(figures::draw(named)?);
        }
    }
    for view in views
        .iter()
        .filter(|v| PROFILES.contains(&v.formula.as_str()))
    {
        if let Some(points) = view.path.data() {
            let profile = ProfileData::new(&view.formula, "the easiest path")
                .with_curve(ProfileHost::Rigid, "rigid host", points.clone())
                .with_barriers(view.barriers);
            drawn.push(figures::profile(&profile)?);
            drawn.push(figures::pathway(view, &Still::default())?);
        }
    }
    drawn.par_iter().try_for_each(|figure| {
        let write = |extension: &str, bytes: &[u8]| {
            let path = folder.join(format!("{}.{extension}", figure.id));
            write_atomic(&path, bytes).map_err(|e| e.to_string())
        };
        write("svg", figure.svg().as_bytes())?;
        write("png", &figure.png(PNG_DPI).map_err(|e| e.to_string())?)
    })?;
    Ok(())
}

fn introduction(results: &Results<'_>) -> Vec<String> {
    vec![
        "Fifty cubic Li-argyrodites, 32 descriptors, one partial least squares model \
         (doi:10.1016/j.scib.2021.04.029): every printed number from the published tables, then from \
         the crystal structures alone."
            .to_owned(),
        report::summary(results.levels),
    ]
}

fn level(level: &Level) -> data::Level {
    data::Level {
        name: level.id.to_owned(),
        title: level.title.to_owned(),
        text: report::introduction(level.id).to_owned(),
        checks: level
            .checks
            .iter()
            .map(|c| data::Check {
                name: c.name.clone(),
                paper: report::shown_paper(c),
                ours: report::shown_ours(c),
                difference: report::difference(c),
                tolerance: match c.tolerance {
                    None => String::new(),
                    Some(0.0) => "exact".to_owned(),
                    Some(t) => format!("{t:.0e}"),
                },
                verdict: match c.verdict {
                    CheckVerdict::Holds => data::CheckVerdict::Holds,
                    CheckVerdict::Differs => data::CheckVerdict::Differs,
                    CheckVerdict::NotStated => data::CheckVerdict::NotStated,
                },
                note: c.note.clone(),
            })
            .collect(),
    }
}

fn compounds(results: &Results<'_>) -> Result<Vec<CompoundRow>, Box<dyn Error>> {
    let names = series_names(results)?;
    let model = results.models[0].1;
    Ok(results
        .published
        .compounds
        .iter()
        .zip(results.computed)
        .zip(names)
        .map(|((c, ours), series)| row(c, ours, series, model))
        .collect())
}

fn row(c: &Compound, ours: &Computed, series: String, model: &Regression) -> CompoundRow {
    let predicted = model.predictions.iter().find(|p| p.no == c.no);
    let detail = |name: &str, value: String, warning: bool| Detail {
        name: name.to_owned(),
        value,
        warning,
    };
    let mut details = vec![
        detail(
            "published Ea",
            format!("{} steps of 20/2¹¹ eV", c.steps),
            false,
        ),
        detail(
            "spse Ea",
            format!(
                "{} steps; {} from the standard structure",
                ours.spse_as_published.steps, ours.spse_standard.steps
            ),
            ours.spse_as_published.steps != c.steps,
        ),
    ];
    if let Some(row) = c.table_s1_row {
        details.push(detail(
            "Table S1",
            format!("{} row {row}", c.set.name()),
            false,
        ));
    }
    CompoundRow {
        no: c.no,
        formula: c.formula.clone(),
        series,
        set: match c.set {
            Set::Train => data::Set::Train,
            Set::Test => data::Set::Test,
            Set::Dropped => data::Set::Neither,
        },
        energies_ev: vec![
            Some(c.ea),
            Some(ours.spse_as_published.ea_ev),
            Some(ours.softbv_grid_ev),
            predicted.map(|p| p.predicted),
        ],
        descriptors: ours.descriptors.iter().map(|x| Some(*x)).collect(),
        prediction: None,
        ranked: None,
        details,
    }
}
