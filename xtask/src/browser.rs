//! `cargo xtask test --browser`: the report page, a page of structures and pages of models in a real browser.
//!
//! A script under `xtask/browser/` drives headless Chromium at phone and desktop width, in light
//! and dark, and as for print; it fails on console errors, network requests, a blank crystal, a slider
//! without effect, polyhedra that lack corners, a hop that a click does not show, a profiler that predicts
//! otherwise than the model, wrong sorting, anything that sticks out sideways, a violation of WCAG 2.1 AA, and a control that
//! the Tab key does not reach.

use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use xshell::{Shell, cmd};

use crate::root;

/// Names under which distributions install the browser.
const BROWSERS: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "chrome"];

/// The programs that the check needs.
pub(crate) struct Tools {
    chromium: PathBuf,
    node: PathBuf,
    npm: PathBuf,
}

/// Makes the pages of two models in a folder: the published table, and a table of 60 rows and 400 columns.
pub(crate) fn model_pages(shell: &Shell, folder: &Path) -> Result<[PathBuf; 2], Box<dyn Error>> {
    std::fs::create_dir_all(folder)?;
    let wide = folder.join("wide.csv");
    std::fs::write(&wide, wide_table(60, 400))?;
    let pages = ["published.html", "wide.html"].map(|name| folder.join(name));
    let published = root().join("fixtures/published/hecs_dataset.csv");
    let exclude = "no,table_s1_row,ea_steps,ea_pls_eV";
    let [first, second] = &pages;
    cmd!(shell, "cargo run --locked --quiet -p hecs-cli -- report {published} --quiet --response ea_bvse_eV --split set --name formula --exclude {exclude} --out {first}").run()?;
    cmd!(shell, "cargo run --locked --quiet -p hecs-cli -- report {wide} --quiet --response y --name sample --permutations 20 --out {second}").run()?;
    Ok(pages)
}

/// Makes the page of some structures in a folder.
pub(crate) fn structure_page(shell: &Shell, folder: &Path) -> Result<PathBuf, Box<dyn Error>> {
    std::fs::create_dir_all(folder)?;
    let known = [
        "structures/002_Li6PS5Cl.cif",
        "structures/005_Li6PS5I.cif",
        "families/LiFePO4.cif",
    ];
    let [chloride, iodide, olivine] = &known.map(|name| root().join("fixtures").join(name));
    let page = folder.join("structures.html");
    cmd!(shell, "cargo run --locked --quiet -p hecs-cli -- report {iodide} {chloride} {olivine} --quiet --out {page}").run()?;
    Ok(page)
}

/// A table whose columns are bands of three hidden quantities, and y a sum of two of them.
fn wide_table(rows: usize, columns: usize) -> String {
    let noise = |i: usize| ((i as f64 + 1.0).sin() * 43_758.545_312_3).fract().abs();
    let mut text = "sample".to_owned();
    for j in 0..columns {
        let _ = write!(text, ",{} nm", 1100 + 2 * j);
    }
    text += ",y\n";
    for i in 0..rows {
        let hidden = [0, 1, 2].map(|k| noise(3 * i + k));
        let _ = write!(text, "s{}", i + 1);
        for j in 0..columns {
            let band = |k: usize| {
                let away = (j as f64 / columns as f64 - 0.25 * (k + 1) as f64) / 0.08;
                (-away * away).exp() * hidden[k]
            };
            let x = (0..3).map(band).sum::<f64>() + 0.02 * noise(1000 + i * columns + j);
            let _ = write!(text, ",{x:.5}");
        }
        let y = 5.0 + 3.0 * hidden[0] - hidden[1] + 0.1 * noise(500 + i);
        let _ = writeln!(text, ",{y:.4}");
    }
    text
}

/// Checks a page. Missing programs are an error that says what to install.
pub(crate) fn run(page: &Path) -> Result<(), Box<dyn Error>> {
    if !page.is_file() {
        return Err(format!(
            "{}: no such page; run `cargo xtask reproduce` first",
            page.display()
        )
        .into());
    }
    let page = page.canonicalize()?;
    if drive("check.mjs", &[&page])? {
        Ok(())
    } else {
        Err(format!("{} failed its check in the browser", page.display()).into())
    }
}

/// Runs a script of this folder with Chromium as its last argument, behind these; whether all its checks held.
pub(crate) fn drive(script: &str, arguments: &[&Path]) -> Result<bool, Box<dyn Error>> {
    let tools = find_tools()?;
    let folder = root().join("xtask/browser");
    let installed = |package| {
        folder
            .join("node_modules")
            .join(package)
            .join("package.json")
            .is_file()
    };
    if !["axe-core", "playwright-core"].into_iter().all(installed) {
        let status = Command::new(&tools.npm)
            .args(["ci", "--silent", "--ignore-scripts"])
            .current_dir(&folder)
            .status()?;
        if !status.success() {
            return Err(format!("`npm ci` in {} failed ({status})", folder.display()).into());
        }
    }
    let status = Command::new(&tools.node)
        .arg(script)
        .args(arguments)
        .arg(&tools.chromium)
        .current_dir(&folder)
        .status()?;
    Ok(status.success())
}

/// The programs that a check needs, or which are missing.
pub(crate) fn find_tools() -> Result<Tools, String> {
    let chromium = BROWSERS.iter().find_map(|name| in_path(name));
    match (chromium, in_path("node"), in_path("npm")) {
        (Some(chromium), Some(node), Some(npm)) => Ok(Tools {
            chromium,
            node,
            npm,
        }),
        (chromium, node, npm) => {
            let absent: Vec<&str> = [
                ("chromium", chromium.is_none()),
                ("node", node.is_none()),
                ("npm", npm.is_none()),
            ]
            .into_iter()
            .filter_map(|(name, absent)| absent.then_some(name))
            .collect();
            Err(format!(
                "the browser check needs {}; on Debian: apt-get install chromium nodejs npm",
                absent.join(" and ")
            ))
        }
    }
}

/// A program on the search path.
pub(crate) fn in_path(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .map(|folder| folder.join(name))
        .find(|file| file.is_file())
}
