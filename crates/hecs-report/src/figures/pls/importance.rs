//! Which columns matter: VIP as bars, and VIP against coefficient.

use crate::data::{PlsData, VipBar, VipData};
use crate::error::ReportError;
use crate::figures::pls::cloud::{Cloud, Dot, zero_lines};
use crate::figures::pls::{VIP_THRESHOLD, counted, named, need_components};
use crate::figures::{Figure, not_drawn, slug, vip};
use crate::labels;
use crate::palette::{BLUE, GREY};
use crate::scene::{Datum, Node, ONE_COLUMN, Paint, Style, Symbol};

/// VIP of the columns from the largest down, with intervals where they are known; see [`vip`](crate::figures::vip).
///
/// # Errors
/// [`ReportError::TooFew`] without a component, and as of [`vip`](crate::figures::vip).
pub fn importance_bars(data: &PlsData) -> Result<Figure, ReportError> {
    need_components(data, "A chart of VIP scores", 1)?;
    let bars = data.columns_by_vip().into_iter().filter_map(|j| {
        let column = &data.columns[j];
        Some(
            VipBar::new(&column.quantity.name, column.vip?, None)
                .with_interval(column.vip_interval),
        )
    });
    vip(&VipData {
        name: data.response.name.clone(),
        threshold: VIP_THRESHOLD,
        bars: bars.collect(),
    })
}

/// VIP of each column against its scaled coefficient: what is high and far out both matters and acts directly.
///
/// # Errors
/// [`ReportError::TooFew`] without a component or a column that has a VIP.
pub fn importance(data: &PlsData) -> Result<Figure, ReportError> {
    const WHAT: &str = "A plot of VIP against coefficient";
    need_components(data, WHAT, 1)?;
    let small = data.columns.len() > 60;
    let dots: Vec<Dot> = data
        .columns
        .iter()
        .enumerate()
        .filter_map(|(j, column)| {
            let vip = column.vip?;
            let above = vip > VIP_THRESHOLD;
            let title = format!(
                "{}\nVIP {vip:.4}\nscaled coefficient {:+.5}",
                column.quantity.titled(),
                column.coefficient_scaled
            );
            Some(Dot {
                at: (column.coefficient_scaled, vip),
                symbol: Symbol::Circle,
                size: if small { 1.6 } else { 2.3 },
                style: Style::fill(if above { BLUE } else { GREY }).outlined(Paint::Paper, 0.3),
                datum: Datum::new(if above { "above" } else { "below" }, title)
                    .compound(data.column_number(j)),
                name: column.quantity.name.clone(),
                weight: vip,
            })
        })
        .collect();
    let above = dots.iter().filter(|dot| dot.at.1 > VIP_THRESHOLD).count();
    let entry =
        |key, words: &str, colour| (key, words.to_owned(), Symbol::Circle, Style::fill(colour));
    let cloud = Cloud {
        x_title: "scaled coefficient".to_owned(),
        y_title: "VIP".to_owned(),
        legend: vec![
            entry("above", &format!("VIP above {VIP_THRESHOLD}"), BLUE),
            entry("below", "below", GREY),
        ],
        square: false,
        dots,
        also: vec![(0.0, 0.0), (0.0, VIP_THRESHOLD)],
    };
    let drawn = cloud.draw(WHAT, "columns with a VIP", |panel| {
        let mut nodes = zero_lines(panel);
        let y = panel.py(VIP_THRESHOLD);
        nodes.push(Node::line(
            (panel.x, y),
            (panel.x + panel.w, y),
            Style::stroke(Paint::Muted, 0.7).dashed(2.0, 2.0),
        ));
        nodes
    })?;
    let response = &data.response.name;
    Ok(Figure {
        id: slug(&["vip-coefficient", response]),
        title: format!("VIP against coefficient, {response}"),
        alt: format!(
            "Scatter plot of VIP against scaled coefficient of {}; {above} lie above {VIP_THRESHOLD}.",
            counted(drawn.all, "column")
        ),
        caption: format!(
            "VIP against the scaled coefficient of each column (model of {}); {above} of {} lie above {VIP_THRESHOLD} (dashed).{}{}",
            labels::as_text(response),
            drawn.all,
            named(drawn.named, drawn.all, "column"),
            not_drawn(drawn.dropped, "column")
        ),
        width: ONE_COLUMN,
        height: drawn.height,
        nodes: drawn.nodes,
    })
}
