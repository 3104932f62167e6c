//! Atoms of some cells, with those on the opposite faces; whole coordination polyhedra, with atoms beyond the cells.

use std::collections::BTreeMap;

use super::projection::{Projection, area_normal, brightness};
use super::solid::{Ball, Solid, lit};
use crate::data::{Atom, CrystalView};
use crate::elements;
use crate::figures::roles::role_colour;
use crate::scene::{Datum, Paint};
use crate::space::{Vector, minus, norm, plus, times, unit};
use crate::surface::hull_faces;

/// What the colours of atoms mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Colouring {
    Elements,
    Roles,
}

/// What is empty of a site that is filled in part.
pub(super) const VACANT: Paint = Paint::Rgb(242, 242, 242);
/// Sums of occupancies are rounded in files: from here on a site is full.
pub(super) const FULL: f64 = 0.995;
/// A coordinate this near to a face, in units of the edge, lies on it, and its atom on the opposite one too.
const ON_FACE: f64 = 1e-3;
/// Thickness of a bond in Å.
const BOND_ANG: f64 = 0.16;
/// Polyhedra of more corners, about large cations, fill the space between the others; they are drawn where there are no
/// others.
const MOST_CORNERS: usize = 6;
/// Bonds within polyhedra of more corners hide more than they show.
const MOST_BONDS: usize = 4;
/// The colour of bonds.
const BOND: Paint = Paint::Rgb(168, 168, 172);

/// The atoms of some cells and the polyhedra about them.
pub(super) struct Atoms {
    pub(super) balls: Vec<Ball>,
    pub(super) solids: Vec<Solid>,
}

/// The atoms and polyhedra of `cells` cells along each axis; `enlarged` is what radii are multiplied with.
pub(super) fn atoms(
    view: &CrystalView,
    cells: [usize; 3],
    colouring: Colouring,
    enlarged: f64,
    projection: &Projection,
) -> Atoms {
    // By their places to a thousandth of an edge, so that an atom of two polyhedra is there once.
    let mut found: BTreeMap<[i64; 3], (usize, Vector)> = BTreeMap::new();
    let mut add = |number: usize, fract: Vector| {
        let key = fract.map(|x| (x / ON_FACE).round() as i64);
        found.entry(key).or_insert((number, fract));
    };
    for (number, atom) in view.atoms.iter().enumerate() {
        if is_drawable(atom) {
            images(atom.fract, cells).for_each(|fract| add(number, fract));
        }
    }
    let mut solids = Vec::new();
    let fewest = view.polyhedra.iter().map(|p| p.corners.len()).min();
    let most_corners = MOST_CORNERS.max(fewest.unwrap_or(0));
    let small = view.polyhedra.iter();
    for polyhedron in small.filter(|p| p.corners.len() <= most_corners) {
        let Some(centre) = view.atoms.get(polyhedron.centre).filter(|a| is_drawable(a)) else {
            continue;
        };
        let corners: Option<Vec<(usize, Vector, f64)>> = (polyhedron.corners.iter())
            .map(|(number, cell)| {
                let atom = view.atoms.get(*number).filter(|a| is_drawable(a))?;
                let fract = plus(atom.fract, cell.map(f64::from));
                Some((*number, minus(fract, centre.fract), atom.radius))
            })
            .collect();
        let Some(corners) = corners else { continue };
        let tint = paint(centre, colouring);
        for middle in images(centre.fract, cells) {
            for (number, step, _) in &corners {
                add(*number, plus(middle, *step));
            }
            let at = projection.place(middle);
            let ends: Vec<(Vector, f64)> = (corners.iter())
                .map(|(_, step, radius)| (projection.place(plus(middle, *step)), radius * enlarged))
                .collect();
            solids.extend(panes(&ends, tint));
            for (end, radius) in ends.iter().filter(|_| ends.len() <= MOST_BONDS) {
                solids.extend(rods(at, centre.radius * enlarged, *end, *radius));
            }
        }
    }
    let balls = found.into_values().map(|(number, fract)| {
        let atom = &view.atoms[number];
        Ball {
            at: projection.place(fract),
            radius: atom.radius * enlarged,
            sectors: sectors(atom, colouring),
            datum: datum(atom),
        }
    });
    Atoms {
        balls: balls.collect(),
        solids,
    }
}

