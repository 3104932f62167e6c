//! A drawing as data: a handful of shapes that can be written as SVG, painted into pixels, and
//! read back by a test. Lengths in points (1/72 inch), origin at the top left.

mod font;
mod raster;
mod svg;

pub(crate) use font::text_width;

use crate::error::ReportError;

/// Points per millimetre.
const PT_PER_MM: f64 = 72.0 / 25.4;

/// A finished picture.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// Short name, unique on a page, fit for a file name.
    pub id: String,
    /// Title as plain text.
    pub title: String,
    /// What the picture shows, for readers who cannot see it.
    pub alt: String,
    /// Caption in label markup: what is plotted and how it was made.
    pub caption: String,
    pub(crate) width: f64,
    pub(crate) height: f64,
    pub(crate) nodes: Vec<Node>,
}

/// Width of a figure in one column, 85 mm, in points.
pub(crate) const ONE_COLUMN: f64 = 85.0 * PT_PER_MM;
/// Width of a figure across two columns, 170 mm, in points.
pub(crate) const TWO_COLUMNS: f64 = 170.0 * PT_PER_MM;

impl Figure {
    /// Width in mm.
    pub fn width_mm(&self) -> f64 {
        self.width / PT_PER_MM
    }

    /// Height in mm.
    pub fn height_mm(&self) -> f64 {
        self.height / PT_PER_MM
    }

    /// A stand-alone SVG file with vector text.
    pub fn svg(&self) -> String {
        svg::document(self)
    }

    /// The SVG element to put into a page: sized by the page, described by its alternative text,
    /// its neutral colours in classes so that a style sheet can turn them dark.
    pub fn svg_inline(&self) -> String {
        svg::inline(self)
    }

    /// A PNG with white ground at `dpi` dots per inch; needs no font on the machine.
    ///
    /// # Errors
    /// [`ReportError::Png`] for a resolution that gives no pixels or more than 20 000 along an edge.
    pub fn png(&self, dpi: f64) -> Result<Vec<u8>, ReportError> {
        raster::png(self, dpi)
    }

    /// The texts that stick out of the picture; a good picture has none.
    pub fn clipped_texts(&self) -> Vec<String> {
        let mut found = Vec::new();
        clipped(&self.nodes, (self.width, self.height), &mut found);
        found
    }

    /// The data that the picture shows, one line a mark or text, in drawing order: what a
    /// snapshot test or a curious reader wants instead of coordinates.
    pub fn outline(&self) -> String {
        let mut lines = format!(
            "figure {} {:.0} mm wide\ntitle: {}\nalt: {}\ncaption: {}\n",
            self.id,
            self.width_mm(),
            self.title,
            self.alt,
            crate::rich::plain(&self.caption)
        );
        outline(&self.nodes, &mut lines);
        lines
    }
}

/// Adds the texts of `nodes` whose boxes leave a ground of `width` × `height`.
fn clipped(nodes: &[Node], (width, height): (f64, f64), found: &mut Vec<String>) {
    for node in nodes {
        match node {
            Node::Group(group) => clipped(&group.nodes, (width, height), found),
            Node::Text(text) => {
                let length = text_width(&text.markup, text.size, text.bold);
                let start = match text.anchor {
                    Anchor::Start => 0.0,
                    Anchor::Middle => -length / 2.0,
                    Anchor::End => -length,
                };
                let (above, below) = (0.74 * text.size, 0.3 * text.size);
                let (x, y) = if text.upwards {
                    (
                        (text.x - above, text.x + below),
                        (text.y - start - length, text.y - start),
                    )
                } else {
                    (
                        (text.x + start, text.x + start + length),
                        (text.y - above, text.y + below),
                    )
                };
                if x.0 < -0.1 || y.0 < -0.1 || x.1 > width + 0.1 || y.1 > height + 0.1 {
                    found.push(crate::rich::plain(&text.markup));
                }
            }
            Node::Shape(_) | Node::Mark(_) => {}
        }
    }
}

fn outline(nodes: &[Node], lines: &mut String) {
    for node in nodes {
        match node {
            Node::Group(group) => outline(&group.nodes, lines),
            Node::Text(text) => {
                lines.push_str("text: ");
                lines.push_str(&crate::rich::plain(&text.markup));
                lines.push('\n');
            }
            Node::Shape(Shape {
                datum: Some(datum), ..
            })
            | Node::Mark(Mark { datum, .. }) => {
                lines.push_str(&format!(
                    "{}: {}\n",
                    datum.series,
                    datum.title.replace('\n', " | ")
                ));
            }
            Node::Shape(_) => {}
        }
    }
}

/// A colour. The neutral ones follow the theme of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Paint {
    /// Text and axes.
    Ink,
    /// Secondary text.
    Muted,
    /// Grid lines and quiet areas.
    Faint,
    /// The ground.
    Paper,
    /// A colour that means something.
    Rgb(u8, u8, u8),
}

