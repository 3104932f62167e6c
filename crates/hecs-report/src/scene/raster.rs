//! A picture as pixels, painted with the embedded font.

use tiny_skia::{
    FillRule, LineCap, LineJoin, Mask, Paint as Brush, Path, PathBuilder, Pixmap, PixmapPaint,
    Stroke, StrokeDash, Transform,
};

use super::font::{face_of, glyph, outlines, placement, run_width};
use super::svg::symbol_steps;
use super::{Anchor, Figure, Node, Paint, Step, Style, Text};
use crate::error::ReportError;
use crate::rich;

/// Longest edge of a PNG; beyond it nobody can open the file.
const MAX_PIXELS: f64 = 20_000.0;

pub(super) fn png(figure: &Figure, dpi: f64) -> Result<Vec<u8>, ReportError> {
    let failed = |reason: String| ReportError::Png { reason };
    let scale = dpi / 72.0;
    let (width, height) = (
        (figure.width * scale).ceil(),
        (figure.height * scale).ceil(),
    );
    if !(width >= 1.0 && height >= 1.0 && width <= MAX_PIXELS && height <= MAX_PIXELS) {
        return Err(failed(format!(
            "{dpi} dpi makes a picture of {width} × {height} pixels"
        )));
    }
    let mut canvas = Pixmap::new(width as u32, height as u32)
        .ok_or_else(|| failed("no memory for the picture".to_owned()))?;
    canvas.fill(tiny_skia::Color::WHITE);
    let mut painter = Painter {
        canvas,
        view: Transform::from_scale(scale as f32, scale as f32),
    };
    painter.nodes(&figure.nodes, None);

    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width as u32, height as u32);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Balanced);
    let per_metre = (dpi / 0.0254).round() as u32;
    encoder.set_pixel_dims(Some(png::PixelDimensions {
        xppu: per_metre,
        yppu: per_metre,
        unit: png::Unit::Meter,
    }));
    let rgb: Vec<u8> = painter
        .canvas
        .pixels()
        .iter()
        .flat_map(|p| [p.red(), p.green(), p.blue()])
        .collect();
    let mut writer = encoder.write_header().map_err(|e| failed(e.to_string()))?;
    writer
        .write_image_data(&rgb)
        .map_err(|e| failed(e.to_string()))?;
    writer.finish().map_err(|e| failed(e.to_string()))?;
    Ok(bytes)
}

struct Painter {
    canvas: Pixmap,
    view: Transform,
}

impl Painter {
    fn nodes(&mut self, nodes: &[Node], mask: Option<&Mask>) {
        for node in nodes {
            match node {
                Node::Group(group) => {
                    let own = group
                        .clip
                        .as_ref()
                        .and_then(|polygon| self.mask(polygon, mask));
                    let mask = own.as_ref().or(mask);
                    if group.opacity < 1.0 {
                        self.veil(group.opacity, &group.nodes, mask);
                    } else {
                        self.nodes(&group.nodes, mask);
                    }
                }
                Node::Shape(shape) => {
                    if let Some(path) = build(&shape.steps, 0.0, 0.0) {
                        self.paint(&path, &shape.style, mask);
                    }
                }
                Node::Mark(mark) => {
                    if let Some(path) = build(&symbol_steps(mark.symbol, mark.size), mark.x, mark.y)
                    {
                        self.paint(&path, &mark.style, mask);
                    }
                }
                Node::Text(text) => self.text(text, mask),
            }
        }
    }

    /// Paints nodes on a canvas of their own and lays that over this one.
    fn veil(&mut self, opacity: f64, nodes: &[Node], mask: Option<&Mask>) {
        // Where this canvas could be had, one more of its size is no question of its numbers.
        let Some(own) = Pixmap::new(self.canvas.width(), self.canvas.height()) else {
            return;
        };
        let mut painter = Painter {
            canvas: own,
            view: self.view,
        };
        painter.nodes(nodes, mask);
        let paint = PixmapPaint {
            opacity: opacity as f32,
            ..PixmapPaint::default()
        };
        self.canvas.draw_pixmap(
            0,
            0,
            painter.canvas.as_ref(),
            &paint,
            Transform::identity(),
            None,
        );
    }

