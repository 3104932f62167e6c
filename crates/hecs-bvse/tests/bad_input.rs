//! Every kind of bad input has its own error that says what to do; nothing panics.
#![allow(clippy::unwrap_used, reason = "a failing test may panic")]

mod common;

use common::{six_crystals, with_species};
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
    let structure = sound();
    let text = failure(&structure, "Na+").to_string();
    assert!(text.ends_with("ions present: Li+, O2-, Br-"), "{text}");
    let structure = with_species(&structure, |site, species| {
        if site == 0 {
            species[0].charge = Some(2.0 / 3.0);
        }
    });
    let text = failure(&structure, "Na+").to_string();
    assert!(text.contains("present: Li0.667+, Li+, O2-"), "{text}");
    let structure = with_species(&structure, |_, species| {
        species.retain(|s| s.element != Element::LI);
        species.push(Species {
            occupancy: 0.0,
            ..Species::of(Ion::LI)
        });
    });
    let text = failure(&structure, "Li+").to_string();
    assert!(
        text.ends_with("present: O2-, Br-; sites of Li are there, with occupancy 0"),
        "{text}"
    );
}

/// An averaged charge counts as the nearest integer, here as in the choice of parameters.
#[test]
fn averaged_charges_count_as_the_nearest_integer() {
    let iron = Element::from_symbol("Fe").unwrap();
    let with_iron = |charge: f64| {
        with_species(&sound(), |_, species| {
            for one in species.iter_mut().filter(|s| s.element == Element::LI) {
                one.element = iron;
                one.charge = Some(charge);
            }
        })
    };
    let structure = with_iron(8.0 / 3.0);
    let ion = |text: &str| text.parse().unwrap();
    assert!(Framework::new(&structure, ion("Fe3+"), &Options::default()).is_ok());
    let text = failure(&structure, "Fe2+").to_string();
    let rule =
        "Fe is there as Fe2.667+, an averaged charge that counts as Fe3+, the nearest integer";
    assert!(text.ends_with(rule), "{text}");
    let structure = with_iron(3.0);
    let text = failure(&structure, "Fe2+").to_string();
    assert!(text.ends_with("; Fe is there as Fe3+"), "{text}");
}

#[test]
fn unknown_and_impossible_charges() {
    let with_charge = |charge| {
        with_species(&sound(), |site, species| {
            if site == 3 {
                species[0].charge = charge;
            }
        })
    };
    let error = failure(&with_charge(None), "Li+");
    assert!(
        matches!(error, BvseError::UnknownCharge { charge: None, .. }),
        "{error}"
    );
    let error = failure(&with_charge(Some(0.0)), "Li+");
    assert!(matches!(error, BvseError::UnknownCharge { .. }), "{error}");
}

#[test]
fn missing_and_unphysical_parameters_name_the_pair() {
    let bromine = Element::from_symbol("Br").unwrap();
    // A charge that no table has for bromine.
    let structure = with_species(&sound(), |_, species| {
        if species[0].element == bromine {
            species[0].charge = Some(-4.0);
        }
    });
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
    let structure = with_species(&sound(), |_, species| {
        let is_lithium = species[0].element == Element::LI;
        species[0] = Species::of(if is_lithium { cation } else { anion });
    });
    let error = failure(&structure, &cation.to_string());
    assert!(matches!(error, BvseError::UnphysicalPair { .. }), "{error}");
}

#[test]
fn missing_radii_say_which_charges_have_one() {
    let mut builder = sound().to_builder();
    let uranium = vec![Species::of("U7+".parse().unwrap())];
    builder.add_site("U1", uranium, &Vector3::new(0.31, 0.13, 0.77), 0.0);
    let structure = builder.build().unwrap();
    let options = Options::bvlain(Radii::SoftBv);
    let error = Framework::new(&structure, li(), &options).unwrap_err();
    assert!(matches!(error, BvseError::MissingIonData { .. }), "{error}");
}

#[test]
fn sites_that_overlap_or_are_overfilled() {
    let mut builder = sound().to_builder();
    let twin = builder.sites()[3].clone();
    let beside = twin.positions[0] + Vector3::new(0.02, 0.0, 0.0);
    builder.add_site("twin", twin.species, &beside, 0.0);
    let structure = builder.build().unwrap();
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
    let split = with_species(&structure, |site, species| {
        if site >= 3 {
            species[0].occupancy = 0.5;
        }
    });
    assert!(Framework::new(&split, li(), &Options::default()).is_ok());
    let overfilled = with_species(&split, |site, species| {
        if site == 3 {
            species[0].occupancy = 1.5;
        }
    });
    let error = failure(&overfilled, "Li+");
    assert!(
        matches!(error, BvseError::InvalidOccupancy { .. }),
        "{error}"
    );
}

#[test]
fn a_cell_without_room_for_an_atom() {
    let atoms = sound().sites().to_vec();
    let atoms = atoms.into_iter().map(|s| (s.species, s.positions[0]));
    let structure = Structure::from_positions(Lattice::cubic(0.1).unwrap(), atoms).unwrap();
    let error = failure(&structure, "Li+");
    assert!(matches!(error, BvseError::EmptyCell { .. }), "{error}");
}

#[test]
fn a_framework_without_counter_ions_and_unknown_labels() {
    let mut builder = sound().to_builder();
    builder.retain_sites(|s| s.label == "Li");
    let structure = builder.build().unwrap();
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
