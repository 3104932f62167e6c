//! What `hecs paths` takes.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use nalgebra::Vector3;

use super::{Orderings, Structures, gibibytes};

/// `hecs paths`.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  hecs paths Li6PS5I.cif --format json\n  hecs paths Li6PS5I.cif --host elastic --out paths/\n  hecs paths cell.cif --ion Na+ --from 0.25,0.5,0.25 --to 0.5,0.625,0.25 --host elastic\n  hecs paths cell.cif --from 0.25,0.5,0.25 --to 0.5,0.625,0.25 --images 7 --out neb/\n  hecs paths structures/ --spacing 0.2 --format csv > paths.csv\n\nEnds of a hop are not wrapped into the cell: their difference is the hop, so an end across a face is written as 1.05 or -0.05. \
The ends of every hop of a network are in the JSON and in hops.csv as --from and --to take them.\n\n\
One hop comes with an estimate of its barrier in density-functional theory, an interval that holds four of five such barriers, and whether \
the hop is within the domain of the model (docs/model-card-hops.md)."
)]
pub struct Paths {
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
    /// Distance between grid points to aim at, in Å
    #[arg(
        long,
        value_name = "Å",
        default_value_t = 0.1,
        conflicts_with = "from",
        allow_negative_numbers = true
    )]
    pub spacing: f64,
    /// Range of the pair energies, in Å
    #[arg(
        long,
        value_name = "Å",
        default_value_t = 10.0,
        allow_negative_numbers = true
    )]
    pub cutoff: f64,
    /// Energy above the lowest site up to which every hop is looked for, in eV [default: 0.3 above the
    /// barrier in most dimensions, at most 1.5]
    #[arg(
        long,
        value_name = "EV",
        conflicts_with = "from",
        allow_negative_numbers = true
    )]
    pub level: Option<f64>,
    /// Whether the host gives way to the ion; rigid barriers are there in both
    #[arg(long, value_enum, default_value = "rigid")]
    pub host: HostName,
    /// Springs of the elastic host: model S or F, those that the displacement parameters of the file give
    /// (adp), or one stiffness for all ions in eV/Å² [default: S]
    #[arg(long, value_name = "S|F|adp|K", value_parser = springs, allow_negative_numbers = true)]
    pub springs: Option<SpringsName>,
    /// What becomes of the other ions of the mobile element [default: fixed for one hop, else removed]
    #[arg(long, value_enum)]
    pub others: Option<OthersName>,
    /// Start of one hop, fractional: the answer is that hop in place of the network
    #[arg(long, value_name = "X,Y,Z", value_parser = position, requires = "to", allow_hyphen_values = true)]
    pub from: Option<Vector3<f64>>,
    /// End of the hop, fractional and not wrapped into the cell
    #[arg(long, value_name = "X,Y,Z", value_parser = position, requires = "from", allow_hyphen_values = true)]
    pub to: Option<Vector3<f64>>,
    /// Sites of the mobile element that stay in the framework, by label
    #[arg(long, value_name = "LABEL", value_delimiter = ',')]
    pub fixed: Vec<String>,
    /// Put the ion into a structure that does not hold it, an empty host such as MnO2
    #[arg(long)]
    pub insert: bool,
    /// Memory in GiB that the maps of all structures in work may need together; a map that needs more is
    /// refused [default: what process, control group and machine allow]
    #[arg(long, visible_alias = "memory-limit", value_name = "GIB", value_parser = gibibytes)]
    pub memory: Option<f64>,
    /// Write so many images between the ends of the hop, or of each hop that decides a barrier, for a
    /// calculation from first principles
    #[arg(long, value_name = "N", requires = "out", value_parser = clap::value_parser!(u16).range(1..=99))]
    pub images: Option<u16>,
    /// Form of the images
    #[arg(long, value_enum, default_value = "poscar", requires = "images")]
    pub images_format: ImagesFormat,
    /// Whether the host gives way between the ends of the images, by the springs of --springs
    #[arg(long, value_enum, default_value = "rigid", requires = "images")]
    pub images_host: HostName,
    /// Folder for sites.csv, hops.csv, profile.csv and network.graphml; with several inputs the name of each
    /// is put before them
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Barriers over orderings.
    #[command(flatten)]
    pub ordered: Orderings,
}

/// Form of images.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ImagesFormat {
    /// POSCAR in folders 00, 01, … as VASP takes them
    Poscar,
    /// All images in one file of extended XYZ
    Extxyz,
    /// A CIF for each image
    Cif,
}

/// Whether the host gives way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum HostName {
    /// Every host ion stays where it is
    Rigid,
    /// Host ions are on springs
    Elastic,
}

/// What becomes of the other ions of the mobile element.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum OthersName {
    /// They are not there
    Removed,
    /// They stay where they are, all but those at the ends of the hop
    Fixed,
}

/// Springs of an elastic host.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum SpringsName {
    /// Model S.
    S,
    /// Model F.
    F,
    /// Model S with the springs of the displacement parameters.
    Adp,
    /// One stiffness in eV/Å².
    Stiffness(f64),
}

pub(super) fn springs(text: &str) -> Result<SpringsName, String> {
    match (text, text.parse::<f64>()) {
        ("S" | "s", _) => Ok(SpringsName::S),
        ("F" | "f", _) => Ok(SpringsName::F),
        ("adp", _) => Ok(SpringsName::Adp),
        (_, Ok(k)) if k > 0.0 && k.is_finite() => Ok(SpringsName::Stiffness(k)),
        _ => Err("write S, F, adp, or a stiffness above 0 in eV/Å², usually 2 to 20".to_owned()),
    }
}

fn position(text: &str) -> Result<Vector3<f64>, String> {
    let numbers: Option<Vec<f64>> = text
        .split(',')
        .map(|part| part.trim().parse().ok().filter(|x: &f64| x.is_finite()))
        .collect();
    match numbers.as_deref() {
        Some([x, y, z]) => Ok(Vector3::new(*x, *y, *z)),
        _ => Err("write three fractional coordinates, such as 0.25,0.5,1.05".to_owned()),
    }
}
