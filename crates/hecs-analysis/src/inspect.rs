//! `inspect`: what was read.

use std::collections::BTreeMap;

use hecs_charges::{ChargeAccount, Charges, ElementCharges};
use hecs_core::{Element, Site, SpaceGroup, Structure, TabulatedSetting};

use crate::Entry;
use crate::records::{
    Cell, ChargesRecord, DiagnosticRecord, ElementChargesRecord, Group, InspectRecord, SiteRecord,
    SpeciesRecord,
};

/// Tolerance in Å of the symmetry search that gives Wyckoff letters.
const WYCKOFF_TOLERANCE_ANG: f64 = 0.01;

/// What was read of an entry.
pub fn inspect(entry: &Entry) -> InspectRecord {
    let diagnostics = entry.reading.as_ref().map_or_else(
        |_| Vec::new(),
        |reading| {
            reading
                .diagnostics
                .iter()
                .map(|d| DiagnosticRecord {
                    severity: d.severity.name(),
                    code: d.code.to_string(),
                    message: d.message.clone(),
                    line: d.span.as_ref().map(|s| s.line),
                    column: d.span.as_ref().map(|s| s.column),
                })
                .collect()
        },
    );
    let block = entry.reading.as_ref().ok().and_then(|r| r.block.clone());
    let empty = InspectRecord {
        head: entry.head("hecs.inspect.1"),
        block,
        formula_units: None,
        density_g_per_cm3: None,
        composition: BTreeMap::new(),
        unlocated: BTreeMap::new(),
        charges: ChargesRecord::default(),
        cell: None,
        space_group: None,
        n_sites: 0,
        n_positions: 0,
        sites: Vec::new(),
        diagnostics,
    };
    let Ok(structure) = entry.structure() else {
        return empty;
    };
    let mut record = filled(empty, structure);
    if let Ok(reading) = &entry.reading {
        record.unlocated = by_symbol(&reading.unlocated);
        record.charges = charges_record(&reading.charges);
        record.density_g_per_cm3 = reading.density_g_per_cm3();
    }
    record
}

fn charges_record(account: &ChargeAccount) -> ChargesRecord {
    let element = |one: &ElementCharges| ElementChargesRecord {
        element: one.element.symbol(),
        charges: one.states.iter().map(|(charge, _)| *charge).collect(),
        atoms: one.states.iter().map(|(_, atoms)| *atoms).collect(),
        reason: one.reason.word(),
        explanation: one.reason.sentence(),
    };
    let alternative = |charges: &Charges| {
        let by_symbol = charges
            .iter()
            .map(|(e, q)| (e.symbol().to_owned(), q.clone()));
        by_symbol.collect()
    };
    ChargesRecord {
        elements: account.elements.iter().map(element).collect(),
        alternatives: account.alternatives.iter().map(alternative).collect(),
        imbalance: account.imbalance_e,
        imbalance_share: account.imbalance_share,
    }
}

fn by_symbol(atoms: &BTreeMap<Element, f64>) -> BTreeMap<String, f64> {
    atoms
        .iter()
        .map(|(element, n)| (element.symbol().to_owned(), *n))
        .collect()
}

fn filled(empty: InspectRecord, structure: &Structure) -> InspectRecord {
    let [a, b, c] = structure.lattice().lengths();
    let [alpha, beta, gamma] = structure.lattice().angles();
    let letters = wyckoff_letters(structure);
    InspectRecord {
        formula_units: structure.formula().as_ref().and_then(|f| f.formula_units),
        composition: by_symbol(&structure.composition()),
        cell: Some(Cell {
            a,
            b,
            c,
            alpha,
            beta,
            gamma,
            volume: structure.lattice().volume(),
        }),
        space_group: Some(space_group(structure.space_group())),
        n_sites: structure.sites().len(),
        n_positions: structure.position_count(),
        sites: structure
            .sites()
            .iter()
            .enumerate()
            .map(|(i, site)| SiteRecord {
                label: site.label.clone(),
                wyckoff: letters[i].map(String::from),
                multiplicity: site.multiplicity(),
                fract: site.positions[0].into(),
                species: site
                    .species
                    .iter()
                    .map(|s| SpeciesRecord {
                        element: s.element.symbol(),
                        charge: s.charge,
                        occupancy: s.occupancy,
                    })
                    .collect(),
            })
            .collect(),
        ..empty
    }
}

