//! `cargo xtask neb DIR`: barriers of single hops against those of density-functional theory.
//!
//! DIR holds `hops.csv` and the structures that it names, one in P1 for each hop with the ion that moves
//! as its first site: columns `file`, `dataset_name`, `mobile_ion`, `class`, `from_x` … `to_z` (fractional,
//! unwrapped), `E_dft_neb_eV`, `E_mace_neb_eV` (may be empty) and `charges` (`Mg=2 Tb=3.125 Se=-2`). The table
//! compares every method with the hops that it answers, and the machine-learnt potential with the same.
//! With `--features` it writes the table that the estimate of hops is trained on instead.

mod barriers;
mod dataset;
mod features;
mod scores;

use std::error::Error;
use std::fs;
use std::path::Path;

use comfy_table::Table;
use rayon::prelude::*;

use self::barriers::{Answers, METHODS, barriers};
use self::dataset::{Hop, hops};
use self::features::features;
use self::scores::{CLIPPED_EV, HIGHEST_DFT_EV, Scores};

/// Where there is nothing to compare.
const NONE: &str = "–";

/// Name of the machine-learnt potential in the tables.
const MACE: &str = "MACE-NEB (column of the dataset)";

/// Computes all hops, prints the table and writes the barriers to `out`, if it is given.
pub(crate) fn run(dir: &Path, out: Option<&Path>) -> Result<(), Box<dyn Error>> {
    let hops = hops(dir)?;
    let answers: Vec<Answers> = hops.par_iter().map(barriers).collect();
    if let Some(out) = out {
        fs::write(out, rows(&hops, &answers)?)?;
    }
    for (hop, answer) in hops.iter().zip(&answers) {
        if let Err(why) = answer {
            eprintln!("{}: {why}", hop.file);
        }
    }
    println!("{}", table(&hops, &answers));
    let counted = hops.iter().filter(|hop| hop.dft_ev < HIGHEST_DFT_EV);
    println!(
        "{} hops, {} of them below {HIGHEST_DFT_EV} eV; predictions clipped at {CLIPPED_EV} eV",
        hops.len(),
        counted.count()
    );
    Ok(())
}

fn table(hops: &[Hop], answers: &[Answers]) -> Table {
    let mut table = Table::new();
    table.set_header([
        "method",
        "hops",
        "MAE eV",
        "two halves of the families",
        "bias eV",
        "R²",
        "ρ",
        "pairs of a material in order",
        "MACE on the same: MAE, R²",
    ]);
    let column = |number: usize| {
        let of_hop = |answer: &Answers| answer.as_ref().ok().and_then(|all| all[number]);
        answers.iter().map(of_hop).collect::<Vec<Option<f64>>>()
    };
    let mace: Vec<Option<f64>> = hops.iter().map(|hop| hop.mace_ev).collect();
    let methods = METHODS.iter().enumerate();
    let mut columns: Vec<(&str, Vec<Option<f64>>)> = methods
        .map(|(number, method)| (method.name, column(number)))
        .collect();
    columns.push((MACE, mace.clone()));
    columns.push(("a constant of 0.6 eV", vec![Some(0.6); hops.len()]));
    for (name, predicted) in &columns {
        let beside: Vec<Option<f64>> = predicted
            .iter()
            .zip(&mace)
            .map(|(of_method, of_mace)| of_method.and(*of_mace))
            .collect();
        let scores = Scores::of(hops, predicted);
        let of_mace = Scores::of(hops, &beside);
        table.add_row([
            (*name).to_owned(),
            scores.hops.to_string(),
            format!("{:.3}", scores.mae_ev),
            format!("{:.3}, {:.3}", scores.halves_ev[0], scores.halves_ev[1]),
            format!("{:+.2}", scores.bias_ev),
            format!("{:+.2}", scores.r2),
            scores
                .rho
                .map_or(NONE.to_owned(), |rho| format!("{rho:.2}")),
            scores.in_order.map_or(NONE.to_owned(), |share| {
                format!("{share:.2} of {}", scores.pairs)
            }),
            format!("{:.3}, {:+.2}", of_mace.mae_ev, of_mace.r2),
        ]);
    }
    table
}

/// Writes the facts of all hops to `out`.
pub(crate) fn write_features(dir: &Path, out: &Path) -> Result<(), Box<dyn Error>> {
    fs::write(out, features(&hops(dir)?)?)?;
    Ok(())
}

/// The barriers as CSV, a row per hop.
fn rows(hops: &[Hop], answers: &[Answers]) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut header = vec![
        "file",
        "mobile_ion",
        "class",
        "E_dft_neb_eV",
        "E_mace_neb_eV",
    ];
    header.extend(METHODS.map(|method| method.column));
    header.push("why_not");
    writer.write_record(header)?;
    let number = |value: Option<f64>| value.map_or(String::new(), |e| format!("{e:.4}"));
    for (hop, answer) in hops.iter().zip(answers) {
        let mut row = vec![
            hop.file.clone(),
            hop.ion.to_string(),
            hop.family.clone(),
            number(Some(hop.dft_ev)),
            number(hop.mace_ev),
        ];
        match answer {
            Ok(all) => {
                row.extend(all.iter().map(|e| number(*e)));
                row.push(String::new());
            }
            Err(why) => {
                row.extend(METHODS.iter().map(|_| String::new()));
                row.push(why.clone());
            }
        }
        writer.write_record(row)?;
    }
    Ok(writer.into_inner()?)
}
