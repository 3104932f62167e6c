//! Every kind of bad input has its own error that says what to do; nothing panics.
#![allow(clippy::unwrap_used, reason = "a failing test may panic")]

mod common;

use common::{argyrodites, six_crystals};
use hecs_bvse::{Barriers, BvseError, EnergyMap, Framework, Options, Radii, spse};
use hecs_core::{Element, Ion, Lattice, Species, Structure};
use nalgebra::Vector3;

fn sound() -> Structure {
    six_crystals().swap_remove(1).structure
}

fn failure(structure: &Structure, ion: &str) -> BvseError {
    Framework::new(structure, ion.parse().unwrap(), &Options::default()).unwrap_err()
}

fn li() -> Ion {
    Ion::LI
}

#[test]
fn spacings_that_make_no_grid() {
    let framework = Framework::new(&sound(), li(), &Options::default()).unwrap();
    for spacing in [0.0, -0.1, f64::NAN, f64::INFINITY] {
        let error = EnergyMap::compute(&framework, spacing).unwrap_err();
        assert!(matches!(error, BvseError::InvalidSpacing { .. }), "{error}");
        let error = spse::activation_energy_steps(&sound(), li(), spacing).unwrap_err();
        assert!(matches!(error, BvseError::InvalidSpacing { .. }), "{error}");
    }
    for spacing in [1e-3, 1e-9, 1e-300] {
        let error = EnergyMap::compute(&framework, spacing).unwrap_err();
        let text = error.to_string();
        assert!(text.contains("use at least"), "{text}");
    }
}

#[test]
fn a_spacing_that_would_say_nothing_is_refused() {
    let framework = Framework::new(&sound(), li(), &Options::default()).unwrap();
    for spacing in [2.01, 50.0, 1e9] {
        let error = EnergyMap::compute(&framework, spacing).unwrap_err();
        assert!(matches!(error, BvseError::InvalidSpacing { .. }), "{error}");
    }
    let map = EnergyMap::compute(&framework, 2.0).unwrap();
    assert!(Barriers::from_map(&map).energy_ev(3).is_some());
}

#[test]
fn ions_that_cannot_move() {
    let structure = sound();
    let error = failure(&structure, "Na+");
    assert!(matches!(error, BvseError::NoMobileIon { .. }), "{error}");
    let error = failure(&structure, "Li3+");
    let BvseError::UnusableMobileIon { tabulated, .. } = &error else {
        panic!("{error}");
    };
    assert_eq!(tabulated, &[1]);
    let text = error.to_string();
    assert!(text.ends_with("ions with bond parameters: Li+"), "{text}");
    let text = failure(&structure, "H+").to_string();
    assert!(text.ends_with("no ion of H has bond parameters"), "{text}");
}

#[test]
fn an_ion_that_is_not_there_meets_those_that_are() {
    let mut structure = sound();
    let text = failure(&structure, "Na+").to_string();
    assert!(text.ends_with("ions present: Li+, O2-, Br-"), "{text}");
    structure.sites()[0].species[0].charge = Some(2.0 / 3.0);
    let text = failure(&structure, "Na+").to_string();
    assert!(text.contains("present: Li0.667+, Li+, O2-"), "{text}");
    for site in structure.sites() {
        site.species.retain(|s| s.element != Element::LI);
        site.species.push(Species {
            element: Element::LI,
            charge: Some(1.0),
            occupancy: 0.0,
        });
    }
    let text = failure(&structure, "Li+").to_string();
    assert!(
        text.ends_with("present: O2-, Br-; sites of Li are there, with occupancy 0"),
        "{text}"
    );
}

/// An averaged charge counts as the nearest integer, here as in the choice of parameters.
#[test]
fn averaged_charges_count_as_the_nearest_integer() {
    let mut structure = sound();
    let iron = Element::from_symbol("Fe").unwrap();
    for species in structure.sites().iter_mut().flat_map(|s| &mut s.species) {
        if species.element == Element::LI {
            species.element = iron;
            species.charge = Some(8.0 / 3.0);
        }
    }
    let ion = |text: &str| text.parse().unwrap();
    assert!(Framework::new(&structure, ion("Fe3+"), &Options::default()).is_ok());
    let text = failure(&structure, "Fe2+").to_string();
    let rule =
        "Fe is there as Fe2.667+, an averaged charge that counts as Fe3+, the nearest integer";
    assert!(text.ends_with(rule), "{text}");
    for species in structure.sites().iter_mut().flat_map(|s| &mut s.species) {
        if species.element == iron {
            species.charge = Some(3.0);
        }
    }
    let text = failure(&structure, "Fe2+").to_string();
    assert!(text.ends_with("; Fe is there as Fe3+"), "{text}");
}

#[test]
fn unknown_and_impossible_charges() {
    let mut structure = sound();
    structure.sites()[3].species[0].charge = None;
    let error = failure(&structure, "Li+");
    assert!(
        matches!(error, BvseError::UnknownCharge { charge: None, .. }),
        "{error}"
    );
    structure.sites()[3].species[0].charge = Some(0.0);
    let error = failure(&structure, "Li+");
    assert!(matches!(error, BvseError::UnknownCharge { .. }), "{error}");
}

