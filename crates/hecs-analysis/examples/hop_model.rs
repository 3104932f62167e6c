//! Trains the model behind the estimate of hops from fixtures/published/migration_barriers.csv and writes it with the
//! tables of its card; with `--print` the tables go to the terminal and nothing is written.

use std::error::Error;
use std::fs;
use std::path::Path;

use hecs_analysis::{HopTable, hop_card};

/// The line of the card behind which the tables stand.
const TABLES: &str = "<!-- tables: cargo run -p hecs-analysis --example hop_model -->\n";

fn main() -> Result<(), Box<dyn Error>> {
    let crate_folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let fixtures = crate_folder.join("../../fixtures/published");
    let table = HopTable::read(fs::File::open(fixtures.join("migration_barriers.csv"))?)?;
    let tables = hop_card(&table)?;
    if std::env::args().any(|argument| argument == "--print") {
        print!("{tables}");
        return Ok(());
    }
    fs::write(
        crate_folder.join("data/hop_model.json"),
        table.train()?.to_json()?,
    )?;
    let path = crate_folder.join("../../docs/model-card-hops.md");
    let card = fs::read_to_string(&path)?;
    let (text, _) = card
        .split_once(TABLES)
        .ok_or("the card has lost the line before its tables")?;
    fs::write(&path, format!("{text}{TABLES}\n{tables}"))?;
    Ok(())
}
