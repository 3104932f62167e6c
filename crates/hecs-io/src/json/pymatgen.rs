//! `Structure.as_dict()` of pymatgen (S. P. Ong et al. 2013, doi:10.1016/j.commatsci.2012.10.028).
//!
//! `lattice` with a `matrix` of three vectors in Å (or lengths and angles), and `sites`, each with its `species`
//! (element, `occu`, `oxidation_state`) and position, fractional `abc` or Cartesian `xyz`.

use hecs_cif::{Code, Diagnostic, ListedAtom, ReadOptions, Reading, Severity};
use hecs_core::Lattice;
use nalgebra::{Matrix3, Vector3};

use super::value::At;
use crate::FormatError;
use crate::atoms::AtomList;

pub(super) fn read(at: &At<'_>, name: &str, options: &ReadOptions) -> Result<Reading, FormatError> {
    let lattice = at
        .get("lattice")
        .ok_or_else(|| at.wrong("has sites but no lattice: a molecule is no crystal"))?;
    let vectors = vectors(&lattice)?;
    let inverse = vectors
        .try_inverse()
        .ok_or_else(|| lattice.wrong("the vectors span no volume"))?;
    let mut atoms = Vec::new();
    for (number, site) in (1..).zip(at.key("sites")?.elements()?) {
        let fract = match (site.get("abc"), site.get("xyz")) {
            (Some(abc), _) => abc.vector()?,
            (None, Some(xyz)) => inverse * xyz.vector()?,
            (None, None) => return Err(site.wrong("lacks \"abc\"")),
        };
        let label = site.get("label").map(|label| label.text()).transpose()?;
        for species in site.key("species")?.elements()? {
            let mut atom = atom(&species, fract)?;
            atom.label = match label {
                // A label that is the symbol alone tells no two sites apart.
                Some(label) if label != atom.label => label.to_owned(),
                _ => format!("{}{number}", atom.label),
            };
            atoms.push(atom);
        }
    }
    let has_charge = |atom: &ListedAtom| atom.charge.is_some();
    let are_charged = atoms.iter().all(has_charge);
    let list = AtomList {
        name: name.to_owned(),
        vectors,
        atoms,
    };
    let mut reading = list.into_reading(None, options);
    let charge = at.get("charge").map_or(Ok(0.0), |charge| charge.number())?;
    // With all charges stated the imbalance says it.
    if charge != 0.0 && !are_charged {
        reading
            .diagnostics
            .push(charged_cell(charge, options.strict));
        reading.structure = reading.structure.filter(|_| !options.strict);
    }
    Ok(reading)
}

fn atom(species: &At<'_>, fract: Vector3<f64>) -> Result<ListedAtom, FormatError> {
    let element = species.key("element")?;
    let symbol = element.text()?;
    let mut atom = ListedAtom::new(symbol, fract).ok_or_else(|| {
        element.wrong(format!(
            "{symbol:?} is no element; put an element in place of a dummy species, or leave its site out"
        ))
    })?;
    let number = |key| species.get(key).map(|value| value.number()).transpose();
    atom.occupancy = number("occu")?.unwrap_or(1.0);
    atom.charge = number("oxidation_state")?;
    Ok(atom)
}

/// The cell vectors in Å, as columns.
fn vectors(lattice: &At<'_>) -> Result<Matrix3<f64>, FormatError> {
    if let Some(pbc) = lattice.get("pbc")
        && pbc
            .elements()?
            .any(|axis| axis.value == &serde_json::Value::Bool(false))
    {
        return Err(pbc.wrong("a slab or molecule is no crystal"));
    }
    if let Some(matrix) = lattice.get("matrix") {
        let mut vectors = Matrix3::zeros();
        for column in 0..3 {
            vectors.set_column(column, &matrix.element(column).vector()?);
        }
        return Ok(vectors);
    }
    let number = |key| lattice.key(key)?.number();
    let lengths = [number("a")?, number("b")?, number("c")?];
    let angles = [number("alpha")?, number("beta")?, number("gamma")?];
    Ok(*Lattice::new(lengths, angles)?.basis())
}

