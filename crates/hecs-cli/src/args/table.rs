//! Tables as inputs, and what is asked of a model of one: `fit`, `predict`, `validate`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use hecs_pls::{Selection, Treatment};

use super::structures::CifReading;
use super::{MOST, count};

/// A table and how to read it.
#[derive(Debug, Args)]
pub struct Table {
    /// CSV table: a header, a row per sample; lines before the header that start with # are comments
    #[arg(value_name = "TABLE.csv")]
    pub table: PathBuf,
    /// Column to predict; several, repeated or A,B, for one model of all
    #[arg(long, value_name = "COL", required = true)]
    pub response: Vec<String>,
    /// Its columns and rows.
    #[command(flatten)]
    pub columns: Columns,
}

/// What the columns of a table are, and which rows are learnt from.
#[derive(Clone, Debug, Args)]
pub struct Columns {
    /// Columns to leave out, a name with a comma in double quotes; columns without numbers and row numbers are
    /// left out anyway
    #[arg(long, value_name = "A,B")]
    pub exclude: Vec<String>,
    /// Only these columns
    #[arg(long, value_name = "A,B", conflicts_with = "exclude")]
    pub include: Vec<String>,
    /// Column that says of each row `train` (training, calibration), `test`, `validation` (tested on too, apart) or
    /// anything else (row unused), in any case
    #[arg(long, value_name = "COL")]
    pub split: Option<String>,
    /// Column of labels of rows that belong together, such as repeats of a sample: they are left out together
    #[arg(long, value_name = "COL")]
    pub group: Option<String>,
    /// Column with the names of the rows [default: the row numbers]
    #[arg(long, value_name = "COL")]
    pub name: Option<String>,
    /// What is done with missing values
    #[command(flatten)]
    pub gaps: Gaps,
    /// Treat the rows as spectra, one step after the other: standard normal variate, multiplicative scatter
    /// correction, Savitzky-Golay filter; the columns are the channels in their order
    #[arg(long, value_name = "snv,msc,sg:WINDOW:ORDER[:DERIVATIVE]", value_delimiter = ',', value_parser = treatment)]
    pub preprocess: Vec<Treatment>,
    /// Keep the columns whose VIP, or selectivity ratio, is at least X; chosen anew in each fold
    #[arg(long, value_name = "vip:X|sr:X", value_parser = selection)]
    pub select: Option<Selection>,
    /// Largest number of components
    #[arg(long, default_value_t = 10, value_name = "N", value_parser = count)]
    pub max_components: usize,
    /// Scaling of the columns
    #[arg(long, value_enum, default_value = "auto")]
    pub scale: ScalingName,
}

/// What is done with missing values.
#[derive(Clone, Debug, Args)]
pub struct Gaps {
    /// Missing values: refuse them, fill them with the mean of their column in the training rows (of each fold), or
    /// skip them in every regression [default: refuse; of a model, what it was fitted with]
    #[arg(long, value_enum)]
    pub missing: Option<MissingName>,
    /// The same as --missing mean
    #[arg(long, conflicts_with = "missing")]
    pub impute: bool,
}

/// What is done with missing values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum MissingName {
    /// An error
    Refuse,
    /// The mean of the training rows
    Mean,
    /// NIPALS: skipped in every regression
    Nipals,
}

fn treatment(text: &str) -> Result<Treatment, String> {
    let words: Vec<&str> = text.trim().split(':').collect();
    let number = |text: &str| text.parse::<usize>().ok();
    let numbers: Option<Vec<usize>> = words[1..].iter().map(|word| number(word)).collect();
    match (words[0], numbers.as_deref()) {
        ("snv", Some([])) => Ok(Treatment::Snv),
        ("msc", Some([])) => Ok(Treatment::Msc),
        ("sg", Some(&[window, order])) => {
            Treatment::savitzky_golay(window, order, 0).map_err(|e| e.to_string())
        }
        ("sg", Some(&[window, order, derivative])) => {
            Treatment::savitzky_golay(window, order, derivative).map_err(|e| e.to_string())
        }
        _ => Err("write snv, msc or sg:WINDOW:ORDER or sg:WINDOW:ORDER:DERIVATIVE".to_owned()),
    }
}

fn selection(text: &str) -> Result<Selection, String> {
    let threshold = |text: &str| {
        let number = text.parse::<f64>().ok();
        number.filter(|x| *x > 0.0 && x.is_finite())
    };
    let (measure, number) = text.split_once(':').unwrap_or((text, ""));
    match (measure, threshold(number)) {
        ("vip", Some(at_least)) => Ok(Selection::Vip { at_least }),
        ("sr", Some(at_least)) => Ok(Selection::SelectivityRatio { at_least }),
        _ => Err("write vip:X or sr:X with X above 0, such as vip:0.8".to_owned()),
    }
}

/// How rows are left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leaving {
    /// One row, or group, after the other.
    Loo,
    /// So many folds, assigned at random.
    KFold(usize),
    /// So many blocks of consecutive rows.
    Blocks(usize),
    /// So many folds, assigned at random so many times.
    Repeated(usize, usize),
}

fn leaving(text: &str) -> Result<Leaving, String> {
    let (scheme, numbers) = text.split_once(':').unwrap_or((text, ""));
    let folds = |text: &str| text.parse().ok().filter(|k| (2..=MOST).contains(k));
    let repeats = |text: &str| text.parse().ok().filter(|r| (1..=MOST).contains(r));
    match scheme {
        "loo" if numbers.is_empty() => Some(Leaving::Loo),
        "kfold" => folds(numbers).map(Leaving::KFold),
        "blocks" => folds(numbers).map(Leaving::Blocks),
        "repeated" => numbers
            .split_once('x')
            .and_then(|(k, r)| Some(Leaving::Repeated(folds(k)?, repeats(r)?))),
        _ => None,
    }
    .ok_or_else(|| "write loo, kfold:K, blocks:K or repeated:KxR, K from 2".to_owned())
}

