//! Times counting and generating the configurations of AₓPb₁₋ₓTe (doi:10.1186/s13321-016-0129-3), 2 × 2 × 2 cells, x = 1/2:
//! 601 080 390 of which 404 582 are inequivalent.
//!
//! `cargo run --release -p hecs-order --example telluride_speed`

use std::ops::ControlFlow;
use std::time::Instant;

use hecs_core::{Lattice, SpaceGroup, Species, StructureBuilder};
use hecs_order::{Inequivalent, Supercell, SupercellOptions, Symmetry};
use nalgebra::{Matrix3, Vector3};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let group = SpaceGroup::from_number(225).ok_or("225 is F m -3 m")?;
    let mut builder = StructureBuilder::new(Lattice::cubic(6.46)?, group);
    let half = |ion: &str| -> Result<Species, hecs_core::CoreError> {
        Ok(Species {
            occupancy: 0.5,
            ..Species::of(ion.parse()?)
        })
    };
    let cations = vec![half("Sn2+")?, half("Pb2+")?];
    builder.add_site("Pb", cations, &Vector3::zeros(), 0.01);
    let telluride = vec![Species::of("Te2-".parse()?)];
    builder.add_site("Te", telluride, &Vector3::repeat(0.5), 0.01);
    let structure = builder.build()?;

    let start = Instant::now();
    let matrix = Matrix3::from_diagonal_element(2);
    let supercell = Supercell::new(&structure, &matrix, &SupercellOptions::default())?;
    let symmetry = Symmetry::new(&supercell)?;
    let counts = supercell.choices().count_inequivalent(&symmetry)?;
    println!(
        "{} configurations, {} inequivalent: counted in {:.3} s",
        counts.configurations,
        counts.inequivalent,
        start.elapsed().as_secs_f64()
    );

    let start = Instant::now();
    let (mut found, mut sum) = (0_u64, 0_u64);
    let every = Inequivalent::new(supercell.choices(), &symmetry)?;
    let _ = every.for_each(|_, multiplicity| {
        found += 1;
        sum += multiplicity;
        ControlFlow::Continue(())
    });
    println!(
        "{found} generated, multiplicities add up to {sum}: {:.2} s",
        start.elapsed().as_secs_f64()
    );
    Ok(())
}
