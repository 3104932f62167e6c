//! Crystals of other families, read by hecs-cif.
//!
//! Coordinates are those of the papers named; where it says OBELiX they are those of its files (CC-BY 4.0,
//! doi:10.1039/d5dd00441a), which carry a noise of some hundredths of an ångström.

use hecs_cif::{ReadOptions, read_structure};
use hecs_core::Structure;

/// A cell (a, b, c in Å and γ in degrees), a space group, and sites: label, ion, position, occupancy.
pub(crate) fn crystal(
    [a, b, c, gamma]: [f64; 4],
    group: &str,
    sites: &[(&str, &str, [f64; 3], f64)],
) -> Structure {
    let mut cif = format!(
        "data_x _space_group_name_H-M_alt '{group}' _cell_length_a {a} _cell_length_b {b}
        _cell_length_c {c} _cell_angle_alpha 90 _cell_angle_beta 90 _cell_angle_gamma {gamma}
        loop_ _atom_site_label _atom_site_type_symbol _atom_site_fract_x _atom_site_fract_y
        _atom_site_fract_z _atom_site_occupancy\n"
    );
    let rows = sites
        .iter()
        .map(|(label, ion, [x, y, z], occupancy)| format!("{label} {ion} {x} {y} {z} {occupancy}"));
    cif += &rows.collect::<Vec<_>>().join("\n");
    read(&cif)
}

/// The structure of a CIF text.
pub(crate) fn read(cif: &str) -> Structure {
    let reading = read_structure(cif.as_bytes(), &ReadOptions::default());
    let diagnostics = reading.diagnostics;
    reading
        .structure
        .unwrap_or_else(|| panic!("{diagnostics:?}"))
}

/// One of `fixtures/families`.
pub(crate) fn family(name: &str) -> Structure {
    let path = super::fixture(&format!("families/{name}.cif"));
    read(&std::fs::read_to_string(path).unwrap())
}

/// Tetragonal Li₇La₃Zr₂O₁₂: J. Awaka et al., J. Solid State Chem. 182 (2009) 2046,
/// doi:10.1016/j.jssc.2009.05.020.
pub(crate) fn llzo() -> Structure {
    crystal(
        [13.1279, 13.1279, 12.6715, 90.0],
        "I 41/a c d :2",
        &[
            ("La1", "La3+", [0.0, 0.25, 0.125], 1.0),
            ("La2", "La3+", [0.127, 0.0, 0.25], 1.0),
            ("Zr1", "Zr4+", [0.0, 0.0, 0.0], 1.0),
            ("Li1", "Li1+", [0.0, 0.25, 0.375], 1.0),
            ("Li2", "Li1+", [0.1797, 0.4297, 0.125], 1.0),
            ("Li3", "Li1+", [0.0806, 0.0857, 0.8041], 1.0),
            ("O1", "O2-", [0.9662, 0.0548, 0.1524], 1.0),
            ("O2", "O2-", [0.0541, 0.8529, 0.5338], 1.0),
            ("O3", "O2-", [0.1496, 0.0276, 0.4464], 1.0),
        ],
    )
}

/// OBELiX mg4, from doi:10.1016/j.ssi.2014.07.018.
pub(crate) fn latp() -> Structure {
    crystal(
        [8.492, 8.492, 20.862, 120.0],
        "R -3 c :H",
        &[
            ("Li1", "Li1+", [0.0, 0.0, 0.0], 1.0),
            ("Ti1", "Ti4+", [0.0, 0.0, 0.13138], 0.85),
            ("Al1", "Al3+", [0.0, 0.0, 0.13138], 0.15),
            ("P1", "P5+", [0.0, 0.29281, 0.75], 1.0),
            ("O1", "O2-", [0.03524, 0.19665, 0.68394], 1.0),
            ("O2", "O2-", [0.03737, 0.18694, 0.42499], 1.0),
        ],
    )
}

/// OBELiX w7d, from doi:10.1006/jssc.1995.1140.
pub(crate) fn li3po4() -> Structure {
    crystal(
        [10.4612, 6.1113, 4.9208, 90.0],
        "P n m a",
        &[
            ("Li1", "Li1+", [0.17397, 0.50431, 0.79702], 1.0),
            ("Li2", "Li1+", [0.07725, 0.75, 0.21815], 1.0),
            ("P1", "P5+", [0.06829, 0.25, 0.30534], 1.0),
            ("O1", "O2-", [0.13926, 0.04731, 0.20852], 1.0),
            ("O2", "O2-", [0.06835, 0.75, 0.78898], 1.0),
            ("O3", "O2-", [0.11477, 0.25, 0.6233], 1.0),
        ],
    )
}

