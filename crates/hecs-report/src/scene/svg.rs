//! A picture as SVG, with real text.

use std::fmt::Write as _;

use super::font::placement;
use super::{
    Anchor, Figure, Group, Mark, Node, Paint, Purpose, Shape, Step, Style, Symbol, Text, circle,
};
use crate::rich::{self, escape};

/// Families of the same widths as the embedded font; the first that the viewer has is taken.
const FAMILIES: &str = "Arimo, Arial, Helvetica, 'Liberation Sans', sans-serif";

pub(super) fn document(figure: &Figure) -> String {
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{}mm\" height=\"{}mm\" viewBox=\"0 0 {} {}\" font-family=\"{FAMILIES}\" role=\"img\">\n<title>{}</title>\n<desc>{}</desc>\n",
        number(figure.width_mm()),
        number(figure.height_mm()),
        number(figure.width),
        number(figure.height),
        escape(&figure.title),
        escape(&figure.alt),
    );
    let mut writer = Writer {
        id: &figure.id,
        clips: 0,
        page: false,
        out: &mut out,
    };
    writer.node(&Node::rect(
        0.0,
        0.0,
        figure.width,
        figure.height,
        Style::fill(Paint::Paper),
    ));
    writer.nodes(&figure.nodes);
    out.push_str("</svg>\n");
    out
}

pub(super) fn inline(figure: &Figure) -> String {
    let mut out = format!(
        "<svg viewBox=\"0 0 {} {}\" font-family=\"{FAMILIES}\" role=\"group\" aria-roledescription=\"figure\" aria-label=\"{}\">",
        number(figure.width),
        number(figure.height),
        escape(&figure.alt),
    );
    let mut writer = Writer {
        id: &figure.id,
        clips: 0,
        page: true,
        out: &mut out,
    };
    writer.nodes(&figure.nodes);
    out.push_str("</svg>");
    out
}

struct Writer<'a> {
    id: &'a str,
    clips: usize,
    /// Whether a page will style and animate the picture.
    page: bool,
    out: &'a mut String,
}

impl Writer<'_> {
    fn nodes(&mut self, nodes: &[Node]) {
        for node in nodes {
            self.node(node);
        }
    }

    fn node(&mut self, node: &Node) {
        match node {
            Node::Group(group) => self.group(group),
            Node::Shape(shape) => self.shape(shape),
            Node::Mark(mark) => self.mark(mark),
            Node::Text(text) => self.text(text),
        }
    }

    fn group(&mut self, group: &Group) {
        let mut attributes = String::new();
        if self.page {
            match &group.purpose {
                Purpose::Plain => {}
                Purpose::Panel { area, data, zoom } => {
                    let list = |values: &[f64]| {
                        values
                            .iter()
                            .map(f64::to_string)
                            .collect::<Vec<_>>()
                            .join(" ")
                    };
                    let _ = write!(
                        attributes,
                        " class=\"panel\" data-area=\"{}\" data-range=\"{}\" data-zoom=\"{}\"",
                        area.map(number).join(" "),
                        list(data),
                        u8::from(*zoom)
                    );
                }
                Purpose::Ticks => attributes.push_str(" class=\"ticks\""),
                Purpose::Plot => attributes.push_str(" class=\"plot\""),
                Purpose::Legend(series) => {
                    let _ = write!(
                        attributes,
                        " class=\"legend\" data-s=\"{}\"",
                        escape(series)
                    );
                }
            }
        }
        if let Some(polygon) = &group.clip {
            let id = format!("{}-clip{}", self.id, self.clips);
            self.clips += 1;
            let points: Vec<String> = polygon
                .iter()
                .map(|&(x, y)| format!("{},{}", number(x), number(y)))
                .collect();
            let _ = write!(
                self.out,
                "<clipPath id=\"{id}\"><polygon points=\"{}\"/></clipPath>",
                points.join(" ")
            );
            let _ = write!(attributes, " clip-path=\"url(#{id})\"");
        }
        if group.opacity < 1.0 {
            let _ = write!(attributes, " opacity=\"{}\"", number(group.opacity));
        }
        let bare = attributes.is_empty();
        if !bare {
            let _ = write!(self.out, "<g{attributes}>");
        }
        self.nodes(&group.nodes);
        if !bare {
            self.out.push_str("</g>");
        }
    }

    fn shape(&mut self, shape: &Shape) {
        let paint = self.paint(&shape.style, shape.datum.as_ref().map(|_| "d"));
        let data = path_data(&shape.steps);
        match &shape.datum {
            None => {
                let _ = write!(self.out, "<path d=\"{data}\"{paint}/>");
            }
            Some(datum) => {
                let keys = self.keys(datum);
                let _ = write!(
                    self.out,
                    "<path d=\"{data}\"{paint}{keys}><title>{}</title></path>",
                    escape(&datum.title)
                );
            }
        }
    }

    fn mark(&mut self, mark: &Mark) {
        let paint = self.paint(&mark.style, Some("d m"));
        let keys = self.keys(&mark.datum);
        let _ = write!(
            self.out,
            "<path transform=\"translate({} {})\" d=\"{}\"{paint}{keys}><title>{}</title></path>",
            number(mark.x),
            number(mark.y),
            path_data(&symbol_steps(mark.symbol, mark.size)),
            escape(&mark.datum.title)
        );
    }

    fn keys(&self, datum: &super::Datum) -> String {
        if !self.page {
            return String::new();
        }
        let mut keys = format!(" data-s=\"{}\"", escape(&datum.series));
        if let Some(no) = datum.no {
            let _ = write!(keys, " data-no=\"{no}\"");
        }
        keys
    }

    fn text(&mut self, text: &Text) {
        let anchor = match text.anchor {
            Anchor::Start => "",
            Anchor::Middle => " text-anchor=\"middle\"",
            Anchor::End => " text-anchor=\"end\"",
        };
        let weight = if text.bold {
            " font-weight=\"bold\""
        } else {
            ""
        };
        let (x, y) = (number(text.x), number(text.y));
        let turn = if text.upwards {
            format!(" transform=\"rotate(-90 {x} {y})\"")
        } else {
            String::new()
        };
        let paint = self.paint(&Style::fill(text.paint), None);
        let _ = write!(
            self.out,
            "<text x=\"{x}\" y=\"{y}\" font-size=\"{}\"{anchor}{weight}{turn}{paint}>",
            number(text.size)
        );
        let mut offset = 0.0;
        for span in rich::parse(&text.markup) {
            let (size, down) = placement(&span, text.size);
            let plain = !span.italic && down == 0.0 && offset == 0.0;
            if plain {
                self.out.push_str(&escape(&span.text));
                continue;
            }
            self.out.push_str("<tspan");
            if span.italic {
                self.out.push_str(" font-style=\"italic\"");
            }
            if down != offset {
                let _ = write!(self.out, " dy=\"{}\"", number(down - offset));
                offset = down;
            }
            if size != text.size {
                let _ = write!(self.out, " font-size=\"{}\"", number(size));
            }
            let _ = write!(self.out, ">{}</tspan>", escape(&span.text));
        }
        self.out.push_str("</text>");
    }

    fn paint(&self, style: &Style, class: Option<&str>) -> String {
        let mut classes = Vec::new();
        if self.page {
            classes.extend(class);
            classes.extend(
                style
                    .fill
                    .and_then(|p| theme_class(p, "f-ink f-muted f-faint f-paper")),
            );
            classes.extend(
                style
                    .stroke
                    .and_then(|p| theme_class(p, "s-ink s-muted s-faint s-paper")),
            );
        }
        let mut out = String::new();
        if !classes.is_empty() {
            let _ = write!(out, " class=\"{}\"", classes.join(" "));
        }
        let hex = |paint: Paint| {
            let (r, g, b) = paint.rgb();
            format!("#{r:02x}{g:02x}{b:02x}")
        };
        let fill = style.fill.map_or_else(|| "none".to_owned(), hex);
        let _ = write!(out, " fill=\"{fill}\"");
        if let Some(stroke) = style.stroke {
            let _ = write!(
                out,
                " stroke=\"{}\" stroke-width=\"{}\"",
                hex(stroke),
                number(style.width)
            );
            if let Some((dash, gap)) = style.dash {
                let _ = write!(
                    out,
                    " stroke-dasharray=\"{} {}\"",
                    number(dash),
                    number(gap)
                );
            }
        }
        if style.opacity < 1.0 {
            let _ = write!(out, " opacity=\"{}\"", number(style.opacity));
        }
        out
    }
}

