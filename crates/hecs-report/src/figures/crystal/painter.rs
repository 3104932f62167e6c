//! Solids put on paper, the farthest first.
//!
//! The energy surface lets through what is behind it, but not itself: the picture is drawn once without it and once with
//! it as if it were opaque, and the second is laid over the first with the opacity of the surface. What is in front of
//! the surface is the same in both and stays as it is; facets need no order but that of their depth, and leave no seams.

use super::projection::Sheet;
use super::solid::{Ball, Solid, lit};
use crate::scene::{Node, Paint, Step, Style, circle};
use crate::space::Vector;

/// Opacity of the energy surface.
const SURFACE: f64 = 0.5;
/// Opacity of the faces of polyhedra.
const PANE: f64 = 0.3;
/// Facets within so much of one another (Å) count as equally near, so that those of one colour become one path.
const SLAB_ANG: f64 = 0.25;
/// Width of outlines in points.
const OUTLINE: f64 = 0.35;
/// Width of the line around a facet, which hides the seam to the next, in points.
const SEAM: f64 = 0.45;
/// Radius in points below which an atom has no highlight.
const LARGE: f64 = 1.8;

/// Draws solids.
pub(super) fn paint(solids: &[Solid], sheet: &Sheet) -> Vec<Node> {
    let is_facet = |solid: &&Solid| matches!(solid, Solid::Facet { .. });
    let (facets, others): (Vec<&Solid>, Vec<&Solid>) = solids.iter().partition(is_facet);
    let behind = in_order(others.iter().map(|solid| (solid.depth(), *solid)).collect());
    if facets.is_empty() {
        return layer(&behind, sheet, true);
    }
    let mut all: Vec<(f64, &Solid)> = facets
        .iter()
        .map(|facet| ((facet.depth() / SLAB_ANG).floor() * SLAB_ANG, *facet))
        .collect();
    // The same facets in another order would be the same picture, but not the same file.
    all.sort_by_key(|(_, facet)| facet.paint().map(Paint::rgb));
    all.extend(others.iter().map(|solid| {
        let depth = if solid.shines_through() {
            before_surface(solid, &others)
        } else {
            solid.depth()
        };
        (depth, *solid)
    }));
    let mut nodes = layer(&behind, sheet, false);
    nodes.push(Node::veil(SURFACE, layer(&in_order(all), sheet, true)));
    nodes
}

/// The lines that shine through the surface once more, thin: where atoms hide them they can still be followed.
pub(super) fn hidden_lines(solids: &[Solid], sheet: &Sheet) -> Vec<Node> {
    let lines = solids.iter().filter_map(|solid| match solid {
        Solid::Line {
            ends,
            paint,
            shines_through: true,
            ..
        } => Some(Node::line(
            sheet.at(ends[0]),
            sheet.at(ends[1]),
            Style::stroke(*paint, HIDDEN),
        )),
        _ => None,
    });
    let lines: Vec<Node> = lines.collect();
    if lines.is_empty() {
        return lines;
    }
    vec![Node::veil(HIDDEN_OPACITY, lines)]
}

/// Width in points and opacity of lines that atoms hide.
const HIDDEN: f64 = 0.7;
const HIDDEN_OPACITY: f64 = 0.7;

/// Solids by rising depth; those of one depth stay as they are.
fn in_order(mut solids: Vec<(f64, &Solid)>) -> Vec<&Solid> {
    solids.sort_by(|a, b| a.0.total_cmp(&b.0));
    solids.into_iter().map(|(_, solid)| solid).collect()
}

/// The depth at which a line within the surface is drawn so that no facet hides it: that of the nearest of those that
/// are no facets, lie before it and overlap it on the paper; in front of all where none does.
fn before_surface(solid: &Solid, others: &[&Solid]) -> f64 {
    let hiding = (others.iter())
        .filter(|other| !other.shines_through() && other.hides(solid))
        .map(|other| other.depth());
    match hiding.reduce(f64::min) {
        Some(before) => before.next_down(),
        // Among themselves they keep their order.
        None => solid.depth() + 1e6,
    }
}

/// One layer; what it shows is named in the uppermost.
fn layer(solids: &[&Solid], sheet: &Sheet, is_named: bool) -> Vec<Node> {
    let mut nodes = Vec::new();
    let mut k = 0;
    while k < solids.len() {
        // Facets of one colour one after the other are one path.
        if let Solid::Facet { paint, .. } = solids[k] {
            let mut steps = Vec::new();
            while let Some(Solid::Facet {
                corners,
                paint: own,
            }) = solids.get(k)
            {
                if own != paint {
                    break;
                }
                steps.extend(facet(corners, sheet));
                k += 1;
            }
            nodes.push(Node::path(
                steps,
                Style::fill(*paint).outlined(*paint, SEAM),
            ));
            continue;
        }
        nodes.extend(draw(solids[k], sheet, is_named));
        k += 1;
    }
    nodes
}

/// A facet, clockwise on the paper whichever side is seen, so that facets that overlap in one path cover each other.
fn facet(corners: &[Vector], sheet: &Sheet) -> Vec<Step> {
    let mut places: Vec<(f64, f64)> = corners.iter().map(|at| sheet.at(*at)).collect();
    let next = places.iter().cycle().skip(1);
    let twice_area: f64 = places
        .iter()
        .zip(next)
        .map(|(p, q)| p.0 * q.1 - q.0 * p.1)
        .sum();
    if twice_area < 0.0 {
        places.reverse();
    }
    let mut steps: Vec<Step> = places.iter().map(|p| Step::Line(p.0, p.1)).collect();
    if let Some(first) = places.first() {
        steps[0] = Step::Move(first.0, first.1);
    }
    steps.push(Step::Close);
    steps
}

