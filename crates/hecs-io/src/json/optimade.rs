//! Structures of OPTIMADE, the common API of materials databases (C. W. Andersen et al. 2021,
//! doi:10.1038/s41597-021-00974-z; specification 1.2, <https://www.optimade.org>).
//!
//! Sites stand in `cartesian_site_positions` (Å) with the name of their species in `species_at_sites`; a species has
//! chemical symbols with concentrations, among them `vacancy` and, for what is not known, `X`.

use std::collections::BTreeMap;

use hecs_cif::{ListedAtom, ReadOptions, Reading};
use nalgebra::{Matrix3, Vector3};

use super::value::At;
use crate::FormatError;
use crate::atoms::AtomList;

pub(super) fn read(at: &At<'_>, name: &str, options: &ReadOptions) -> Result<Reading, FormatError> {
    let vectors = vectors(at)?;
    let inverse = vectors
        .try_inverse()
        .ok_or_else(|| at.wrong("the lattice_vectors span no volume"))?;
    let positions = at.key("cartesian_site_positions")?;
    let names = at.key("species_at_sites")?;
    let (site_count, name_count) = (positions.elements()?.count(), names.elements()?.count());
    if site_count != name_count {
        return Err(names.wrong(format!("{name_count} species for {site_count} positions")));
    }
    let shares = shares_of_groups(at, site_count)?;
    let species = species(at)?;
    let mut atoms = Vec::new();
    for (site, share) in shares.into_iter().enumerate() {
        let fract = inverse * positions.element(site).vector()?;
        let at_site = names.element(site);
        let species_name = at_site.text()?;
        let kinds = match &species {
            Some(known) => known
                .get(species_name)
                .cloned()
                .ok_or_else(|| at_site.wrong(format!("{species_name:?} is none of the species")))?,
            // Names are symbols where no species are described.
            None => ListedAtom::new(species_name, Vector3::zeros())
                .map(|atom| vec![atom])
                .ok_or_else(|| at_site.wrong(format!("{species_name:?} is no element")))?,
        };
        for mut atom in kinds {
            atom.label = format!("{}{}", atom.label, site + 1);
            atom.fract = fract;
            atom.occupancy *= share;
            atoms.push(atom);
        }
    }
    let list = AtomList {
        name: name.to_owned(),
        vectors,
        atoms,
    };
    Ok(list.into_reading(None, options))
}

/// The cell vectors in Å, as columns.
fn vectors(at: &At<'_>) -> Result<Matrix3<f64>, FormatError> {
    if let Some(types) = at.get("dimension_types")
        && types.elements()?.any(|one| one.value == 0)
    {
        return Err(types.wrong("a slab, chain or molecule is no crystal"));
    }
    let lattice = at.key("lattice_vectors")?;
    let mut vectors = Matrix3::zeros();
    for column in 0..3 {
        vectors.set_column(column, &lattice.element(column).vector()?);
    }
    Ok(vectors)
}

/// The kinds of atoms of each species, with their concentrations as occupancies; `None` where none is described.
fn species(at: &At<'_>) -> Result<Option<BTreeMap<String, Vec<ListedAtom>>>, FormatError> {
    let Some(list) = at.get("species") else {
        return Ok(None);
    };
    let mut known = BTreeMap::new();
    for one in list.elements()? {
        let mut kinds = Vec::new();
        let symbols = one.key("chemical_symbols")?;
        let concentrations = one.get("concentration");
        for (i, symbol) in symbols.elements()?.enumerate() {
            let concentration = match &concentrations {
                Some(all) => all.element(i).number()?,
                None => 1.0,
            };
            kinds.extend(kind(&one, &symbol, i, concentration)?);
        }
        if let Some(first) = kinds.first_mut() {
            first.hydrogens = attached_hydrogens(&one)?;
        }
        known.insert(one.key("name")?.text()?.to_owned(), kinds);
    }
    Ok(Some(known))
}

/// One kind of atom of a species, the `i`-th; none for a vacancy.
fn kind(
    species: &At<'_>,
    symbol: &At<'_>,
    i: usize,
    concentration: f64,
) -> Result<Option<ListedAtom>, FormatError> {
    let text = symbol.text()?;
    if text == "vacancy" || concentration == 0.0 {
        return Ok(None);
    }
    let mut atom = ListedAtom::new(text, Vector3::zeros()).ok_or_else(|| {
        symbol.wrong(if text == "X" {
            "X says that the element is not known; a structure needs it".to_owned()
        } else {
            format!("{text:?} is no element")
        })
    })?;
    atom.occupancy = concentration;
    // Of isotopes, deuterium alone is common in structures.
    let mass = species.get("mass").and_then(|mass| match mass.value {
        serde_json::Value::Array(all) => all.get(i)?.as_f64(),
        one => one.as_f64(),
    });
    if text == "H" && mass.is_some_and(|mass| (mass - 2.014).abs() < 0.1) {
        let deuterium = ListedAtom::new("D", Vector3::zeros());
        atom.isotope_da = deuterium.map_or(0.0, |atom| atom.isotope_da);
    }
    Ok(Some(atom))
}

