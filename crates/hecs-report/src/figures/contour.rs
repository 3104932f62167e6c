//! Ea over two descriptors as contours with the compounds as points (Fig. 5, Fig. S4).
//!
//! The surface is a smoothing thin-plate spline over axes scaled to 0 … 1, shown inside the
//! convex hull of the compounds only.

mod scale;
mod words;

use crate::axes::{Panel, TICK_SIZE, TITLE_SIZE, drawable, extent, padded, spans};
use crate::data::{ContourPanel, ContourPoint};
use crate::error::ReportError;
use crate::figures::boxes::wrap;
use crate::figures::{Figure, not_drawn, slug};
use crate::rich;
use crate::scene::{
    Datum, Mark, Node, ONE_COLUMN, Paint, Purpose, Step, Style, Symbol, TWO_COLUMNS,
};
use crate::surface::{Lattice, SMOOTHING, ThinPlate, convex_hull, rings_above};

use scale::Scale;
use words::Words;

/// Samples of the surface along each axis.
const SAMPLES: usize = 72;
/// Distance to the nearest compound, in shares of the axes, from which the surface is faded.
const FAR: f64 = 0.25;

/// Draws one panel in a column, with its colour scale.
///
/// # Errors
/// [`ReportError::TooFew`] for fewer than four compounds, [`ReportError::ConstantColumn`] and [`ReportError::Collinear`] where they span
/// no surface.
pub fn contour(data: &ContourPanel) -> Result<Figure, ReportError> {
    let prepared = Prepared::new(data)?;
    let scale = Scale::over(prepared.range);
    let left = Panel::left_room(prepared.y_range, 5, true) + 1.0;
    let width = ONE_COLUMN - left - 40.0;
    let area = [left, 12.0, width, width * 0.95];
    let mut nodes = vec![prepared.panel(area, &scale)];
    nodes.extend(scale.bar(left + width + 8.0, area[1], area[3], &Words::of(data).axis));
    let words = Words::of(data);
    let (x, y) = (
        rich::plain(&words.symbol(&data.x)),
        rich::plain(&words.symbol(&data.y)),
    );
    let extremes = prepared.extremes();
    Ok(Figure {
        id: slug(&["contour", &data.letter, &data.x, &data.y]),
        title: format!("{} over {x} and {y}", words.title),
        alt: format!(
            "Contour plot of {} over {x} and {y} with {} {}s as points. {extremes}",
            words.in_a_sentence,
            prepared.points.len(),
            words.noun
        ),
        caption: format!(
            "{} over {} and {}. {}{}",
            words.markup,
            words.symbol(&data.x),
            words.symbol(&data.y),
            how_made(&words),
            not_drawn(data.points.len() - prepared.points.len(), words.noun)
        ),
        width: ONE_COLUMN,
        height: area[1] + area[3] + 24.0,
        nodes,
    })
}

/// Draws several panels on one page, all on one colour scale; panels without a surface say why.
///
/// # Errors
/// As [`contour`], where no panel has a surface.
pub fn contours(name: &str, panels: &[ContourPanel]) -> Result<Figure, ReportError> {
    let prepared: Vec<Result<Prepared<'_>, ReportError>> =
        panels.iter().map(Prepared::new).collect();
    let range = extent(
        prepared
            .iter()
            .flatten()
            .flat_map(|p| [p.range.0, p.range.1]),
    );
    let Some(range) = range else {
        // Nothing can be drawn: the first reason stands for all.
        return Err(prepared
            .into_iter()
            .find_map(Result::err)
            .unwrap_or(ReportError::TooFew {
                what: "A contour plot",
                of: "panels",
                needed: 1,
                found: 0,
            }));
    };
    let scale = Scale::over(range);
    let columns = 3.min(panels.len());
    let rows = panels.len().div_ceil(columns);
    let (cell_w, cell_h) = ((TWO_COLUMNS - 38.0) / columns as f64, 142.0);
    let mut nodes = Vec::new();
    for (k, panel) in prepared.iter().enumerate() {
        let (x, y) = ((k % columns) as f64 * cell_w, (k / columns) as f64 * cell_h);
        match panel {
            Ok(panel) => {
                let left = Panel::left_room(panel.y_range, 5, true) + 1.0;
                nodes.push(panel.panel([x + left, y + 12.0, cell_w - left - 8.0, 102.0], &scale));
            }
            Err(error) => nodes.extend(words(error, x, y, cell_w)),
        }
    }
    let height = rows as f64 * cell_h;
    let axis = Words::energy().axis;
    nodes.extend(scale.bar(TWO_COLUMNS - 34.0, 12.0, (height - 42.0).min(260.0), &axis));
    Ok(Figure {
        id: slug(&["contours", name]),
        title: format!("Activation energy over pairs of descriptors, {name}"),
        alt: format!(
            "{} contour plots of the activation energy: {}.",
            panels.len(),
            panels
                .iter()
                .map(|p| format!("{} {} against {}", p.letter, p.x, p.y))
                .collect::<Vec<_>>()
                .join(", ")
        ),
        caption: format!(
            "*E*_{{a}} over pairs of descriptors ({name}). {}",
            how_made(&Words::energy())
        ),
        width: TWO_COLUMNS,
        height,
        nodes,
    })
}