fn draw(solid: &Solid, sheet: &Sheet, is_named: bool) -> Vec<Node> {
    match solid {
        Solid::Ball(ball) => self::ball(ball, sheet, is_named),
        Solid::Rod {
            ends,
            thickness,
            paint,
        } => {
            let [from, to] = ends.map(|at| sheet.at(at));
            let width = thickness * sheet.scale;
            vec![
                Node::line(
                    from,
                    to,
                    Style::stroke(lit(*paint, 0.55), width + 2.0 * OUTLINE),
                ),
                Node::line(from, to, Style::stroke(*paint, width)),
                Node::line(from, to, Style::stroke(lit(*paint, 1.25), 0.35 * width)),
            ]
        }
        Solid::Line {
            ends, width, paint, ..
        } => {
            let [from, to] = ends.map(|at| sheet.at(at));
            // A little longer, so that stretches of a line leave no seams.
            let (dx, dy) = (to.0 - from.0, to.1 - from.1);
            let more = 0.3 * width / dx.hypot(dy).max(1e-6);
            let more = more.min(0.5);
            let from = (from.0 - dx * more, from.1 - dy * more);
            let to = (to.0 + dx * more, to.1 + dy * more);
            vec![Node::line(from, to, Style::stroke(*paint, *width))]
        }
        Solid::Pane {
            corners,
            paint,
            edge,
        } => {
            let places: Vec<(f64, f64)> = corners.iter().map(|at| sheet.at(*at)).collect();
            let mut rim = places.clone();
            rim.extend(places.first());
            vec![
                Node::polygon(&places, Style::fill(*paint).opacity(PANE)),
                Node::polyline(&rim, Style::stroke(*edge, OUTLINE).opacity(0.8)),
            ]
        }
        // Drawn by `layer`, many at once.
        Solid::Facet { .. } => Vec::new(),
        Solid::Sign {
            at,
            symbol,
            size,
            fill,
            outline,
            datum,
        } => {
            let style = Style::fill(*fill).outlined(*outline, 0.8);
            let node = Node::symbol(*symbol, sheet.at(*at), *size, style);
            vec![if is_named {
                node.with(datum.clone())
            } else {
                node
            }]
        }
    }
}

/// An atom: its sectors clockwise from above, lit from the upper left, with an outline.
fn ball(ball: &Ball, sheet: &Sheet, is_named: bool) -> Vec<Node> {
    let (x, y) = sheet.at(ball.at);
    let r = ball.radius * sheet.scale;
    let mut nodes = disc(x, y, r, &ball.sectors);
    if r > LARGE {
        // Rings of light within one another stand for a gradient, which not every program shows alike.
        for (share, opacity) in [(0.74, 0.16), (0.5, 0.2), (0.26, 0.3)] {
            let shift = 0.42 * (1.0 - share) * r;
            let light = Style::fill(Paint::Rgb(255, 255, 255)).opacity(opacity);
            nodes.push(Node::path(circle(x - shift, y - shift, share * r), light));
        }
    }
    let outline = Node::path(circle(x, y, r), Style::stroke(OUTLINE_OF_ATOMS, OUTLINE));
    nodes.push(if is_named {
        outline.with(ball.datum.clone())
    } else {
        outline
    });
    nodes
}

/// The outline of atoms.
pub(super) const OUTLINE_OF_ATOMS: Paint = Paint::Rgb(70, 70, 74);

/// A disc in sectors, without outline.
pub(super) fn disc(x: f64, y: f64, r: f64, sectors: &[(Paint, f64)]) -> Vec<Node> {
    // The first lies under all others, so that no gap is left between them.
    let mut nodes = Vec::new();
    let mut from = 0.0;
    for (k, (paint, share)) in sectors.iter().enumerate() {
        let steps = if k == 0 {
            circle(x, y, r)
        } else {
            sector(x, y, r, from, from + share)
        };
        nodes.push(Node::path(steps, Style::fill(*paint)));
        from += share;
    }
    nodes
}

/// A sector of a disc between two shares of the turn, clockwise from above, in arcs of at most an eighth.
fn sector(x: f64, y: f64, r: f64, from: f64, to: f64) -> Vec<Step> {
    let turn = std::f64::consts::TAU;
    let count = ((to - from) * 8.0).ceil().max(1.0);
    let step = (to - from) * turn / count;
    // Control points of an arc of angle s lie at 4/3 tan(s/4) along the tangents.
    let k = 4.0 / 3.0 * (step / 4.0).tan() * r;
    let at = |angle: f64| (x + r * angle.sin(), y - r * angle.cos());
    let tangent = |angle: f64| (k * angle.cos(), k * angle.sin());
    let start = at(from * turn);
    let mut steps = vec![Step::Move(x, y), Step::Line(start.0, start.1)];
    for n in 0..count as usize {
        let angle = from * turn + n as f64 * step;
        let (p, q) = (at(angle), at(angle + step));
        let (u, v) = (tangent(angle), tangent(angle + step));
        steps.push(Step::Curve(
            p.0 + u.0,
            p.1 + u.1,
            q.0 - v.0,
            q.1 - v.1,
            q.0,
            q.1,
        ));
    }
    steps.push(Step::Close);
    steps
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arc_of_a_sector_stays_on_the_circle() {
        let steps = sector(1.0, 2.0, 3.0, 0.1, 0.85);
        let mut ends = 0;
        for step in steps {
            if let Step::Curve(.., x, y) = step {
                assert!(((x - 1.0).hypot(y - 2.0) - 3.0).abs() < 1e-12);
                ends += 1;
            }
        }
        assert_eq!(ends, 6);
    }
}