#[test]
fn missing_and_unphysical_parameters_name_the_pair() {
    let mut structure = sound();
    // A charge that no table has for bromine.
    let bromine = structure
        .sites()
        .iter_mut()
        .find(|s| s.label == "Br")
        .unwrap();
    bromine.species[0].charge = Some(-4.0);
    let error = failure(&structure, "Li+");
    let BvseError::MissingPair {
        cation,
        anion,
        tabulated,
        ..
    } = &error
    else {
        panic!("{error}");
    };
    assert_eq!(
        (cation.to_string(), anion.to_string()),
        ("Li+".into(), "Br4-".into())
    );
    assert!(tabulated.contains(&-1), "{error}");
    // A row of the table that describes no bond.
    let (cation, anion, _) = hecs_core::IonTables::published()
        .pairs()
        .find(|(_, _, pair)| !pair.is_physical())
        .unwrap();
    let mut structure = sound();
    let moving = |species: &mut Species| {
        species.element = cation.element;
        species.charge = Some(f64::from(cation.charge));
    };
    for site in structure.sites() {
        if site.label == "Li" {
            moving(&mut site.species[0]);
        } else {
            site.species[0].element = anion.element;
            site.species[0].charge = Some(f64::from(anion.charge));
        }
    }
    let error = failure(&structure, &cation.to_string());
    assert!(matches!(error, BvseError::UnphysicalPair { .. }), "{error}");
}

#[test]
fn missing_radii_say_which_charges_have_one() {
    let mut structure = sound();
    let mut extra = structure.sites()[0].clone();
    extra.label = "U1".to_owned();
    extra.positions = vec![Vector3::new(0.31, 0.13, 0.77)];
    extra.species[0].element = Element::from_symbol("U").unwrap();
    extra.species[0].charge = Some(7.0);
    structure.sites().push(extra);
    let options = Options::bvlain(Radii::SoftBv);
    let error = Framework::new(&structure, li(), &options).unwrap_err();
    assert!(matches!(error, BvseError::MissingIonData { .. }), "{error}");
}

#[test]
fn sites_that_overlap_or_are_overfilled() {
    let mut structure = sound();
    let mut twin = structure.sites()[3].clone();
    twin.label = "twin".to_owned();
    twin.positions[0].x += 0.02;
    structure.sites().push(twin);
    let error = failure(&structure, "Li+");
    let BvseError::OverlappingSites {
        first,
        second,
        distance_ang,
        ..
    } = &error
    else {
        panic!("{error}");
    };
    assert!(*distance_ang < 0.2 && first != second);
    // Split sites are fine.
    for site in structure.sites().iter_mut().skip(3) {
        site.species[0].occupancy = 0.5;
    }
    assert!(Framework::new(&structure, li(), &Options::default()).is_ok());
    structure.sites()[3].species[0].occupancy = 1.5;
    let error = failure(&structure, "Li+");
    assert!(
        matches!(error, BvseError::InvalidOccupancy { .. }),
        "{error}"
    );
    structure.sites()[3].species[0].occupancy = f64::NAN;
    let error = failure(&structure, "Li+");
    assert!(
        matches!(error, BvseError::InvalidOccupancy { .. }),
        "{error}"
    );
}

#[test]
fn cells_and_coordinates_that_are_none() {
    let mut structure = sound();
    structure.lattice() = Lattice::cubic(0.1).unwrap();
    let error = failure(&structure, "Li+");
    assert!(matches!(error, BvseError::EmptyCell { .. }), "{error}");
    let mut structure = sound();
    structure.sites()[2].positions[0].y = f64::NAN;
    let error = failure(&structure, "Li+");
    assert!(
        matches!(error, BvseError::InvalidPosition { .. }),
        "{error}"
    );
}

#[test]
fn symmetry_that_the_sites_do_not_have() {
    let mut structure = argyrodites(false).swap_remove(5);
    structure.sites()[3].positions[0].x += 0.05;
    let error = failure(&structure, "Li+");
    assert!(matches!(error, BvseError::BrokenSymmetry { .. }), "{error}");
}

#[test]
fn a_framework_without_counter_ions_and_unknown_labels() {
    let mut structure = sound();
    structure.sites().retain(|s| s.label == "Li");
    let error = failure(&structure, "Li+");
    assert!(matches!(error, BvseError::NoCounterIon { .. }), "{error}");
    let options = Options {
        fixed: vec!["Zz9".to_owned()],
        ..Options::default()
    };
    let error = Framework::new(&sound(), li(), &options).unwrap_err();
    assert!(matches!(error, BvseError::UnknownLabel { .. }), "{error}");
    for cutoff_ang in [0.0, -3.0, f64::NAN, 1e9] {
        let options = Options {
            cutoff_ang,
            ..Options::default()
        };
        let error = Framework::new(&sound(), li(), &options).unwrap_err();
        assert!(matches!(error, BvseError::InvalidCutoff { .. }), "{error}");
    }
}

#[test]
fn fixed_lithium_repels() {
    let structure = sound();
    let options = Options {
        fixed: vec!["Li".to_owned()],
        ..Options::default()
    };
    let free = Framework::new(&structure, li(), &Options::default()).unwrap();
    let fixed = Framework::new(&structure, li(), &options).unwrap();
    let at = Vector3::new(0.2, 0.3, 0.4);
    assert!(fixed.energy(&at) > free.energy(&at));
}
