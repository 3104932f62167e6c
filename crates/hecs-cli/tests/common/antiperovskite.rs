//! Antiperovskites Li3OCl and Li3OBr (doi:10.1021/ja305709z) as JSON of pymatgen.

use serde_json::{Value, json};

/// One of this edge (Å) and halide.
pub(crate) fn antiperovskite(edge_ang: f64, halide: &str) -> Value {
    let atoms = [
        ("Li", [0.0, 0.5, 0.5]),
        ("Li", [0.5, 0.0, 0.5]),
        ("Li", [0.5, 0.5, 0.0]),
        ("O", [0.5, 0.5, 0.5]),
        (halide, [0.0, 0.0, 0.0]),
    ];
    let site = |(element, abc)| json!({"species": [{"element": element, "occu": 1}], "abc": abc, "label": element});
    let matrix = [
        [edge_ang, 0.0, 0.0],
        [0.0, edge_ang, 0.0],
        [0.0, 0.0, edge_ang],
    ];
    json!({"lattice": {"matrix": matrix}, "sites": atoms.map(site)})
}
