//! What was typed.

mod order;
mod orderings;
mod pages;
mod paths;
mod screen;
mod structures;
mod table;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

pub use order::{Order, OrderedForm, Wanted};
pub use orderings::{OrderingCount, Orderings};
pub use pages::{Plot, PlotKind, Report};
pub use paths::{HostName, ImagesFormat, OthersName, Paths, SpringsName};
pub use screen::{
    Mobile, Potential, Screen, ScreenBvse, ScreenFeatures, ScreenInspect, ScreenMerge, ScreenPaths,
    ScreenStatus, ScreenWhat, Sources,
};
pub use structures::{CifReading, Structures};
pub use table::{
    ChoiceName, Columns, Fit, Gaps, IntervalSource, Leaving, MissingName, Predict, Procedure,
    ScalingName, Table, Validate,
};

/// The command line of `hecs`.
#[derive(Debug, Parser)]
#[command(
    name = "hecs",
    version,
    about = "What blocks the ions in a solid electrolyte, and what activation energy to expect",
    after_help = "Examples:\n  hecs inspect structures/\n  hecs bvse Li6PS5I.cif --ion Li+\n  hecs describe structures/*.cif --format csv > descriptors.csv\n  hecs fit table.csv --response Ea --out model.json\n  hecs predict --model model.json Li6PS5Cl.cif\n\nExit code: 0 all inputs done, 1 some inputs failed, 2 wrong usage or nothing could be done."
)]
pub struct Arguments {
    /// The verb.
    #[command(subcommand)]
    pub command: Command,
    /// Options of every verb.
    #[command(flatten)]
    pub common: Common,
}

/// Options that every verb takes.
#[derive(Debug, Args)]
pub struct Common {
    /// Form of the results on stdout [default: table on a terminal, json otherwise]
    #[arg(long, global = true, value_enum)]
    pub format: Option<Format>,
    /// Worker threads [default: all cores]
    #[arg(long, global = true, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
    /// Say more on stderr; repeat for debugging
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub verbose: u8,
    /// Say nothing on stderr but errors
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
}

/// Form of the results.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Columns for people
    Table,
    /// One JSON document
    Json,
    /// One JSON record a line
    Jsonl,
    /// Comma-separated values
    Csv,
}

/// The verbs.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Say what was read from CIF files: formula, cell, space group, sites, diagnostics
    Inspect(Inspect),
    /// Compute bond-valence site energy maps and migration barriers
    Bvse(Bvse),
    /// Find the sites and hops of the mobile ion, or the path of one hop, in a rigid or an elastic host
    Paths(Paths),
    /// Turn a disordered structure into ordered ones: count them, all, samples, the lowest in energy
    Order(Order),
    /// Compute the 32 descriptors of cubic argyrodites
    Describe(Describe),
    /// Fit a partial least squares model to a table
    Fit(Fit),
    /// Predict from a fitted model, for CIF files or rows of a table
    Predict(Predict),
    /// Question a model: permutation test, nested cross-validation, bootstrap
    Validate(Validate),
    /// Search a family of compositions for low activation energies, with reasons
    Design(Design),
    /// Ask one question of any number of structures: streamed, in parts, resumable
    Screen(Screen),
    /// Make one HTML page of structures or of a model of a table
    Report(Report),
    /// Draw a figure of a fit, a validation or a table, as SVG or PNG
    Plot(Plot),
    /// Print the JSON schema of a verb's records
    Schema(Schema),
}

/// Largest count of anything that is repeated.
const MOST: usize = 1_000_000;

fn count(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(n) if (1..=MOST).contains(&n) => Ok(n),
        _ => Err(format!("write a whole number from 1 to {MOST}")),
    }
}

fn gibibytes(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(x) if x > 0.0 && x.is_finite() => Ok(x),
        _ => Err("write GiB above 0".to_owned()),
    }
}

fn direct_spacing(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(x) if x >= 0.0 && x.is_finite() => Ok(x),
        _ => Err("write a spacing in Å, or 0 for none".to_owned()),
    }
}

/// `hecs inspect`.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  hecs inspect Li6PS5I.cif\n  hecs inspect --format json structures/ > inspected.json"
)]
pub struct Inspect {
    /// The input files.
    #[command(flatten)]
    pub input: Structures,
}

/// Energy model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ModelName {
    /// Every species with its own Morse parameters
    Softbv,
    /// The emulation of the published activation energies
    Spse,
}

/// A program whose conventions can be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ProgramName {
    /// BVlain 0.25.1
    Bvlain,
}

/// Covalent radii of the screened Coulomb repulsion.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum RadiiName {
    /// Radii of the softBV program
    Softbv,
    /// Radii of Cordero et al.
    Cordero,
}