/// The class of a neutral colour out of four names in the order ink, muted, faint, paper.
fn theme_class(paint: Paint, names: &str) -> Option<&str> {
    let index = match paint {
        Paint::Ink => 0,
        Paint::Muted => 1,
        Paint::Faint => 2,
        Paint::Paper => 3,
        Paint::Rgb(..) => return None,
    };
    names.split(' ').nth(index)
}

/// The outline of a marker about the origin.
pub(super) fn symbol_steps(symbol: Symbol, s: f64) -> Vec<Step> {
    match symbol {
        Symbol::Circle => circle(0.0, 0.0, s),
        Symbol::Square => {
            let s = s * 0.88;
            vec![
                Step::Move(-s, -s),
                Step::Line(s, -s),
                Step::Line(s, s),
                Step::Line(-s, s),
                Step::Close,
            ]
        }
        Symbol::Diamond => {
            let s = s * 1.2;
            vec![
                Step::Move(0.0, -s),
                Step::Line(s, 0.0),
                Step::Line(0.0, s),
                Step::Line(-s, 0.0),
                Step::Close,
            ]
        }
        Symbol::Triangle => {
            let s = s * 1.15;
            vec![
                Step::Move(0.0, -s),
                Step::Line(s * 0.9, s * 0.65),
                Step::Line(-s * 0.9, s * 0.65),
                Step::Close,
            ]
        }
    }
}

fn path_data(steps: &[Step]) -> String {
    let mut out = String::new();
    for step in steps {
        let _ = match *step {
            Step::Move(x, y) => write!(out, "M{} {}", number(x), number(y)),
            Step::Line(x, y) => write!(out, "L{} {}", number(x), number(y)),
            Step::Curve(a, b, c, d, x, y) => write!(
                out,
                "C{} {} {} {} {} {}",
                number(a),
                number(b),
                number(c),
                number(d),
                number(x),
                number(y)
            ),
            Step::Close => write!(out, "Z"),
        };
    }
    out
}

/// A coordinate to 1/100 point, without idle zeros.
fn number(value: f64) -> String {
    let rounded = (value * 100.0).round() / 100.0;
    // Negative zero would print as "-0".
    if rounded == 0.0 {
        "0".to_owned()
    } else {
        rounded.to_string()
    }
}
