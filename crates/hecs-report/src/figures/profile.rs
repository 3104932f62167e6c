//! Energy along a path, in the rigid host and in the elastic one.

use crate::axes::{Panel, TICK_SIZE, drawable, extent, known, padded, spans};
use crate::data::{
    BarrierEnergies, PathPoint, ProfileCurve, ProfileData, ProfileHost, ProfileMark,
};
use crate::error::ReportError;
use crate::figures::{Figure, slug};
use crate::palette::{BLUE, VERMILION};
use crate::scene::{Datum, Mark, Node, ONE_COLUMN, Paint, Style, Symbol, text_width};

/// Height of a plotting area in points.
const HEIGHT: f64 = 110.0;
/// Room below it for ticks and title.
const BELOW: f64 = 24.0;
/// Height of a line of the legend.
const LINE: f64 = 9.5;
/// Marks whose energies stand beside their names; more of them would not find room.
const FEW_MARKS: usize = 5;
/// Panels of one figure.
const MOST_PANELS: usize = 6;
/// Points of a curve that are marked one by one.
const FEW_POINTS: usize = 40;
/// Lines between a site and a saddle point of the guide to the eye.
const GUIDE_STEPS: usize = 12;

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
            caption += " In the elastic host, which rests while the ion is at the start, each point is on a path of its own."
        }
        _ => {
            caption += " In the elastic host, which rests while the ion is at the end that it leaves, each direction has a path of its own, up to its saddle point."
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
    let panel = Panel {
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
        y_range: y,
        wanted: (5, 5),
        zoom: true,
    };
    for (row, (style, name)) in keys.into_iter().enumerate() {
        let y = top + LINE * row as f64 + 4.0;
        nodes.push(Node::line((left, y), (left + 16.0, y), style));
        nodes.push(Node::text(left + 20.0, y + TICK_SIZE * 0.36, name, TICK_SIZE).into());
    }
    let mut names = Names::of(&panel);
    names.add(&data.marks);
    let mut plot = lines_of_barriers(&panel, &data.barriers, &mut names);
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
    plot.extend(data.marks.iter().flat_map(|mark| landmark(&panel, mark)));
    let y_title = format!("Energy above {} (eV)", crate::labels::as_text(&data.zero));
    nodes.push(panel.node("Distance along the path (Å)", &y_title, plot));
    nodes.extend(names.nodes);
    Ok(Drawn {
        bottom: panel.y + panel.h + BELOW,
        length: x.1 - x.0,
        highest_ev,
    })
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

/// The curve that leads the eye through the elastic host.
const GUIDE: Style = Style::stroke(VERMILION, 0.8).dashed(2.5, 1.8);

/// The guide to the eye: from site to saddle point by half a wave of the cosine, which is level at both.
fn guide(panel: &Panel, marks: &[ProfileMark]) -> Vec<Node> {
    let level = |mark: &ProfileMark| {
        let energy_ev = if mark.is_saddle {
            mark.elastic_ev?[2]
        } else {
            mark.energy_ev
        };
        (drawable(energy_ev) && drawable(mark.distance)).then_some((mark.distance, energy_ev))
    };
    let mut nodes = Vec::new();
    let mut saddles = Vec::new();
    for pair in marks.windows(2) {
        let (Some(from), Some(to)) = (level(&pair[0]), level(&pair[1])) else {
            continue;
        };
        let trace: Vec<(f64, f64)> = (0..=GUIDE_STEPS)
            .map(|step| {
                let t = step as f64 / GUIDE_STEPS as f64;
                let share = (1.0 - (std::f64::consts::PI * t).cos()) / 2.0;
                panel.at(
                    from.0 + (to.0 - from.0) * t,
                    from.1 + (to.1 - from.1) * share,
                )
            })
            .collect();
        nodes.push(Node::polyline(&trace, GUIDE));
    }
    for mark in marks.iter().filter(|mark| level(mark).is_some()) {
        let Some([before, after, both]) = mark.elastic_ev else {
            continue;
        };
        let bar = Style::stroke(VERMILION, 0.8);
        let x = panel.px(mark.distance);
        let ends = [before, after].map(|energy_ev| panel.py(energy_ev));
        nodes.push(Node::line((x, ends[0]), (x, ends[1]), bar));
        for end in ends {
            nodes.push(Node::line((x - 2.0, end), (x + 2.0, end), bar));
        }
        saddles.push(Node::Mark(Mark {
            x,
            y: panel.py(both),
            symbol: Symbol::Diamond,
            size: 2.0,
            style: Style::fill(VERMILION),
            datum: Datum::new(
                "elastic host",
                format!(
                    "{} in the elastic host\n{both:.4} eV\n{before:.4} eV from before, {after:.4} eV from after it",
                    mark.name
                ),
            ),
        }));
    }
    nodes.extend(saddles);
    nodes
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

/// Names within a panel that leave one another room.
struct Names {
    /// Left, right, bottom and top of the panel.
    area: [f64; 4],
    at: Panel,
    taken: Vec<[f64; 4]>,
    nodes: Vec<Node>,
}

impl Names {
    fn of(panel: &Panel) -> Self {
        Self {
            area: [
                panel.x + 2.0,
                panel.x + panel.w - 2.0,
                panel.y + panel.h - 1.0,
                panel.y + 1.0,
            ],
            at: panel.clone(),
            taken: Vec::new(),
            nodes: Vec::new(),
        }
    }

    /// The box of a text from its left end on a baseline: left, right, bottom, top.
    fn room(x: f64, baseline: f64, markup: &str) -> [f64; 4] {
        let width = text_width(markup, TICK_SIZE, false);
        [x, x + width, baseline + 1.6, baseline - TICK_SIZE * 0.74]
    }

    /// Names a line at its left end, or farther along or below it where that lies on a mark or a name.
    fn along(&mut self, line: f64, markup: &str) {
        const STEP: f64 = 3.0;
        let left = self.area[0] + STEP;
        let last = (self.area[1] - left - text_width(markup, TICK_SIZE, false)) / STEP;
        let places = |baseline: f64| {
            (0..=last.max(0.0) as usize).map(move |k| (left + STEP * k as f64, baseline))
        };
        let (above, below) = (line - 3.5, line + TICK_SIZE + 2.0);
        let mut all = places(above).chain(places(below));
        let free = all.find(|(x, baseline)| self.is_free(Self::room(*x, *baseline, markup)));
        let (x, baseline) = free.unwrap_or((left, above));
        self.put(x, baseline, markup, Paint::Muted);
    }

    fn put(&mut self, x: f64, baseline: f64, markup: &str, paint: Paint) {
        self.taken.push(Self::room(x, baseline, markup));
        self.nodes.push(
            Node::text(x, baseline, markup, TICK_SIZE)
                .paint(paint)
                .into(),
        );
    }

    /// Whether a box is in the panel and on no other.
    fn is_free(&self, [left, right, bottom, top]: [f64; 4]) -> bool {
        left >= self.area[0] - 0.1
            && right <= self.area[1] + 0.1
            && bottom <= self.area[2]
            && top >= self.area[3]
            && !self
                .taken
                .iter()
                .any(|[l, r, b, t]| left < r + 1.5 && *l < right + 1.5 && top < *b && *t < bottom)
    }

    /// Names saddle points above and sites below their marks, a line farther where there is no room; one that finds none
    /// within three lines keeps its name in its tooltip.
    fn add(&mut self, marks: &[ProfileMark]) {
        let can_be_drawn =
            |mark: &&ProfileMark| drawable(mark.distance) && drawable(mark.energy_ev);
        for mark in marks.iter().filter(can_be_drawn) {
            let (x, y) = self.at.at(mark.distance, mark.energy_ev);
            self.taken.push([x - 2.4, x + 2.4, y + 2.4, y - 2.4]);
        }
        let with_energies = marks.len() <= FEW_MARKS;
        // Saddle points first: the highest decides.
        let (saddles, sites): (Vec<_>, Vec<_>) = marks
            .iter()
            .filter(can_be_drawn)
            .partition(|mark| mark.is_saddle);
        for mark in saddles.into_iter().chain(sites) {
            let mut text = crate::labels::short(&mark.name);
            if with_energies {
                text += &format!(" {}", crate::axes::tick_label(mark.energy_ev, 3));
            }
            let width = text_width(&text, TICK_SIZE, false);
            let x = (self.at.px(mark.distance) - width / 2.0)
                .min(self.area[1] - width)
                .max(self.area[0]);
            let highest_ev = mark
                .elastic_ev
                .into_iter()
                .flatten()
                .fold(mark.energy_ev, f64::max);
            let (first, step) = if mark.is_saddle {
                (self.at.py(highest_ev) - 4.5, -(TICK_SIZE + 0.5))
            } else {
                (
                    self.at.py(mark.energy_ev) + TICK_SIZE + 3.0,
                    TICK_SIZE + 0.5,
                )
            };
            let baselines = (0..3).map(|line| first + step * f64::from(line));
            let free = baselines
                .into_iter()
                .find(|y| self.is_free(Self::room(x, *y, &text)));
            if let Some(baseline) = free {
                self.put(x, baseline, &text, Paint::Ink);
            }
        }
    }
}