/// OBELiX vlm, from doi:10.1016/j.jallcom.2017.05.278.
pub(crate) fn llto() -> Structure {
    crystal(
        [3.8594, 3.8594, 3.8594, 90.0],
        "P m -3 m",
        &[
            ("La1", "La3+", [0.5, 0.5, 0.5], 0.651),
            ("Li1", "Li1+", [0.5, 0.5, 0.5], 0.349),
            ("Ti1", "Ti4+", [0.0, 0.0, 0.0], 0.702),
            ("Al1", "Al3+", [0.0, 0.0, 0.0], 0.297),
            ("O1", "O2-", [0.0, 0.0, 0.5], 1.0),
        ],
    )
}

/// OBELiX ei3, from doi:10.1002/adma.201803075: two of the three yttrium sites fill in turn.
pub(crate) fn li3ycl6() -> Structure {
    crystal(
        [11.20934, 11.20934, 6.04694, 120.0],
        "P -3 m 1",
        &[
            ("Li1", "Li1+", [0.0, 0.32563, 0.5], 0.87538),
            ("Li2", "Li1+", [0.0, 0.32612, 0.0], 0.62462),
            ("Y1", "Y3+", [1.0 / 3.0, 2.0 / 3.0, 0.48697], 0.56592),
            ("Y2", "Y3+", [1.0 / 3.0, 2.0 / 3.0, 0.98119], 0.43408),
            ("Y3", "Y3+", [0.0, 0.0, 0.0], 1.0),
            ("Cl1", "Cl1-", [0.10837, 0.21673, 0.77651], 1.0),
            ("Cl2", "Cl1-", [0.12546, 0.56273, 0.75056], 1.0),
            ("Cl3", "Cl1-", [0.21025, 0.42049, 0.27835], 1.0),
        ],
    )
}

/// OBELiX nhq, from doi:10.1021/ja3110895.
pub(crate) fn beta_li3ps4() -> Structure {
    crystal(
        [12.819, 8.2195, 6.1236, 90.0],
        "P n m a",
        &[
            ("Li1", "Li1+", [0.1517, 0.51362, 0.93567], 1.0),
            ("Li2", "Li1+", [0.0, 0.0, 0.5], 0.7),
            ("Li3", "Li1+", [0.01011, 0.75, 0.11507], 0.3),
            ("P1", "P5+", [0.0944, 0.25, 0.16163], 1.0),
            ("S1", "S2-", [0.15087, 0.05445, 0.28127], 1.0),
            ("S2", "S2-", [0.07414, 0.75, 0.73674], 1.0),
            ("S3", "S2-", [0.10416, 0.25, 0.83825], 1.0),
        ],
    )
}

/// OBELiX ueu, from doi:10.1002/aenm.201500096.
pub(crate) fn cubic_garnet() -> Structure {
    let sites = [
        ("Li0", "Li1+", [0.06553, 0.65989, 0.15471], 0.375),
        ("Li1", "Li1+", [0.0, 0.25, 0.375], 0.412),
        ("La2", "La3+", [0.0, 0.25, 0.125], 1.0),
        ("Zr3", "Zr4+", [0.0, 0.0, 0.0], 0.738),
        ("Ta4", "Ta5+", [0.0, 0.0, 0.0], 0.247),
        ("O5", "O2-", [0.02969, 0.42875, 0.14292], 1.0),
    ];
    crystal([12.9307, 12.9307, 12.9307, 90.0], "I a -3 d", &sites)
}

/// OBELiX dvn, a halide spinel, from doi:10.1002/zaac.19946200505.
pub(crate) fn li2mgcl4() -> Structure {
    crystal(
        [10.401, 10.401, 10.401, 90.0],
        "F d -3 m :1",
        &[
            ("Li1", "Li1+", [0.0, 0.0, 0.5], 1.0),
            ("Li2", "Li1+", [0.125, 0.125, 0.125], 0.5),
            ("Mg2", "Mg2+", [0.125, 0.125, 0.125], 0.5),
            ("Cl1", "Cl1-", [0.11719, 0.11719, 0.88281], 1.0),
        ],
    )
}
