//! What `hecs order` is asked.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{Structures, count};

/// `hecs order`.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  hecs order Li3xLa.cif\n  hecs order SnPbTe.cif --supercell 2,2,2 --count\n  hecs order SnPbTe.cif --all --stream all.extxyz\n  hecs order LLZO.cif --sample 16 --seed 1 --out ordered/ --as poscar\n  hecs order LiAlO2.cif --supercell 2,2,2 --lowest 5 --out lowest/"
)]
pub struct Order {
    /// The input files.
    #[command(flatten)]
    pub input: Structures,
    /// Multiples of a, b and c, such as 2,2,1; auto is the smallest supercell that holds the occupancies
    #[arg(long, value_name = "A,B,C|auto", default_value = "auto")]
    pub supercell: String,
    /// Of auto: the most that an occupancy may change
    #[arg(long, value_name = "X", default_value_t = 0.02, value_parser = share)]
    pub tolerance: f64,
    /// Of auto: the most atoms of the supercell
    #[arg(long, value_name = "N", default_value_t = 200, value_parser = count)]
    pub atoms: usize,
    /// Partly filled positions nearer than this are not filled together, in Å [default: half the sum of their covalent
    /// radii]
    #[arg(long, value_name = "Å", value_parser = distance)]
    pub exclude_distance: Option<f64>,
    /// Change the numbers of atoms to leave no net charge, where that is possible
    #[arg(long)]
    pub neutral: bool,
    /// What is wanted.
    #[command(flatten)]
    pub wanted: Wanted,
    /// Seed of random numbers
    #[arg(long, value_name = "S", default_value_t = 0)]
    pub seed: u64,
    /// Draw by Coulomb energy at this temperature in K in place of uniformly
    #[arg(long, value_name = "K", requires = "sample", value_parser = positive)]
    pub temperature: Option<f64>,
    /// Chains that are drawn from, or annealings of --lowest [default: 4, of --lowest 8]
    #[arg(long, value_name = "N", value_parser = count)]
    pub chains: Option<usize>,
    /// Sweeps before the first configuration of a chain and from one to the next
    #[arg(long, value_name = "N,N", requires = "temperature", value_delimiter = ',', value_parser = count)]
    pub sweeps: Vec<usize>,
    /// Relative permittivity that divides Coulomb energies
    #[arg(long, value_name = "E", default_value_t = 1.0, value_parser = permittivity)]
    pub permittivity: f64,
    /// Give each configuration with its Coulomb energy
    #[arg(long)]
    pub energies: bool,
    /// Write the configurations as files to this folder, with a table; with several inputs the name of each is put before it
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Form of the files of --out
    #[arg(long = "as", value_enum, default_value = "cif", requires = "out")]
    pub form: OrderedForm,
    /// Write the configurations one after the other to a file that hecs screen reads: .extxyz, or .jsonl, which
    /// keeps charges
    #[arg(long, value_name = "FILE")]
    pub stream: Option<PathBuf>,
    /// Write number, multiplicity, energy and short-range order of the configurations as CSV
    #[arg(long, value_name = "FILE.csv")]
    pub table: Option<PathBuf>,
    /// Go on behind what is written already in the folder, stream and table of the same call
    #[arg(long)]
    pub resume: bool,
}

/// Which configurations.
#[derive(Debug, Args)]
#[group(multiple = false)]
pub struct Wanted {
    /// None: count them, and those that symmetry leaves, exactly; what is done where nothing is chosen
    #[arg(long)]
    pub count: bool,
    /// Each that symmetry does not make the same as another, with its multiplicity
    #[arg(long)]
    pub all: bool,
    /// So many, drawn with the same probability each
    #[arg(long, value_name = "N", value_parser = count)]
    pub sample: Option<usize>,
    /// Those of the lowest Coulomb energy
    #[arg(long, value_name = "N", value_parser = count)]
    pub lowest: Option<usize>,
}

/// Form of a file of one configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum OrderedForm {
    /// CIF, with charges
    Cif,
    /// POSCAR of VASP
    Poscar,
    /// Extended XYZ
    Extxyz,
}

fn number(text: &str, is_right: impl Fn(f64) -> bool, wanted: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(x) if x.is_finite() && is_right(x) => Ok(x),
        _ => Err(format!("write {wanted}")),
    }
}

fn share(text: &str) -> Result<f64, String> {
    number(text, |x| (0.0..=1.0).contains(&x), "a number from 0 to 1")
}

fn distance(text: &str) -> Result<f64, String> {
    /// Distances beyond which nothing excludes anything: two coordination shells.
    const FARTHEST_ANG: f64 = 10.0;
    number(
        text,
        |x| (0.0..=FARTHEST_ANG).contains(&x),
        "a distance from 0 to 10 Å",
    )
}

fn positive(text: &str) -> Result<f64, String> {
    number(text, |x| x > 0.0, "a number above 0")
}

fn permittivity(text: &str) -> Result<f64, String> {
    number(text, |x| x >= 1.0, "a number from 1 on")
}
