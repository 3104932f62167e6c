//! `hecs plot`: a figure of a fit or of a table.

use std::fs;
use std::path::Path;

use hecs_pls::Sheet;
use hecs_report::data::{
    ContourPanel, ContourPoint, FitData, FitPoint, FitSet, HeatmapData, PressData, Set, VipBar,
    VipData,
};
use hecs_report::{ReportError, figures};

use crate::args::{Plot, PlotKind};
use crate::files::{check_place, write_atomic};
use crate::tables::{column_names, read_sheet};
use crate::verb::{Outcome, VerbError};
use hecs_analysis::records::FitRecord;

/// Threshold of the VIP figure, the default of JMP.
const VIP_THRESHOLD: f64 = 0.8;

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
    let figure = match arguments.kind {
        PlotKind::Vip => figures::vip(&vip(&record(&arguments.file)?)),
        PlotKind::Fit => figures::fit(&fit(&record(&arguments.file)?)),
        PlotKind::Press => figures::press(&press(&record(&arguments.file)?)),
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

fn record(path: &Path) -> Result<FitRecord, VerbError> {
    let text = if path.as_os_str() == "-" {
        std::io::read_to_string(std::io::stdin())
    } else {
        fs::read_to_string(path)
    }
    .map_err(VerbError::file(path))?;
    serde_json::from_str(&text).map_err(|error| {
        VerbError::Usage(format!(
            "{}: not the JSON of `hecs fit --format json`: {error}",
            path.display()
        ))
    })
}

/// The bars from the largest to the smallest.
fn vip(record: &FitRecord) -> VipData {
    let mut bars: Vec<VipBar> = record
        .vip
        .iter()
        .map(|(name, vip)| VipBar::new(name, *vip, None))
        .collect();
    bars.sort_by(|a, b| b.vip.total_cmp(&a.vip));
    VipData {
        name: record.response.clone(),
        threshold: VIP_THRESHOLD,
        bars,
    }
}

fn fit(record: &FitRecord) -> FitData {
    let set =
        |name: &str, set: Set, r2: Option<f64>, pearson: Option<f64>, rmse: Option<f64>| FitSet {
            set,
            r2,
            r2_pearson: pearson,
            rmse_ev: rmse,
            points: record
                .predictions
                .iter()
                .enumerate()
                .filter(|(_, row)| row.set == name)
                .filter_map(|(i, row)| {
                    Some(FitPoint {
                        no: i as u32,
                        formula: row.row.clone(),
                        calculated_ev: row.observed?,
                        predicted_ev: row.fitted,
                    })
                })
                .collect(),
        };
    let train = set(
        "train",
        Set::Train,
        Some(record.r2_train),
        None,
        Some(record.rmse_train),
    );
    let test = set(
        "test",
        Set::Test,
        record.r2_test,
        record.r2_pearson_test,
        record.rmse_test,
    );
    FitData {
        name: record.response.clone(),
        x_label: format!("{} observed", record.response),
        y_label: format!("{} fitted", record.response),
        sets: [train, test]
            .into_iter()
            .filter(|set| !set.points.is_empty())
            .collect(),
    }
}

fn press(record: &FitRecord) -> PressData {
    PressData {
        name: record.response.clone(),
        root_mean_press: record.root_mean_press.clone(),
        q2: record.q2.clone(),
        chosen: record.components,
    }
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
    let (_, response) = column(arguments.response.as_ref(), "--response")?;
    Ok(ContourPanel {
        letter: String::new(),
        x: x_name,
        y: y_name,
        points: (0..x.len())
            .map(|i| ContourPoint {
                no: i as u32,
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