fn is_drawable(atom: &Atom) -> bool {
    // Positions of files are near the cell; others would make a picture of nothing.
    let is_near = |x: &f64| x.is_finite() && x.abs() < 1e3;
    atom.fract.iter().all(is_near) && atom.radius.is_finite() && (0.0..10.0).contains(&atom.radius)
}

/// The images of a position in the cells; one on a face appears on the opposite one too.
fn images(fract: Vector, cells: [usize; 3]) -> impl Iterator<Item = Vector> {
    let along = |k: usize| {
        let inside = fract[k] - fract[k].floor();
        let first = if inside > 1.0 - ON_FACE {
            inside - 1.0
        } else {
            inside
        };
        let last = cells[k] as f64 + ON_FACE;
        (0..=cells[k])
            .map(move |n| first + n as f64)
            .filter(move |x| *x < last)
            .collect::<Vec<f64>>()
    };
    let [xs, ys, zs] = [0, 1, 2].map(along);
    let mut all = Vec::with_capacity(xs.len() * ys.len() * zs.len());
    for x in &xs {
        for y in &ys {
            all.extend(zs.iter().map(|z| [*x, *y, *z]));
        }
    }
    all.into_iter()
}

/// The faces of a polyhedron.
fn panes(ends: &[(Vector, f64)], tint: Paint) -> Vec<Solid> {
    let places: Vec<Vector> = ends.iter().map(|(at, _)| *at).collect();
    let faces = hull_faces(&places).into_iter();
    faces
        .map(|face| {
            let corners: Vec<Vector> = face.iter().map(|corner| places[*corner]).collect();
            let light = 0.62 + 0.45 * brightness(area_normal(&corners));
            Solid::Pane {
                corners,
                paint: lit(tint, light),
                edge: lit(tint, 0.72),
            }
        })
        .collect()
}

/// A bond in two halves between the surfaces of its atoms: each half goes with the depth of its own atom.
fn rods(from: Vector, from_radius: f64, to: Vector, to_radius: f64) -> Vec<Solid> {
    let length = norm(minus(to, from));
    let Some(along) = unit(minus(to, from)).filter(|_| length > from_radius + to_radius) else {
        return Vec::new();
    };
    // A little inside the atoms, whose outlines are round.
    let (start, end) = (
        plus(from, times(along, 0.9 * from_radius)),
        minus(to, times(along, 0.9 * to_radius)),
    );
    let middle = [0, 1, 2].map(|k| f64::midpoint(start[k], end[k]));
    [[start, middle], [middle, end]]
        .map(|ends| Solid::Rod {
            ends,
            thickness: BOND_ANG,
            paint: BOND,
        })
        .into()
}

/// The colour of the species that come first on a site.
fn paint(atom: &Atom, colouring: Colouring) -> Paint {
    match (colouring, atom.species.first()) {
        (Colouring::Elements, Some((element, _))) => of_element(element),
        (Colouring::Elements, None) => VACANT,
        (Colouring::Roles, _) => role_colour(atom.role),
    }
}

/// The colour of an element.
pub(super) fn of_element(symbol: &str) -> Paint {
    let [r, g, b] = elements::colour(symbol);
    Paint::Rgb(r, g, b)
}

/// The shares of a site, which add up to 1: its species in the order of the file, and what is empty.
fn sectors(atom: &Atom, colouring: Colouring) -> Vec<(Paint, f64)> {
    let filled = filled(atom);
    let whole = if filled > FULL { filled } else { 1.0 };
    let mut shares: Vec<(Paint, f64)> = match colouring {
        Colouring::Elements => (atom.species.iter())
            .filter(|(_, occupancy)| *occupancy > 0.0 && occupancy.is_finite())
            .map(|(element, occupancy)| (of_element(element), occupancy / whole))
            .collect(),
        Colouring::Roles => vec![(role_colour(atom.role), filled / whole)],
    };
    if filled <= FULL {
        shares.push((VACANT, 1.0 - filled));
    }
    shares
}

/// How much of a site is filled.
pub(super) fn filled(atom: &Atom) -> f64 {
    let occupancies = atom.species.iter().map(|(_, occupancy)| *occupancy);
    occupancies.filter(|o| *o > 0.0 && o.is_finite()).sum()
}

fn datum(atom: &Atom) -> Datum {
    let species: Vec<String> = (atom.species.iter())
        .map(|(element, occupancy)| {
            if occupancy.is_finite() {
                format!("{element} {occupancy:.3}")
            } else {
                element.clone()
            }
        })
        .collect();
    Datum::new("atom", format!("{}: {}", atom.label, species.join(", ")))
}
