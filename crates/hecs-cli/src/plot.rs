//! `hecs plot`: a figure of a fit, of a table or of the paths of an ion.

mod orderings;
mod profile;
mod ranking;

use std::fs;
use std::path::Path;

use hecs_pls::Sheet;
use hecs_report::data::{ContourPanel, ContourPoint, HeatmapData, PlsData, Quantity};
use hecs_report::figures::pls;
use hecs_report::{ReportError, figures};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::args::{Plot, PlotKind};
use crate::files::{check_place, write_atomic};
use crate::pls_data::{permutation, pls_data, press};
use crate::tables::{column_names, read_sheet};
use crate::verb::{Outcome, VerbError};
use hecs_analysis::records::{FitRecord, ValidateRecord};

/// Runs the verb.
pub(crate) fn run(arguments: &Plot) -> Result<Outcome, VerbError> {
    let extension = arguments
        .out
        .extension()
        .map_or(String::new(), |e| e.to_string_lossy().to_lowercase());
    if !matches!(extension.as_str(), "svg" | "png") {
        return Err(VerbError::Usage(format!(
            "--out {}: write a name that ends in .svg or .png",
            arguments.out.display()
        )));
    }
    check_place(&arguments.out, std::slice::from_ref(&arguments.file))
        .map_err(VerbError::file(&arguments.out))?;
    let drawing =
        |error: ReportError| VerbError::Usage(format!("{}: {error}", arguments.file.display()));
    let model = || model(&arguments.file);
    let figure = match arguments.kind {
        PlotKind::Vip => pls::importance_bars(&model()?),
        PlotKind::Fit => pls::observed(&model()?),
        PlotKind::Press => figures::press(&press(&record(&arguments.file, "fit")?)),
        PlotKind::Scores => pls::scores(&model()?),
        PlotKind::Loadings => pls::loadings(&model()?),
        PlotKind::Biplot => pls::biplot(&model()?),
        PlotKind::Inner => pls::inner(&model()?),
        PlotKind::Importance => pls::importance(&model()?),
        PlotKind::Coefficients => pls::coefficients(&model()?),
        PlotKind::Order => pls::order(&model()?),
        PlotKind::Domain => pls::domain(&model()?),
        PlotKind::Profiler => pls::profiler(&model()?),
        PlotKind::Permutation => {
            let validated: ValidateRecord = record(&arguments.file, "validate")?;
            pls::permutation(&permutation(&validated))
        }
        PlotKind::Profile => {
            let text = text(&arguments.file)?;
            figures::profiles(&profile::profiles(
                &text,
                &arguments.file,
                arguments.dimension,
            )?)
        }
        PlotKind::Ranking => {
            let text = text(&arguments.file)?;
            figures::ranking(&ranking::ranking(&text, &arguments.file)?)
        }
        PlotKind::Orderings => {
            let text = text(&arguments.file)?;
            figures::orderings(&orderings::orderings(&text, &arguments.file)?)
        }
        PlotKind::Heatmap => figures::heatmap(&heatmap(arguments)?),
        PlotKind::Contour => figures::contour(&contour(arguments)?),
    }
    .map_err(drawing)?;
    let bytes = if extension == "svg" {
        figure.svg().into_bytes()
    } else {
        figure.png(arguments.dpi).map_err(drawing)?
    };
    write_atomic(&arguments.out, &bytes).map_err(VerbError::file(&arguments.out))?;
    Ok(Outcome::done())
}

/// The text of a file, or of stdin.
fn text(path: &Path) -> Result<String, VerbError> {
    if path.as_os_str() == "-" {
        std::io::read_to_string(std::io::stdin())
    } else {
        fs::read_to_string(path)
    }
    .map_err(VerbError::file(path))
}

/// The records in a text: JSON documents one after the other, each a record or a list of them.
fn documents(text: &str, path: &Path, verb: &str) -> Result<Vec<Value>, VerbError> {
    let mut records = Vec::new();
    for document in serde_json::Deserializer::from_str(text).into_iter() {
        match document.map_err(unreadable(path, verb))? {
            Value::Array(several) => records.extend(several),
            one => records.push(one),
        }
    }
    Ok(records)
}

fn unreadable(path: &Path, verb: &str) -> impl Fn(serde_json::Error) -> VerbError + use<> {
    let (place, verb) = (path.display().to_string(), verb.to_owned());
    move |error| {
        VerbError::Usage(format!(
            "{place}: not the JSON of `hecs {verb} --format json`: {error}"
        ))
    }
}

/// The record of `hecs` `verb` in a file, or on stdin.
fn record<T: DeserializeOwned>(path: &Path, verb: &str) -> Result<T, VerbError> {
    serde_json::from_str(&text(path)?).map_err(unreadable(path, verb))
}

/// The model in a record of `hecs fit`, which since version 2 holds every row and column with what the model makes of it.
fn model(path: &Path) -> Result<PlsData, VerbError> {
    let record: FitRecord = record(path, "fit")?;
    if record.columns.is_empty() {
        return Err(VerbError::Usage(format!(
            "{}: written by an earlier version, without the columns of the model; run `hecs fit` again",
            path.display()
        )));
    }
    Ok(pls_data(&record))
}

/// Columns of a heat map whose cells are wider than a hair on the page.
const MOST_COLUMNS: usize = 200;

fn heatmap(arguments: &Plot) -> Result<HeatmapData, VerbError> {
    let sheet = read_sheet(&arguments.file, arguments.name.as_deref())?;
    let table = sheet
        .table_without(&column_names(&arguments.exclude, sheet.header()))
        .map_err(VerbError::pls(&arguments.file))?;
    let names: Vec<String> = table.columns().iter().map(|c| c.name.clone()).collect();
    if names.len() > MOST_COLUMNS {
        return Err(VerbError::Usage(format!(
            "{}: {} columns; a heat map shows at most {MOST_COLUMNS}, leave others out with --exclude",
            arguments.file.display(),
            names.len()
        )));
    }
    let rows: Vec<Vec<f64>> = table
        .values()
        .row_iter()
        .map(|row| row.iter().copied().collect())
        .collect();
    Ok(HeatmapData::pearson(&names, &rows))
}

fn contour(arguments: &Plot) -> Result<ContourPanel, VerbError> {
    let sheet = read_sheet(&arguments.file, arguments.name.as_deref())?;
    let column = |name: Option<&String>, flag: &str| -> Result<(String, Vec<f64>), VerbError> {
        let name = name.ok_or_else(|| VerbError::Usage(format!("a contour needs {flag}")))?;
        Ok((name.clone(), numbers(&sheet, name, &arguments.file)?))
    };
    let (x_name, x) = column(arguments.x.as_ref(), "--x")?;
    let (y_name, y) = column(arguments.y.as_ref(), "--y")?;
    let (name, response) = column(arguments.response.as_ref(), "--response")?;
    Ok(ContourPanel {
        response: Some(Quantity::new(name, None)),
        letter: String::new(),
        x: x_name,
        y: y_name,
        points: (0..x.len())
            .map(|i| ContourPoint {
                no: u32::try_from(i + 1).unwrap_or(u32::MAX),
                formula: sheet.rows()[i].clone(),
                x: x[i],
                y: y[i],
                ea_ev: response[i],
            })
            .collect(),
    })
}

fn numbers(sheet: &Sheet, name: &str, path: &Path) -> Result<Vec<f64>, VerbError> {
    sheet.numbers(name).map_err(VerbError::pls(path))
}
