//! `hecs fit`: a partial least squares model of a table.

mod joint;

use std::io::{self, Write};

use hecs_analysis::records::{ChoiceRecord, CrossValidationRecord, FitRecord, PredictorRecord};
use hecs_analysis::{FitSettings, Intervals, fit, fit_jointly};

use crate::args::{Common, Fit, Format, IntervalSource};
use crate::files::{check_place, write_atomic};
use crate::output::{columns, csv_text, print_json};
use crate::results::resolve;
use crate::tables::{fit_settings, say_of_table, training_data};
use crate::verb::{Outcome, VerbError};

/// Runs the verb.
pub(crate) fn run(arguments: &Fit, common: &Common) -> Result<Outcome, VerbError> {
    if let Some(out) = &arguments.out {
        let inputs = std::slice::from_ref(&arguments.table.table);
        check_place(out, inputs).map_err(VerbError::file(out))?;
    }
    let settings = settings(arguments)?;
    let data = training_data(&arguments.table, None)?;
    let pls = VerbError::pls(&arguments.table.table);
    if let Some(design) = &data.joint {
        let (model, record) = fit_jointly(&data, design, &settings).map_err(&pls)?;
        save(arguments, &model.to_json().map_err(&pls)?)?;
        if !common.quiet {
            say_of_table(&record.left_out, &record.warnings);
        }
        joint::print_record(&record, resolve(common.format))?;
        return Ok(Outcome::done());
    }
    let (model, record) = fit(&data, &settings).map_err(&pls)?;
    save(arguments, &model.to_json().map_err(&pls)?)?;
    if !common.quiet {
        say_of_table(&record.left_out, &record.warnings);
    }
    print_record(&record, resolve(common.format))?;
    Ok(Outcome::done())
}

/// How the arguments say that a model is fitted.
pub(crate) fn settings(arguments: &Fit) -> Result<FitSettings, VerbError> {
    let mut settings = fit_settings(&arguments.table, &arguments.procedure)?;
    settings.intervals = match arguments.intervals {
        IntervalSource::Jackknife => Intervals::Jackknife,
        IntervalSource::Bootstrap(resamples) => Intervals::Bootstrap(resamples),
        IntervalSource::Absent => Intervals::Absent,
    };
    Ok(settings)
}

/// Writes the model where it is asked for.
fn save(arguments: &Fit, model: &str) -> Result<(), VerbError> {
    let Some(path) = &arguments.out else {
        return Ok(());
    };
    write_atomic(path, model.as_bytes()).map_err(VerbError::file(path))
}

/// JSON holds everything; CSV the rows; the table for people what one looks at first.
fn print_record(record: &FitRecord, format: Format) -> Result<(), VerbError> {
    let row_header = ["row", "set", "observed", "fitted", "loo"].map(str::to_owned);
    match format {
        Format::Json | Format::Jsonl => print_json(record, format)?,
        Format::Csv => {
            let rows: Vec<Vec<String>> = record
                .predictions
                .iter()
                .map(|r| {
                    vec![
                        r.row.clone(),
                        r.set.clone(),
                        crate::output::optional(r.observed),
                        r.fitted.to_string(),
                        crate::output::optional(r.loo),
                    ]
                })
                .collect();
            io::stdout().write_all(&csv_text(&row_header, &rows)?)?;
        }
        Format::Table => print_for_people(record, &mut io::stdout().lock())?,
    }
    Ok(())
}

