//! `cargo xtask python`: the wheel, built as users get it, installed as they do, and everything that is promised of it.
//!
//! maturin and zig (which links against the old glibc of manylinux2014) come from the package index that pip is set up for, into
//! `target/python/`; nothing else of the machine is changed.

mod bench;
mod repack;

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use clap::Args;

use self::repack::repack;
use crate::{program, root};

/// What a wheel may weigh, in bytes: 4.0 MB were wanted, which it kept until orderings, features and prototypes came in.
const MOST_BYTES: u64 = 4_300_000;

/// What builds the wheel.
const BUILDERS: [&str; 2] = ["maturin>=1.9,<2", "ziglang"];

/// What its tests need beside it.
const OF_TESTS: [&str; 13] = [
    "pytest",
    "pandas",
    "pyarrow",
    "pymatgen",
    "ase",
    "scikit-learn",
    "tqdm",
    "mypy",
    "pyright",
    "pandas-stubs",
    "nbclient",
    "ipykernel",
    "matplotlib",
];

/// How `cargo xtask python` goes about it.
#[derive(Args)]
pub(crate) struct Python {
    /// Test what is built for development, with the environment of an earlier run: no wheel, minutes less
    #[arg(long, conflicts_with = "also")]
    quick: bool,
    /// Further interpreters that the wheel is installed for, with what of the tests needs NumPy alone
    #[arg(long, value_name = "PYTHON")]
    also: Vec<PathBuf>,
    /// Also measure: against the function in Rust, two threads against one, and against BVlain
    #[arg(long)]
    bench: bool,
}

/// Builds, installs and tests.
///
/// # Errors
/// Where Python is missing or too old, the wheel is too large or for another system than it should be, or a test fails.
pub(crate) fn run(asked: &Python) -> Result<(), Box<dyn Error>> {
    let base = std::env::var_os("PYTHON").unwrap_or_else(|| "python3".into());
    check_interpreter(Path::new(&base))?;
    let folder = root().join("target/python");
    let tests = if asked.quick {
        Installed::for_development(&folder, Path::new(&base))?
    } else {
        let wheel = wheel(&folder, Path::new(&base))?;
        for (number, python) in asked.also.iter().enumerate() {
            println!("{}:", python.display());
            let venv = new_venv(&folder.join(format!("also-{number}")), python)?;
            let packages = ["pytest".as_ref(), wheel.as_os_str()];
            pip(&venv, packages)?;
            let also = Installed { venv };
            also.pytest(&["test_results.py", "test_inputs.py", "test_threads.py"])?;
        }
        Installed::from_wheel(&folder, Path::new(&base), &wheel)?
    };
    tests.pytest(&["."])?;
    tests.run(
        "doctests",
        &[
            "-m",
            "pytest",
            "-q",
            "--doctest-modules",
            "--pyargs",
            "hecs",
        ],
    )?;
    tests.types()?;
    tests.notebooks()?;
    if asked.bench {
        bench::run(&tests)?;
    }
    Ok(())
}

/// An environment in which the package can be imported.
pub(crate) struct Installed {
    venv: PathBuf,
}

impl Installed {
    fn from_wheel(folder: &Path, base: &Path, wheel: &Path) -> Result<Self, Box<dyn Error>> {
        let venv = new_venv(&folder.join("tests"), base)?;
        let packages = OF_TESTS.iter().map(AsRef::as_ref);
        pip(&venv, packages.chain([wheel.as_os_str()]))?;
        Ok(Self { venv })
    }

    /// The sources beside what cargo builds, in the environment of an earlier run.
    fn for_development(folder: &Path, base: &Path) -> Result<Self, Box<dyn Error>> {
        let venv = folder.join("tests");
        if !python_of(&venv).is_file() {
            pip(&new_venv(&venv, base)?, OF_TESTS.iter().map(AsRef::as_ref))?;
        }
        let built = Command::new(env!("CARGO"))
            .args(["build", "--quiet", "-p", "hecs-py"])
            .current_dir(root())
            .status()?;
        if !built.success() {
            return Err("the extension cannot be built".into());
        }
        let package = site_packages(&venv)?.join("hecs");
        fs::create_dir_all(&package)?;
        for entry in fs::read_dir(root().join("crates/hecs-py/python/hecs"))? {
            let entry = entry?;
            if entry.file_type()?.is_file() {
                fs::copy(entry.path(), package.join(entry.file_name()))?;
            }
        }
        let library = root().join("target/debug/lib_hecs.so");
        fs::copy(library, package.join("_hecs.abi3.so"))?;
        Ok(Self { venv })
    }

    /// Python in this environment, in the folder of the tests.
    pub(crate) fn python(&self) -> Command {
        let mut command = Command::new(python_of(&self.venv));
        command.current_dir(root().join("crates/hecs-py"));
        command
    }

    fn run(&self, what: &str, words: &[&str]) -> Result<(), Box<dyn Error>> {
        println!("{what}:");
        let status = self.python().args(words).status()?;
        if status.success() {
            Ok(())
        } else {
            Err(format!("{what} of the Python package fail").into())
        }
    }

