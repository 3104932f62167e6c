//! `hecs report TABLE.csv --response COL`: one page of a PLS model of a table.

use std::path::{Path, PathBuf};

use hecs_analysis::records::{FitRecord, ValidateRecord};
use hecs_analysis::{FitSettings, Intervals, TrainingData, ValidateSettings, fit, validate};
use hecs_report::data::{ContourPanel, ContourPoint, Detail, ModelPage, PlsData, Set, Shown};
use hecs_report::numbers::significant;
use hecs_report::page;

use crate::args::{Common, Report, Table};
use crate::files::{check_place, write_atomic};
use crate::fit::{left_out_together, rules};
use crate::pls_data::{permutation, pls_data};
use crate::tables::{fit_settings, of_table, say_of_table, training_data};
use crate::validate::Bars;
use crate::verb::{Outcome, VerbError};

/// Outer folds of the nested cross-validation, the default of `hecs validate`.
const FOLDS: usize = 10;

/// Whether a file is a table by its name.
pub(crate) fn is_table(path: &Path) -> bool {
    let extension = path.extension().map(|e| e.to_string_lossy().to_lowercase());
    matches!(extension.as_deref(), Some("csv" | "tsv"))
}

/// Runs the verb on a table.
pub(crate) fn run(
    arguments: &Report,
    response: &str,
    common: &Common,
) -> Result<Outcome, VerbError> {
    let path = only_table(&arguments.input.files)?;
    check_place(&arguments.out, std::slice::from_ref(path))
        .map_err(VerbError::file(&arguments.out))?;
    let table = Table {
        table: path.clone(),
        response: vec![response.to_owned()],
        columns: arguments.columns.clone(),
    };
    let data = training_data(&table, None)?;
    let (html, record) = page_of(&table, arguments, &data, common.quiet)?;
    if !common.quiet {
        say_of_table(&record.left_out, &record.warnings);
    }
    write_atomic(&arguments.out, html.as_bytes()).map_err(VerbError::file(&arguments.out))?;
    if !common.quiet {
        say!(
            "{} with a model of {} rows and {} columns",
            arguments.out.display(),
            record.n,
            record.columns.len()
        );
    }
    Ok(Outcome::done())
}

/// The page of a model of a table that was read, and the fit on it.
pub(crate) fn page_of(
    table: &Table,
    arguments: &Report,
    data: &TrainingData,
    quiet: bool,
) -> Result<(String, FitRecord), VerbError> {
    let path = table.table.as_path();
    let settings = FitSettings {
        intervals: Intervals::Jackknife,
        ..fit_settings(table, &arguments.procedure)?
    };
    if data.joint.is_some() {
        return Err(VerbError::Usage(
            "--response: a page is of one response; name one".to_owned(),
        ));
    }
    let (_, record) = fit(data, &settings).map_err(VerbError::pls(path))?;
    let validated = match arguments.permutations {
        0 => None,
        permutations => Some(judged(data, settings, permutations, path, quiet)?),
    };
    let page = model_page(path, data, &record, validated.as_ref());
    Ok((page::render_model(&page), record))
}

/// The one table among the inputs.
fn only_table(files: &[PathBuf]) -> Result<&PathBuf, VerbError> {
    match files {
        [file] if is_table(file) || file.as_os_str() == "-" => Ok(file),
        [file] => Err(VerbError::Usage(format!(
            "{}: --response is for a table, a file that ends in .csv or .tsv, or - for stdin",
            file.display()
        ))),
        _ => Err(VerbError::Usage(format!(
            "--response is for one table, and {} files were given",
            files.len()
        ))),
    }
}

/// The model of these settings judged. Intervals are in the fit already, so that resamples are of no use here.
fn judged(
    data: &TrainingData,
    fit: FitSettings,
    permutations: usize,
    path: &Path,
    quiet: bool,
) -> Result<ValidateRecord, VerbError> {
    let settings = ValidateSettings {
        permutations,
        folds: FOLDS,
        bootstrap: 2,
        seed: fit.seed,
        fit,
    };
    let bars = Bars::new(quiet);
    validate(data, &settings, None, &bars).map_err(of_table(path))
}

fn model_page(
    path: &Path,
    data: &TrainingData,
    record: &FitRecord,
    validated: Option<&ValidateRecord>,
) -> ModelPage {
    let file = path.file_name().unwrap_or(path.as_os_str());
    let file = file.to_string_lossy();
    let model = pls_data(record);
    let mut warnings = record.warnings.clone();
    warnings.extend(record.left_out.sentences());
    ModelPage {
        title: format!("{} from {file}", record.response),
        introduction: vec![format!(
            "A partial least squares model of {} with {} from {} columns, learnt from {} rows.",
            record.response,
            components(record.components),
            record.columns.len(),
            record.n
        )],
        generator: concat!("hecs ", env!("CARGO_PKG_VERSION")).to_owned(),
        facts: facts(&file, record, validated),
        warnings,
        contours: contour(data, &model).into_iter().collect(),
        permutation: match validated {
            Some(validated) => Shown::Data(permutation(validated)),
            None => Shown::absent("The permutation test was not asked for (--permutations 0)."),
        },
        model,
    }
}

fn components(n: usize) -> String {
    format!("{n} component{}", if n == 1 { "" } else { "s" })
}