fn print_for_people(record: &FitRecord, out: &mut impl Write) -> io::Result<()> {
    writeln!(
        out,
        "{} from {} columns, {} rows; {} components ({})",
        record.response,
        record.p,
        record.n,
        record.components,
        rules(&record.choice)
    )?;
    writeln!(out, "left out  {}", left_out_together(&record.cv))?;
    writeln!(
        out,
        "train  R² {:.4}  RMSE {:.5}  left out RMSE {:.5}",
        record.r2_train, record.rmse_train, record.errors.rmsecv
    )?;
    let number = |x: Option<f64>| crate::output::rounded(x, 4);
    for (set, r2, r2_pearson, rmse) in [
        (
            "test  ",
            record.r2_test,
            record.r2_pearson_test,
            record.rmse_test,
        ),
        (
            "valid.",
            record.r2_validation,
            record.r2_pearson_validation,
            record.rmse_validation,
        ),
    ] {
        if let Some(rmse) = rmse {
            let (r2, r2_pearson) = (number(r2), number(r2_pearson));
            writeln!(out, "{set} R² {r2}  r² {r2_pearson}  RMSE {rmse:.5}")?;
        }
    }
    if let Some(selection) = &record.recipe.selection {
        let kept = selection.columns.iter().filter(|c| c.in_model).count();
        writeln!(
            out,
            "kept   {kept} of {} columns with {} ≥ {}, chosen anew in each of {} folds",
            record.p,
            selection.measure.replace('_', " "),
            selection.at_least,
            selection.folds
        )?;
    }
    let curve: Vec<Vec<String>> = (0..record.press.len())
        .map(|a| {
            let mark = if a == record.components { " ←" } else { "" };
            vec![
                format!("{a}{mark}"),
                format!("{:.6}", record.press[a]),
                format!("{:.5}", record.root_mean_press[a]),
                format!("{:.5}", record.q2[a]),
                format!("{:.3}", record.van_der_voet[a].t2),
                format!("{:.3}", record.van_der_voet[a].p),
            ]
        })
        .collect();
    let header = [
        "components",
        "PRESS",
        "Root Mean PRESS",
        "Q²",
        "van der Voet T²",
        "p",
    ]
    .map(str::to_owned);
    writeln!(out, "{}", columns(&header, &curve))?;
    let components: Vec<Vec<String>> = (record.by_component.iter())
        .map(|c| {
            let mut row = vec![c.component.to_string()];
            let shares = [
                c.r2x,
                c.r2x_cumulative,
                c.r2y,
                c.r2y_cumulative,
                c.q2,
                c.q2_cumulative,
            ];
            row.extend(shares.map(|share| format!("{share:.4}")));
            row
        })
        .collect();
    let header = [
        "component",
        "R²X",
        "cumulative",
        "R²Y",
        "cumulative",
        "Q² (SIMCA)",
        "cumulative",
    ]
    .map(str::to_owned);
    writeln!(out, "{}", columns(&header, &components))?;
    let mut by_vip: Vec<&PredictorRecord> = record.columns.iter().collect();
    by_vip.sort_by(|a, b| b.vip.unwrap_or(0.0).total_cmp(&a.vip.unwrap_or(0.0)));
    let number = |x: Option<f64>, digits| crate::output::rounded(x, digits);
    let rows: Vec<Vec<String>> = by_vip
        .iter()
        .map(|c| {
            vec![
                c.name.clone(),
                number(c.vip, 4),
                number(c.vip_low, 2),
                number(c.vip_high, 2),
                format!("{:.6}", c.coefficient),
                number(c.low, 6),
                number(c.high, 6),
                number(c.selectivity_ratio, 3),
            ]
        })
        .collect();
    let header = [
        "column",
        "VIP",
        "low",
        "high",
        "coefficient",
        "low",
        "high",
        "selectivity",
    ]
    .map(str::to_owned);
    writeln!(out, "{}", columns(&header, &rows))
}

/// The rule that chose the number of components, and what others would take.
pub(crate) fn rules(choice: &ChoiceRecord) -> String {
    let all = [
        ("minimum", "smallest PRESS", choice.minimum),
        (
            "one_standard_error",
            "one standard error",
            choice.one_standard_error,
        ),
        ("van_der_voet", "van der Voet", choice.van_der_voet),
    ];
    let own = all.iter().find(|(rule, ..)| *rule == choice.rule);
    let others: Vec<String> = (all.iter().filter(|(rule, ..)| *rule != choice.rule))
        .map(|(_, name, components)| format!("{name} {components}"))
        .collect();
    let name = own.map_or("as given", |(_, name, _)| name);
    format!("{name}; {}", others.join(", "))
}

/// How rows are left out, in words.
pub(crate) fn left_out_together(cv: &CrossValidationRecord) -> String {
    let units = match &cv.group {
        Some(column) => format!("{} groups by {column}", cv.units),
        None => format!("{} rows", cv.units),
    };
    match cv.scheme.as_str() {
        "leave_one_out" => format!("one by one, {units}"),
        "blocks" => format!("{} consecutive blocks, {units}", cv.folds),
        _ if cv.repeats > 1 => format!("{} × {} random folds, {units}", cv.repeats, cv.folds),
        _ => format!("{} random folds, {units}", cv.folds),
    }
}
