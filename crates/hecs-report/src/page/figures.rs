//! Figures in their sections, each with its caption or the words in its place.

use std::collections::BTreeSet;

use crate::ReportError;
use crate::data::FigureSection;
use crate::figures::{self, Figure};
use crate::rich::{self, escape};
use crate::scene::ONE_COLUMN;

pub(super) fn sections<'a>(sections: impl IntoIterator<Item = &'a FigureSection>) -> String {
    let mut frames = Frames::default();
    let mut out = String::new();
    for section in sections {
        let drawn = section
            .figures
            .iter()
            .map(|figure| (figure.subject(), figures::draw(figure)))
            .collect();
        out.push_str(&frames.section(&section.title, &section.text, drawn));
    }
    out
}

/// Frames of a page, whose identifiers differ.
#[derive(Default)]
pub(super) struct Frames {
    used: BTreeSet<String>,
}

impl Frames {
    /// Pictures under a heading; in the place of one that could not be drawn stand its subject and why.
    pub(super) fn section(
        &mut self,
        title: &str,
        text: &str,
        figures: Vec<(String, Result<Figure, ReportError>)>,
    ) -> String {
        let mut out = format!("<h3>{}</h3>\n", escape(title));
        if !text.is_empty() {
            out.push_str(&format!("<p>{}</p>\n", escape(text)));
        }
        out.push_str(&self.pictures(figures));
        out
    }

    /// Pictures without a heading.
    pub(super) fn pictures(
        &mut self,
        figures: Vec<(String, Result<Figure, ReportError>)>,
    ) -> String {
        let mut out = "<div class=\"figures\">\n".to_owned();
        for (subject, figure) in figures {
            match figure {
                Ok(drawn) => out.push_str(&self.frame(drawn)),
                Err(why) => out.push_str(&format!(
                    "<figure class=\"one words\"><p><strong>{}</strong></p><p>{}</p></figure>\n",
                    escape(&subject),
                    escape(&why.to_string())
                )),
            }
        }
        out.push_str("</div>\n");
        out
    }

    fn frame(&mut self, mut drawn: Figure) -> String {
        let base = drawn.id.clone();
        let mut count = 1;
        while !self.used.insert(drawn.id.clone()) {
            count += 1;
            drawn.id = format!("{base}-{count}");
        }
        let width = if drawn.width > ONE_COLUMN + 1.0 {
            "two"
        } else {
            "one"
        };
        format!(
            "<figure class=\"{width}\" id=\"{}\"><div class=\"scroll\">{}</div><figcaption>{}</figcaption></figure>\n",
            drawn.id,
            drawn.svg_inline(),
            rich::html(&drawn.caption)
        )
    }
}
