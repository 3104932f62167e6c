//! Lines in the crystal: the edges of the cells, the path of the ion.

use super::projection::Projection;
use super::solid::{Ball, Solid};
use crate::data::PathPoint;
use crate::palette::BLUE;
use crate::scene::{Datum, Paint, Symbol};
use crate::space::{Vector, between, minus, norm, plus, times};

/// Length of a stretch of a line in Å: short beside the atoms that it goes by.
const STRETCH_ANG: f64 = 0.2;
/// Width of an edge of a cell in points.
const EDGE: f64 = 0.55;
/// Width of the path in points.
const PATH: f64 = 1.9;
/// Size of the signs of sites and saddle points in points.
const SIGN: f64 = 2.3;

/// A straight line in stretches, without those within atoms.
pub(super) fn line(
    [from, to]: [Vector; 2],
    width: f64,
    paint: Paint,
    balls: &[Ball],
) -> Vec<Solid> {
    let count = (norm(minus(to, from)) / STRETCH_ANG)
        .ceil()
        .clamp(1.0, 1000.0);
    let is_outside = |at: Vector| {
        balls
            .iter()
            .all(|ball| norm(minus(ball.at, at)) > 0.98 * ball.radius)
    };
    let stretches = (0..count as usize).map(|k| {
        let [start, end] = [k, k + 1].map(|k| between(from, to, k as f64 / count));
        [start, end]
    });
    stretches
        .filter(|ends| is_outside(between(ends[0], ends[1], 0.5)))
        .map(|ends| Solid::Line {
            ends,
            width,
            paint,
            shines_through: false,
        })
        .collect()
}

/// The edges of some cells; those inside the block once.
pub(super) fn edges(cells: [usize; 3], projection: &Projection, balls: &[Ball]) -> Vec<Solid> {
    let mut all = Vec::new();
    for axis in 0..3 {
        let (second, third) = ((axis + 1) % 3, (axis + 2) % 3);
        for j in 0..=cells[second] {
            for k in 0..=cells[third] {
                let end = |far: usize| {
                    let mut fract = [0.0; 3];
                    fract[axis] = far as f64;
                    fract[second] = j as f64;
                    fract[third] = k as f64;
                    projection.place(fract)
                };
                let outer = (j == 0 || j == cells[second]) && (k == 0 || k == cells[third]);
                let paint = if outer {
                    Paint::Muted
                } else {
                    Paint::Rgb(186, 186, 186)
                };
                all.extend(line([end(0), end(cells[axis])], EDGE, paint, balls));
            }
        }
    }
    all
}

/// The path of the ion through all of the cells, with its sites (rings) and saddle points (diamonds).
///
/// It ends at the faces of the cells along the axes along which it gets ahead. Across the others it is moved into the cells,
/// of images that are as good that which is nearest to the reader; where it does not fit between the faces either, it goes
/// on at the opposite one.
pub(super) fn path(points: &[PathPoint], cells: [usize; 3], projection: &Projection) -> Vec<Solid> {
    let points: Vec<&PathPoint> = (points.iter())
        .filter(|p| p.fract.iter().all(|x| x.is_finite() && x.abs() < 1e3))
        .collect();
    let [Some(first), Some(last)] = [points.first(), points.last()] else {
        return Vec::new();
    };
    let step = minus(last.fract, first.fract).map(f64::round);
    let places: Vec<Vector> = points.iter().map(|p| p.fract).collect();
    let origin = projection.place([0.0; 3])[2];
    let mut is_cut = step.map(|n| n != 0.0);
    let mut images = vec![[0.0; 3]];
    for k in 0..3 {
        let mut axis = [0.0; 3];
        axis[k] = 1.0;
        let comes_nearer = projection.place(axis)[2] > origin;
        let home = shift(&places, k, cells[k], !is_cut[k] && comes_nearer);
        let goes_on = !is_cut[k] && !fits(&places, k, cells[k], home);
        is_cut[k] |= goes_on;
        let moves = if goes_on { -1..=1 } else { 0..=0 };
        images = (images.iter())
            .flat_map(|image| {
                moves.clone().map(|n| {
                    let mut image = *image;
                    image[k] = home + f64::from(n);
                    image
                })
            })
            .collect();
    }
    let is_inside = |at: Vector| {
        (0..3).all(|k| !is_cut[k] || (-1e-6..=cells[k] as f64 + 1e-6).contains(&at[k]))
    };
    let repeats = if step == [0.0; 3] { 0 } else { MOST_REPEATS };
    let shifts = images.iter().flat_map(|image| {
        (-repeats..=repeats).map(move |n| plus(*image, times(step, f64::from(n))))
    });
    let mut solids = Vec::new();
    for shift in shifts {
        let moved: Vec<Vector> = places.iter().map(|fract| plus(*fract, shift)).collect();
        let stretches = moved
            .windows(2)
            .filter(|pair| is_inside(between(pair[0], pair[1], 0.5)));
        solids.extend(stretches.map(|pair| Solid::Line {
            ends: [pair[0], pair[1]].map(|fract| projection.place(fract)),
            width: PATH,
            paint: BLUE,
            shines_through: true,
        }));
        // The last point is the first of the next repeat.
        for (k, fract) in moved.iter().enumerate().take(moved.len() - 1) {
            let energy = |k: usize| points.get(k).map(|p| p.energy_ev);
            let is_first_of_all = k == 0 && step == [0.0; 3];
            let before = match k.checked_sub(1) {
                Some(before) => energy(before),
                None if is_first_of_all => None,
                None => energy(points.len().saturating_sub(2)),
            };
            let Some(is_saddle) = turn(before, points[k].energy_ev, energy(k + 1)) else {
                continue;
            };
            if is_inside(*fract) {
                solids.push(sign(
                    projection.place(*fract),
                    is_saddle,
                    points[k].energy_ev,
                ));
            }
        }
    }
    solids
}

