//! Tables that `hecs screen` writes, read by pandas, polars and DuckDB: the documented columns, types and values.

use std::error::Error;
use std::fs;
use std::path::Path;
use std::process::Command;

use hecs_screen::{Column, Kind, Question, columns};
use serde_json::{Value, json};

/// Where some columns stand in the records, as JSON pointers; the others are counted and their types compared.
const PLACES: [(&str, &str); 22] = [
    ("number", "/number"),
    ("file", "/file"),
    ("line", "/line"),
    ("entry", "/entry"),
    ("key", "/key"),
    ("status", "/status"),
    ("code", "/code"),
    ("message", "/message"),
    ("formula", "/formula"),
    ("a_ang", "/cell/a"),
    ("gamma_deg", "/cell/gamma"),
    ("volume_ang3", "/cell/volume"),
    ("positions", "/n_positions"),
    ("ion", "/ion"),
    ("grid_1d_ev", "/barriers/1d/grid"),
    ("grid_3d_ev", "/barriers/3d/grid"),
    ("minimum_ev", "/e_min"),
    ("unique_points", "/unique_points"),
    ("void_radius_1d_ang", "/void_radii/0"),
    ("void_radius_3d_ang", "/void_radii/2"),
    ("host", "/host"),
    ("level_ev", "/level"),
];

/// Screens some crystals and a file that is none with every question, as table and as lines, into a folder.
///
/// # Errors
/// Where the program fails.
pub(super) fn write(program: &Path, crystals: &Path, folder: &Path) -> Result<(), Box<dyn Error>> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    fs::create_dir_all(folder)?;
    let entries = fs::read_dir(crystals)?;
    let mut sources: Vec<_> = entries
        .map(|e| e.map(|e| e.path()))
        .collect::<Result<_, _>>()?;
    sources.sort();
    sources.truncate(8);
    let damaged = folder.join("damaged.cif");
    fs::write(&damaged, "data_damaged\n_cell_length_a what\n")?;
    sources.insert(3, damaged);
    for question in Question::ALL {
        let name = question.name();
        for kind in ["jsonl", "parquet"] {
            let mut command = Command::new(program);
            command.args(["screen", name, "-q", "--sink"]);
            command
                .arg(folder.join(format!("{name}.{kind}")))
                .args(&sources);
            match question {
                Question::Bvse => {
                    command.args(["--spacing", "0.4", "--stage", "void_radius_1d > 0.1"])
                }
                Question::Features | Question::Paths => command.args(["--spacing", "0.4"]),
                Question::Inspect | Question::Describe => &mut command,
            };
            let output = command.output()?;
            // One of the sources is none.
            if output.status.code() != Some(1) {
                let words = String::from_utf8_lossy(&output.stderr).into_owned();
                return Err(format!("hecs screen {name}: {words}").into());
            }
        }
        let documented: Vec<Value> = columns(question).iter().map(documented).collect();
        let text = serde_json::to_string_pretty(&documented)?;
        fs::write(folder.join(format!("{name}.columns.json")), text)?;
    }
    Ok(())
}

fn documented(column: &Column) -> Value {
    let kind = match column.kind {
        Kind::Text => "text",
        Kind::Integer => "integer",
        Kind::Number => "number",
        Kind::Flag => "flag",
    };
    let place = PLACES.iter().find(|(name, _)| *name == column.name);
    json!({"name": column.name, "kind": kind, "pointer": place.map(|(_, pointer)| pointer)})
}
