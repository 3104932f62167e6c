//! The network that holds every hop below a level.
#![allow(clippy::unwrap_used, reason = "a failing test may panic")]

mod common;

use std::collections::BTreeMap;

use common::{argyrodites, lithium_nitride, silver_oxide, six_crystals};
use hecs_bvse::{
    Barriers, BvseError, Completeness, ElasticHost, EnergyMap, Framework, Landmark, Network,
    NotRefined, Options, Provenance,
};
use hecs_core::{Ion, Structure, StructureBuilder};
use nalgebra::{Matrix3, Vector3};

/// Energies (eV) that must be the same.
const EQUAL_EV: f64 = 1e-6;
const SPACING_ANG: f64 = 0.2;

fn crystals() -> Vec<(Structure, Ion)> {
    let few = argyrodites(false).into_iter().step_by(7);
    let six = six_crystals().into_iter().map(|c| c.structure);
    let of_lithium = few.chain(six).chain([lithium_nitride()]);
    let mut found: Vec<(Structure, Ion)> = of_lithium.map(|s| (s, Ion::LI)).collect();
    found.push((silver_oxide(), "Ag+".parse().unwrap()));
    found
}

fn map(structure: &Structure, ion: Ion, spacing_ang: f64) -> (EnergyMap, Barriers) {
    let framework = Framework::new(structure, ion, &Options::default()).unwrap();
    let map = EnergyMap::compute(&framework, spacing_ang).unwrap();
    let on_grid = Barriers::from_map(&map);
    (map, on_grid)
}

fn complete(structure: &Structure, ion: Ion) -> Network {
    let (map, on_grid) = map(structure, ion, SPACING_ANG);
    Network::complete(&map, &on_grid, &Completeness::default()).unwrap()
}

/// Numbers of the hops up to the level to which a network is complete.
fn below(network: &Network) -> Vec<usize> {
    let level_ev = network.lowest_ev() + network.complete_to_ev().unwrap();
    let is_below = |hop: &usize| network.hops()[*hop].saddle_energy_ev() <= level_ev;
    (0..network.hops().len()).filter(is_below).collect()
}

#[test]
fn a_complete_network_has_the_barriers_of_percolation_and_leaves_nothing_untried() {
    for (structure, ion) in crystals() {
        let (map, on_grid) = map(&structure, ion, SPACING_ANG);
        let levels = Network::new(&map, &on_grid).unwrap();
        let all = Network::complete(&map, &on_grid, &Completeness::default()).unwrap();
        assert_eq!(levels.complete_to_ev(), None);
        for dimension in 1..=3 {
            let barriers = [&levels, &all].map(|n| n.barriers().energy_ev(dimension));
            let apart_ev = barriers[0].unwrap_or(-1.0) - barriers[1].unwrap_or(-1.0);
            assert!(
                apart_ev.abs() < EQUAL_EV,
                "{}: {barriers:?}",
                structure.name()
            );
        }
        let below = below(&all);
        assert!(below.len() >= levels.deciding_hop(1).into_iter().count());
        for hop in below {
            let provenance = all.hops()[hop].provenance();
            assert_ne!(provenance, Provenance::Grid(NotRefined::NotTried));
        }
    }
}

/// Sites and hops by energy in steps of 0.01 meV above the lowest site: how many there are per 1000 Å³.
/// Neighbours on the border of a step count together.
fn content(network: &Network) -> [BTreeMap<i64, f64>; 2] {
    let per_volume = 1000.0 / network.framework().lattice().volume();
    let mut content = [BTreeMap::new(), BTreeMap::new()];
    let mut add = |which: usize, energy_ev: f64, number: usize| {
        let step = ((energy_ev - network.lowest_ev()) * 1e5).round() as i64;
        let known = content[which].range(step - 1..=step + 1).next();
        let step = known.map_or(step, |(known, _)| *known);
        *content[which].entry(step).or_insert(0.0) += number as f64 * per_volume;
    };
    for hop in below(network) {
        let found = &network.hops()[hop];
        if found.provenance() == Provenance::Refined {
            add(1, found.saddle_energy_ev(), network.hop_multiplicity(hop));
        }
    }
    let level_ev = network.lowest_ev() + network.complete_to_ev().unwrap();
    for site in network.sites() {
        if site.energy_ev() <= level_ev {
            add(0, site.energy_ev(), site.multiplicity());
        }
    }
    content
}

fn assert_same(name: &str, a: &Network, b: &Network) {
    for (a, b) in content(a).iter().zip(&content(b)) {
        assert_eq!(a.len(), b.len(), "{name}: {a:?} {b:?}");
        for ((energy, number), (other_energy, other_number)) in a.iter().zip(b) {
            assert!((energy - other_energy).abs() <= 1, "{name}: {a:?} {b:?}");
            assert!((number - other_number).abs() < 1e-6, "{name}: {a:?} {b:?}");
        }
    }
}

