//! What `hecs screen` takes.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Subcommand};
use hecs_screen::Shard;

use super::{CifReading, HostName, ImagesFormat, Orderings, SpringsName, SymmetryName, gibibytes};
use crate::args::paths::springs;

/// `hecs screen`.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  hecs screen bvse database.jsonl.gz --sink barriers.parquet\n  hecs screen bvse structures/ --ion Na+ --stage 'void_radius_1d > 0.4' --sink out.jsonl --resume\n  hecs screen paths oqmd.tar.gz --stage 'barrier_3d < 0.6' --images 7 --images-folder neb/ --sink out.jsonl\n  hecs screen bvse disordered/ --stage 'void_radius_1d > 0.4' --orderings auto --sink orderings.parquet\n  hecs screen features structures/ --ion Na+ --stage 'void_radius_3d > 0.4' --sink features.parquet\n  hecs screen bvse database.jsonl.gz --shard 3/20 --sink part_3.parquet\n  hecs screen merge part_*.parquet --sink all.parquet\n  hecs screen status part_*.parquet"
)]
pub struct Screen {
    /// The question, or what to do with sinks.
    #[command(subcommand)]
    pub what: ScreenWhat,
}

/// Questions and what can be done with their sinks.
#[derive(Debug, Subcommand)]
pub enum ScreenWhat {
    /// What was read: formula, cell, space group, charges
    Inspect(ScreenInspect),
    /// The 32 descriptors of cubic argyrodites
    Describe(ScreenInspect),
    /// The 54 features of any electrolyte
    Features(ScreenFeatures),
    /// Migration barriers
    Bvse(ScreenBvse),
    /// Sites, hops and barriers of the migration network
    Paths(ScreenPaths),
    /// Put the parts of a screening together, as one process would have written it
    Merge(ScreenMerge),
    /// Say how far sinks are
    Status(ScreenStatus),
}

/// What every screening takes.
#[derive(Debug, Args)]
pub struct Sources {
    /// Files, folders of them, or - for stdin: CIF, POSCAR, extended XYZ, JSON of pymatgen or OPTIMADE; plain, .gz, .zst,
    /// .tar or .zip; any number of structures each
    #[arg(required = true, value_name = "SOURCE")]
    pub files: Vec<PathBuf>,
    /// How they are read.
    #[command(flatten)]
    pub reading: CifReading,
    /// Where the records go: .jsonl, or a flat table as .parquet
    #[arg(long, value_name = "OUT")]
    pub sink: PathBuf,
    /// Ask part I of N only; which part a structure belongs to follows from its content
    #[arg(long, value_name = "I/N", default_value = "1/1")]
    pub shard: Shard,
    /// Take over what an earlier, interrupted run of the same settings has found; records of .jsonl whose images are gone
    /// are asked again
    #[arg(long)]
    pub resume: bool,
    /// Condition on what is cheaper to know, such as 'void_radius_1d > 0.5'; a structure that does not meet it is asked no
    /// further. Repeat for several
    #[arg(long, value_name = "CONDITION")]
    pub stage: Vec<String>,
    /// Symmetry to use: that of the positions within 0.01 Å, or that of the file
    #[arg(long, value_enum, default_value = "find")]
    pub symmetry: SymmetryName,
}

/// `hecs screen inspect` and `describe`.
#[derive(Debug, Args)]
pub struct ScreenInspect {
    /// Sources and sink.
    #[command(flatten)]
    pub sources: Sources,
}

/// The mobile ion, and the grid of its map.
#[derive(Debug, Args)]
pub struct Mobile {
    /// Mobile ion
    #[arg(
        long,
        default_value = "Li+",
        value_name = "ION",
        allow_hyphen_values = true
    )]
    pub ion: String,
    /// Distance between grid points to aim at, in Å
    #[arg(
        long,
        value_name = "Å",
        default_value_t = 0.2,
        allow_negative_numbers = true
    )]
    pub spacing: f64,
}

/// What a structure may cost.
#[derive(Debug, Args)]
pub struct Cost {
    /// Memory in GiB that the maps of all structures in work may need together; a map that needs more is
    /// refused [default: what process, control group and machine allow]
    #[arg(long, visible_alias = "memory-limit", value_name = "GIB", value_parser = gibibytes)]
    pub memory: Option<f64>,
    /// Seconds that a structure may take, its conditions included; one that takes longer is a failed record with code time-up,
    /// and --resume asks it again
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    pub timeout: Option<Duration>,
}