/// What a charge of the cell means for charges that are found so that they balance.
fn charged_cell(charge: f64, strict: bool) -> Diagnostic {
    Diagnostic {
        code: Code::ChargeImbalance,
        severity: if strict {
            Severity::Error
        } else {
            Severity::Warning
        },
        message: format!(
            "the cell is said to have a charge of {charge} e; charges that are not stated are found for a neutral cell"
        ),
        help: Some("state the oxidation states of all species".to_owned()),
        span: None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::read;
    use super::*;

    const DISORDERED: &str = r#"{"@module": "pymatgen.core.structure", "@class": "Structure", "charge": 0,
        "lattice": {"matrix": [[5, 0, 0], [0, 5, 0], [0, 0, 5]], "pbc": [true, true, true], "a": 5},
        "properties": {},
        "sites": [
          {"species": [{"element": "Li", "oxidation_state": 1, "spin": null, "occu": 0.75}],
           "abc": [0, 0, 0], "xyz": [9, 9, 9], "properties": {"magmom": NaN}, "label": "Li"},
          {"species": [{"element": "S", "oxidation_state": -2.0, "occu": 0.5}, {"element": "D", "occu": 0.5}],
           "xyz": [2.5, 2.5, 2.5], "label": "X1"}]}"#;

    fn reading(text: &str) -> Result<Reading, FormatError> {
        read(text, &ReadOptions::default())
    }

    #[test]
    fn oxidation_states_and_partial_occupancies_are_kept() {
        let wrapped = format!("[{{\"material_id\": \"mp-1\", \"structure\": {DISORDERED}}}, 0.5]");
        let found = reading(&wrapped).unwrap();
        assert_eq!(found.block.as_deref(), Some("mp-1"));
        assert!((found.isotope_mass_da - 0.503).abs() < 1e-3);
        let structure = found.structure.unwrap();
        let [lithium, shared] = structure.sites() else {
            panic!("two sites")
        };
        assert_eq!(
            (lithium.species[0].occupancy, lithium.species[0].charge),
            (0.75, Some(1.0))
        );
        assert_eq!(lithium.label, "Li1");
        assert_eq!((shared.label.as_str(), shared.species.len()), ("X1", 2));
        assert_eq!(shared.species[1].charge, None);
        assert!((shared.positions[0] - Vector3::repeat(0.5)).norm() < 1e-12);
    }

    #[test]
    fn a_cell_may_be_lengths_and_angles() {
        let cell = r#""a": 5, "b": 5, "c": 5, "alpha": 90, "beta": 90, "gamma": 90"#;
        let text = DISORDERED.replace(r#""matrix": [[5, 0, 0], [0, 5, 0], [0, 0, 5]]"#, cell);
        let text = text.replace(r#""a": 5}"#, "\"x\": 0}");
        let structure = reading(&text).unwrap().structure.unwrap();
        assert!((structure.lattice().volume() - 125.0).abs() < 1e-9);
    }

    #[test]
    fn a_charged_cell_is_said_where_charges_are_missing() {
        let text = DISORDERED.replace("\"charge\": 0", "\"charge\": 1");
        let is_said = |text: &str| {
            let diagnostics = reading(text).unwrap().diagnostics;
            diagnostics.iter().any(|d| d.code == Code::ChargeImbalance)
        };
        assert!(is_said(&text));
        assert!(!is_said(DISORDERED));
        let stated = text.replace("\"D\"", "\"D\", \"oxidation_state\": 1");
        assert!(!is_said(&stated));
    }

    #[test]
    fn what_is_wrong_is_said_with_its_path() {
        let says = |from: &str, to: &str| {
            let text = DISORDERED.replace(from, to);
            assert_ne!(text, DISORDERED);
            reading(&text).unwrap_err().to_string()
        };
        let occupancy = says("\"occu\": 0.75", "\"occu\": \"all\"");
        assert_eq!(
            occupancy,
            "sites[0].species[0].occu: a number is expected: \"all\""
        );
        assert!(says("\"Li\", \"ox", "\"Vac\", \"ox").starts_with("sites[0].species[0].element"));
        assert!(says("[0, 5, 0]", "[0, 5]").starts_with("lattice.matrix[1]"));
        assert!(says("[true, true, true]", "[true, true, false]").contains("slab"));
        assert!(says("\"lattice\"", "\"lost\"").contains("molecule"));
        assert!(says("[0, 5, 0]", "[5, 0, 0]").contains("no volume"));
        assert!(says("\"xyz\": [2", "\"zyx\": [2").contains("lacks \"abc\""));
    }
}
