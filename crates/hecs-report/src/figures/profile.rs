//! Energy along a path, in the rigid host and in the elastic one.

mod guide;
mod names;

use self::guide::{GUIDE, guide};
use self::names::Names;
use crate::axes::{Panel, TICK_SIZE, drawable, extent, known, padded, spans};
use crate::data::{
    BarrierEnergies, PathPoint, ProfileCurve, ProfileData, ProfileHost, ProfileMark,
};
use crate::error::ReportError;
use crate::figures::{Figure, slug};
use crate::palette::{BLUE, VERMILION};
use crate::scene::{Datum, Mark, Node, ONE_COLUMN, Paint, Style, Symbol};

/// Height of a plotting area in points.
const HEIGHT: f64 = 110.0;
/// Room below it for ticks and title.
const BELOW: f64 = 24.0;
/// Height of a line of the legend.
const LINE: f64 = 9.5;
/// Panels of one figure.
const MOST_PANELS: usize = 6;
/// Points of a curve that are marked one by one.
const FEW_POINTS: usize = 40;

/// Draws energy against distance, with sites and saddle points by their names and barriers as lines.
///
/// # Errors
/// [`ReportError::TooFew`] for curves of fewer than two points.
pub fn profile(data: &ProfileData) -> Result<Figure, ReportError> {
    let mut nodes = Vec::new();
    let drawn = draw(data, 4.0, &mut nodes)?;
    let (formula, path) = (&data.formula, &data.path);
    Ok(Figure {
        id: slug(&["profile", formula]),
        title: format!("Energy along {path} in {formula}"),
        alt: drawn.alt(data),
        caption: caption(
            data,
            &format!(" along {path} in {}", crate::rich::formula(formula)),
        ),
        width: ONE_COLUMN,
        height: drawn.bottom,
        nodes,
    })
}

/// Draws several profiles one below the other, each headed by its letter and compound.
///
/// # Errors
/// Those of [`profile`], and [`ReportError::LengthMismatch`] for more than six, which are more than a page holds.
pub fn profiles(all: &[ProfileData]) -> Result<Figure, ReportError> {
    if let [data] = all {
        return profile(data);
    }
    if all.len() > MOST_PANELS {
        return Err(ReportError::LengthMismatch {
            what: "Profiles of one figure, at most",
            expected: MOST_PANELS,
            found: all.len(),
        });
    }
    let mut nodes = Vec::new();
    let (mut top, mut alt, mut parts) = (2.0, Vec::new(), Vec::new());
    for (letter, data) in ('a'..).zip(all) {
        let heading = format!("({letter}) {}", crate::rich::formula(&data.formula));
        nodes.push(
            Node::text(2.0, top + TICK_SIZE, &heading, TICK_SIZE)
                .bold()
                .into(),
        );
        let drawn = draw(data, top + LINE + 1.0, &mut nodes)?;
        alt.push(format!("({letter}) {}", drawn.alt(data)));
        parts.push(format!(
            "({letter}) {}, {}",
            crate::rich::formula(&data.formula),
            data.path
        ));
        top = drawn.bottom + 6.0;
    }
    let first = all.first().ok_or(ReportError::TooFew {
        what: "A figure of profiles",
        of: "profiles",
        needed: 1,
        found: 0,
    })?;
    let formulas: Vec<&str> = all.iter().map(|data| data.formula.as_str()).collect();
    Ok(Figure {
        id: slug(&["profiles", &formulas.join("-")]),
        title: format!("Energy along paths in {}", formulas.join(", ")),
        alt: alt.join(" "),
        caption: caption(first, &format!(": {}", parts.join("; "))),
        width: ONE_COLUMN,
        height: top - 6.0,
        nodes,
    })
}

/// What was drawn of one profile.
struct Drawn {
    /// Where the next one may begin.
    bottom: f64,
    length: f64,
    highest_ev: f64,
}

impl Drawn {
    fn alt(&self, data: &ProfileData) -> String {
        let sites = data.marks.iter().filter(|mark| !mark.is_saddle);
        let names: Vec<&str> = sites.map(|mark| mark.name.as_str()).collect();
        let over = if names.is_empty() {
            String::new()
        } else {
            format!(" It leads over {}.", names.join(", "))
        };
        format!(
            "Energy against distance along {} in {}: {:.2} Å long, highest point {:.3} eV above {}.{over}",
            data.path, data.formula, self.length, self.highest_ev, data.zero
        )
    }
}