#[test]
fn origin_setting_supercell_and_order_change_no_site_and_no_hop() {
    let mut crystals: Vec<Structure> = argyrodites(false).into_iter().step_by(17).collect();
    crystals.push(lithium_nitride());
    for structure in crystals {
        let name = structure.name();
        let first = complete(&structure, Ion::LI);
        let shifted = structure.in_p1().shifted(&Vector3::new(0.125, 0.25, 0.375));
        assert_same(name, &first, &complete(&shifted, Ion::LI));
        let mut reversed =
            StructureBuilder::new(structure.lattice().clone(), structure.space_group().clone());
        for site in structure.sites().iter().rev() {
            reversed.add_site(&site.label, site.species.clone(), &site.positions[0], 0.01);
        }
        assert_same(name, &first, &complete(&reversed.build().unwrap(), Ion::LI));
        for matrix in [
            // P1, axes turned, and two cells.
            Matrix3::identity(),
            Matrix3::new(0, 1, 0, 0, 0, 1, 1, 0, 0),
            Matrix3::new(2, 0, 0, 0, 1, 0, 0, 0, 1),
        ] {
            let other = structure.in_cell(&matrix).unwrap();
            assert_same(name, &first, &complete(&other, Ion::LI));
        }
    }
}

#[test]
fn the_path_of_a_hop_leads_from_site_to_site_over_its_saddle_point() {
    for (structure, ion) in crystals() {
        let network = complete(&structure, ion);
        for number in below(&network) {
            let hop = &network.hops()[number];
            let path = network.hop_path(number);
            let lattice = network.framework().lattice();
            let [from, to] = hop.ends_fract();
            for (point, end) in [(path[0], from), (path[path.len() - 1], to)] {
                assert!(lattice.cartesian(&(point.fract - end)).norm() < 1e-9);
            }
            let highest_ev = path.iter().map(|p| p.energy_ev).fold(f64::MIN, f64::max);
            let saddle_ev = hop.saddle_energy_ev() - network.lowest_ev();
            assert!((highest_ev - saddle_ev).abs() < EQUAL_EV);
            assert_eq!(
                network.framework().window(&hop.saddle_fract()).ions.len(),
                3
            );
        }
    }
}

#[test]
fn images_of_sites_and_hops_have_their_energies_and_fill_the_cell_once() {
    for (structure, ion) in crystals() {
        let network = complete(&structure, ion);
        let framework = network.framework();
        let lattice = framework.lattice();
        let is_same = |a: &Vector3<f64>, b: &Vector3<f64>| {
            let apart = (a - b).map(|x| x - x.round());
            lattice.cartesian(&apart).norm() < 1e-2
        };
        let assert_distinct = |places: &[Vector3<f64>]| {
            for (number, place) in places.iter().enumerate() {
                assert!(
                    place.iter().all(|x| (-1e-9..1.0 + 1e-9).contains(x)),
                    "{place}"
                );
                assert!(!places[..number].iter().any(|other| is_same(other, place)));
            }
        };
        for (number, site) in network.sites().iter().enumerate() {
            let images = network.site_images(number);
            assert_eq!(images.len(), site.multiplicity(), "{}", structure.name());
            assert_distinct(&images);
            for image in images {
                assert!(
                    (framework.energy(&image) - framework.energy(&site.fract())).abs() < EQUAL_EV
                );
            }
        }
        for number in below(&network) {
            let hop = &network.hops()[number];
            let images = network.hop_images(number);
            assert_eq!(
                images.len(),
                network.hop_multiplicity(number),
                "{}",
                structure.name()
            );
            let saddle = hop.saddle_fract();
            let moved = images.iter().map(|(operation, cell)| {
                operation.apply(&saddle) + Vector3::from(cell.map(f64::from))
            });
            let saddles: Vec<Vector3<f64>> = moved.collect();
            assert_distinct(&saddles);
            for place in saddles {
                assert!((framework.energy(&place) - framework.energy(&saddle)).abs() < EQUAL_EV);
            }
        }
    }
}

