//! Errors, each with the data needed to correct it.

/// The one error of this crate.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PlsError {
    /// A cell of the table is NaN, infinite, empty or marked as missing. [`Missing::MeanImpute`](crate::Missing::MeanImpute) replaces it.
    #[error(
        "{}, column `{column}`: the value is missing or not finite; fill it in or leave the row or the column out (`hecs fit` and `hecs validate` put the mean of the column there with --impute, and skip it with --missing nipals)",
        place(row, *line)
    )]
    MissingValue {
        /// Name of the row.
        row: String,
        /// Line of the text from 1, where the table was read from text.
        line: Option<u64>,
        /// Name of the column.
        column: String,
    },
    /// A column that is to be mean-imputed holds no value at all.
    #[error("column `{column}` holds no value to impute from; leave it out")]
    EmptyColumn {
        /// Name of the column.
        column: String,
    },
    /// A row of which no predictor is known, or none is left after the treatment of spectra.
    #[error("{}: no predictor of the row is known; leave the row out", place(row, *line))]
    EmptyRow {
        /// Name of the row.
        row: String,
        /// Line of the text from 1, where the table was read from text.
        line: Option<u64>,
    },
    /// A row that has no shape to be treated as a spectrum: the same value in every channel, or none in common with the mean spectrum.
    #[error(
        "{}: the {treatment} needs a spectrum that varies, and this one does not, or not along the mean spectrum; leave the row out",
        place(row, *line)
    )]
    FlatRow {
        /// Name of the row.
        row: String,
        /// Line of the text from 1, where the table was read from text.
        line: Option<u64>,
        /// Name of the treatment.
        treatment: &'static str,
    },
    /// The iteration for several responses with missing values did not converge.
    #[error(
        "component {component} of several responses with missing values does not converge; ask for fewer components, or fill the values with means (Missing::MeanImpute, --missing mean)"
    )]
    NotAtRest {
        /// Number of the component, from 1.
        component: usize,
    },
    /// A selection of columns for several responses at once.
    #[error(
        "columns are selected for one response: fit the responses one by one, or all columns for several"
    )]
    SelectionOfSeveral,
    /// No column reaches the threshold of a selection.
    #[error(
        "no column reaches a {measure} of {at_least}; the largest is {largest} of column `{column}`, choose a threshold below that"
    )]
    NothingSelected {
        /// `VIP` or `selectivity ratio`.
        measure: &'static str,
        /// The threshold.
        at_least: f64,
        /// The column of the largest value.
        column: String,
        /// The largest value.
        largest: f64,
    },
    /// The response of a row is NaN, infinite or missing; a response is never imputed.
    #[error(
        "{}: the response `{response}` is missing or not finite; a response is never imputed, fill it in or leave the row out",
        place(row, *line)
    )]
    MissingResponse {
        /// Name of the row.
        row: String,
        /// Line of the text from 1, where the table was read from text.
        line: Option<u64>,
        /// Name of the response.
        response: String,
    },
    /// A cell of a text table is not a number.
    #[error("{}, column `{column}`: `{text}` is not a number{}", place(row, Some(*line)), comma(text))]
    NotANumber {
        /// Name of the row.
        row: String,
        /// Name of the column.
        column: String,
        /// Line of the text, from 1.
        line: u64,
        /// Text of the cell.
        text: String,
    },
    /// A number that overflows or vanishes when it is centred, squared, scaled or predicted from. Numbers of 1e-140 to 1e140 do not.
    #[error(
        "{}, column `{column}`: {value:e} leaves the range of floating point when it is centred, scaled and squared; correct it, or multiply the column by a power of ten (another unit)",
        place(row, *line)
    )]
    BeyondRange {
        /// Name of the row.
        row: String,
        /// Line of the text from 1, where the table was read from text.
        line: Option<u64>,
        /// Name of the column or of the response.
        column: String,
        /// The number.
        value: f64,
    },
    /// A table without rows.
    #[error("the table is empty: it has {} and no rows", if *columns == 0 { "no header".to_owned() } else { format!("a header of {columns} column(s)") })]
    EmptyTable {
        /// Columns that the header names.
        columns: usize,
    },
    /// Fewer rows than a statistic needs.
    #[error("{rows} row(s): at least {needed} {} needed", if *needed == 1 { "is" } else { "are" })]
    TooFewRows {
        /// Rows at hand.
        rows: usize,
        /// Rows needed.
        needed: usize,
    },
    /// A table without columns.
    #[error("the table has no columns to fit on")]
    NoColumns,
    /// Every row has the same response: there is nothing to explain.
    #[error("the response `{response}` is {value} in every row")]
    ConstantResponse {
        /// Name of the response.
        response: String,
        /// Its only value.
        value: f64,
    },
    /// Two parts that must have equal length differ.
    #[error("{what}: {found} found, {expected} expected")]
    WrongLength {
        /// What was counted.
        what: &'static str,
        /// How many there are.
        found: usize,
        /// How many there should be.
        expected: usize,
    },
    /// A column name occurs twice.
    #[error("the column name `{column}` occurs more than once")]
    RepeatedColumn {
        /// The name.
        column: String,
    },
    /// A column that was asked for does not exist.
    #[error("there is no column `{column}`; the table has: {}", available.join(", "))]
    UnknownColumn {
        /// The name asked for.
        column: String,
        /// The names there are.
        available: Vec<String>,
    },
    /// A table does not have the columns of the model.
    #[error("the columns do not match the model: missing [{}], extra [{}]", missing.join(", "), extra.join(", "))]
    ColumnsDiffer {
        /// Columns of the model that the table lacks.
        missing: Vec<String>,
        /// Columns of the table that the model does not know.
        extra: Vec<String>,
    },
    /// More components were asked for than a fit or a cross-validation has.
    #[error("{asked} component(s) asked for, {available} available")]
    TooManyComponents {
        /// Components asked for.
        asked: usize,
        /// Components at hand.
        available: usize,
    },
    /// Folds that cannot be used.
    #[error("the folds cannot be used: {0}")]
    BadFolds(FoldProblem),
    /// A number outside its range, such as a confidence level of 2.
    #[error("{what} is {value}, it must be {range}")]
    OutOfRange {
        /// Name of the option.
        what: &'static str,
        /// Its value.
        value: f64,
        /// The values allowed.
        range: &'static str,
    },
    /// A model file of another kind or version.
    #[error(
        "the model file says schema `{schema}` version {version}; this program reads `{expected_schema}` up to version {expected_version}"
    )]
    UnknownSchema {
        /// Schema named in the file.
        schema: String,
        /// Version named in the file.
        version: u64,
        /// Schema this crate reads.
        expected_schema: &'static str,
        /// Latest version this crate reads.
        expected_version: u64,
    },
    /// A model file whose parts contradict one another.
    #[error("the model file contradicts itself: {part} has {found} entries, {expected} expected")]
    InconsistentModel {
        /// The part.
        part: &'static str,
        /// Entries it has.
        found: usize,
        /// Entries it should have.
        expected: usize,
    },
    /// A model file with a number that no fit gives, or that contradicts the others.
    #[error(
        "the model file cannot be used: {field} is {value}, it must be {rule}; save the model anew"
    )]
    UnsoundModel {
        /// The field, such as `columns[3].coefficient`.
        field: String,
        /// Its value; NaN where it is missing.
        value: f64,
        /// What it must be.
        rule: String,
    },
    /// A model file that was changed after it was saved.
    #[error(
        "the model file was changed after it was saved: its sha256 is {found}, the file says {stated}; save the model anew"
    )]
    AlteredModel {
        /// Digest of the model as it is.
        found: String,
        /// Digest that the file states.
        stated: String,
    },
    /// A model file that is not JSON of the expected shape.
    #[error("the model file cannot be read as JSON of the expected shape")]
    Json(#[from] serde_json::Error),
    /// A text table that is not CSV.
    #[error("the table cannot be read as CSV")]
    Csv(#[from] csv::Error),
    /// Reading or writing failed.
    #[error("reading or writing failed")]
    Io(#[from] std::io::Error),
}

/// Spreadsheets of many countries write decimals with a comma; elsewhere it separates thousands, so the number is refused, with a hint.
fn comma(text: &str) -> &'static str {
    let digits = |c: char| c.is_ascii_digit() || matches!(c, ',' | '-' | '+');
    if text.contains(',') && text.chars().all(digits) {
        "; write decimals with a point"
    } else {
        ""
    }
}

/// "row `a` (line 3)", without the line where there is none.
fn place(row: &str, line: Option<u64>) -> String {
    line.map_or_else(
        || format!("row `{row}`"),
        |line| format!("row `{row}` (line {line})"),
    )
}

/// Why folds cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FoldProblem {
    /// A fold count outside 2…n.
    #[error("{folds} fold(s) for {rows} rows")]
    Count {
        /// Folds asked for.
        folds: usize,
        /// Rows at hand.
        rows: usize,
    },
    /// A repeat count of zero.
    #[error("no repeats")]
    NoRepeats,
    /// Only one fold: nothing would be left to train on.
    #[error("all rows are in the one fold `{label}`")]
    OneFold {
        /// Label of the fold.
        label: String,
    },
    /// A fold that leaves fewer than two rows to train on.
    #[error("leaving out fold `{label}` leaves {left} row(s) to train on, at least 2 are needed")]
    TooFewLeft {
        /// Label of the fold.
        label: String,
        /// Rows left.
        left: usize,
    },
}
