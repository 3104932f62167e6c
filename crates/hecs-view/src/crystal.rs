//! A structure as the report's three-dimensional view wants it.

mod network;
mod polyhedra;

pub use self::network::network_view;

use hecs_bvse::Migration;
use hecs_core::{Ion, IonTables, Site, Structure};
use hecs_descriptors::{Role, Roles};
use hecs_report::data::{self, Atom, CrystalView, DisplayMap, PathPoint, Shown};

/// Share of the ionic radius at which atoms are drawn, so that the pathway stays visible.
const DRAWN_SHARE: f64 = 0.35;

/// Where sites and hops are on a page without them.
const NO_NETWORK: &str = "The network of sites and hops is on the page of hecs report.";

/// Radius in Å of ions that Shannon does not list in coordination VI.
const OTHER_RADIUS_ANG: f64 = 1.0;

use self::polyhedra::polyhedra;

/// The view of a structure: atoms by role with coordination polyhedra, map of the mobile ion, barriers, easiest path.
/// What could not be computed is said in words in its place.
pub fn crystal_view(
    no: u32,
    formula: &str,
    structure: &Structure,
    ion: Ion,
    migration: Result<&Migration, &str>,
) -> CrystalView {
    let found = Roles::find(structure).ok();
    let sites = structure.sites();
    let roles: Vec<data::Role> = (0..)
        .zip(sites)
        .map(|(i, site)| role(site, i, found.as_ref(), ion))
        .collect();
    let atoms = sites.iter().zip(&roles);
    let atoms = atoms
        .flat_map(|(site, role)| atoms_of(site, *role))
        .collect();
    let basis = structure.lattice().basis();
    let mut view = CrystalView {
        no,
        formula: formula.to_owned(),
        cell: [0, 1, 2].map(|i| [basis[(0, i)], basis[(1, i)], basis[(2, i)]]),
        atoms,
        polyhedra: polyhedra(structure, &roles),
        map: Shown::absent("The energy map was not computed."),
        barriers: data::BarrierEnergies::default(),
        path: Shown::absent("There is no path without a map."),
        wider_paths: [None, None],
        network: Shown::absent(NO_NETWORK),
    };
    match migration {
        Ok(migration) => add_migration(&mut view, migration),
        Err(reason) => view.map = Shown::absent(format!("No energy map: {reason}.")),
    }
    view
}

fn add_migration(view: &mut CrystalView, migration: &Migration) {
    let map = &migration.map;
    let barriers = migration.barriers();
    view.barriers = data::BarrierEnergies {
        e1d: barriers.energy_ev(1),
        e2d: barriers.energy_ev(2),
        e3d: barriers.energy_ev(3),
    };
    let [nx, ny, nz] = map.grid().divisions();
    let mut values = Vec::with_capacity(nx * ny * nz);
    for i in 0..nx {
        for j in 0..ny {
            for k in 0..nz {
                values.push(map.value(i, j, k));
            }
        }
    }
    let ceiling = view.barriers.ceiling_ev();
    view.map = match DisplayMap::from_grid([nx, ny, nz], &values, map.e_min(), ceiling) {
        Ok(display) => Shown::Data(display),
        Err(error) => Shown::absent(format!("The map cannot be shown: {error}.")),
    };
    view.path = easiest_path(migration, 1);
}

/// The easiest path over the hop that decides the barrier in so many directions, or why there is none.
pub(crate) fn easiest_path(migration: &Migration, dimension: u8) -> Shown<Vec<PathPoint>> {
    let why = || match dimension {
        1 => "The ion does not percolate in any direction.".to_owned(),
        n => format!("The ion does not percolate in {n} directions."),
    };
    easiest_points(migration, dimension).map_or_else(|| Shown::absent(why()), Shown::Data)
}

/// The points of that path.
pub(crate) fn easiest_points(migration: &Migration, dimension: u8) -> Option<Vec<PathPoint>> {
    let path = migration.network.easiest_path(usize::from(dimension))?;
    let points = path.points.iter().map(|p| PathPoint {
        fract: p.fract.into(),
        distance: p.distance_ang,
        energy_ev: p.energy_ev,
    });
    Some(points.collect())
}

/// The role of a site in the argyrodite framework, or by the sign of its charge elsewhere.
fn role(site: &Site, index: usize, roles: Option<&Roles>, ion: Ion) -> data::Role {
    if site.contains(ion.element) {
        return data::Role::Mobile;
    }
    match roles.and_then(|r| r.of_site(index)) {
        Some(Role::A) => data::Role::A,
        Some(Role::B) => data::Role::B,
        Some(Role::C) => data::Role::C,
        Some(Role::E) => data::Role::E,
        _ => match site.majority().and_then(|s| s.charge) {
            Some(charge) if charge < 0.0 => data::Role::Anion,
            _ => data::Role::Cation,
        },
    }
}

fn atoms_of(site: &Site, role: data::Role) -> impl Iterator<Item = Atom> + '_ {
    let radius = site
        .majority()
        .and_then(|s| IonTables::published().shannon(s.ion()?, "VI"))
        .map_or(OTHER_RADIUS_ANG, |row| row.crystal_ang);
    let species: Vec<(String, f64)> = site
        .species
        .iter()
        .map(|s| (s.element.symbol().to_owned(), s.occupancy))
        .collect();
    site.positions.iter().map(move |position| Atom {
        label: site.label.clone(),
        role,
        species: species.clone(),
        fract: (*position).into(),
        radius: DRAWN_SHARE * radius,
    })
}
