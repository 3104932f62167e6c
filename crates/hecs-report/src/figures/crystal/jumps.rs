//! Jumps between positions of the ion: cages of thin lines, and one of each kind with a number.

use super::projection::Projection;
use super::solid::Solid;
use crate::data::JumpView;
use crate::palette::GREEN;
use crate::scene::{Datum, Paint, Symbol};
use crate::space::{Vector, between, minus, norm};

/// Width of the lines of cages and of the jumps that are numbered, and the size of the ends of these, in points.
const CAGE: f64 = 0.6;
const JUMP: f64 = 1.7;
const END: f64 = 2.3;
/// Jumps whose ends leave the cell by less than this, in units of the edge, are drawn.
const NEAR_CELL: f64 = 0.03;
/// Numbers nearer to each other on the paper than this (Å) would overlap; a jump shorter than it is hidden by its number.
const APART_ANG: f64 = 0.8;
/// What an overlap counts beside an atom that hides a jump.
const OVERLAP: usize = 20;

/// Start and end of a jump.
type Ends = [Vector; 2];

/// The jumps and the places of their numbers.
///
/// Those that stay in their cage are thin lines. One of each kind, all from one position, is strong: of all positions and
/// jumps those that the fewest of `others` hide and whose numbers do not overlap, then those nearest to the reader.
pub(super) fn jumps(
    kinds: &[JumpView],
    projection: &Projection,
    others: &[&Solid],
) -> (Vec<Solid>, Vec<Vector>) {
    let is_near = |fract: &Vector| {
        let range = -NEAR_CELL..=1.0 + NEAR_CELL;
        fract.iter().all(|x| range.contains(x))
    };
    let inside: Vec<Vec<Ends>> = (kinds.iter())
        .map(|kind| {
            let ends = kind.ends.iter().filter(|ends| ends.iter().all(is_near));
            ends.map(|ends| ends.map(|fract| projection.place(fract)))
                .collect()
        })
        .collect();
    let mut solids = Vec::new();
    for (_, ends) in kinds
        .iter()
        .zip(&inside)
        .filter(|(kind, _)| kind.stays_in_cage)
    {
        solids.extend(ends.iter().map(|ends| Solid::Line {
            ends: *ends,
            width: CAGE,
            paint: GREEN,
            shines_through: false,
        }));
    }
    let starts = inside.first().into_iter().flatten().map(|ends| ends[0]);
    let choices = starts.flat_map(|from| choices(from, &inside));
    let counted = choices.map(|choice| (hidden(&choice, others), choice));
    let chosen = counted.reduce(|best, next| {
        let depth = |choice: &[Ends]| choice.first().map_or(0.0, |ends| ends[0][2]);
        let is_better = next.0 < best.0 || (next.0 == best.0 && depth(&next.1) > depth(&best.1));
        if is_better { next } else { best }
    });
    let mut middles = Vec::new();
    for ends in chosen.into_iter().flat_map(|(_, choice)| choice) {
        middles.push(middle(&ends));
        solids.push(strong(ends));
        solids.extend(ends.map(|at| Solid::Sign {
            at,
            symbol: Symbol::Circle,
            size: END,
            fill: GREEN,
            outline: Paint::Ink,
            datum: Datum::new("jump", "end of a jump"),
        }));
    }
    (solids, middles)
}

/// Every choice of one jump of each kind from a position.
fn choices(from: Vector, kinds: &[Vec<Ends>]) -> Vec<Vec<Ends>> {
    kinds.iter().fold(vec![Vec::new()], |choices, kind| {
        let same = kind.iter().filter(|ends| norm(minus(ends[0], from)) < 1e-6);
        same.flat_map(|ends| {
            choices.iter().map(move |choice| {
                let mut longer = choice.clone();
                longer.push(*ends);
                longer
            })
        })
        .collect()
    })
}

/// How badly a choice is seen: what lies before its jumps, and what overlaps.
fn hidden(choice: &[Ends], others: &[&Solid]) -> usize {
    let on_paper = |a: Vector, b: Vector| f64::hypot(a[0] - b[0], a[1] - b[1]);
    let mut count = 0;
    for (number, ends) in choice.iter().enumerate() {
        let line = strong(*ends);
        count += others.iter().filter(|other| other.hides(&line)).count();
        let is_short = on_paper(ends[0], ends[1]) < APART_ANG;
        count += OVERLAP * usize::from(is_short);
        let before = choice[..number].iter();
        let near = before.filter(|other| on_paper(middle(other), middle(ends)) < APART_ANG);
        count += OVERLAP * near.count();
    }
    count
}

fn middle(ends: &Ends) -> Vector {
    between(ends[0], ends[1], 0.5)
}

/// A jump that is numbered.
fn strong(ends: Ends) -> Solid {
    Solid::Line {
        ends,
        width: JUMP,
        paint: Paint::Ink,
        shines_through: true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_jumps_that_are_numbered_start_together_and_lie_apart() {
        let cell = [[10.0, 0.0, 0.0], [0.0, 10.0, 0.0], [0.0, 0.0, 10.0]];
        let seen = Projection::new(&cell, Some([0.0, 0.0, 1.0])).expect("a cell");
        let kind = |name: &str, ends: Vec<Ends>| JumpView {
            name: name.into(),
            distance_ang: 2.0,
            stays_in_cage: name == "first",
            ends,
        };
        let from = [0.5; 3];
        let kinds = [
            kind(
                "first",
                vec![[from, [0.7, 0.5, 0.5]], [[0.1; 3], [0.3, 0.1, 0.1]]],
            ),
            // Nearer to the reader, but along the first; the other start has no jump of this kind.
            kind(
                "second",
                vec![[from, [0.7, 0.5, 0.8]], [from, [0.5, 0.7, 0.5]]],
            ),
        ];
        let (solids, middles) = jumps(&kinds, &seen, &[]);
        assert_eq!(middles.len(), 2);
        assert!(norm(minus(middles[0], [6.0, 5.0, 5.0])) < 1e-9);
        assert!(norm(minus(middles[1], [5.0, 6.0, 5.0])) < 1e-9);
        // Two lines of the cage, two jumps with their ends.
        assert_eq!(solids.len(), 2 + 2 * 3);
    }
}