/// What was fitted and how good it is, in the order one asks.
fn facts(file: &str, record: &FitRecord, validated: Option<&ValidateRecord>) -> Vec<Detail> {
    let unit = record
        .unit
        .as_ref()
        .map_or_else(String::new, |u| format!(" {u}"));
    let number = |x: f64| format!("{x:.4}");
    let error = |x: f64| format!("{}{unit}", significant(x, 4));
    let mut facts = vec![
        detail("table", file),
        detail(
            "response",
            &format!("{}{}", record.response, in_brackets(record)),
        ),
        detail(
            "rows",
            &match record.predictions.len() - record.n {
                0 => format!("{} learnt from", record.n),
                test => format!("{} learnt from, {test} tested on", record.n),
            },
        ),
        detail("columns", &columns(record)),
        detail(
            "components",
            &format!("{} ({})", record.components, rules(&record.choice)),
        ),
        detail("left out", &left_out_together(&record.cv)),
        detail(
            "training rows",
            &format!(
                "R² {}, RMSEC {}",
                number(record.r2_train),
                error(record.errors.rmsec)
            ),
        ),
    ];
    if let Some(q2) = record.q2.get(record.components) {
        facts.push(detail(
            "cross-validation",
            &format!("Q² {}, RMSECV {}", number(*q2), error(record.errors.rmsecv)),
        ));
    }
    if let Some(rmsep) = record.errors.rmsep {
        let r2 = record.r2_test.map_or("–".to_owned(), number);
        facts.push(detail(
            "test rows",
            &format!("R² {r2}, RMSEP {}", error(rmsep)),
        ));
    }
    if let Some(last) = record.by_component.last() {
        facts.push(detail(
            "explained",
            &format!(
                "{:.1} % of the columns (R²X), {:.1} % of the response (R²Y)",
                100.0 * last.r2x_cumulative,
                100.0 * last.r2y_cumulative
            ),
        ));
    }
    if let Some(validated) = validated {
        let (test, nested) = (&validated.permutation, &validated.nested);
        facts.push(detail(
            "by chance",
            &format!("p = {:.4} of {} permutations", test.p_q2, test.permutations),
        ));
        facts.push(detail(
            "the whole procedure",
            &format!(
                "nested Q² {}, RMSECV {}, the choice of components judged too ({} × {} folds)",
                number(nested.q2),
                error(nested.rmsecv),
                nested.repeats,
                nested.folds
            ),
        ));
    }
    facts.push(detail(
        "level",
        &format!("{} of limits and intervals", record.level),
    ));
    facts
}

fn in_brackets(record: &FitRecord) -> String {
    record
        .unit
        .as_ref()
        .map_or_else(String::new, |u| format!(" ({u})"))
}

/// How many columns there are, what was done to them, and which were kept.
fn columns(record: &FitRecord) -> String {
    let recipe = &record.recipe;
    let mut words = match &recipe.selection {
        Some(selection) => format!(
            "{} of {} kept with {} of at least {}, chosen anew in each of {} folds; ",
            record.columns.len(),
            selection.columns.len(),
            if selection.measure == "vip" {
                "a VIP"
            } else {
                "a selectivity ratio"
            },
            selection.at_least,
            selection.folds
        ),
        None => format!("{}, ", record.columns.len()),
    };
    if !recipe.treatments.is_empty() {
        words += "treated as spectra (";
        words += &recipe.treatments.join(", then ");
        words += "), so that their values below are treated ones; ";
    }
    words += scaling(record);
    match recipe.missing.as_str() {
        "mean" => words += "; missing values filled with means",
        "nipals" => words += "; missing values skipped (NIPALS)",
        _ => {}
    }
    words
}

fn scaling(record: &FitRecord) -> &'static str {
    match record.scaling.as_str() {
        "auto" => "centred and divided by their deviations, inside each fold",
        "auto_once" => "centred and divided by their deviations, once for all folds",
        "center" => "centred",
        _ => "scaled",
    }
}

fn detail(name: &str, value: &str) -> Detail {
    Detail {
        name: name.to_owned(),
        value: value.to_owned(),
        warning: false,
    }
}

/// The response over the two columns of the largest VIP, training rows as points.
fn contour(data: &TrainingData, model: &PlsData) -> Option<ContourPanel> {
    let order = model.columns_by_vip();
    let (x, y) = (*order.first()?, *order.get(1)?);
    let design = &data.train;
    let name = |j: usize| model.columns[j].quantity.titled();
    // The model may have kept fewer columns than the table has.
    let columns = design.table().columns();
    let place = |j: usize| {
        let wanted = &model.columns[j].quantity.name;
        columns.iter().position(|column| column.name == *wanted)
    };
    let (in_x, in_y) = (place(x)?, place(y)?);
    let numbers = (0..model.rows.len()).filter(|&k| model.rows[k].set == Set::Train);
    Some(ContourPanel {
        letter: String::new(),
        x: name(x),
        y: name(y),
        points: numbers
            .zip(0..design.n())
            .map(|(k, i)| ContourPoint {
                no: model.row_number(k),
                formula: model.rows[k].name.clone(),
                x: design.x()[(i, in_x)],
                y: design.x()[(i, in_y)],
                ea_ev: design.y()[i],
            })
            .collect(),
        response: Some(model.response.clone()),
    })
}
