//! How far rows lie from the model: T² within its plane, Q off it.

use crate::axes::known;
use crate::data::{PlsData, Set};
use crate::error::ReportError;
use crate::figures::pls::cloud::{Cloud, Dot};
use crate::figures::pls::planes::{percent, row_dot, set_legend};
use crate::figures::pls::{counted, named, need_components};
use crate::figures::{Figure, not_drawn, slug};
use crate::labels;
use crate::scene::{Node, ONE_COLUMN, Paint, Style};

/// T² against Q of each row, with the limits of training rows (dotted) and those by which new rows are judged (dashed).
///
/// # Errors
/// [`ReportError::TooFew`] without a component, or without a row that has both.
pub fn domain(data: &PlsData) -> Result<Figure, ReportError> {
    const WHAT: &str = "A plot of T² and Q";
    need_components(data, WHAT, 1)?;
    let limits = &data.limits;
    let judged = [
        known(limits.judged_hotelling_t2),
        known(limits.judged_q_residual),
    ];
    let training = [
        known(limits.hotelling_t2_training),
        known(limits.q_training),
    ];
    let dots: Vec<Dot> = data
        .rows
        .iter()
        .enumerate()
        .filter_map(|(k, row)| {
            let (t2, q) = (row.hotelling_t2?, row.q_residual?);
            let limits = if row.set == Set::Train {
                training
            } else {
                judged
            };
            let share = limits
                .iter()
                .zip([t2, q])
                .filter_map(|(limit, value)| limit.map(|limit| value / limit))
                .fold(f64::NAN, f64::max);
            let verdict = match data.is_inside(row) {
                Some(true) => ", inside",
                Some(false) => ", outside",
                None => "",
            };
            let words = format!("T² {t2:.3}, Q {q:.4}{verdict}");
            let weight = if share.is_nan() { t2 + q } else { share };
            Some(row_dot(data, k, row, (t2, q), &words, weight))
        })
        .collect();
    let also = [training, judged].map(|[t2, q]| (t2.unwrap_or(0.0), q.unwrap_or(0.0)));
    let cloud = Cloud {
        x_title: "Hotelling's *T*^{2}".to_owned(),
        y_title: "*Q* residual".to_owned(),
        legend: set_legend(data),
        square: false,
        dots,
        also: also.into_iter().chain([(0.0, 0.0)]).collect(),
    };
    let drawn = cloud.draw(WHAT, "rows with both", |panel| {
        let dotted = Style::stroke(Paint::Muted, 0.7).dashed(1.0, 1.6);
        let dashed = Style::stroke(Paint::Ink, 0.7).dashed(3.0, 2.0);
        let mut nodes = Vec::new();
        for ([t2, q], style) in [(training, dotted), (judged, dashed)] {
            nodes.extend(t2.map(|t2| {
                let x = panel.px(t2);
                Node::line((x, panel.y), (x, panel.y + panel.h), style)
            }));
            nodes.extend(q.map(|q| {
                let y = panel.py(q);
                Node::line((panel.x, y), (panel.x + panel.w, y), style)
            }));
        }
        nodes
    })?;
    let outside = data
        .rows
        .iter()
        .filter(|row| data.is_inside(row) == Some(false))
        .count();
    let response = &data.response.name;
    Ok(Figure {
        id: slug(&["domain", response]),
        title: format!("Distance of the rows to the model, {response}"),
        alt: format!(
            "Scatter plot of Hotelling's T² against Q of {}; {outside} outside the domain.",
            counted(drawn.all, "row")
        ),
        caption: format!(
            "Distance of the rows within the plane of the components (*T*^{{2}}) and off it (*Q*, scaled units), model of {}. Limits at {} %: dotted those of training rows, dashed those by which new rows are judged; {}.{}{}",
            labels::as_text(response),
            percent(data.level),
            if outside == 1 {
                "one row lies beyond its own".to_owned()
            } else {
                format!("{outside} rows lie beyond their own")
            },
            named(drawn.named, drawn.all, "row"),
            not_drawn(drawn.dropped, "row")
        ),
        width: ONE_COLUMN,
        height: drawn.height,
        nodes: drawn.nodes,
    })
}
