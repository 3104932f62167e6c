//! A compiler for WebAssembly: that of rustup where the target is installed, else Debian's, unpacked into a folder.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::browser::in_path;
use crate::root;

/// The target of the module.
pub(super) const TARGET: &str = "wasm32-unknown-unknown";

/// What helps where there is no compiler.
const REMEDY: &str = "install the target with `rustup target add wasm32-unknown-unknown`; on Debian 12 its packages rustc-web, \
                      libstd-rust-web-dev and rust-web-src (bookworm-security) do as well, which this command downloads itself \
                      where apt-get knows them";

/// Where the module is compiled.
pub(super) enum Toolchain {
    /// The toolchain in use has the target.
    Installed,
    /// Debian's compiler in a folder; the standard library is compiled from its source.
    Debian { folder: PathBuf, linker: PathBuf },
}

impl Toolchain {
    /// The one that is there, or Debian's packages, downloaded into target/web-toolchain; nothing is installed.
    pub(super) fn find() -> Result<Self, String> {
        let sysroot = output(Command::new("rustc").args(["--print", "sysroot"]))?;
        let libraries = Path::new(sysroot.trim()).join("lib/rustlib");
        if libraries.join(TARGET).is_dir() {
            return Ok(Self::Installed);
        }
        let linker = fs::read_dir(&libraries)
            .map_err(|e| format!("{}: {e}", libraries.display()))?
            .filter_map(|entry| Some(entry.ok()?.path().join("bin/rust-lld")))
            .find(|linker| linker.is_file())
            .ok_or_else(|| format!("the toolchain has no rust-lld; {REMEDY}"))?;
        let folder = root().join("target/web-toolchain");
        if !folder.join("usr/bin/rustc").is_file() {
            download(&folder).map_err(|why| format!("{why}; {REMEDY}"))?;
        }
        Ok(Self::Debian { folder, linker })
    }

    /// Has a command of cargo compile with it.
    pub(super) fn prepare(&self, cargo: &mut Command) {
        if let Self::Debian { folder, linker } = self {
            cargo
                .args(["-Z", "build-std=std,panic_abort"])
                .env("RUSTC_BOOTSTRAP", "1")
                .env("RUSTC", folder.join("usr/bin/rustc"))
                .env("LD_LIBRARY_PATH", folder.join("usr/lib/x86_64-linux-gnu"))
                .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", linker);
        }
    }
}

/// Unpacks Debian's compiler, its libraries and the source of the standard library into a folder.
fn download(folder: &Path) -> Result<(), String> {
    for tool in ["apt-get", "apt-cache", "dpkg"] {
        in_path(tool).ok_or_else(|| format!("there is no {tool}"))?;
    }
    let packages = packages().or_else(|_| {
        output(Command::new("apt-get").args(["update", "--quiet"]))?;
        packages()
    })?;
    // Under another name until it is whole.
    let part = folder.with_extension("part");
    let archives = part.join("archives");
    let place = |e: std::io::Error| format!("{}: {e}", part.display());
    if part.exists() {
        fs::remove_dir_all(&part).map_err(place)?;
    }
    fs::create_dir_all(&archives).map_err(place)?;
    println!("downloading {}", packages.join(" "));
    output(
        Command::new("apt-get")
            .args(["download", "--quiet"])
            .args(&packages)
            .current_dir(&archives),
    )?;
    let mut files: Vec<PathBuf> = fs::read_dir(&archives)
        .map_err(place)?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .collect();
    files.sort();
    for file in files {
        output(Command::new("dpkg").arg("-x").arg(&file).arg(&part))?;
    }
    fs::remove_dir_all(&archives).map_err(place)?;
    fs::rename(&part, folder).map_err(place)
}

/// The names of the packages; those of two have the version of the compiler in them.
fn packages() -> Result<Vec<String>, String> {
    let library = dependency("libstd-rust-web-dev", "libstd-rust-web-")?;
    let llvm = dependency(&library, "libllvm")?;
    let fixed = ["rustc-web", "libstd-rust-web-dev", "rust-web-src"].map(str::to_owned);
    Ok(fixed.into_iter().chain([library, llvm]).collect())
}

/// The package that another depends on and whose name begins so.
fn dependency(package: &str, begin: &str) -> Result<String, String> {
    let list = output(Command::new("apt-cache").args(["depends", package]))?;
    let mut names = list
        .lines()
        .filter_map(|line| line.trim().strip_prefix("Depends: "));
    names
        .find(|name| name.starts_with(begin))
        .map(str::to_owned)
        .ok_or_else(|| format!("apt-get knows no package {package} that needs {begin}…"))
}

/// What a command prints; its failure in words.
fn output(command: &mut Command) -> Result<String, String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let out = command
        .output()
        .map_err(|e| format!("{name} cannot be run: {e}"))?;
    if out.status.success() {
        return Ok(String::from_utf8_lossy(&out.stdout).into_owned());
    }
    let words = String::from_utf8_lossy(&out.stderr);
    let last = words.lines().last().unwrap_or("without a word");
    Err(format!("{name} failed: {last}"))
}