/// The potential of the mobile ion.
#[derive(Debug, Args)]
pub struct Potential {
    /// Ion and grid.
    #[command(flatten)]
    pub mobile: Mobile,
    /// Range of the pair energies, in Å
    #[arg(
        long,
        value_name = "Å",
        default_value_t = 10.0,
        allow_negative_numbers = true
    )]
    pub cutoff: f64,
    /// Sites of the mobile element that stay in the framework, by label
    #[arg(long, value_name = "LABEL", value_delimiter = ',')]
    pub fixed: Vec<String>,
    /// Put the ion into structures that do not hold it, empty hosts such as MnO2
    #[arg(long)]
    pub insert: bool,
    /// Memory and time.
    #[command(flatten)]
    pub cost: Cost,
}

/// A number of seconds above 0.
fn seconds(text: &str) -> Result<Duration, String> {
    let seconds = text.parse::<f64>().ok().filter(|seconds| *seconds > 0.0);
    let length = seconds.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    length.ok_or_else(|| "a number of seconds above 0 is wanted, such as 30".to_owned())
}

/// `hecs screen features`.
#[derive(Debug, Args)]
pub struct ScreenFeatures {
    /// Sources and sink.
    #[command(flatten)]
    pub sources: Sources,
    /// Ion and grid.
    #[command(flatten)]
    pub mobile: Mobile,
    /// Memory and time.
    #[command(flatten)]
    pub cost: Cost,
    /// Add the special descriptors of a prototype to every record: its name (argyrodite, garnet, NASICON, …), or a file of one
    /// of your own, which structures are then compared with as well; of a folder all files are
    #[arg(long, value_name = "NAME|FILE|FOLDER")]
    pub prototype: Option<String>,
}

/// `hecs screen bvse`.
#[derive(Debug, Args)]
pub struct ScreenBvse {
    /// Sources and sink.
    #[command(flatten)]
    pub sources: Sources,
    /// The potential.
    #[command(flatten)]
    pub potential: Potential,
    /// Barriers over orderings.
    #[command(flatten)]
    pub ordered: Orderings,
}

/// `hecs screen paths`.
#[derive(Debug, Args)]
pub struct ScreenPaths {
    /// Sources and sink.
    #[command(flatten)]
    pub sources: Sources,
    /// The potential.
    #[command(flatten)]
    pub potential: Potential,
    /// Energy above the lowest site up to which every hop is looked for, in eV [default: 0.3 above the
    /// barrier in most dimensions, at most 1.5]
    #[arg(long, value_name = "EV", allow_negative_numbers = true)]
    pub level: Option<f64>,
    /// Whether the host gives way to the ion; rigid barriers are there in both
    #[arg(long, value_enum, default_value = "rigid")]
    pub host: HostName,
    /// Springs of the elastic host [default: S]
    #[arg(long, value_name = "S|F|adp|K", value_parser = springs, allow_negative_numbers = true)]
    pub springs: Option<SpringsName>,
    /// Write so many images between the ends of each hop that decides a barrier, for a calculation from first principles
    #[arg(long, value_name = "N", requires = "images_folder", value_parser = clap::value_parser!(u16).range(1..=99))]
    pub images: Option<u16>,
    /// Form of the images
    #[arg(long, value_enum, default_value = "poscar", requires = "images")]
    pub images_format: ImagesFormat,
    /// Whether the host gives way between the ends of the images, by the springs of --springs
    #[arg(long, value_enum, default_value = "rigid", requires = "images")]
    pub images_host: HostName,
    /// Folder for the images, named by source, entry and hop
    #[arg(long, value_name = "DIR", requires = "images")]
    pub images_folder: Option<PathBuf>,
    /// Barriers over orderings.
    #[command(flatten)]
    pub ordered: Orderings,
}

/// `hecs screen merge`.
#[derive(Debug, Args)]
pub struct ScreenMerge {
    /// The sinks of all parts
    #[arg(required = true, value_name = "PART")]
    pub parts: Vec<PathBuf>,
    /// The whole: .jsonl or .parquet
    #[arg(long, value_name = "OUT")]
    pub sink: PathBuf,
}

/// `hecs screen status`.
#[derive(Debug, Args)]
pub struct ScreenStatus {
    /// Sinks, as they were named to --sink
    #[arg(required = true, value_name = "SINK")]
    pub sinks: Vec<PathBuf>,
}