/// The caption, with what each kind of line is.
fn caption(data: &ProfileData, what: &str) -> String {
    let mut caption = format!("Energy above {}{what}.", data.zero);
    let elastic = data
        .curves
        .iter()
        .filter(|curve| curve.host == ProfileHost::Elastic);
    match elastic.count() {
        0 => {}
        1 => {
            caption += " In the elastic host, which rests while the ion is at the start, each point is on a path of its own.";
        }
        _ => {
            caption += " In the elastic host, which rests while the ion is at the end that it leaves, each direction has a path of its own, up to its saddle point.";
        }
    }
    if data.marks.iter().any(|mark| mark.elastic_ev.is_some()) {
        caption += " Diamonds with bars: saddle points in the elastic host, as found from either side; the dashed curve through them guides the eye.";
    }
    if data.barriers.highest().is_some() {
        caption += " Dotted lines: the percolation barriers of the rigid host.";
    }
    caption
}

/// The points of a curve that can be drawn.
fn drawable_points(curve: &ProfileCurve) -> Vec<&PathPoint> {
    let points = curve.points.iter();
    points
        .filter(|p| drawable(p.distance) && drawable(p.energy_ev))
        .collect()
}

/// Draws a profile below `top`.
fn draw(data: &ProfileData, top: f64, nodes: &mut Vec<Node>) -> Result<Drawn, ReportError> {
    let curves: Vec<(&ProfileCurve, Vec<&PathPoint>)> = data
        .curves
        .iter()
        .map(|curve| (curve, drawable_points(curve)))
        .filter(|(_, points)| points.len() >= 2)
        .collect();
    if curves.is_empty() {
        let most = data
            .curves
            .iter()
            .map(|curve| drawable_points(curve).len())
            .max();
        return Err(ReportError::TooFew {
            what: "An energy profile",
            of: "points along the path",
            needed: 2,
            found: most.unwrap_or(0),
        });
    }
    let points = || curves.iter().flat_map(|(_, points)| points.iter());
    let x = extent(points().map(|p| p.distance)).unwrap_or((0.0, 1.0));
    let highest_ev = points()
        .map(|p| p.energy_ev)
        .fold(f64::NEG_INFINITY, f64::max);
    let barriers = [data.barriers.e1d, data.barriers.e2d, data.barriers.e3d];
    let of_marks = data
        .marks
        .iter()
        .flat_map(|mark| mark.elastic_ev.into_iter().flatten());
    let energies = points()
        .map(|p| p.energy_ev)
        .chain(barriers.into_iter().flatten());
    let y = padded(
        extent(energies.chain(of_marks).chain([0.0])).unwrap_or((0.0, 1.0)),
        0.1,
    );
    // Room for the names of saddle points and barriers above the highest, of sites below the lowest.
    let room = 0.07 * (y.1 - y.0);
    let y = (
        if data.marks.is_empty() {
            y.0
        } else {
            y.0 - room
        },
        y.1 + room,
    );
    let keys = legend(data, &curves);
    let left = Panel::left_room(y, 5, true) + 1.0;
    let panel_up_to = |highest_ev: f64| Panel {
        x: left,
        y: top + LINE * keys.len() as f64 + if keys.is_empty() { 0.0 } else { 2.0 },
        w: ONE_COLUMN - left - 4.0,
        h: HEIGHT,
        // Marks at the ends are whole.
        x_range: padded(
            x,
            if spans(x) && data.marks.is_empty() {
                0.0
            } else {
                0.025
            },
        ),
        y_range: (y.0, highest_ev),
        wanted: (5, 5),
        zoom: true,
    };
    let mut panel = panel_up_to(y.1);
    let (mut names, mut plot) = named(&panel, data);
    if names.is_crowded {
        // One more line of room above the names of the highest saddle points.
        panel = panel_up_to(y.1 + 1.5 * room);
        (names, plot) = named(&panel, data);
    }
    for (row, (style, name)) in keys.into_iter().enumerate() {
        let y = top + LINE * row as f64 + 4.0;
        nodes.push(Node::line((left, y), (left + 16.0, y), style));
        nodes.push(Node::text(left + 20.0, y + TICK_SIZE * 0.36, name, TICK_SIZE).into());
    }
    plot.extend(guide(&panel, &data.marks));
    let mut elastic = 0;
    for (curve, points) in &curves {
        let style = style(curve.host, elastic);
        elastic += usize::from(curve.host == ProfileHost::Elastic);
        let trace: Vec<_> = points
            .iter()
            .map(|p| panel.at(p.distance, p.energy_ev))
            .collect();
        plot.push(Node::polyline(&trace, style));
        if curve.host == ProfileHost::Rigid {
            plot.extend(points.iter().map(|p| point(&panel, p, points.len())));
        }
    }
    plot.extend(data.marks.iter().filter_map(|mark| landmark(&panel, mark)));
    let y_title = format!("Energy above {} (eV)", crate::labels::as_text(&data.zero));
    nodes.push(panel.node("Distance along the path (Å)", &y_title, plot));
    nodes.extend(names.nodes);
    Ok(Drawn {
        bottom: panel.y + panel.h + BELOW,
        length: x.1 - x.0,
        highest_ev,
    })
}

