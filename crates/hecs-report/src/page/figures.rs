//! Figures in their sections, each with its caption or the words in its place.

use std::collections::BTreeSet;

use crate::data::FigureSection;
use crate::figures;
use crate::rich::{self, escape};
use crate::scene::ONE_COLUMN;

pub(super) fn sections(sections: &[FigureSection]) -> String {
    let mut used = BTreeSet::new();
    let mut out = String::new();
    for section in sections {
        out.push_str(&format!("<h3>{}</h3>\n", escape(&section.title)));
        if !section.text.is_empty() {
            out.push_str(&format!("<p>{}</p>\n", escape(&section.text)));
        }
        out.push_str("<div class=\"figures\">\n");
        for figure in &section.figures {
            match figures::draw(figure) {
                Ok(mut drawn) => {
                    let base = drawn.id.clone();
                    let mut count = 1;
                    while !used.insert(drawn.id.clone()) {
                        count += 1;
                        drawn.id = format!("{base}-{count}");
                    }
                    let width = if drawn.width > ONE_COLUMN + 1.0 {
                        "two"
                    } else {
                        "one"
                    };
                    out.push_str(&format!(
                        "<figure class=\"{width}\" id=\"{}\"><div class=\"scroll\">{}</div><figcaption>{}</figcaption></figure>\n",
                        drawn.id,
                        drawn.svg_inline(),
                        rich::html(&drawn.caption)
                    ));
                }
                Err(why) => out.push_str(&format!(
                    "<figure class=\"one words\"><p><strong>{}</strong></p><p>{}</p></figure>\n",
                    escape(&figure.subject()),
                    escape(&why.to_string())
                )),
            }
        }
        out.push_str("</div>\n");
    }
    out
}