fn how_made(words: &Words) -> String {
    format!(
        "Surface: thin-plate spline (axes scaled to 0…1, smoothing λ = {SMOOTHING}) within the convex hull of the {}s, faded beyond {FAR} from any of them; points have the colour of their own {}.",
        words.noun, words.markup
    )
}

/// The reason why a panel is empty, broken into lines.
fn words(error: &ReportError, x: f64, y: f64, width: f64) -> Vec<Node> {
    let lines = wrap(&error.to_string(), width - 24.0, TICK_SIZE);
    let top = y + 50.0;
    lines
        .into_iter()
        .enumerate()
        .map(|(k, line)| {
            let text = Node::text(x + width / 2.0, top + k as f64 * 9.0, line, TICK_SIZE);
            text.middle().paint(Paint::Muted).into()
        })
        .collect()
}

/// A panel whose surface is known to exist.
struct Prepared<'a> {
    data: &'a ContourPanel,
    points: Vec<&'a ContourPoint>,
    hull: Vec<(f64, f64)>,
    spline: ThinPlate,
    /// Extent of the compounds, which is the unit square of the spline.
    x_data: (f64, f64),
    y_data: (f64, f64),
    x_range: (f64, f64),
    y_range: (f64, f64),
    /// Lowest and highest energy of the compounds.
    range: (f64, f64),
}

impl<'a> Prepared<'a> {
    fn new(data: &'a ContourPanel) -> Result<Self, ReportError> {
        let points: Vec<&ContourPoint> = data
            .points
            .iter()
            .filter(|p| drawable(p.x) && drawable(p.y) && drawable(p.ea_ev))
            .collect();
        if points.len() < 4 {
            return Err(ReportError::TooFew {
                what: "A contour plot",
                of: if data.response.is_some() {
                    "rows with finite values up to 1e300"
                } else {
                    "compounds with finite values up to 1e300"
                },
                needed: 4,
                found: points.len(),
            });
        }
        let range_of = |values: Vec<f64>, column: &str| {
            let range = extent(values).unwrap_or((0.0, 0.0));
            if !spans(range) || range.1 - range.0 <= 1e-9 * range.0.abs() {
                Err(ReportError::ConstantColumn {
                    column: column.to_owned(),
                })
            } else {
                Ok(range)
            }
        };
        let x_data = range_of(points.iter().map(|p| p.x).collect(), &data.x)?;
        let y_data = range_of(points.iter().map(|p| p.y).collect(), &data.y)?;
        let range = range_of(
            points.iter().map(|p| p.ea_ev).collect(),
            data.response
                .as_ref()
                .map_or("activation energy", |response| response.name.as_str()),
        )?;
        let collinear = || ReportError::Collinear {
            x: data.x.clone(),
            y: data.y.clone(),
        };
        let unit = |p: &ContourPoint| {
            (
                (p.x - x_data.0) / (x_data.1 - x_data.0),
                (p.y - y_data.0) / (y_data.1 - y_data.0),
            )
        };
        let scaled: Vec<_> = points.iter().map(|p| (unit(p), p.ea_ev)).collect();
        let hull = convex_hull(&scaled.iter().map(|p| p.0).collect::<Vec<_>>());
        if hull.len() < 3 {
            return Err(collinear());
        }
        let spline = ThinPlate::fit(&scaled).ok_or_else(collinear)?;
        Ok(Self {
            data,
            points,
            hull,
            spline,
            x_data,
            y_data,
            x_range: padded(x_data, 0.06),
            y_range: padded(y_data, 0.06),
            range,
        })
    }

