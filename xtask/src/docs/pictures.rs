//! Pictures of pages as a browser shows them: the ranking of crystals of six families, and each of them.

use std::error::Error;
use std::path::Path;
use std::process::Command;

use crate::{browser, program, root};

/// Crystals of six families, under fixtures/.
const FAMILIES: [&str; 6] = [
    "structures/005_Li6PS5I.cif",
    "families/Li10GeP2S12.cif",
    "families/Li3N.cif",
    "families/Li3OCl.cif",
    "families/LiCoO2.cif",
    "families/LiFePO4.cif",
];

/// Makes the page of these crystals and takes its pictures into a folder.
pub(super) fn take(folder: &Path) -> Result<(), Box<dyn Error>> {
    let page = root().join("target/pictures.html");
    // The page shows the names of the files as they are given: no place of this machine.
    let made = Command::new(program()?)
        .current_dir(root())
        .arg("report")
        .args(FAMILIES.map(|name| format!("fixtures/{name}")))
        .arg("--quiet")
        .arg("--out")
        .arg(&page)
        .status()?;
    if !made.success() {
        return Err("the page of six families cannot be made".into());
    }
    if browser::drive("pictures.mjs", &[&page, folder])? {
        Ok(())
    } else {
        Err(format!("{}: no pictures were taken", page.display()).into())
    }
}
