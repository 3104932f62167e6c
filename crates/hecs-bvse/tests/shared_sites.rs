//! Sites that the mobile ion shares with others of its sign.
#![allow(clippy::unwrap_used, reason = "a failing test may panic")]

mod common;

use common::{argyrodites, six_crystals};
use hecs_bvse::{EnergyMap, Framework, Options, Sharing, sharing};
use hecs_core::{Ion, Lattice, SpaceGroup, Species, Structure, StructureBuilder};
use nalgebra::Vector3;

/// Perovskite Li3xLa(2/3−x)TiO3 with lithium and lanthanum on one site, and a second site of lithium.
fn perovskite(second: [f64; 3]) -> Structure {
    let group = SpaceGroup::from_number(221).unwrap();
    let mut builder = StructureBuilder::new(Lattice::cubic(3.87).unwrap(), group);
    let mut site = |label: &str, fract: [f64; 3], species: &[(&str, f64)]| {
        let filled = |(ion, occupancy): &(&str, f64)| Species {
            occupancy: *occupancy,
            ..Species::of(ion.parse().unwrap())
        };
        let species = species.iter().map(filled).collect();
        builder.add_site(label, species, &Vector3::from(fract), 0.01);
    };
    site("A", [0.0; 3], &[("Li+", 0.3), ("La3+", 0.55)]);
    site("Ti", [0.5; 3], &[("Ti4+", 1.0)]);
    site("O", [0.5, 0.5, 0.0], &[("O2-", 1.0)]);
    site("Li2", second, &[("Li+", 0.05)]);
    builder.named("LLTO").build().unwrap()
}

#[test]
fn a_shared_site_is_named_with_those_that_share_it() {
    let structure = perovskite([0.5, 0.0, 0.0]);
    let Sharing { shared, alone } = sharing(&structure, Ion::LI, &[]);
    assert_eq!(alone, ["Li2"]);
    assert_eq!((shared.len(), shared[0].label.as_str()), (1, "A"));
    assert!((shared[0].occupancy - 0.3).abs() < 1e-12);
    let [lanthanum] = shared[0].others.as_slice() else {
        panic!("{shared:?}");
    };
    assert_eq!(lanthanum.species.ion().unwrap().to_string(), "La3+");
    assert!((lanthanum.species.occupancy - 0.55).abs() < 1e-12);
    assert!(lanthanum.site == "A" && lanthanum.distance_ang < 1e-9);
    // Lanthanum shares the site with lithium as lithium does with it.
    let other = sharing(&structure, "La3+".parse().unwrap(), &[]);
    assert_eq!(other.shared[0].others[0].species.element.symbol(), "Li");
    // What stays in place does not move.
    let fixed = sharing(&structure, Ion::LI, &["A".to_owned()]);
    assert!(fixed.shared.is_empty() && fixed.alone == ["Li2"]);
}

/// 0.39 Å from a site of La, lithium cannot be there together with it.
#[test]
fn a_site_next_to_another_counts_as_shared() {
    let structure = perovskite([0.1, 0.0, 0.0]);
    let Sharing { shared, alone } = sharing(&structure, Ion::LI, &[]);
    assert!(alone.is_empty());
    let second = shared.iter().find(|s| s.label == "Li2").unwrap();
    assert_eq!(second.others[0].site, "A");
    assert!((second.others[0].distance_ang - 0.387).abs() < 1e-9);
}

/// Why it is told: the map closes the site.
#[test]
fn the_mean_field_closes_a_shared_site() {
    let structure = perovskite([0.5, 0.0, 0.0]);
    let framework = Framework::new(&structure, Ion::LI, &Options::default()).unwrap();
    assert!(framework.energy(&Vector3::zeros()) > 100.0);
    assert!(EnergyMap::compute(&framework, 0.2).unwrap().e_min() > 0.0);
}

#[test]
fn ordered_sites_and_split_sites_of_the_ion_itself_are_not_shared() {
    for crystal in six_crystals() {
        assert!(sharing(&crystal.structure, Ion::LI, &[]).shared.is_empty());
    }
    for structure in argyrodites(false) {
        assert!(sharing(&structure, Ion::LI, &[]).shared.is_empty());
    }
}
