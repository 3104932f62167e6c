//! `hecs validate`: could it be chance, how sure is each coefficient, what does the whole procedure
//! achieve on rows it has not seen?

use std::io::{self, Write};
use std::sync::{Mutex, PoisonError};

use hecs_analysis::records::ValidateRecord;
use hecs_analysis::{ValidateSettings, Watch, validate};

use crate::args::{Common, Format, Validate};
use crate::output::{columns, csv_text, print_json};
use crate::progress::Progress;
use crate::results::resolve;
use crate::tables::training_data;
use crate::verb::{Outcome, VerbError};

/// Runs the verb.
pub(crate) fn run(arguments: &Validate, common: &Common) -> Result<Outcome, VerbError> {
    let data = training_data(&arguments.table)?;
    let settings = ValidateSettings {
        scaling: arguments.table.scale.into(),
        max_components: arguments.table.max_components,
        permutations: arguments.permutations,
        folds: arguments.folds,
        bootstrap: arguments.bootstrap,
        seed: arguments.seed,
        level: arguments.level,
    };
    let bars = Bars {
        quiet: common.quiet,
        bar: Mutex::new(None),
    };
    let record =
        validate(&data, &settings, &bars).map_err(VerbError::pls(&arguments.table.table))?;
    drop(bars);
    if !common.quiet {
        for warning in &record.warnings {
            say!("warning: {warning}");
        }
    }
    let format = resolve(common.format);
    match format {
        Format::Json | Format::Jsonl => print_json(&record, format)?,
        Format::Csv => {
            io::stdout().write_all(&csv_text(&header(), &rows(&record, 17))?)?;
        }
        Format::Table => print_for_people(&record, &mut io::stdout().lock())?,
    }
    Ok(Outcome::done())
}

/// A progress bar for each stage.
struct Bars {
    quiet: bool,
    bar: Mutex<Option<Progress>>,
}

impl Watch for Bars {
    fn begin(&self, stage: &'static str, steps: usize) {
        let mut bar = self.bar.lock().unwrap_or_else(PoisonError::into_inner);
        // The old bar goes before the new one comes.
        *bar = None;
        *bar = Some(Progress::new(steps, stage, self.quiet));
    }

    fn step(&self) {
        let bar = self.bar.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(bar) = &*bar {
            bar.step();
        }
    }
}

fn header() -> Vec<String> {
    [
        "descriptor",
        "coefficient",
        "standard_error",
        "low",
        "high",
        "certain_sign",
    ]
    .map(str::to_owned)
    .to_vec()
}

fn rows(record: &ValidateRecord, digits: usize) -> Vec<Vec<String>> {
    let number = |x: f64| {
        if digits >= 17 {
            x.to_string()
        } else {
            format!("{x:.digits$}")
        }
    };
    record
        .coefficients
        .iter()
        .map(|c| {
            vec![
                c.name.clone(),
                number(c.value),
                number(c.standard_error),
                number(c.low),
                number(c.high),
                c.certain_sign.to_string(),
            ]
        })
        .collect()
}

fn print_for_people(record: &ValidateRecord, out: &mut impl Write) -> io::Result<()> {
    writeln!(
        out,
        "{} from {} descriptors, {} rows; {} components, leave-one-out Q² {:.4}",
        record.response, record.p, record.n, record.components, record.q2
    )?;
    let p = &record.permutation;
    writeln!(
        out,
        "chance      p = {:.4} of {} permutations; largest permuted Q² {:.4}, intercepts Q² {:.3}, R² {:.3}",
        p.p_q2, p.permutations, p.largest_q2, p.intercept_q2, p.intercept_r2
    )?;
    let chosen: Vec<String> = record
        .nested
        .chosen
        .iter()
        .enumerate()
        .filter(|(_, n)| **n > 0)
        .map(|(a, n)| format!("{a}: {n}×"))
        .collect();
    writeln!(
        out,
        "procedure   nested Q² {:.4}, error {:.5} ({} × {} folds); components chosen {}",
        record.nested.q2,
        record.nested.rmsecv,
        record.nested.repeats,
        record.nested.folds,
        chosen.join(", ")
    )?;
    if !record.test.is_empty() {
        let outside: Vec<&str> = record
            .test
            .iter()
            .filter(|t| !t.inside)
            .map(|t| t.row.as_str())
            .collect();
        writeln!(
            out,
            "domain      {} of {} test rows outside{}{}",
            outside.len(),
            record.test.len(),
            if outside.is_empty() { "" } else { ": " },
            outside.join(", ")
        )?;
    }
    writeln!(out, "{}", columns(&header(), &rows(record, 6)))
}
