//! Disordered crystals that the tests order, written out.
#![allow(dead_code, unreachable_pub, clippy::unwrap_used)]

use hecs_core::{Lattice, SpaceGroup, Species, Structure, StructureBuilder};
use nalgebra::{Matrix3, Vector3};

/// Species with occupancies: `[("Li+", 0.3), …]`.
pub fn mixed(species: &[(&str, f64)]) -> Vec<Species> {
    let one = |(ion, occupancy): &(&str, f64)| Species {
        occupancy: *occupancy,
        ..Species::of(ion.parse().unwrap())
    };
    species.iter().map(one).collect()
}

/// AₓPb₁₋ₓTe, rock salt (doi:10.1186/s13321-016-0129-3).
pub fn telluride(x: f64) -> Structure {
    let group = SpaceGroup::from_number(225).unwrap();
    let mut builder = StructureBuilder::new(Lattice::cubic(6.46).unwrap(), group);
    let cations = mixed(&[("Sn2+", x), ("Pb2+", 1.0 - x)]);
    builder.add_site("Pb", cations, &Vector3::zeros(), 0.01);
    builder.add_site("Te", mixed(&[("Te2-", 1.0)]), &Vector3::repeat(0.5), 0.01);
    builder.build().unwrap()
}

/// Label, species with occupancies, fractional position.
pub type Site<'a> = (&'a str, &'a [(&'a str, f64)], [f64; 3]);

/// Any crystal: group, cell and sites.
pub fn crystal(number: u16, lengths: [f64; 3], angles: [f64; 3], sites: &[Site]) -> Structure {
    let group = SpaceGroup::from_number(number).unwrap();
    let lattice = Lattice::new(lengths, angles).unwrap();
    let mut builder = StructureBuilder::new(lattice, group);
    for (label, species, fract) in sites {
        builder.add_site(label, mixed(species), &Vector3::from(*fract), 0.01);
    }
    builder.build().unwrap()
}

/// The supercell a × b × c.
pub fn times(a: i32, b: i32, c: i32) -> Matrix3<i32> {
    Matrix3::from_diagonal(&Vector3::new(a, b, c))
}
