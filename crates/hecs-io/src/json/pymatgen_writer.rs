//! A structure as `Structure.as_dict()` of pymatgen, which holds disorder and charges.

use hecs_core::Structure;
use serde_json::{Value, json};

/// The JSON of a structure as pymatgen's `Structure.from_dict` reads it, and this crate: vectors as rows in Å, fractional
/// positions, occupancies and, where known, oxidation states.
///
/// ```
/// use hecs_core::{Lattice, Species, Structure};
/// use nalgebra::Vector3;
///
/// # fn main() -> Result<(), hecs_core::CoreError> {
/// let atom = (vec![Species::of("Li+".parse()?)], Vector3::zeros());
/// let structure = Structure::from_positions(Lattice::cubic(3.5)?, [atom])?;
/// let json = hecs_io::pymatgen_json(&structure);
/// assert_eq!(json["sites"][0]["species"][0]["oxidation_state"], 1.0);
/// # Ok(())
/// # }
/// ```
pub fn pymatgen_json(structure: &Structure) -> Value {
    let basis = structure.lattice().basis();
    let vectors: Vec<[f64; 3]> = basis.column_iter().map(|v| [v[0], v[1], v[2]]).collect();
    let mut sites = Vec::with_capacity(structure.position_count());
    for site in structure.sites() {
        let species: Vec<Value> = site
            .species
            .iter()
            .map(|s| {
                let mut one = json!({"element": s.element.symbol(), "occu": s.occupancy});
                if let Some(charge) = s.charge {
                    one["oxidation_state"] = charge.into();
                }
                one
            })
            .collect();
        for position in &site.positions {
            let abc: [f64; 3] = (*position).into();
            sites.push(json!({"species": species, "abc": abc, "label": site.label}));
        }
    }
    json!({
        "@module": "pymatgen.core.structure",
        "@class": "Structure",
        "lattice": {"matrix": vectors},
        "sites": sites,
    })
}