/// The names in a panel and the lines of the barriers.
fn named(panel: &Panel, data: &ProfileData) -> (Names, Vec<Node>) {
    let mut names = Names::of(panel);
    names.add(&data.marks);
    let lines = lines_of_barriers(panel, &data.barriers, &mut names);
    (names, lines)
}

/// How the curve of a host is drawn; of the elastic one the first, then the second.
fn style(host: ProfileHost, number: usize) -> Style {
    match (host, number) {
        (ProfileHost::Rigid, _) => Style::stroke(BLUE, 1.1),
        (ProfileHost::Elastic, 0) => Style::stroke(VERMILION, 1.1),
        (ProfileHost::Elastic, _) => Style::stroke(VERMILION, 1.1).dashed(4.0, 2.0),
    }
}

/// Style and name of each kind of line, where there is more than one.
fn legend(data: &ProfileData, curves: &[(&ProfileCurve, Vec<&PathPoint>)]) -> Vec<(Style, String)> {
    let mut elastic = 0;
    let mut keys: Vec<(Style, String)> = Vec::new();
    for (curve, _) in curves {
        keys.push((
            style(curve.host, elastic),
            crate::labels::as_text(&curve.name),
        ));
        elastic += usize::from(curve.host == ProfileHost::Elastic);
    }
    if data.marks.iter().any(|mark| mark.elastic_ev.is_some()) {
        keys.push((
            GUIDE,
            "elastic host, through sites and saddle points".to_owned(),
        ));
    }
    if keys.len() > 1 { keys } else { Vec::new() }
}

/// A point of the curve of the rigid host.
fn point(panel: &Panel, p: &PathPoint, of: usize) -> Node {
    let [a, b, c] = p.fract;
    Node::Mark(Mark {
        x: panel.px(p.distance),
        y: panel.py(p.energy_ev),
        symbol: Symbol::Circle,
        size: if of > FEW_POINTS { 0.9 } else { 1.3 },
        style: Style::fill(BLUE),
        datum: Datum::new(
            "path",
            format!(
                "{:.2} Å along the path\n{:.4} eV\nat ({a:.3}, {b:.3}, {c:.3})",
                p.distance, p.energy_ev
            ),
        ),
    })
}

/// A site or a saddle point in the rigid host.
fn landmark(panel: &Panel, mark: &ProfileMark) -> Option<Node> {
    if !(drawable(mark.distance) && drawable(mark.energy_ev)) {
        return None;
    }
    let (symbol, kind) = if mark.is_saddle {
        (Symbol::Diamond, "saddle point")
    } else {
        (Symbol::Circle, "site")
    };
    Some(Node::Mark(Mark {
        x: panel.px(mark.distance),
        y: panel.py(mark.energy_ev),
        symbol,
        size: 2.4,
        style: Style::fill(if mark.is_saddle { BLUE } else { Paint::Paper }).outlined(BLUE, 0.9),
        datum: Datum::new(
            kind,
            format!(
                "{}, {kind}\n{:.4} eV\n{:.2} Å along the path",
                mark.name, mark.energy_ev, mark.distance
            ),
        ),
    }))
}

/// The barriers as lines across the panel; those that are equal share a name.
fn lines_of_barriers(panel: &Panel, barriers: &BarrierEnergies, names: &mut Names) -> Vec<Node> {
    let mut plot = Vec::new();
    let mut labels: Vec<(f64, String)> = Vec::new();
    for (name, energy) in [
        ("1D", barriers.e1d),
        ("2D", barriers.e2d),
        ("3D", barriers.e3d),
    ] {
        let Some(energy) = known(energy) else {
            continue;
        };
        let at = panel.py(energy);
        plot.push(Node::line(
            (panel.x, at),
            (panel.x + panel.w, at),
            Style::stroke(Paint::Muted, 0.7).dashed(1.0, 1.6),
        ));
        let label = format!("*E*_{{a,{name}}}");
        match labels.last_mut() {
            Some((y, text)) if (*y - at).abs() < 0.05 => *text += &format!(" = {label}"),
            Some((y, text)) if (*y - at).abs() < 8.0 => *text += &format!(", {label}"),
            _ => labels.push((at, label)),
        }
    }
    for (y, text) in labels {
        names.along(y, &text);
    }
    plot
}