/// Which symmetry a map uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SymmetryName {
    /// What the file states
    AsGiven,
    /// What the positions have; for structures in P1
    Find,
}

/// What a written map holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum QuantityName {
    /// Bond-valence site energy, eV
    Bvse,
    /// Bond-valence energy landscape (full Morse depth), eV
    Bvel,
    /// Bond-valence sum of the mobile ion, valence units
    Bvs,
    /// Deviation of that sum from the ion's charge, valence units
    Mismatch,
    /// Distance to the surface of the nearest ion, Å
    Void,
}

/// On or off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Switch {
    /// On
    On,
    /// Off
    Off,
}

impl Switch {
    /// Whether it is on.
    pub fn is_on(self) -> bool {
        self == Self::On
    }
}

/// `hecs bvse`.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  hecs bvse Li6PS5I.cif\n  hecs bvse LiF.cif --ion F- --spacing 0.2 --map LiF.cube\n  hecs bvse MnO2.cif --ion Mg2+ --insert\n  hecs bvse Li3xLaTiO3.cif --orderings auto\n  hecs bvse structures/ --format csv > barriers.csv"
)]
pub struct Bvse {
    /// The input files.
    #[command(flatten)]
    pub input: Structures,
    /// Mobile ion
    #[arg(
        long,
        default_value = "Li+",
        value_name = "ION",
        allow_hyphen_values = true
    )]
    pub ion: String,
    /// Conventions of another program, where it differs: radii, scaling, cutoff, spacing, grid, no
    /// refinement; options that are given go before them
    #[arg(long, value_enum, value_name = "PROGRAM")]
    pub like: Option<ProgramName>,
    /// Distance between grid points to aim at, in Å; symmetry may make it a little larger [default: 0.1]
    #[arg(long, value_name = "Å", allow_negative_numbers = true)]
    pub spacing: Option<f64>,
    /// Range of the pair energies, in Å [default: 10]
    #[arg(long, value_name = "Å", allow_negative_numbers = true)]
    pub cutoff: Option<f64>,
    /// Energy model
    #[arg(long, value_enum, default_value = "softbv")]
    pub model: ModelName,
    /// Covalent radii [default: softbv]
    #[arg(long, value_enum)]
    pub radii: Option<RadiiName>,
    /// Scale the repulsion so that all charges balance [default: on]
    #[arg(long, value_enum)]
    pub charge_scaling: Option<Switch>,
    /// Refine minimum and saddles on the analytic potential [default: on]
    #[arg(long, value_enum)]
    pub refine: Option<Switch>,
    /// Symmetry to use: that of the file, or that of the positions within 0.01 Å
    #[arg(long, value_enum, default_value = "as-given")]
    pub symmetry: SymmetryName,
    /// Memory in GiB that the maps of all structures in work may need together; a map that needs more is
    /// refused [default: what process, control group and machine allow]
    #[arg(long, visible_alias = "memory-limit", value_name = "GIB", value_parser = gibibytes)]
    pub memory: Option<f64>,
    /// Sites of the mobile element that stay in the framework, by label
    #[arg(long, value_name = "LABEL", value_delimiter = ',')]
    pub fixed: Vec<String>,
    /// Put the ion into a structure that does not hold it, an empty host such as MnO2
    #[arg(long)]
    pub insert: bool,
    /// Write the map: .cube, .grd, .pgrid, .vti or .npy; with several inputs the name of each is put before it
    #[arg(long, value_name = "OUT")]
    pub map: Option<PathBuf>,
    /// What the written map holds
    #[arg(long, value_enum, default_value = "bvse", requires = "map")]
    pub quantity: QuantityName,
    /// Also the radii of the largest spheres that percolate the voids between the ions
    #[arg(long)]
    pub void_radii: bool,
    /// Energies at the fractional points of a CSV file with columns x,y,z
    #[arg(long, value_name = "P.csv")]
    pub points: Option<PathBuf>,
    /// Barriers over orderings.
    #[command(flatten)]
    pub ordered: Orderings,
}