    fn pytest(&self, files: &[&str]) -> Result<(), Box<dyn Error>> {
        let mut command = self.python();
        command.args(["-m", "pytest", "-q", "-p", "no:cacheprovider"]);
        command.args(files.iter().map(|file| Path::new("tests").join(file)));
        println!("tests:");
        let status = command.env("HECS_PROGRAM", program()?).status()?;
        if status.success() {
            Ok(())
        } else {
            Err("tests of the Python package fail".into())
        }
    }

    /// The types of the package and its examples, as both checkers see them, and the stub beside what it describes.
    fn types(&self) -> Result<(), Box<dyn Error>> {
        self.run(
            "types of the examples, mypy",
            &["-m", "mypy", "--strict", "examples"],
        )?;
        self.run("types of the package, mypy", &["-m", "mypy", "python/hecs"])?;
        self.run(
            "the stub and what it describes",
            &["-m", "mypy.stubtest", "hecs._hecs", "--ignore-missing-stub"],
        )?;
        let python = python_of(&self.venv);
        let python = python.to_string_lossy();
        let words = ["-m", "pyright", "--pythonpath", &python, "examples"];
        self.run("types of the examples, pyright", &words)
    }

    /// Runs every notebook from its first cell to its last.
    fn notebooks(&self) -> Result<(), Box<dyn Error>> {
        let folder = root().join("docs/notebooks");
        let mut found: Vec<PathBuf> = fs::read_dir(&folder)?
            .map(|entry| entry.map(|entry| entry.path()))
            .collect::<Result<_, _>>()?;
        found.retain(|path| path.extension().is_some_and(|e| e == "ipynb"));
        found.sort();
        for path in found {
            let path = path.to_string_lossy();
            self.run(&path, &["-m", "jupyter", "execute", &path])?;
        }
        Ok(())
    }
}

fn check_interpreter(python: &Path) -> Result<(), Box<dyn Error>> {
    let asks = "import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))";
    let fine = Command::new(python).args(["-c", asks]).output();
    match fine {
        Ok(output) if output.status.success() => Ok(()),
        _ => Err(format!(
            "{} is no Python 3.10 or later with venv; on Debian: apt-get install python3-venv, or name one by PYTHON",
            python.display()
        )
        .into()),
    }
}

fn python_of(venv: &Path) -> PathBuf {
    venv.join("bin/python")
}

/// Where an environment has its packages.
fn site_packages(venv: &Path) -> Result<PathBuf, Box<dyn Error>> {
    let asks = "import sysconfig; print(sysconfig.get_path('purelib'))";
    let output = Command::new(python_of(venv)).args(["-c", asks]).output()?;
    Ok(PathBuf::from(String::from_utf8(output.stdout)?.trim()))
}

/// A new environment in a folder.
fn new_venv(folder: &Path, base: &Path) -> Result<PathBuf, Box<dyn Error>> {
    let status = Command::new(base)
        .args(["-m", "venv", "--clear"])
        .arg(folder)
        .status()?;
    if !status.success() {
        return Err(format!("{}: no environment can be made", folder.display()).into());
    }
    Ok(folder.to_owned())
}

/// Installs packages from where pip is set up to find them.
fn pip<'p>(
    venv: &Path,
    packages: impl IntoIterator<Item = &'p std::ffi::OsStr>,
) -> Result<(), Box<dyn Error>> {
    let status = Command::new(python_of(venv))
        .args([
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
        ])
        .args(packages)
        .status()?;
    if status.success() {
        Ok(())
    } else {
        Err("pip cannot install what is needed".into())
    }
}

/// Builds the wheel and looks at it.
fn wheel(folder: &Path, base: &Path) -> Result<PathBuf, Box<dyn Error>> {
    let tools = new_venv(&folder.join("tools"), base)?;
    pip(&tools, BUILDERS.iter().map(AsRef::as_ref))?;
    let out = folder.join("wheels");
    if out.is_dir() {
        fs::remove_dir_all(&out)?;
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    let with_tools = [tools.join("bin")].into_iter();
    let with_tools = std::env::join_paths(with_tools.chain(std::env::split_paths(&path)))?;
    let status = Command::new(tools.join("bin/maturin"))
        .args([
            "build",
            "--zig",
            "--compatibility",
            "manylinux2014",
            "--quiet",
            "--out",
        ])
        .arg(&out)
        .current_dir(root().join("crates/hecs-py"))
        .env("PATH", with_tools)
        .env("CARGO_TARGET_DIR", root().join("target"))
        .status()?;
    if !status.success() {
        return Err("maturin cannot build the wheel".into());
    }
    let wheels: Vec<PathBuf> = fs::read_dir(&out)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
    let [wheel] = wheels.as_slice() else {
        return Err(format!("{}: {} wheels", out.display(), wheels.len()).into());
    };
    repack(wheel)?;
    let name = wheel.file_name().unwrap_or_default().to_string_lossy();
    let bytes = fs::metadata(wheel)?.len();
    println!("{name}: {:.2} MB", bytes as f64 / 1e6);
    if bytes > MOST_BYTES {
        return Err(format!("the wheel weighs {bytes} bytes, more than {MOST_BYTES}").into());
    }
    if !(name.contains("-cp310-abi3-") && name.contains("manylinux2014")) {
        return Err(format!("{name}: a wheel of cp310-abi3 for manylinux2014 was wanted").into());
    }
    Ok(wheel.clone())
}
