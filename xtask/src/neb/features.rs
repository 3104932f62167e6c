//! The table that the estimate of hops is trained on.

use std::error::Error;

use hecs_analysis::{HopFacts, HopTable};
use hecs_bvse::Options;
use rayon::prelude::*;

use super::barriers::structure_of;
use super::dataset::Hop;
use super::scores::HIGHEST_DFT_EV;

/// What stands above the table.
const SOURCE: &str = "\
# Hops of the Migration Barrier Dataset (Devi, Balasubramanian, Butler, Sai Gautam, doi:10.48550/arXiv.2508.06459) below 4.2 eV
# with what hecs makes of them: barriers in the elastic hosts S and F (eV), straight distance (Å), mean charge of the anions (e).
# E_dft_eV: nudged elastic band with density-functional theory, as collected there from the literature. E_mace_eV: the same with the
# machine-learnt potential MACE. class: structural group. Structures, barriers and groups are those of the GitHub repository
# sai-mat-group/predicting-migration-barriers, MIT licence, (c) 2023 Simulations and Informatics of Materials Group.
# Written by `cargo xtask neb DIR --features FILE`.
";

/// The facts of every hop that has them, a row per hop, as CSV.
pub(super) fn features(hops: &[Hop]) -> Result<Vec<u8>, Box<dyn Error>> {
    let compared: Vec<&Hop> = (hops.iter())
        .filter(|hop| hop.dft_ev < HIGHEST_DFT_EV)
        .collect();
    let facts: Vec<Result<HopFacts, String>> =
        compared.par_iter().map(|hop| facts_of(hop)).collect();
    let mut writer = csv::Writer::from_writer(SOURCE.as_bytes().to_vec());
    writer.write_record(HopTable::COLUMNS)?;
    for (hop, facts) in compared.iter().zip(facts) {
        let facts = match facts {
            Ok(facts) => facts,
            Err(why) => {
                eprintln!("{}: {why}", hop.file);
                continue;
            }
        };
        let name = hop.path.file_stem().unwrap_or_default();
        writer.write_record([
            name.to_string_lossy().into_owned(),
            facts.ion.to_string(),
            hop.family.clone(),
            format!("{:.5}", facts.elastic_s_ev),
            format!("{:.5}", facts.elastic_f_ev),
            format!("{:.4}", facts.distance_ang),
            format!("{:.4}", facts.anion_charge),
            hop.dft_ev.to_string(),
            hop.mace_ev.map_or(String::new(), |e| e.to_string()),
        ])?;
    }
    Ok(writer.into_inner()?)
}

fn facts_of(hop: &Hop) -> Result<HopFacts, String> {
    let structure = structure_of(hop)?;
    let ends = [hop.from, hop.to];
    HopFacts::of(&structure, hop.ion, &ends, &Options::default()).map_err(|e| e.message)
}
