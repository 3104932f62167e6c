//! What can keep a composition from being designed.

use std::path::PathBuf;

use hecs_bvse::BvseError;
use hecs_cif::WriteError;
use hecs_core::CoreError;
use hecs_descriptors::DescriptorError;
use hecs_pls::PlsError;

/// Errors of hecs-design; those about input name the rule that is broken and the nearest value that keeps it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DesignError {
    /// A symbol that is no element, or an element whose ion has no place in the argyrodites of the tables.
    #[error(
        "unknown element \"{symbol}\": the model knows {}; the nearest is {nearest}", known.join(", ")
    )]
    UnknownElement {
        /// The symbol as written.
        symbol: String,
        /// Elements that may be used.
        known: Vec<String>,
        /// The known element of the most similar symbol or the same group.
        nearest: String,
    },
    /// A formula whose charges do not add up to zero.
    #[error(
        "{formula} is off charge balance by {charge_e:+.4} e per formula unit; with {nearest_lithium:.4} Li instead of {lithium:.4} it is neutral"
    )]
    UnbalancedCharge {
        /// The formula.
        formula: String,
        /// Sum of the charges in e per formula unit.
        charge_e: f64,
        /// Lithium per formula unit.
        lithium: f64,
        /// The lithium that balances the charges.
        nearest_lithium: f64,
    },
    /// More or fewer ions than a set of sites has positions.
    #[error(
        "{formula}: {found:.4} {what} per formula unit break the rule \"{rule}\"; the nearest allowed value is {nearest:.4}"
    )]
    SiteCapacity {
        /// The formula.
        formula: String,
        /// What was counted.
        what: &'static str,
        /// The rule.
        rule: &'static str,
        /// The count.
        found: f64,
        /// The nearest allowed count.
        nearest: f64,
    },
    /// A negative or non-finite amount of an element.
    #[error("{formula}: the amount of {element} is {amount}; the nearest allowed value is 0")]
    ImpossibleAmount {
        /// The formula.
        formula: String,
        /// The element.
        element: String,
        /// The amount per formula unit.
        amount: f64,
    },
    /// A variable beyond the bounds of its family.
    #[error(
        "{variable} = {value} is outside {minimum} ≤ {variable} ≤ {maximum} of {family}; the nearest allowed value is {nearest}"
    )]
    OutOfBounds {
        /// Name of the family.
        family: String,
        /// Name of the variable.
        variable: String,
        /// The value.
        value: f64,
        /// Lower bound.
        minimum: f64,
        /// Upper bound.
        maximum: f64,
        /// The bound it is nearest to.
        nearest: f64,
    },
    /// A range that holds no value.
    #[error("the range {from}..{to} in steps of {step} is empty; the nearest allowed is {nearest}")]
    EmptyRange {
        /// Start of the range.
        from: f64,
        /// End of the range.
        to: f64,
        /// Step.
        step: f64,
        /// A range that holds values.
        nearest: String,
    },
    /// A family that is not among those given.
    #[error("no family \"{name}\"; there are {}", available.join(", "))]
    UnknownFamily {
        /// The name.
        name: String,
        /// Names there are.
        available: Vec<String>,
    },
    /// A variable or placeholder that the family does not have, or that was left without a value.
    #[error("{family} {problem} \"{name}\"; it has {}", available.join(", "))]
    UnknownName {
        /// Name of the family.
        family: String,
        /// What is wrong with the name.
        problem: &'static str,
        /// The name.
        name: String,
        /// Names there are.
        available: Vec<String>,
    },
    /// An element that the family does not allow for a placeholder.
    #[error(
        "{family}: {placeholder} = {given} is not among {}; the nearest allowed is {nearest}", allowed.join(", ")
    )]
    WrongChoice {
        /// Name of the family.
        family: String,
        /// The placeholder.
        placeholder: String,
        /// The element given.
        given: String,
        /// The elements allowed.
        allowed: Vec<String>,
        /// The first allowed, as the one to try.
        nearest: String,
    },
    /// A range that cannot be read.
    #[error("cannot read \"{text}\" at character {position}: {reason}")]
    InvalidRange {
        /// The text.
        text: String,
        /// Position in characters, from 1.
        position: usize,
        /// What was expected.
        reason: &'static str,
    },
    /// A data file that is not what it should be.
    #[error("{what}: {reason}")]
    Data {
        /// Which data.
        what: String,
        /// What the parser said.
        reason: String,
    },
    /// An override outside what the structure allows.
    #[error(
        "{parameter} = {value} is outside {minimum}–{maximum}; the nearest allowed value is {nearest}"
    )]
    ImpossibleOverride {
        /// Name of the parameter.
        parameter: &'static str,
        /// The value.
        value: f64,
        /// Lower bound.
        minimum: f64,
        /// Upper bound.
        maximum: f64,
        /// The bound it is nearest to.
        nearest: f64,
    },
    /// Too little to learn from.
    #[error("{what} needs at least {needed} known compounds, {found} are left")]
    TooFewCompounds {
        /// What is to be fitted.
        what: &'static str,
        /// Compounds needed.
        needed: usize,
        /// Compounds found.
        found: usize,
    },
    /// A known compound that cannot be used as a parent or for training.
    #[error("known compound {name}: {reason}")]
    KnownCompound {
        /// Number and formula.
        name: String,
        /// What is wrong.
        reason: String,
    },
    /// A map that does not percolate within the reach of the search.
    #[error("{name}: the energy map does not percolate in three dimensions")]
    NoPercolation {
        /// Name of the structure.
        name: String,
    },
    /// The compound that candidates are compared with cannot be assessed.
    #[error("the parent {formula}: {reason}")]
    Parent {
        /// Its formula.
        formula: String,
        /// What stands in the way.
        reason: String,
    },
    /// A panic.
    #[error(
        "internal error: {words}; this is a bug of hecs, please report it with the composition"
    )]
    Bug {
        /// What the panic said.
        words: String,
    },
    /// A checkpoint that cannot be read or written.
    #[error("checkpoint \"{}\": {source}", path.display())]
    Checkpoint {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A file that is no checkpoint of this program, or none that can be added to.
    #[error(
        "\"{}\" is no checkpoint to resume from, {reason}; it stays as it is: name another file, which may be a new one",
        path.display()
    )]
    NoCheckpoint {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        reason: &'static str,
    },
    /// A line of a checkpoint that is no record, or was changed.
    #[error(
        "checkpoint \"{}\", line {line}: {reason}; delete this line to compute it again", path.display()
    )]
    CheckpointLine {
        /// The file.
        path: PathBuf,
        /// Line, from 1.
        line: usize,
        /// What is wrong.
        reason: String,
    },
    /// Errors of the crystal data and of written formulas.
    #[error(transparent)]
    Core(#[from] CoreError),
    /// Errors of the CIF writer.
    #[error(transparent)]
    Cif(#[from] WriteError),
    /// Errors of the descriptors.
    #[error(transparent)]
    Descriptors(#[from] DescriptorError),
    /// Errors of the energy map.
    #[error(transparent)]
    Bvse(#[from] BvseError),
    /// Errors of the regression.
    #[error(transparent)]
    Pls(#[from] PlsError),
}