    /// The mask of a polygon, within `outer`.
    fn mask(&self, polygon: &[(f64, f64)], outer: Option<&Mask>) -> Option<Mask> {
        let mut builder = PathBuilder::new();
        for (k, &(x, y)) in polygon.iter().enumerate() {
            if k == 0 {
                builder.move_to(x as f32, y as f32);
            } else {
                builder.line_to(x as f32, y as f32);
            }
        }
        builder.close();
        let path = builder.finish()?;
        if let Some(outer) = outer {
            let mut mask = outer.clone();
            mask.intersect_path(&path, FillRule::Winding, true, self.view);
            Some(mask)
        } else {
            let mut mask = Mask::new(self.canvas.width(), self.canvas.height())?;
            mask.fill_path(&path, FillRule::Winding, true, self.view);
            Some(mask)
        }
    }

    fn paint(&mut self, path: &Path, style: &Style, mask: Option<&Mask>) {
        if let Some(fill) = style.fill {
            // As SVG fills: contour bands are rings whose holes run the other way round.
            let brush = brush(fill, style.opacity);
            self.canvas
                .fill_path(path, &brush, FillRule::Winding, self.view, mask);
        }
        if let Some(line) = style.stroke {
            let stroke = Stroke {
                width: style.width as f32,
                line_cap: LineCap::Butt,
                line_join: LineJoin::Miter,
                dash: style
                    .dash
                    .and_then(|(on, off)| StrokeDash::new(vec![on as f32, off as f32], 0.0)),
                ..Stroke::default()
            };
            self.canvas
                .stroke_path(path, &brush(line, style.opacity), &stroke, self.view, mask);
        }
    }

    fn text(&mut self, text: &Text, mask: Option<&Mask>) {
        let spans = rich::parse(&text.markup);
        let width: f64 = super::text_width(&text.markup, text.size, text.bold);
        let mut along = match text.anchor {
            Anchor::Start => 0.0,
            Anchor::Middle => -width / 2.0,
            Anchor::End => -width,
        };
        let line = Transform::from_translate(text.x as f32, text.y as f32);
        let line = if text.upwards {
            line.pre_rotate(-90.0)
        } else {
            line
        };
        for span in spans {
            let face = face_of(&span, text.bold);
            let (size, down) = placement(&span, text.size);
            let Some(font) = outlines(face) else { return };
            let scale = (size / f64::from(font.units_per_em())) as f32;
            let mut x = along;
            for c in span.text.chars() {
                let id = glyph(font, c);
                let mut pen = Pen(PathBuilder::new());
                font.outline_glyph(id, &mut pen);
                if let Some(path) = pen.0.finish() {
                    let place = line
                        .pre_translate(x as f32, down as f32)
                        .pre_scale(scale, -scale);
                    let transform = place.post_concat(self.view);
                    let ink = brush(text.paint, 1.0);
                    self.canvas
                        .fill_path(&path, &ink, FillRule::Winding, transform, mask);
                }
                x += f64::from(font.glyph_hor_advance(id).unwrap_or(0)) * f64::from(scale);
            }
            along += run_width(&span.text, face) * size;
        }
    }
}

fn brush(paint: Paint, opacity: f64) -> Brush<'static> {
    let (r, g, b) = paint.rgb();
    let mut brush = Brush::default();
    brush.set_color_rgba8(r, g, b, (opacity * 255.0).round() as u8);
    brush.anti_alias = true;
    brush
}

fn build(steps: &[Step], dx: f64, dy: f64) -> Option<Path> {
    let mut builder = PathBuilder::new();
    let (x, y) = (|v: f64| (v + dx) as f32, |v: f64| (v + dy) as f32);
    for step in steps {
        match *step {
            Step::Move(a, b) => builder.move_to(x(a), y(b)),
            Step::Line(a, b) => builder.line_to(x(a), y(b)),
            Step::Curve(a, b, c, d, e, f) => builder.cubic_to(x(a), y(b), x(c), y(d), x(e), y(f)),
            Step::Close => builder.close(),
        }
    }
    builder.finish()
}

/// Carries glyph outlines over into a path.
struct Pen(PathBuilder);

impl ttf_parser::OutlineBuilder for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        self.0.move_to(x, y);
    }
    fn line_to(&mut self, x: f32, y: f32) {
        self.0.line_to(x, y);
    }
    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        self.0.quad_to(x1, y1, x, y);
    }
    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        self.0.cubic_to(x1, y1, x2, y2, x, y);
    }
    fn close(&mut self) {
        self.0.close();
    }
}
