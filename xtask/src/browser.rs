//! `cargo xtask test --browser`: the report page in a real browser.
//!
//! A script under `xtask/browser/` drives headless Chromium at phone and desktop width, in light
//! and dark; it fails on console errors, network requests, a blank crystal, a slider without
//! effect, wrong sorting, and anything that sticks out sideways.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::root;

/// Names under which distributions install the browser.
const BROWSERS: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "chrome"];

/// The programs that the check needs.
struct Tools {
    chromium: PathBuf,
    node: PathBuf,
    npm: PathBuf,
}

/// Checks a report page. Missing programs are an error that says what to install.
pub(crate) fn run(page: &Path) -> Result<(), Box<dyn Error>> {
    if !page.is_file() {
        return Err(format!(
            "{}: no such page; run `cargo xtask reproduce` first",
            page.display()
        )
        .into());
    }
    let tools = find_tools()?;
    let folder = root().join("xtask/browser");
    if !folder
        .join("node_modules/playwright-core/package.json")
        .is_file()
    {
        let status = Command::new(&tools.npm)
            .args(["ci", "--silent", "--ignore-scripts"])
            .current_dir(&folder)
            .status()?;
        if !status.success() {
            return Err(format!("`npm ci` in {} failed ({status})", folder.display()).into());
        }
    }
    let page = page.canonicalize()?;
    let status = Command::new(&tools.node)
        .arg("check.mjs")
        .arg(&page)
        .arg(&tools.chromium)
        .current_dir(&folder)
        .status()?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("{} failed its check in the browser", page.display()).into())
    }
}

fn find_tools() -> Result<Tools, String> {
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
fn in_path(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .map(|folder| folder.join(name))
        .find(|file| file.is_file())
}
