//! `hecs validate`: could it be chance, how sure is each coefficient, what does the whole procedure
//! achieve on rows it has not seen?

use std::io::{self, Write};
use std::sync::{Mutex, PoisonError};

use hecs_analysis::records::ValidateRecord;
use hecs_analysis::{TrainingData, ValidateSettings, Watch, validate};
use hecs_pls::{Model, Scheme};

use crate::args::{Common, Format, Validate};
use crate::fit::{left_out_together, rules};
use crate::output::{columns, csv_text, print_json};
use crate::progress::Progress;
use crate::results::resolve;
use crate::tables::{fit_settings, of_table, read_model, say_of_table, training_data};
use crate::verb::{Outcome, VerbError};

/// Runs the verb.
pub(crate) fn run(arguments: &Validate, common: &Common) -> Result<Outcome, VerbError> {
    let model = (arguments.model.as_deref())
        .map(|path| read_model(path, common.quiet))
        .transpose()?;
    let data = training_data(&arguments.table, model.as_ref())?;
    let record = judged(arguments, &data, model.as_ref(), &Bars::new(common.quiet))?;
    if !common.quiet {
        say_of_table(&record.left_out, &record.warnings);
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

/// The judgement that the arguments ask for.
pub(crate) fn judged(
    arguments: &Validate,
    data: &TrainingData,
    model: Option<&Model>,
    watch: &dyn Watch,
) -> Result<ValidateRecord, VerbError> {
    let settings = ValidateSettings {
        fit: fit_settings(&arguments.table, &arguments.procedure)?,
        permutations: arguments.permutations,
        folds: arguments.folds,
        bootstrap: arguments.bootstrap,
        seed: arguments.procedure.seed,
    };
    if data.joint.is_some() {
        return Err(VerbError::Usage(
            "--response: a model is judged for one response at a time; name one".to_owned(),
        ));
    }
    if let Some(model) = model {
        expect_of_model(model, data, &settings)?;
    }
    validate(data, &settings, model, watch).map_err(of_table(&arguments.table.table))
}

/// Refuses options that contradict what the model says.
fn expect_of_model(
    model: &Model,
    data: &TrainingData,
    settings: &ValidateSettings,
) -> Result<(), VerbError> {
    let asked = &data.train.response().name;
    if model.response.name != *asked {
        return Err(VerbError::Usage(format!(
            "--response {asked}: the model predicts {}",
            model.response.name
        )));
    }
    let (scheme, judged) = (settings.fit.scheme, &model.judged_by);
    if let Some(judged) = judged
        && scheme != Scheme::LeaveOneOut
        && scheme != judged.scheme
    {
        return Err(VerbError::Usage(
            "--cv: the model says how rows are left out, and otherwise; leave the option out"
                .to_owned(),
        ));
    }
    Ok(())
}

/// A progress bar for each stage.
pub(crate) struct Bars {
    quiet: bool,
    bar: Mutex<Option<Progress>>,
}

impl Bars {
    pub(crate) fn new(quiet: bool) -> Self {
        Self {
            quiet,
            bar: Mutex::new(None),
        }
    }
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
        "{} from {} columns, {} rows; {} components ({}), Q² {:.4} ({})",
        record.response,
        record.p,
        record.n,
        record.components,
        rules(&record.choice),
        record.q2,
        left_out_together(&record.cv)
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
    for (set, rows) in [("test", &record.test), ("validation", &record.validation)] {
        if rows.is_empty() {
            continue;
        }
        let outside: Vec<&str> = rows
            .iter()
            .filter(|t| !t.inside)
            .map(|t| t.row.as_str())
            .collect();
        writeln!(
            out,
            "domain      {} of {} {set} rows outside{}{}",
            outside.len(),
            rows.len(),
            if outside.is_empty() { "" } else { ": " },
            outside.join(", ")
        )?;
    }
    writeln!(out, "{}", columns(&header(), &rows(record, 6)))
}
