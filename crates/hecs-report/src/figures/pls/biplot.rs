//! Rows and columns together in the plane of two components.

use crate::data::PlsData;
use crate::error::ReportError;
use crate::figures::pls::cloud::{Cloud, Dot, zero_lines};
use crate::figures::pls::planes::{explained, row_dot, set_legend};
use crate::figures::pls::{counted, need_components};
use crate::figures::{Figure, not_drawn, slug};
use crate::labels;
use crate::palette::ORANGE;
use crate::scene::{Datum, Node, ONE_COLUMN, Style, Symbol};

/// Rows and columns together: both clouds within ±1, each divided by its largest distance along an axis, so that angles stay.
///
/// # Errors
/// [`ReportError::TooFew`] for fewer than two components.
pub fn biplot(data: &PlsData) -> Result<Figure, ReportError> {
    /// Columns that have an arrow.
    const ARROWS: usize = 10;
    const WHAT: &str = "A biplot";
    need_components(data, WHAT, 2)?;
    let unit: Vec<f64> = [0, 1]
        .iter()
        .map(|&a| data.components[a].score_variance.sqrt())
        .collect();
    let two = |values: &[f64]| [0, 1].map(|a| values.get(a).copied().unwrap_or(f64::NAN));
    let rows: Vec<[f64; 2]> = data
        .rows
        .iter()
        .map(|row| two(&row.scores))
        .map(|t| [t[0] / unit[0], t[1] / unit[1]])
        .collect();
    let columns: Vec<[f64; 2]> = data
        .columns
        .iter()
        .map(|column| two(&column.loadings))
        .map(|p| [p[0] * unit[0], p[1] * unit[1]])
        .collect();
    let largest = |points: &[[f64; 2]]| {
        let values = points.iter().flatten().map(|v| v.abs());
        values
            .filter(|v| v.is_finite())
            .fold(0.0, f64::max)
            .max(1e-300)
    };
    let (of_rows, of_columns) = (largest(&rows), largest(&columns));
    let mut dots: Vec<Dot> = data
        .rows
        .iter()
        .enumerate()
        .map(|(k, row)| {
            let at = (rows[k][0] / of_rows, rows[k][1] / of_rows);
            let words = format!(
                "t1 {:.4}, t2 {:.4}",
                two(&row.scores)[0],
                two(&row.scores)[1]
            );
            row_dot(data, k, row, at, &words, -1.0)
        })
        .collect();
    let mut leading: Vec<usize> = (0..columns.len()).collect();
    let length = |j: usize| columns[j][0].hypot(columns[j][1]);
    leading.sort_by(|&j, &k| length(k).total_cmp(&length(j)));
    leading.truncate(ARROWS);
    for (j, column) in data.columns.iter().enumerate() {
        let at = (columns[j][0] / of_columns, columns[j][1] / of_columns);
        let leads = leading.contains(&j);
        let [x, y] = two(&column.loadings);
        dots.push(Dot {
            at,
            symbol: Symbol::Square,
            size: if leads { 2.0 } else { 1.2 },
            style: Style::fill(ORANGE).opacity(if leads { 1.0 } else { 0.55 }),
            datum: Datum::new(
                "column",
                format!("{}\np1 {x:.4}, p2 {y:.4}", column.quantity.titled()),
            )
            .compound(data.column_number(j)),
            name: column.quantity.name.clone(),
            weight: if leads { length(j) } else { -1.0 },
        });
    }
    let ends: Vec<(f64, f64)> = leading
        .iter()
        .map(|&j| (columns[j][0] / of_columns, columns[j][1] / of_columns))
        .collect();
    let mut legend = set_legend(data);
    legend.push((
        "column",
        "column".to_owned(),
        Symbol::Square,
        Style::fill(ORANGE),
    ));
    let cloud = Cloud {
        x_title: format!("component 1, {}", explained(data, 0)),
        y_title: format!("component 2, {}", explained(data, 1)),
        legend,
        square: true,
        dots,
        also: vec![(-1.0, -1.0), (1.0, 1.0)],
    };
    let drawn = cloud.draw(WHAT, "rows and columns", |panel| {
        let mut nodes = zero_lines(panel);
        let middle = panel.at(0.0, 0.0);
        let style = Style::stroke(ORANGE, 0.7);
        nodes.extend(
            ends.iter()
                .filter(|end| end.0.is_finite() && end.1.is_finite())
                .map(|end| Node::line(middle, panel.at(end.0, end.1), style)),
        );
        nodes
    })?;
    let response = &data.response.name;
    Ok(Figure {
        id: slug(&["biplot", response]),
        title: format!("Rows and columns in the plane of two components, {response}"),
        alt: format!(
            "Biplot of {} and {} on components 1 and 2.",
            counted(data.rows.len(), "row"),
            counted(data.columns.len(), "column")
        ),
        caption: format!(
            "Biplot (model of {}): scores in units of their deviations, and loadings times those deviations, each cloud divided by its largest value. A row lies in the direction of the columns in which it is large. Lines and names: the {} with the longest loadings{}.{}",
            labels::as_text(response),
            counted(leading.len(), "column"),
            if leading.len() < data.columns.len() {
                format!(", of {}", data.columns.len())
            } else {
                String::new()
            },
            not_drawn(drawn.dropped, "mark")
        ),
        width: ONE_COLUMN,
        height: drawn.height,
        nodes: drawn.nodes,
    })
}
