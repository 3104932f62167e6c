//! Crystals of the structure table with a made-up energy field around their lithium sites.

use std::error::Error;
use std::path::Path;

use hecs_report::data::{
    Atom, BarrierEnergies, CrystalView, DisplayMap, PathPoint, ProfileData, ProfileHost, Role,
    Shown,
};

use hecs_report::{ReportError, figures};

use crate::published::Table;

/// Centring translations of F-43m.
const CENTRING: [[f64; 3]; 4] = [
    [0.0, 0.0, 0.0],
    [0.0, 0.5, 0.5],
    [0.5, 0.0, 0.5],
    [0.5, 0.5, 0.0],
];
/// Divisions of the made-up maps.
const DIVISIONS: usize = 60;
/// Depth in eV and width in Å of the made-up wells.
const WELL: (f64, f64) = (0.9, 1.2);

/// One crystal for each row of structures.csv.
pub(crate) fn read(path: &Path, table: &Table) -> Result<Vec<CrystalView>, Box<dyn Error>> {
    let mut reader = csv::ReaderBuilder::new()
        .comment(Some(b'#'))
        .from_path(path)?;
    let mut crystals = Vec::new();
    for (row, record) in reader.records().enumerate() {
        let record = record?;
        let number = |k: usize| record[k].parse::<f64>();
        let (a, u, x, z) = (number(2)?, number(3)?, number(4)?, number(5)?);
        let mut atoms = Vec::new();
        let mut add = |label: &str, role, species: &str, radius, positions: Vec<[f64; 3]>| {
            let species: Vec<(String, f64)> = species
                .split_whitespace()
                .filter_map(|s| s.split_once(':'))
                .map(|(e, o)| (e.to_owned(), o.parse().unwrap_or(0.0)))
                .collect();
            for fract in positions {
                atoms.push(Atom {
                    label: label.into(),
                    role,
                    species: species.clone(),
                    fract,
                    radius,
                });
            }
        };
        add("A", Role::A, &record[10], 0.55, orbit([0.0; 3]));
        add("C", Role::C, &record[11], 0.55, orbit([0.25; 3]));
        add("B", Role::B, &record[12], 0.28, orbit([0.5; 3]));
        add("E", Role::E, &record[13], 0.5, orbit([0.5 + u; 3]));
        let lithium = orbit([x, x, z]);
        add(
            "Li",
            Role::Mobile,
            &format!("Li:{}", &record[6]),
            0.18,
            lithium.clone(),
        );
        // Two wells overlap half-way: the longest jump of the network is the barrier.
        let longest = table.x[row][20];
        let barrier = WELL.0 * (1.0 - (-(longest / 2.0 / WELL.1).powi(2)).exp());
        let barriers = BarrierEnergies {
            e1d: Some(barrier),
            e2d: Some(barrier),
            e3d: Some(barrier),
        };
        let values = field(a, &lithium);
        crystals.push(CrystalView {
            no: record[0].parse()?,
            formula: record[1].to_owned(),
            cell: [[a, 0.0, 0.0], [0.0, a, 0.0], [0.0, 0.0, a]],
            atoms,
            map: DisplayMap::from_grid([DIVISIONS; 3], &values, 0.0, barriers.ceiling_ev())?.into(),
            barriers,
            polyhedra: Vec::new(),
            network: Shown::absent("The wells are made up, and have no network."),
            path: path_through(a, &lithium).map_or_else(
                || Shown::absent("The made-up wells do not join up."),
                Shown::Data,
            ),
            wider_paths: [None, None],
        });
    }
    Ok(crystals)
}

/// The energy profile of Li6PS5I.
pub(crate) fn profile(crystals: &[CrystalView]) -> Result<figures::Figure, ReportError> {
    let crystal = crystals
        .iter()
        .find(|c| c.no == 5)
        .ok_or(ReportError::Absent {
            why: "no crystal".into(),
        })?;
    let points = crystal.path.data().cloned().unwrap_or_default();
    let profile = ProfileData::new(&crystal.formula, "the easiest path")
        .with_curve(ProfileHost::Rigid, "rigid host", points)
        .with_barriers(crystal.barriers);
    figures::profile(&profile)
}

/// The positions that F-43m makes of one, each once.
fn orbit(p: [f64; 3]) -> Vec<[f64; 3]> {
    let mut all: Vec<[f64; 3]> = Vec::new();
    for order in [
        [0, 1, 2],
        [1, 2, 0],
        [2, 0, 1],
        [1, 0, 2],
        [0, 2, 1],
        [2, 1, 0],
    ] {
        for signs in [
            [1.0, 1.0, 1.0],
            [1.0, -1.0, -1.0],
            [-1.0, 1.0, -1.0],
            [-1.0, -1.0, 1.0],
        ] {
            for shift in CENTRING {
                let q = [0, 1, 2].map(|k| (signs[k] * p[order[k]] + shift[k]).rem_euclid(1.0));
                if !all.iter().any(|r| separation(1.0, r, &q) < 1e-6) {
                    all.push(q);
                }
            }
        }
    }
    all
}

/// Shortest distance between two positions of a cubic cell of edge `a`.
fn separation(a: f64, p: &[f64; 3], q: &[f64; 3]) -> f64 {
    let square: f64 = (0..3)
        .map(|k| {
            let d = p[k] - q[k];
            ((d - d.round()) * a).powi(2)
        })
        .sum();
    square.sqrt()
}

fn well(distance: f64) -> f64 {
    WELL.0 * (1.0 - (-(distance / WELL.1).powi(2)).exp()) + 0.5 * (distance - 1.8).max(0.0)
}

fn field(a: f64, lithium: &[[f64; 3]]) -> Vec<f32> {
    let step = |k: usize| k as f64 / DIVISIONS as f64;
    let mut values = Vec::with_capacity(DIVISIONS.pow(3));
    for i in 0..DIVISIONS {
        for j in 0..DIVISIONS {
            for k in 0..DIVISIONS {
                let p = [step(i), step(j), step(k)];
                let nearest = lithium
                    .iter()
                    .map(|q| separation(a, &p, q))
                    .fold(f64::INFINITY, f64::min);
                values.push(well(nearest) as f32);
            }
        }
    }
    values
}

/// Hops to the nearest site not yet visited, for a few jumps.
fn path_through(a: f64, lithium: &[[f64; 3]]) -> Option<Vec<PathPoint>> {
    let mut visited = vec![false; lithium.len()];
    let mut at = *lithium.first()?;
    *visited.first_mut()? = true;
    let mut points = Vec::new();
    let mut length = 0.0;
    for _ in 0..6 {
        let next = (0..lithium.len())
            .filter(|&k| !visited[k])
            .min_by(|&i, &j| {
                separation(a, &at, &lithium[i]).total_cmp(&separation(a, &at, &lithium[j]))
            })?;
        visited[next] = true;
        let step = [0, 1, 2].map(|k| {
            let d = lithium[next][k] - at[k];
            d - d.round()
        });
        let jump = separation(a, &at, &lithium[next]);
        for s in 0..10 {
            let t = f64::from(s) / 10.0;
            points.push(PathPoint {
                fract: [0, 1, 2].map(|k| at[k] + step[k] * t),
                distance: length + jump * t,
                energy_ev: well(jump * t.min(1.0 - t)),
            });
        }
        length += jump;
        at = [0, 1, 2].map(|k| at[k] + step[k]);
    }
    Some(points)
}
