//! `hecs fit`: a partial least squares model of a table.

use std::io::{self, Write};

use hecs_analysis::records::FitRecord;
use hecs_analysis::{FitSettings, fit};
use hecs_pls::Rule;

use crate::args::{ChoiceName, Common, Fit, Format};
use crate::files::{check_place, write_atomic};
use crate::output::{columns, csv_text, print_json};
use crate::results::resolve;
use crate::tables::training_data;
use crate::verb::{Outcome, VerbError};

/// Significance and number of exchanges of van der Voet's test; the values of JMP and SAS.
const VAN_DER_VOET_LEVEL: f64 = 0.1;
const VAN_DER_VOET_PERMUTATIONS: usize = 1000;

/// Runs the verb.
pub(crate) fn run(arguments: &Fit, common: &Common) -> Result<Outcome, VerbError> {
    if let Some(out) = &arguments.out {
        let inputs = std::slice::from_ref(&arguments.table.table);
        check_place(out, inputs).map_err(VerbError::file(out))?;
    }
    let data = training_data(&arguments.table)?;
    let pls = VerbError::pls(&arguments.table.table);
    let rule = rule(arguments);
    let wanted = match arguments.components.as_str() {
        "auto" => None,
        text => Some(text.parse::<usize>().map_err(|_| {
            VerbError::Usage(format!(
                "--components {text}: write auto or a number of components"
            ))
        })?),
    };
    let settings = FitSettings {
        scaling: arguments.table.scale.into(),
        max_components: arguments.table.max_components,
        components: wanted,
        rule,
        level: arguments.level,
    };
    let (model, record) = fit(&data, &settings).map_err(&pls)?;
    if let Some(path) = &arguments.out {
        let text = model.to_json().map_err(&pls)?;
        write_atomic(path, text.as_bytes()).map_err(VerbError::file(path))?;
    }
    if !common.quiet {
        for warning in &record.warnings {
            say!("warning: {warning}");
        }
        if !data.skipped.is_empty() {
            say!(
                "note: columns without numbers are left out: {}",
                data.skipped.join(", ")
            );
        }
    }
    print_record(&record, resolve(common.format))?;
    Ok(Outcome::done())
}

fn rule(arguments: &Fit) -> Rule {
    match arguments.choice {
        ChoiceName::Minimum => Rule::Minimum,
        ChoiceName::OneStandardError => Rule::OneStandardError,
        ChoiceName::VanDerVoet => Rule::VanDerVoet {
            level: VAN_DER_VOET_LEVEL,
            permutations: VAN_DER_VOET_PERMUTATIONS,
            seed: arguments.seed,
        },
    }
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
                        r.observed.to_string(),
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
        "{} from {} descriptors, {} rows; {} components",
        record.response, record.p, record.n, record.components
    )?;
    writeln!(
        out,
        "train  R² {:.4}  RMSE {:.5}",
        record.r2_train, record.rmse_train
    )?;
    if let Some(rmse) = record.rmse_test {
        let number = |x: Option<f64>| crate::output::rounded(x, 4);
        writeln!(
            out,
            "test   R² {}  r² {}  RMSE {rmse:.5}",
            number(record.r2_test),
            number(record.r2_pearson_test)
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
            ]
        })
        .collect();
    let header = ["components", "PRESS", "Root Mean PRESS", "Q²"].map(str::to_owned);
    writeln!(out, "{}", columns(&header, &curve))?;
    let mut vip: Vec<(&String, &f64)> = record.vip.iter().collect();
    vip.sort_by(|a, b| b.1.total_cmp(a.1));
    let rows: Vec<Vec<String>> = vip
        .iter()
        .map(|(name, vip)| {
            vec![
                (*name).clone(),
                format!("{vip:.4}"),
                format!("{:.6}", record.coefficients[*name]),
            ]
        })
        .collect();
    let header = ["descriptor", "VIP", "coefficient"].map(str::to_owned);
    writeln!(out, "{}", columns(&header, &rows))
}
