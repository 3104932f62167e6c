//! Energy along the easiest path.

use crate::axes::{Panel, TICK_SIZE, drawable, extent, known, padded, spans};
use crate::data::ProfileData;
use crate::error::ReportError;
use crate::figures::{Figure, slug};
use crate::palette::{BLUE, GREEN, ORANGE, VERMILION};
use crate::scene::{Datum, Mark, Node, ONE_COLUMN, Style, Symbol};

/// Draws energy against distance with the barriers as lines.
///
/// # Errors
/// [`ReportError::TooFew`] for fewer than two points.
pub fn profile(data: &ProfileData) -> Result<Figure, ReportError> {
    let points: Vec<_> = data
        .points
        .iter()
        .filter(|p| drawable(p.distance) && drawable(p.energy_ev))
        .collect();
    if points.len() < 2 {
        return Err(ReportError::TooFew {
            what: "An energy profile",
            of: "points along the path",
            needed: 2,
            found: points.len(),
        });
    }
    let x = extent(points.iter().map(|p| p.distance)).unwrap_or((0.0, 1.0));
    let lines = [
        ("1D", data.barriers.e1d, VERMILION),
        ("2D", data.barriers.e2d, ORANGE),
        ("3D", data.barriers.e3d, GREEN),
    ];
    let energies = points.iter().map(|p| p.energy_ev);
    let all = energies
        .chain(lines.iter().filter_map(|l| l.1))
        .chain([0.0]);
    let y = padded(extent(all).unwrap_or((0.0, 1.0)), 0.1);
    // Room for the names of the barriers above the highest line.
    let y = (y.0, y.1 + 0.06 * (y.1 - y.0));
    let left = Panel::left_room(y, 5, true) + 1.0;
    let panel = Panel {
        x: left,
        y: 4.0,
        w: ONE_COLUMN - left - 4.0,
        h: 110.0,
        x_range: if spans(x) { x } else { padded(x, 0.1) },
        y_range: y,
        wanted: (5, 5),
        zoom: true,
    };
    let mut plot = Vec::new();
    let mut names = Vec::new();
    let mut labels: Vec<(f64, String)> = Vec::new();
    for (name, energy, colour) in lines {
        let Some(energy) = known(energy) else {
            continue;
        };
        let at = panel.py(energy);
        plot.push(Node::line(
            (panel.x, at),
            (panel.x + panel.w, at),
            Style::stroke(colour, 0.8).dashed(3.0, 2.0),
        ));
        // Barriers are often equal, and then share a label.
        let label = format!("*E*_{{a,{name}}}");
        match labels.last_mut() {
            Some((y, text)) if (*y - at).abs() < 0.05 => *text += &format!(" = {label}"),
            Some((y, text)) if (*y - at).abs() < 8.0 => *text += &format!(", {label}"),
            _ => labels.push((at, label)),
        }
    }
    for (y, text) in labels {
        names.push(Node::text(panel.x + 5.0, y - 3.5, text, TICK_SIZE).into());
    }
    let curve: Vec<_> = points
        .iter()
        .map(|p| panel.at(p.distance, p.energy_ev))
        .collect();
    plot.push(Node::polyline(&curve, Style::stroke(BLUE, 1.1)));
    for p in &points {
        let [a, b, c] = p.fract;
        plot.push(Node::Mark(Mark {
            x: panel.px(p.distance),
            y: panel.py(p.energy_ev),
            symbol: Symbol::Circle,
            size: if points.len() > 40 { 1.1 } else { 1.8 },
            style: Style::fill(BLUE),
            datum: Datum::new(
                "path",
                format!(
                    "{:.2} Å along the path\n{:.4} eV\nat ({a:.3}, {b:.3}, {c:.3})",
                    p.distance, p.energy_ev
                ),
            ),
        }));
    }
    let mut nodes = vec![panel.node("Distance along the path (Å)", "Energy (eV)", plot)];
    nodes.extend(names);
    let top = points
        .iter()
        .map(|p| p.energy_ev)
        .fold(f64::NEG_INFINITY, f64::max);
    let formula = &data.formula;
    Ok(Figure {
        id: slug(&["profile", formula]),
        title: format!("Energy along the easiest path in {formula}"),
        alt: format!(
            "Energy against distance along the easiest path in {formula}: {:.2} Å long, highest point {top:.3} eV above the minimum.",
            x.1 - x.0
        ),
        caption: format!(
            "Energy above the minimum of the map along the easiest path in {}; dashed: the percolation barriers.",
            crate::rich::formula(formula)
        ),
        width: ONE_COLUMN,
        height: panel.y + panel.h + 24.0,
        nodes,
    })
}
