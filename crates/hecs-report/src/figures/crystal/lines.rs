//! Lines in the crystal: the edges of the cells, the path of the ion, jumps.

use super::projection::Projection;
use super::solid::{Ball, Solid};
use crate::data::PathPoint;
use crate::palette::BLUE;
use crate::scene::{Datum, Paint, Symbol};
use crate::space::{Vector, between, minus, norm, times};

/// Length of a stretch of a line in Å: short beside the atoms that it goes by.
const STRETCH_ANG: f64 = 0.4;
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
        .map(|ends| Solid::Line { ends, width, paint })
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

/// The path of the ion, which leaves the cells on one side and comes back on the other, with its sites (rings) and saddle
/// points (diamonds).
pub(super) fn path(points: &[PathPoint], cells: [usize; 3], projection: &Projection) -> Vec<Solid> {
    let points: Vec<&PathPoint> = (points.iter())
        .filter(|p| p.fract.iter().all(|x| x.is_finite() && x.abs() < 1e3))
        .collect();
    // The cell of the block that a place is moved to the block from.
    let block = |fract: Vector| {
        let edge = cells.map(|n| n as f64);
        [0, 1, 2].map(|k| (fract[k] / edge[k] + 1e-9).floor() * edge[k])
    };
    let mut solids = Vec::new();
    for pair in points.windows(2) {
        let [from, to] = [pair[0].fract, pair[1].fract];
        let home = block(times([0, 1, 2].map(|k| from[k] + to[k]), 0.5));
        solids.push(Solid::Line {
            ends: [from, to].map(|fract| projection.place(minus(fract, home))),
            width: PATH,
            paint: BLUE,
        });
    }
    for (k, point) in points.iter().enumerate() {
        let before = k.checked_sub(1).map(|k| points[k].energy_ev);
        let after = points.get(k + 1).map(|p| p.energy_ev);
        let Some(is_saddle) = turn(before, point.energy_ev, after) else {
            continue;
        };
        let (symbol, name) = if is_saddle {
            (Symbol::Diamond, "saddle point")
        } else {
            (Symbol::Circle, "site")
        };
        solids.push(Solid::Sign {
            at: projection.place(minus(point.fract, block(point.fract))),
            symbol,
            size: SIGN,
            fill: if is_saddle { BLUE } else { Paint::Paper },
            outline: if is_saddle { Paint::Paper } else { BLUE },
            datum: Datum::new(name, format!("{:.3} eV", point.energy_ev)),
        });
    }
    solids
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
    use super::turn;

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
