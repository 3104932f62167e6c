//! The repository's own commands: `cargo xtask --help`.

mod bench;
mod browser;
mod checks;
mod cluster;
mod corpus;
mod docs;
mod endurance;
mod fixtures;
mod fuzz_files;
mod mutant;
mod neb;
mod obelix;
mod peers;
mod python;
mod reproduce;
mod scale;
mod tidy;
mod web;

use std::error::Error;
use std::path::PathBuf;
use std::process::{Command, ExitCode};

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "The repository's own commands")]
struct Arguments {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Recompute every number of the paper and compare
    Reproduce {
        /// Folder of the report and its tables [default: target/reproduce of the repository]
        #[arg(long)]
        out: Option<PathBuf>,
    },
    /// Run everything that must hold before a change lands
    Test {
        /// Also open the report in a real browser
        #[arg(long)]
        browser: bool,
    },
    /// Measure hecs-bvse beside BVlain and write docs/benchmarks.md
    Bench {
        /// Compare processor times over structures of this folder of CIF files instead, and write nothing
        #[arg(long, value_name = "DIR")]
        database: Option<PathBuf>,
        /// Structures to take from it, spread evenly
        #[arg(long, default_value_t = 100, requires = "database", value_parser = clap::value_parser!(u32).range(1..))]
        count: u32,
        /// Program to measure [default: that of the release profile, built anew where it has changed]
        #[arg(long, value_name = "HECS", requires = "database")]
        program: Option<PathBuf>,
    },
    /// Have other programs read our files, and read theirs, where they are installed
    Peers {
        /// Folder of CIF files from which pymatgen and ASE write what is read back [default: fixtures/structures]
        #[arg(long)]
        corpus: Option<PathBuf>,
    },
    /// Build the wheel for Python, install it, and test everything that is promised of it
    Python(python::Python),
    /// Check the CIF reader against a folder of files with reference answers
    Corpus {
        /// Folder with manifest.csv, reference.csv and mutations.csv
        dir: PathBuf,
    },
    /// Compare barriers of single hops with those of density-functional theory
    Neb {
        /// Folder with hops.csv and the structures that it names
        dir: PathBuf,
        /// File for the barriers of every hop, as CSV
        #[arg(long)]
        out: Option<PathBuf>,
        /// Write the table that the estimate of hops is trained on to this file, and compare nothing
        #[arg(long, conflicts_with = "out")]
        features: Option<PathBuf>,
    },
    /// Predict measured conductivities from the features, and say which of them explain barriers
    Obelix {
        /// Folder of the OBELiX dataset: train.csv, test.csv and the structures
        dir: PathBuf,
        /// File for the features of every row, as CSV
        #[arg(long)]
        out: Option<PathBuf>,
    },
    /// Screen copies in P1 of the structures of a folder, and say what a database costs
    Scale {
        /// Folder of CIF files, searched with those below it
        dir: PathBuf,
        /// Copies to screen
        #[arg(long, default_value_t = 10_000)]
        count: usize,
    },
    /// Damage real files byte by byte and ask every question about them: no panic, no hang, no number lost
    FuzzFiles {
        /// Mutants with fixed seeds through inspect; a quarter of them through bvse, describe and report each
        #[arg(long, default_value_t = 20_000)]
        mutants: u64,
        /// Minutes in all; what the fixed seeds leave of them goes to random ones
        #[arg(long, default_value_t = 10.0)]
        minutes: f64,
        /// Folder of CIF files to damage besides those of the repository
        #[arg(long)]
        dir: Option<PathBuf>,
    },
    /// Kill, starve and mistreat the program: nothing that was finished may be lost
    Endurance {
        /// Kills of each kind of run
        #[arg(long, default_value_t = 60)]
        kills: usize,
    },
    /// Run the recipes of docs/cluster.md on this machine, kill what they start, and compare with one process
    Cluster {
        /// Install Slurm from Debian's packages where it is not there
        #[arg(long)]
        install: bool,
        /// Python that can import hyperqueue, to run the recipe of HyperQueue too
        #[arg(long, value_name = "PYTHON")]
        hq: Option<PathBuf>,
    },
    /// Write the pages of docs/ that are made from the code, look at all links, build the book: target/book
    Docs {
        /// Write nothing; fail if a page is missing or differs, or a link leads nowhere
        #[arg(long)]
        check: bool,
        /// Make the pictures of docs/figures: from target/reproduce, and of pages in Chromium
        #[arg(long, conflicts_with = "check")]
        figures: bool,
    },
    /// Build the page that computes in the browser: target/web/hecs.html
    Web {
        /// Drive it in Chromium: numbers beside the program's, files dropped by mistake, size, time
        #[arg(long)]
        check: bool,
        /// Further files whose numbers are compared
        #[arg(long, value_name = "FILE", requires = "check", num_args = 1..)]
        also: Vec<PathBuf>,
        /// Where a tool is missing that cannot be had, say so and succeed
        #[arg(long)]
        or_skip: bool,
    },
    /// Check what no compiler does: no file imports from one that imports from it, none is too long
    Tidy,
    /// Write the CIF files of fixtures/ from their tables
    Fixtures {
        /// Write nothing; fail if a file is missing or differs
        #[arg(long)]
        check: bool,
    },
}