/// The Wyckoff letter of each site in its declared group, where this has a letter of that multiplicity: that
/// of the positions where their symmetry is of this type, else the only one, if there is one.
fn wyckoff_letters(structure: &Structure) -> Vec<Option<char>> {
    let group = structure.space_group();
    let found = structure
        .symmetry(WYCKOFF_TOLERANCE_ANG)
        .filter(|found| Some(found.number) == group.number);
    let setting = group
        .hall
        .as_deref()
        .and_then(TabulatedSetting::by_hall_symbol);
    let tabulated: Vec<(char, usize)> =
        setting.map_or_else(Vec::new, |s| s.wyckoff_multiplicities().collect());
    let letter = |(i, site): (usize, &Site)| {
        let of_positions = found.as_ref().map(|found| found.wyckoff[i]);
        let multiplicity = site.multiplicity();
        let alike = || tabulated.iter().filter(|(_, m)| *m == multiplicity);
        let mut letters = alike().map(|(letter, _)| *letter);
        of_positions
            .filter(|of_positions| alike().any(|(letter, _)| letter == of_positions))
            .or_else(|| letters.next().filter(|_| letters.next().is_none()))
    };
    structure.sites().iter().enumerate().map(letter).collect()
}

fn space_group(group: &SpaceGroup) -> Group {
    let setting = group
        .hall
        .as_deref()
        .and_then(TabulatedSetting::by_hall_symbol);
    Group {
        number: group.number,
        hm: group.hermann_mauguin.clone(),
        hm_full: setting.map(|s| s.full_symbol()),
        hall: group.hall.clone(),
        source: group.source.name(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ReadSettings;

    fn places(symbol: &str, rows: &str) -> Vec<String> {
        let cif = format!(
            "data_x _space_group_name_H-M_alt '{symbol}'
            _cell_length_a 5.64 _cell_length_b 5.64 _cell_length_c 5.64
            _cell_angle_alpha 90 _cell_angle_beta 90 _cell_angle_gamma 90
            loop_ _atom_site_label _atom_site_fract_x _atom_site_fract_y _atom_site_fract_z {rows}"
        );
        let entry = Entry::from_cif(String::new(), cif.as_bytes(), &ReadSettings::default());
        let sites = inspect(&entry).sites.into_iter();
        sites
            .map(|site| format!("{}{}", site.multiplicity, site.wyckoff.unwrap_or_default()))
            .collect()
    }

    #[test]
    fn letters_and_multiplicities_are_of_one_group() {
        let salt = places("F m -3 m", "Na1 0 0 0 Cl1 0.5 0.5 0.5");
        assert!(salt == ["4a", "4b"] || salt == ["4b", "4a"], "{salt:?}");
        // Rock salt listed in full: its symmetry is another than the declared one.
        let listed = "Na1 0 0 0 Na2 0.5 0.5 0 Na3 0.5 0 0.5 Na4 0 0.5 0.5
            Cl1 0.5 0.5 0.5 Cl2 0 0 0.5 Cl3 0 0.5 0 Cl4 0.5 0 0";
        assert_eq!(places("P 1", listed), ["1a"; 8]);
        // P -1 has eight positions of multiplicity 1, and one of 2.
        let half = "Na1 0 0 0 Na2 0.5 0.5 0 Na3 0.5 0 0.5 Na4 0 0.5 0.5 Cl1 0.25 0.25 0.25";
        assert_eq!(places("P -1", half), ["1", "1", "1", "1", "2i"]);
    }
}