fn level(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(x) if (0.5..1.0).contains(&x) => Ok(x),
        _ => Err("write a confidence level of at least 0.5 and below 1, such as 0.95".to_owned()),
    }
}

/// How components are chosen, the same for the fit and for its validation.
#[derive(Debug, Args)]
pub struct Procedure {
    /// Number of components, or `auto`
    #[arg(long, default_value = "auto", value_name = "auto|N")]
    pub components: String,
    /// How `auto` chooses
    #[arg(long, value_enum, default_value = "minimum")]
    pub choice: ChoiceName,
    /// Rows left out together: each alone, K random folds, K blocks of consecutive rows, or K random folds R
    /// times; with --group whole groups
    #[arg(long, default_value = "loo", value_name = "loo|kfold:K|blocks:K|repeated:KxR", value_parser = leaving)]
    pub cv: Leaving,
    /// Seed of everything random
    #[arg(long, default_value_t = 1, value_name = "N")]
    pub seed: u64,
    /// Confidence level of the domain and of intervals: of new rows like those of the table, this share is inside
    #[arg(long, default_value_t = 0.95, value_name = "P", value_parser = level)]
    pub level: f64,
}

/// Scaling of the columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ScalingName {
    /// Centre and divide by the standard deviation, inside each fold
    Auto,
    /// The same with the deviations of all rows, once
    AutoOnce,
    /// Centre only
    Center,
}

/// How the number of components is chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ChoiceName {
    /// Smallest Root Mean PRESS
    Minimum,
    /// Fewest within one standard error of the smallest
    OneStandardError,
    /// Fewest that van der Voet's randomisation test does not tell from the smallest
    VanDerVoet,
}

/// `hecs fit`.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  hecs fit table.csv --response Ea --out model.json\n  hecs fit table.csv --response Ea --split set --components 4 --exclude no,formula\n  hecs fit table.csv --response Ea --group sample --cv repeated:5x10\n  hecs fit spectra.csv --response fat --preprocess sg:11:2:1,snv --scale center --select vip:0.8\n  hecs fit oils.csv --response yellow,green,syrup --missing nipals --out oils.json"
)]
pub struct Fit {
    /// The table.
    #[command(flatten)]
    pub table: Table,
    /// How components are chosen.
    #[command(flatten)]
    pub procedure: Procedure,
    /// Where the intervals of coefficients and VIP come from: the models of the cross-validation, or N resamples
    #[arg(long, default_value = "jackknife", value_name = "jackknife|bootstrap:N|none", value_parser = interval_source)]
    pub intervals: IntervalSource,
    /// Write the model
    #[arg(long, value_name = "MODEL.json")]
    pub out: Option<PathBuf>,
}

/// Where intervals come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IntervalSource {
    /// The models of the cross-validation.
    Jackknife,
    /// Resamples.
    Bootstrap(usize),
    /// There are none.
    Absent,
}

fn interval_source(text: &str) -> Result<IntervalSource, String> {
    match text.split_once(':') {
        None if text == "jackknife" => Some(IntervalSource::Jackknife),
        None if text == "none" => Some(IntervalSource::Absent),
        Some(("bootstrap", resamples)) => count(resamples).ok().map(IntervalSource::Bootstrap),
        _ => None,
    }
    .ok_or_else(|| "write jackknife, bootstrap:N or none".to_owned())
}

/// `hecs predict`.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  hecs predict --model model.json Li6PS5Cl.cif\n  hecs predict --model model.json --table new.csv"
)]
pub struct Predict {
    /// Model written by `hecs fit`
    #[arg(long, value_name = "MODEL.json")]
    pub model: PathBuf,
    /// CIF files, folders of them, or - for stdin
    #[arg(value_name = "FILE", required_unless_present = "table")]
    pub files: Vec<PathBuf>,
    /// Predict the rows of a CSV table instead
    #[arg(long, value_name = "TABLE.csv", conflicts_with = "files")]
    pub table: Option<PathBuf>,
    /// Column with the names of the rows
    #[arg(long, value_name = "COL", requires = "table")]
    pub name: Option<String>,
    /// What is done with missing values.
    #[command(flatten)]
    pub gaps: Gaps,
    /// How CIF files are read.
    #[command(flatten)]
    pub reading: CifReading,
}

/// `hecs validate`.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  hecs validate table.csv --response Ea --split set --permutations 1000 --seed 1\n  hecs validate table.csv --response Ea --split set --model model.json\n  hecs validate spectra.csv --response fat --group sample --cv kfold:10"
)]
pub struct Validate {
    /// The table.
    #[command(flatten)]
    pub table: Table,
    /// How components are chosen.
    #[command(flatten)]
    pub procedure: Procedure,
    /// Judge this model, written by `hecs fit` from the same table with the same options
    #[arg(long, value_name = "MODEL.json", conflicts_with_all = ["components", "choice", "include", "exclude", "level", "preprocess", "select"])]
    pub model: Option<PathBuf>,
    /// Random permutations of the response
    #[arg(long, default_value_t = 1000, value_name = "N", value_parser = count)]
    pub permutations: usize,
    /// Bootstrap resamples
    #[arg(long, default_value_t = 1000, value_name = "N", value_parser = count)]
    pub bootstrap: usize,
    /// Folds of the outer loop of the nested cross-validation
    #[arg(long, default_value_t = 10, value_name = "N", value_parser = count)]
    pub folds: usize,
}