impl Paint {
    /// The colour on white ground.
    pub(crate) fn rgb(self) -> (u8, u8, u8) {
        match self {
            Self::Ink => (26, 26, 26),
            Self::Muted => (95, 95, 95),
            Self::Faint => (226, 226, 226),
            Self::Paper => (255, 255, 255),
            Self::Rgb(r, g, b) => (r, g, b),
        }
    }
}

/// How a shape is painted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Style {
    pub(crate) fill: Option<Paint>,
    pub(crate) stroke: Option<Paint>,
    /// Stroke width in points.
    pub(crate) width: f64,
    /// Dash and gap in points.
    pub(crate) dash: Option<(f64, f64)>,
    pub(crate) opacity: f64,
}

impl Style {
    pub(crate) const fn fill(paint: Paint) -> Self {
        Self {
            fill: Some(paint),
            stroke: None,
            width: 0.0,
            dash: None,
            opacity: 1.0,
        }
    }

    pub(crate) const fn stroke(paint: Paint, width: f64) -> Self {
        Self {
            fill: None,
            stroke: Some(paint),
            width,
            dash: None,
            opacity: 1.0,
        }
    }

    pub(crate) const fn outlined(mut self, paint: Paint, width: f64) -> Self {
        self.stroke = Some(paint);
        self.width = width;
        self
    }

    pub(crate) const fn dashed(mut self, dash: f64, gap: f64) -> Self {
        self.dash = Some((dash, gap));
        self
    }

    pub(crate) const fn opacity(mut self, opacity: f64) -> Self {
        self.opacity = opacity;
        self
    }
}

/// What a mark stands for.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Datum {
    /// The series, `train`; toggles switch whole series.
    pub(crate) series: String,
    /// Number of the compound, if the mark is one.
    pub(crate) no: Option<u32>,
    /// Names and numbers, plain text, one to a line.
    pub(crate) title: String,
}

impl Datum {
    pub(crate) fn new(series: impl Into<String>, title: impl Into<String>) -> Self {
        Self {
            series: series.into(),
            no: None,
            title: title.into(),
        }
    }

    pub(crate) fn compound(mut self, no: u32) -> Self {
        self.no = Some(no);
        self
    }
}

/// A piece of a path.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Step {
    Move(f64, f64),
    Line(f64, f64),
    Curve(f64, f64, f64, f64, f64, f64),
    Close,
}

/// A path with its style.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Shape {
    pub(crate) steps: Vec<Step>,
    pub(crate) style: Style,
    pub(crate) datum: Option<Datum>,
}

/// The form of a marker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Symbol {
    Circle,
    Square,
    Diamond,
    Triangle,
}

/// A marker at a point; stays its size when the panel is zoomed.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Mark {
    pub(crate) x: f64,
    pub(crate) y: f64,
    pub(crate) symbol: Symbol,
    /// Half the extent in points.
    pub(crate) size: f64,
    pub(crate) style: Style,
    pub(crate) datum: Datum,
}

/// Where a text stands relative to its point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Anchor {
    Start,
    Middle,
    End,
}

/// A line of text in label markup.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Text {
    pub(crate) x: f64,
    /// The baseline.
    pub(crate) y: f64,
    pub(crate) markup: String,
    pub(crate) size: f64,
    pub(crate) anchor: Anchor,
    pub(crate) bold: bool,
    /// Turned by 90° to read upwards.
    pub(crate) upwards: bool,
    pub(crate) paint: Paint,
}

/// What a group is to a page that animates it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Purpose {
    /// Nothing particular.
    Plain,
    /// A plotting area with linear axes: box (x, y, w, h) and the data at its edges
    /// (left, right, bottom, top).
    Panel {
        area: [f64; 4],
        data: [f64; 4],
        zoom: bool,
    },
    /// The ticks and their labels along an axis; replaced when zoomed.
    Ticks,
    /// The marks and lines in data coordinates; moved when zoomed.
    Plot,
    /// Something that a legend entry of this series switches.
    Legend(String),
}

/// Nodes drawn together.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Group {
    pub(crate) purpose: Purpose,
    /// A closed polygon outside which nothing is drawn.
    pub(crate) clip: Option<Vec<(f64, f64)>>,
    /// Opacity of the whole, as of a picture laid over the others: what covers something within it covers it still.
    pub(crate) opacity: f64,
    pub(crate) nodes: Vec<Node>,
}

/// An element of a picture.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Node {
    Group(Group),
    Shape(Shape),
    Mark(Mark),
    Text(Text),
}

impl Node {
    pub(crate) fn group(purpose: Purpose, nodes: Vec<Self>) -> Self {
        Self::Group(Group {
            purpose,
            clip: None,
            opacity: 1.0,
            nodes,
        })
    }

    /// Nodes drawn over one another, and all of them laid over the rest with this opacity.
    pub(crate) fn veil(opacity: f64, nodes: Vec<Self>) -> Self {
        Self::Group(Group {
            purpose: Purpose::Plain,
            clip: None,
            opacity,
            nodes,
        })
    }

    pub(crate) fn clipped(purpose: Purpose, clip: Vec<(f64, f64)>, nodes: Vec<Self>) -> Self {
        Self::Group(Group {
            purpose,
            clip: Some(clip),
            opacity: 1.0,
            nodes,
        })
    }