/// Hydrogens without positions that each atom of a species carries.
fn attached_hydrogens(species: &At<'_>) -> Result<f64, FormatError> {
    let Some(attached) = species.get("attached") else {
        return Ok(0.0);
    };
    let counts = species.get("nattached");
    let mut sum = 0.0;
    for (i, symbol) in attached.elements()?.enumerate() {
        if symbol.text()? != "H" {
            return Err(symbol.wrong("attached atoms other than hydrogen have no positions"));
        }
        sum += match &counts {
            Some(counts) => counts.element(i).number()?,
            None => 1.0,
        };
    }
    Ok(sum)
}

/// The share of each site: 1, or in an assembly of groups that exclude one another the probability of its group.
fn shares_of_groups(at: &At<'_>, sites: usize) -> Result<Vec<f64>, FormatError> {
    let mut shares = vec![1.0; sites];
    let Some(assemblies) = at.get("assemblies") else {
        return Ok(shares);
    };
    for assembly in assemblies.elements()? {
        let groups = assembly.key("sites_in_groups")?;
        let probabilities = assembly.key("group_probabilities")?;
        for (i, group) in groups.elements()?.enumerate() {
            let probability = probabilities.element(i).number()?;
            for site in group.elements()? {
                let index = site
                    .value
                    .as_u64()
                    .and_then(|index| usize::try_from(index).ok());
                let share = index.and_then(|index| shares.get_mut(index));
                *share.ok_or_else(|| site.wrong("is none of the sites"))? *= probability;
            }
        }
    }
    Ok(shares)
}

#[cfg(test)]
mod tests {
    use super::super::read;
    use super::*;

    const RESOURCE: &str = r#"{"data": {"type": "structures", "id": "odbx/1", "attributes": {
        "dimension_types": [1, 1, 1], "nperiodic_dimensions": 3,
        "lattice_vectors": [[4, 0, 0], [0, 4, 0], [0, 0, 8]],
        "cartesian_site_positions": [[0, 0, 0], [2, 2, 4], [0, 0, 4]],
        "species_at_sites": ["Na-K", "Cl", "water"],
        "species": [
          {"name": "Na-K", "chemical_symbols": ["Na", "K", "vacancy"], "concentration": [0.5, 0.25, 0.25]},
          {"name": "Cl", "chemical_symbols": ["Cl"], "concentration": [1.0], "mass": [35.45]},
          {"name": "water", "chemical_symbols": ["O"], "concentration": [1.0], "attached": ["H"], "nattached": [2]}],
        "assemblies": [{"sites_in_groups": [[1], [2]], "group_probabilities": [0.75, 0.25]}],
        "structure_features": ["disorder", "assemblies", "site_attachments"]}}}"#;

    fn reading(text: &str) -> Result<Reading, FormatError> {
        read(text, &ReadOptions::default())
    }

    #[test]
    fn concentrations_vacancies_groups_and_attached_atoms_are_read() {
        let found = reading(RESOURCE).unwrap();
        assert_eq!(found.block.as_deref(), Some("odbx/1"));
        assert_eq!(found.unlocated.values().sum::<f64>(), 0.5);
        let structure = found.structure.unwrap();
        let sites = structure.sites();
        assert_eq!(sites[0].species.len(), 2);
        assert_eq!(sites[0].occupancy(), 0.75);
        assert_eq!(sites[1].species[0].occupancy, 0.75);
        assert_eq!(sites[2].species[0].occupancy, 0.25);
        assert_eq!(sites[1].positions[0], Vector3::repeat(0.5));
    }

    #[test]
    fn deuterium_is_told_by_its_mass() {
        let text = RESOURCE
            .replace("\"Cl\"], ", "\"H\"], ")
            .replace("35.45", "2.014");
        assert!((reading(&text).unwrap().isotope_mass_da - 0.75 * 1.006).abs() < 1e-3);
    }

    #[test]
    fn names_may_be_symbols() {
        let start = RESOURCE.find("\"species\":").unwrap();
        let end = RESOURCE.find("\"assemblies\":").unwrap();
        let text = format!("{}{}", &RESOURCE[..start], &RESOURCE[end..]);
        let text = text.replace("Na-K", "Na").replace("water", "O");
        assert!(reading(&text).unwrap().structure.is_some());
    }

    #[test]
    fn what_is_wrong_is_said_with_its_path() {
        let says = |from: &str, to: &str| {
            let text = RESOURCE.replace(from, to);
            assert_ne!(text, RESOURCE);
            reading(&text).unwrap_err().to_string()
        };
        assert!(
            says("\"K\",", "\"X\",")
                .starts_with("data.attributes.species[0].chemical_symbols[1]: X says")
        );
        assert!(says("[1, 1, 1]", "[1, 1, 0]").contains("slab"));
        assert!(says(", \"water\"]", "]").contains("2 species for 3 positions"));
        assert!(
            says("[0, 0, 4]]", "[0, null, 4]]")
                .contains("cartesian_site_positions[2][1]: a number")
        );
        assert!(says("[[1], [2]]", "[[1], [7]]").contains("none of the sites"));
        assert!(says("\"attached\": [\"H\"]", "\"attached\": [\"C\"]").contains("hydrogen"));
        assert!(
            says("\"name\": \"Cl\"", "\"name\": \"cl\"").contains("\"Cl\" is none of the species")
        );
    }
}
