//! Writes docs/model-card.md from the fixtures; with `--print` to the terminal.

use std::error::Error;

#[path = "../tests/common/mod.rs"]
mod common;

fn main() -> Result<(), Box<dyn Error>> {
    let card = common::card()?;
    if std::env::args().any(|a| a == "--print") {
        print!("{card}");
    } else {
        std::fs::write(common::fixtures().join("../docs/model-card.md"), card)?;
    }
    Ok(())
}