    fn panel(&self, [x, y, w, h]: [f64; 4], scale: &Scale) -> Node {
        let panel = Panel {
            x,
            y,
            w,
            h,
            x_range: self.x_range,
            y_range: self.y_range,
            wanted: (5, 5),
            zoom: true,
        };
        let place = |(u, v): (f64, f64)| {
            panel.at(
                self.x_data.0 + u * (self.x_data.1 - self.x_data.0),
                self.y_data.0 + v * (self.y_data.1 - self.y_data.0),
            )
        };
        let lattice = Lattice::sample(SAMPLES, |p| self.spline.at(p));
        let hull: Vec<(f64, f64)> = self.hull.iter().map(|&p| place(p)).collect();
        // Each band is painted over the lower ones, so neighbours leave no seam.
        let mut bands = vec![Node::polygon(&hull, Style::fill(scale.band(0)))];
        let outline = |lattice: &Lattice, level: f64| {
            let mut steps = Vec::new();
            for ring in rings_above(lattice, level) {
                for (j, &point) in ring.iter().enumerate() {
                    let (x, y) = place(point);
                    steps.push(if j == 0 {
                        Step::Move(x, y)
                    } else {
                        Step::Line(x, y)
                    });
                }
                steps.push(Step::Close);
            }
            steps
        };
        for (k, &level) in scale.levels.iter().enumerate() {
            let steps = outline(&lattice, level);
            if !steps.is_empty() {
                let style =
                    Style::fill(scale.band(k + 1)).outlined(Paint::Rgb(255, 255, 255), 0.25);
                bands.push(Node::path(steps, style));
            }
        }
        let far = outline(&Lattice::sample(SAMPLES, |p| self.spline.distance(p)), FAR);
        if !far.is_empty() {
            bands.push(Node::path(far, Style::fill(Paint::Paper).opacity(0.6)));
        }
        let words = Words::of(self.data);
        let mut plot = vec![Node::clipped(Purpose::Plain, hull, bands)];
        for p in &self.points {
            let title = format!(
                "{} (no. {})\n{} = {}\n{} = {}\n{} {:.4}{}",
                p.formula,
                p.no,
                self.data.x,
                p.x,
                self.data.y,
                p.y,
                words.short,
                p.ea_ev,
                words.unit
            );
            plot.push(Node::Mark(Mark {
                x: panel.px(p.x),
                y: panel.py(p.y),
                symbol: Symbol::Circle,
                size: if w < 130.0 { 1.8 } else { 2.3 },
                style: Style::fill(scale.colour(p.ea_ev)).outlined(Paint::Rgb(20, 20, 20), 0.5),
                datum: Datum::new(words.noun, title).compound(p.no),
            }));
        }
        let frame = panel.node(
            &words.axis_of(&self.data.x),
            &words.axis_of(&self.data.y),
            plot,
        );
        let letter = Node::text(x, y - 3.5, &self.data.letter, TITLE_SIZE + 0.5)
            .bold()
            .into();
        Node::group(Purpose::Plain, vec![frame, letter])
    }

    fn extremes(&self) -> String {
        let lowest = self
            .points
            .iter()
            .min_by(|a, b| a.ea_ev.total_cmp(&b.ea_ev));
        let highest = self
            .points
            .iter()
            .max_by(|a, b| a.ea_ev.total_cmp(&b.ea_ev));
        match (lowest, highest) {
            (Some(a), Some(b)) => {
                let unit = Words::of(self.data).unit;
                format!(
                    "Lowest {:.3}{unit} ({}), highest {:.3}{unit} ({}).",
                    a.ea_ev, a.formula, b.ea_ev, b.formula
                )
            }
            _ => String::new(),
        }
    }
}