fn main() -> ExitCode {
    let outcome = match Arguments::parse().verb {
        Verb::Reproduce { out } => {
            reproduce::run(&out.unwrap_or_else(|| root().join("target/reproduce")))
        }
        Verb::Test { browser } => checks::run(browser),
        Verb::Bench {
            database: Some(dir),
            count,
            program,
        } => bench::run_database(&root(), &dir, count as usize, program.as_deref()),
        Verb::Bench { .. } => bench::run(&root()),
        Verb::Peers { corpus } => peers::run(corpus.as_deref()),
        Verb::Web {
            check,
            also,
            or_skip,
        } => web::run(check, &also, or_skip),
        Verb::Python(asked) => python::run(&asked),
        Verb::Tidy => tidy::run(),
        Verb::Neb {
            dir,
            features: Some(features),
            ..
        } => neb::write_features(&dir, &features),
        Verb::Neb { dir, out, .. } => neb::run(&dir, out.as_deref()),
        Verb::Obelix { dir, out } => obelix::run(&dir, out.as_deref()),
        Verb::Scale { dir, count } => scale::run(&dir, count),
        Verb::Corpus { dir } => return corpus::run(&dir),
        Verb::FuzzFiles {
            mutants,
            minutes,
            dir,
        } => fuzz_files::run(mutants, minutes, dir.as_deref()),
        Verb::Endurance { kills } => endurance::run(kills),
        Verb::Cluster { install, hq } => cluster::run(install, hq.as_deref()),
        Verb::Docs { figures: true, .. } => docs::figures(&root().join("target/reproduce")),
        Verb::Docs { check, .. } => docs::run(check),
        Verb::Fixtures { check } => fixtures::run(check),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// The program in the profile of this command, built anew where it has changed.
fn program() -> Result<PathBuf, Box<dyn Error>> {
    built(&[], "debug")
}

/// The program in the release profile, built anew where it has changed.
fn release_program() -> Result<PathBuf, Box<dyn Error>> {
    built(&["--release"], "release")
}

fn built(profile: &[&str], folder: &str) -> Result<PathBuf, Box<dyn Error>> {
    let built = Command::new(env!("CARGO"))
        .args(["build", "--quiet", "-p", "hecs-cli"])
        .args(profile)
        .current_dir(root())
        .status()?;
    if !built.success() {
        return Err("the program cannot be built".into());
    }
    Ok(root().join("target").join(folder).join("hecs"))
}

/// The top of the repository.
fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("xtask lies in the repository")
        .to_owned()
}