/// `hecs describe`.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  hecs describe Li6PS5I.cif\n  hecs describe structures/ --format csv > descriptors.csv\n  hecs describe LiFePO4.cif --set generic --explain"
)]
pub struct Describe {
    /// The input files.
    #[command(flatten)]
    pub input: Structures,
    /// Entropy of the lithium with the slip of the published table, for comparison only
    #[arg(long)]
    pub s_conf_li_as_published: bool,
    /// Which set: the 32 descriptors of cubic argyrodites, or the 54 features of any electrolyte
    #[arg(long, value_enum, default_value = "argyrodite", value_name = "SET")]
    pub set: SetName,
    /// Mobile ion of the generic set [default: Li+]
    #[arg(long, value_name = "ION", allow_hyphen_values = true)]
    pub ion: Option<String>,
    /// Distance between grid points of the map behind the pathways of the generic set, in Å [default: 0.1]
    #[arg(long, value_name = "Å", allow_negative_numbers = true)]
    pub spacing: Option<f64>,
    /// Say which sites play which part, which hop has which window, and how features are computed, of
    /// the generic set; a table gives way to text
    #[arg(long)]
    pub explain: bool,
    /// Add the special descriptors of a prototype of the generic set: its name (argyrodite, garnet, NASICON, …), or a
    /// file of one of your own, which structures are then compared with as well; of a folder all files are
    #[arg(long, value_name = "NAME|FILE|FOLDER")]
    pub prototype: Option<String>,
}

/// Sets of descriptors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SetName {
    /// The 32 descriptors of cubic argyrodites
    Argyrodite,
    /// The 54 features of any electrolyte
    Generic,
}

/// `hecs design`.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  hecs design --list\n  hecs design Li6-xPS5-xCl1+x --known fixtures/structures\n  hecs design Li6+(5-n)yP1-yNyS5I --known fixtures/structures --range y=0..0.5:0.05 --choose N=Ge --cif winners/\n  hecs design Li6PS5Cl0.5Br0.5 --known fixtures/structures --parent Li6PS5Cl"
)]
pub struct Design {
    /// Name of a family (see --list), or a formula
    #[arg(value_name = "FAMILY", required_unless_present_any = ["list", "family_file"])]
    pub family: Option<String>,
    /// List the families with their variables and bounds, and do nothing else
    #[arg(long)]
    pub list: bool,
    /// A family of your own, see docs/families.md
    #[arg(long, value_name = "F.toml", conflicts_with = "family")]
    pub family_file: Option<PathBuf>,
    /// Folder of known structures (CIF) to learn from
    #[arg(long, value_name = "DIR", required_unless_present = "list")]
    pub known: Option<PathBuf>,
    /// Range of a variable, such as x=0..0.5:0.1; repeat for several [default: its bounds in ten steps]
    #[arg(long, value_name = "VAR=RANGE")]
    pub range: Vec<String>,
    /// Element for a placeholder, such as N=Ge; repeat for several [default: all allowed]
    #[arg(long, value_name = "NAME=EL")]
    pub choose: Vec<String>,
    /// Compound to compare a single formula with
    #[arg(long, value_name = "FORMULA")]
    pub parent: Option<String>,
    /// Grid spacing in Å of the direct barriers; 0 leaves them out
    #[arg(long, value_name = "Å", default_value_t = 0.2, value_parser = direct_spacing, allow_negative_numbers = true)]
    pub direct: f64,
    /// Predict on the scale of the published energies too; needs --published
    #[arg(long, requires = "published")]
    pub spse: bool,
    /// Table with the columns no, set, ea_steps of published energies
    #[arg(long, value_name = "TABLE.csv")]
    pub published: Option<PathBuf>,
    /// Folder of the structures behind published energies, where they are others
    #[arg(long, value_name = "DIR", requires = "published")]
    pub as_published: Option<PathBuf>,
    /// Structure parameter in place of the predicted one, such as a_a=10.2 or halide_on_c=0.4; repeat for several
    #[arg(long, value_name = "NAME=VALUE")]
    pub set: Vec<String>,
    /// Structure parameters of single formulas: CSV with a column formula
    #[arg(long, value_name = "P.csv")]
    pub overrides: Option<PathBuf>,
    /// File to resume from; direct barriers are added to it
    #[arg(long, value_name = "FILE")]
    pub resume: Option<PathBuf>,
    /// Write the CIF files of the best candidates to this folder
    #[arg(long, value_name = "DIR")]
    pub cif: Option<PathBuf>,
    /// Candidates in the table and CIF files written
    #[arg(long, value_name = "N", default_value_t = 10)]
    pub best: usize,
}

/// `hecs schema`.
#[derive(Debug, Args)]
pub struct Schema {
    /// The verb whose records to describe
    #[arg(value_enum)]
    pub verb: SchemaVerb,
}

/// Verbs that have records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SchemaVerb {
    /// Records of `hecs inspect`
    Inspect,
    /// Records of `hecs bvse`
    Bvse,
    /// Records of `hecs paths`
    Paths,
    /// Records of `hecs order`
    Order,
    /// Records of `hecs describe`
    Describe,
    /// Records of `hecs describe --set generic`
    Features,
    /// Record of `hecs fit`
    Fit,
    /// Records of `hecs predict`
    Predict,
    /// Record of `hecs validate`
    Validate,
    /// Record of `hecs design`
    Design,
    /// Lines, summary and states of `hecs screen`
    Screen,
}