/// The whole number that moves most of some places between the faces at 0 and `cells` of an axis; of equals the largest or the
/// smallest. A few places more or less count as equal: a path along an edge is half in this cell and half in the next.
fn shift(places: &[Vector], axis: usize, cells: usize, largest: bool) -> f64 {
    let along = || places.iter().map(|fract| fract[axis]);
    let low = along().fold(f64::INFINITY, f64::min);
    let high = along().fold(f64::NEG_INFINITY, f64::max);
    let candidates = (0..=cells + 1 + (high - low).ceil() as usize).map(|n| n as f64 - high.ceil());
    let inside = |shift: f64| {
        let range = -1e-6..=cells as f64 + 1e-6;
        along().filter(|x| range.contains(&(x + shift))).count()
    };
    let better = |best: f64, next: f64| {
        let (a, b) = (inside(best), inside(next));
        // The candidates rise.
        let is_much_better = b > a + places.len() / EQUAL;
        let is_as_good = b + places.len() / EQUAL >= a;
        if is_much_better || (largest && is_as_good) {
            next
        } else {
            best
        }
    };
    candidates.reduce(better).unwrap_or(0.0)
}

/// Whether nearly all of some places, so moved, are between the faces of an axis or not far beyond.
fn fits(places: &[Vector], axis: usize, cells: usize, shift: f64) -> bool {
    let range = -BEYOND..=cells as f64 + BEYOND;
    let outside = places
        .iter()
        .filter(|fract| !range.contains(&(fract[axis] + shift)));
    outside.count() <= places.len() / EQUAL
}

/// A path may leave the cells by this, in units of the edge, before it goes on at the opposite face: no farther than the
/// surface about it would be missed.
const BEYOND: f64 = 0.06;

/// One in so many places more or less counts as equal.
const EQUAL: usize = 6;

/// Repeats of the path to either side that may reach into the cells.
const MOST_REPEATS: i32 = 9;

/// A site or a saddle point.
fn sign(at: Vector, is_saddle: bool, energy_ev: f64) -> Solid {
    let (symbol, name) = if is_saddle {
        (Symbol::Diamond, "saddle point")
    } else {
        (Symbol::Circle, "site")
    };
    Solid::Sign {
        at,
        symbol,
        size: SIGN,
        fill: if is_saddle { BLUE } else { Paint::Paper },
        outline: if is_saddle { Paint::Paper } else { BLUE },
        datum: Datum::new(name, format!("{energy_ev:.3} eV")),
    }
}

/// Whether a point of the path is a saddle point (true), a site (false) or neither. The ends are sites.
fn turn(before: Option<f64>, here: f64, after: Option<f64>) -> Option<bool> {
    match (before, after) {
        (Some(before), Some(after)) if here >= before && here > after => Some(true),
        (Some(before), Some(after)) if here <= before && here < after => Some(false),
        (Some(_), Some(_)) | (None, None) => None,
        _ => Some(false),
    }
}

#[cfg(test)]
mod tests {
    use super::{fits, shift, turn};

    #[test]
    fn a_path_is_moved_to_where_most_of_it_is_in_the_cells() {
        let at = |xs: &[f64]| xs.iter().map(|x| [*x, 0.0, 0.0]).collect::<Vec<_>>();
        assert_eq!(shift(&at(&[2.2, 2.9, 3.1]), 0, 1, false), -2.0);
        assert_eq!(shift(&at(&[-0.3, -0.2]), 0, 1, true), 1.0);
        assert!(fits(&at(&[0.2, 0.9, 1.05]), 0, 1, 0.0) && !fits(&at(&[0.2, 1.3]), 0, 1, 0.0));
        // Along an edge: near or far.
        let edge = at(&[-0.02, 0.02, -0.01, 0.01]);
        assert_eq!(
            (shift(&edge, 0, 1, true), shift(&edge, 0, 1, false)),
            (1.0, 0.0)
        );
        // Between two cells all of it is inside.
        assert_eq!(shift(&edge, 0, 2, true), 1.0);
    }

    #[test]
    fn saddle_points_and_sites_are_where_the_energy_turns() {
        let energies = [0.0, 0.2, 0.2, 0.1, 0.3, 0.0];
        let at = |k: usize| energies.get(k).copied();
        let turns: Vec<Option<bool>> = (0..6)
            .map(|k: usize| turn(k.checked_sub(1).and_then(at), energies[k], at(k + 1)))
            .collect();
        let (site, saddle) = (Some(false), Some(true));
        assert_eq!(turns, [site, None, saddle, site, saddle, site]);
        assert_eq!(turn(None, 0.0, None), None);
    }
}