    pub(crate) fn line(from: (f64, f64), to: (f64, f64), style: Style) -> Self {
        Self::polyline(&[from, to], style)
    }

    pub(crate) fn polyline(points: &[(f64, f64)], style: Style) -> Self {
        Self::Shape(Shape {
            steps: trace(points),
            style,
            datum: None,
        })
    }

    pub(crate) fn polygon(points: &[(f64, f64)], style: Style) -> Self {
        let mut steps = trace(points);
        steps.push(Step::Close);
        Self::Shape(Shape {
            steps,
            style,
            datum: None,
        })
    }

    pub(crate) fn path(steps: Vec<Step>, style: Style) -> Self {
        Self::Shape(Shape {
            steps,
            style,
            datum: None,
        })
    }

    pub(crate) fn rect(x: f64, y: f64, w: f64, h: f64, style: Style) -> Self {
        Self::polygon(&[(x, y), (x + w, y), (x + w, y + h), (x, y + h)], style)
    }

    /// A rectangle with corners of radius `r`.
    pub(crate) fn rounded(x: f64, y: f64, w: f64, h: f64, r: f64, style: Style) -> Self {
        // Control points of a quarter circle lie at 0.5523 r from its ends.
        let k = r * (1.0 - 0.5523);
        let (right, bottom) = (x + w, y + h);
        Self::path(
            vec![
                Step::Move(x + r, y),
                Step::Line(right - r, y),
                Step::Curve(right - k, y, right, y + k, right, y + r),
                Step::Line(right, bottom - r),
                Step::Curve(right, bottom - k, right - k, bottom, right - r, bottom),
                Step::Line(x + r, bottom),
                Step::Curve(x + k, bottom, x, bottom - k, x, bottom - r),
                Step::Line(x, y + r),
                Step::Curve(x, y + k, x + k, y, x + r, y),
                Step::Close,
            ],
            style,
        )
    }

    /// A marker that is part of a drawing and not data of a plot.
    pub(crate) fn symbol(symbol: Symbol, (x, y): (f64, f64), size: f64, style: Style) -> Self {
        let moved = svg::symbol_steps(symbol, size).into_iter();
        let moved = moved.map(|step| match step {
            Step::Move(a, b) => Step::Move(x + a, y + b),
            Step::Line(a, b) => Step::Line(x + a, y + b),
            Step::Curve(a, b, c, d, e, f) => Step::Curve(x + a, y + b, x + c, y + d, x + e, y + f),
            Step::Close => Step::Close,
        });
        Self::path(moved.collect(), style)
    }

    /// The same node, standing for `datum`.
    pub(crate) fn with(self, datum: Datum) -> Self {
        match self {
            Self::Shape(shape) => Self::Shape(Shape {
                datum: Some(datum),
                ..shape
            }),
            Self::Mark(mark) => Self::Mark(Mark { datum, ..mark }),
            other => other,
        }
    }

    pub(crate) fn text(x: f64, y: f64, markup: impl Into<String>, size: f64) -> TextBuilder {
        TextBuilder(Text {
            x,
            y,
            markup: markup.into(),
            size,
            anchor: Anchor::Start,
            bold: false,
            upwards: false,
            paint: Paint::Ink,
        })
    }
}

/// A circle as a path.
pub(crate) fn circle(x: f64, y: f64, r: f64) -> Vec<Step> {
    // Control points of a quarter circle lie at 0.5523 r from its ends.
    let k = 0.5523 * r;
    vec![
        Step::Move(x + r, y),
        Step::Curve(x + r, y + k, x + k, y + r, x, y + r),
        Step::Curve(x - k, y + r, x - r, y + k, x - r, y),
        Step::Curve(x - r, y - k, x - k, y - r, x, y - r),
        Step::Curve(x + k, y - r, x + r, y - k, x + r, y),
        Step::Close,
    ]
}

fn trace(points: &[(f64, f64)]) -> Vec<Step> {
    points
        .iter()
        .enumerate()
        .map(|(k, &(x, y))| {
            if k == 0 {
                Step::Move(x, y)
            } else {
                Step::Line(x, y)
            }
        })
        .collect()
}

/// A text being described; `into()` makes it a node.
pub(crate) struct TextBuilder(Text);

impl TextBuilder {
    pub(crate) fn middle(mut self) -> Self {
        self.0.anchor = Anchor::Middle;
        self
    }

    pub(crate) fn end(mut self) -> Self {
        self.0.anchor = Anchor::End;
        self
    }

    pub(crate) fn bold(mut self) -> Self {
        self.0.bold = true;
        self
    }

    pub(crate) fn upwards(mut self) -> Self {
        self.0.upwards = true;
        self
    }

    pub(crate) fn paint(mut self, paint: Paint) -> Self {
        self.0.paint = paint;
        self
    }
}

impl From<TextBuilder> for Node {
    fn from(builder: TextBuilder) -> Self {
        Self::Text(builder.0)
    }
}
