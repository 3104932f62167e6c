//! The columns of what was read.

use super::{Column, Kind};

pub(super) fn of_inspect() -> Vec<Column> {
    use Kind::{Integer, Number};
    vec![
        Column::at(
            "space_group_number",
            Integer,
            "/space_group_read/number",
            "number of the space group in the International Tables",
        ),
        Column::at("a_ang", Number, "/cell/a", "length of a, Å"),
        Column::at("b_ang", Number, "/cell/b", "length of b, Å"),
        Column::at("c_ang", Number, "/cell/c", "length of c, Å"),
        Column::at(
            "alpha_deg",
            Number,
            "/cell/alpha",
            "angle between b and c, °",
        ),
        Column::at("beta_deg", Number, "/cell/beta", "angle between a and c, °"),
        Column::at(
            "gamma_deg",
            Number,
            "/cell/gamma",
            "angle between a and b, °",
        ),
        Column::at(
            "volume_ang3",
            Number,
            "/cell/volume",
            "volume of the cell, Å³",
        ),
        Column::at(
            "density_g_per_cm3",
            Number,
            "/density_g_per_cm3",
            "density, g/cm³",
        ),
        Column::at("sites", Integer, "/n_sites", "sites of the asymmetric unit"),
        Column::at(
            "positions",
            Integer,
            "/n_positions",
            "positions in the cell",
        ),
        Column::at(
            "charge_imbalance_e",
            Number,
            "/charges/imbalance",
            "charge that is left per cell, e",
        ),
    ]
}