#[test]
fn the_easiest_path_knows_its_sites_and_saddle_points() {
    for (structure, ion) in crystals() {
        let network = complete(&structure, ion);
        for path in (1..=3).filter_map(|dimension| network.easiest_path(dimension)) {
            let (ends, between) = (path.landmarks.first(), path.landmarks.len());
            assert_eq!(
                between,
                2 * path.hops.len() + 1,
                "site, then saddle point and site"
            );
            assert!(matches!(ends, Some((0, Landmark::Site(_)))));
            let mut hops = path.hops.iter();
            for (number, (point, landmark)) in path.landmarks.iter().enumerate() {
                let energy_ev = path.points[*point].energy_ev + network.lowest_ev();
                let known_ev = match landmark {
                    Landmark::Site(site) => network.sites()[*site].energy_ev(),
                    Landmark::Saddle(hop) => {
                        assert_eq!(hops.next(), Some(hop));
                        network.hops()[*hop].saddle_energy_ev()
                    }
                    other => panic!("{other:?}"),
                };
                assert_eq!(number % 2 == 1, matches!(landmark, Landmark::Saddle(_)));
                assert!((energy_ev - known_ev).abs() < 1e-9, "{landmark:?}");
            }
        }
    }
}

#[test]
fn alternatives_are_what_decides_when_the_deciding_hop_is_closed() {
    let mut found = 0;
    for (structure, ion) in crystals() {
        let network = complete(&structure, ion);
        for dimension in 1..=3 {
            let Some(deciding) = network.deciding_hop(dimension) else {
                continue;
            };
            let deciding_ev = network.hops()[deciding].saddle_energy_ev();
            let mut before_ev = deciding_ev;
            for hop in network.alternatives(dimension) {
                let energy_ev = network.hops()[hop].saddle_energy_ev();
                assert!(energy_ev >= before_ev && energy_ev <= deciding_ev + 0.1);
                before_ev = energy_ev;
                found += 1;
            }
        }
    }
    assert!(found > 0);
}

#[test]
fn a_network_in_a_stiff_elastic_host_is_the_rigid_one() {
    for structure in [argyrodites(false).swap_remove(5), lithium_nitride()] {
        let network = complete(&structure, Ion::LI);
        let stiff = network.elastic(&ElasticHost::plain(1e8)).unwrap();
        for number in below(&network) {
            let hop = &network.hops()[number];
            let elastic = stiff.hops[number].as_ref().unwrap();
            let sites = hop.sites().map(|site| network.sites()[site].energy_ev());
            let rigid = sites.map(|site_ev| hop.saddle_energy_ev() - site_ev);
            for (path, barrier_ev) in elastic
                .paths
                .iter()
                .zip([elastic.forward_ev, elastic.backward_ev])
            {
                let highest_ev = path.iter().map(|p| p.energy_ev).fold(f64::MIN, f64::max);
                assert!((highest_ev - barrier_ev).abs() < EQUAL_EV);
            }
            // The straight line may find a lower pass between the same sites, never a higher one.
            assert!(
                elastic.forward_ev < rigid[0] + 1e-4,
                "{elastic:?} {rigid:?}"
            );
            assert!(
                elastic.backward_ev < rigid[1] + 1e-4,
                "{elastic:?} {rigid:?}"
            );
        }
        for dimension in 1..=3 {
            let rigid_ev = network.barriers().energy_ev(dimension).unwrap();
            let (elastic_ev, _) = stiff.barriers[dimension - 1].unwrap();
            assert!((elastic_ev - rigid_ev).abs() < 1e-4);
        }
        let soft = network.elastic(&ElasticHost::plain(5.0)).unwrap();
        assert!(soft.barriers[2].unwrap().0 < stiff.barriers[2].unwrap().0);
        assert!(network.elastic(&ElasticHost::plain(-1.0)).is_err());
    }
}

#[test]
fn networks_out_of_bounds_are_refused() {
    let (map, on_grid) = map(&lithium_nitride(), Ion::LI, SPACING_ANG);
    for level_ev in [0.0, -1.0, 11.0, f64::NAN] {
        let refused = Network::complete(&map, &on_grid, &Completeness::below(level_ev));
        assert!(matches!(refused, Err(BvseError::InvalidLevel { .. })));
    }
    let mut few = Completeness::below(1.0);
    few.most_hops = 0;
    let refused = Network::complete(&map, &on_grid, &few);
    assert!(matches!(
        refused,
        Err(BvseError::TooManyHops { limit: 0, .. })
    ));
    // A level below the barriers does not hide what decides them.
    let low = Network::complete(&map, &on_grid, &Completeness::below(0.01)).unwrap();
    assert!(low.complete_to_ev().unwrap() >= low.barriers().energy_ev(3).unwrap() - EQUAL_EV);
}

#[test]
fn the_number_of_threads_changes_no_bit_of_network_and_hops() {
    let structure = argyrodites(false).swap_remove(5);
    let in_pool = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
        pool.build().unwrap().install(|| {
            let network = complete(&structure, Ion::LI);
            let elastic = network.elastic(&ElasticHost::default()).unwrap();
            (network.sites().to_vec(), network.hops().to_vec(), elastic)
        })
    };
    assert_eq!(in_pool(1), in_pool(3));
}
