//! Rows and columns in the plane of two components: scores and loadings.

use crate::data::{PlsData, PlsRow, Set};
use crate::error::ReportError;
use crate::figures::fit::look;
use crate::figures::pls::cloud::{Cloud, Dot, Entry, zero_lines};
use crate::figures::pls::{counted, named, need_components};
use crate::figures::{Figure, not_drawn, slug};
use crate::labels;
use crate::palette::{BLUE, VERMILION};
use crate::scene::{Datum, Node, ONE_COLUMN, Paint, Style, Symbol};

/// Points of an ellipse.
const AROUND: usize = 120;

/// Rows by their first two scores, or by the first in the order of the table where the model has one component, with the limit of T² for
/// what is shown.
///
/// The ellipse t₁²/s₁² + t₂²/s₂² = ((n²−1)/n)((1−level)^(−2/(n−2)) − 1) holds the share `level` of new rows: it is the limit
/// (2(n²−1)/(n(n−2)))·F(level; 2, n−2), whose quantile has this closed form. N. D. Tracy, J. C. Young, R. L. Mason, J. Qual. Technol. 24 (1992) 88,
/// doi:10.1080/00224065.1992.12015232.
///
/// # Errors
/// [`ReportError::TooFew`] without a component or a row with scores.
pub fn scores(data: &PlsData) -> Result<Figure, ReportError> {
    const WHAT: &str = "A plot of scores";
    need_components(data, WHAT, 1)?;
    let plane = data.components.len() > 1;
    let half = half_axes(data);
    let (mut outside, mut dots) = (0, Vec::new());
    for (k, row) in data.rows.iter().enumerate() {
        let score = |a: usize| row.scores.get(a).copied().unwrap_or(f64::NAN);
        let (at, share) = if plane {
            let share = half.map_or(f64::NAN, |(a, b)| {
                (score(0) / a).powi(2) + (score(1) / b).powi(2)
            });
            ((score(0), score(1)), share)
        } else {
            let share = half.map_or(f64::NAN, |(a, _)| (score(0) / a).powi(2));
            (((k + 1) as f64, score(0)), share)
        };
        outside += usize::from(share > 1.0);
        let words = if plane {
            format!("t1 {:.4}, t2 {:.4}", at.0, at.1)
        } else {
            format!("t1 {:.4}", at.1)
        };
        // Without a limit the furthest from the middle are named.
        let weight = if share.is_nan() {
            at.0.hypot(at.1)
        } else {
            share
        };
        dots.push(row_dot(data, k, row, at, &words, weight));
    }
    let also = match half {
        Some((a, b)) if plane => vec![(-a, -b), (a, b)],
        Some((a, _)) => vec![(1.0, -a), (1.0, a)],
        None => Vec::new(),
    };
    let cloud = Cloud {
        x_title: if plane {
            score_title(data, 0)
        } else {
            "row, in the order of the table".to_owned()
        },
        y_title: score_title(data, usize::from(plane)),
        legend: set_legend(data),
        square: false,
        dots,
        also,
    };
    let drawn = cloud.draw(WHAT, "rows with scores", |panel| {
        let mut nodes = zero_lines(panel);
        let style = Style::stroke(Paint::Muted, 0.8).dashed(3.0, 2.0);
        match half {
            Some((a, b)) if plane => {
                let around: Vec<(f64, f64)> = (0..AROUND)
                    .map(|k| {
                        let angle = std::f64::consts::TAU * k as f64 / AROUND as f64;
                        panel.at(a * angle.cos(), b * angle.sin())
                    })
                    .collect();
                nodes.push(Node::polygon(&around, style));
            }
            Some((a, _)) => nodes.extend([-a, a].map(|t| {
                let y = panel.py(t);
                Node::line((panel.x, y), (panel.x + panel.w, y), style)
            })),
            None => {}
        }
        nodes
    })?;
    let limit = if half.is_some() {
        let what = if plane { "ellipse" } else { "lines" };
        format!(
            " Dashed {what}: limit of *T*^{{2}} for what is shown at {} %; {} of {} {} beyond.",
            percent(data.level),
            outside,
            counted(drawn.all, "row"),
            if outside == 1 { "lies" } else { "lie" }
        )
    } else {
        String::new()
    };
    let response = &data.response.name;
    Ok(Figure {
        id: slug(&["scores", response]),
        title: format!("Scores of the rows, {response}"),
        alt: format!(
            "Scatter plot of the scores of {}{}.",
            counted(drawn.all, "row"),
            if half.is_some() {
                format!("; {outside} beyond the limit of T²")
            } else {
                String::new()
            }
        ),
        caption: format!(
            "Scores of the rows (model of {}).{limit}{}{}",
            labels::as_text(response),
            named(drawn.named, drawn.all, "row"),
            not_drawn(drawn.dropped, "row")
        ),
        width: ONE_COLUMN,
        height: drawn.height,
        nodes: drawn.nodes,
    })
}

/// Half axes of the limit of T² for the components shown.
fn half_axes(data: &PlsData) -> Option<(f64, f64)> {
    let n = data.training_rows().count() as f64;
    let axis = |a: usize, limit: f64| {
        let half = (data.components[a].score_variance * limit).sqrt();
        (half.is_finite() && half > 0.0).then_some(half)
    };
    if data.components.len() == 1 {
        let half = axis(0, data.limits.hotelling_t2_new_rows?)?;
        return Some((half, half));
    }
    if n < 3.0 || !(0.0..1.0).contains(&data.level) {
        return None;
    }
    let limit = (n * n - 1.0) / n * ((1.0 - data.level).powf(-2.0 / (n - 2.0)) - 1.0);
    Some((axis(0, limit)?, axis(1, limit)?))
}

/// Columns by their loadings on the first two components, and the response among them.
///
/// # Errors
/// [`ReportError::TooFew`] for fewer than two components or no column with loadings.
pub fn loadings(data: &PlsData) -> Result<Figure, ReportError> {
    const WHAT: &str = "A plot of loadings";
    need_components(data, WHAT, 2)?;
    let small = data.columns.len() > 60;
    let mut dots: Vec<Dot> = data
        .columns
        .iter()
        .enumerate()
        .map(|(j, column)| {
            let [x, y] = [0, 1].map(|a| column.loadings.get(a).copied().unwrap_or(f64::NAN));
            let vip = column
                .vip
                .map_or_else(String::new, |vip| format!("\nVIP {vip:.3}"));
            let title = format!("{}\np1 {x:.4}, p2 {y:.4}{vip}", column.quantity.titled());
            Dot {
                at: (x, y),
                symbol: Symbol::Circle,
                size: if small { 1.5 } else { 2.3 },
                style: Style::fill(BLUE).outlined(Paint::Paper, 0.3),
                datum: Datum::new("column", title).compound(data.column_number(j)),
                name: column.quantity.name.clone(),
                weight: x.hypot(y),
            }
        })
        .collect();
    let [x, y] = [0, 1].map(|a| data.components[a].y_loading);
    dots.push(Dot {
        at: (x, y),
        symbol: Symbol::Square,
        size: 2.9,
        style: Style::fill(VERMILION).outlined(Paint::Paper, 0.4),
        datum: Datum::new(
            "response",
            format!("{}\nq1 {x:.4}, q2 {y:.4}", data.response.titled()),
        ),
        name: data.response.name.clone(),
        weight: f64::INFINITY,
    });
    let cloud = Cloud {
        x_title: "*p*_{1}".to_owned(),
        y_title: "*p*_{2}".to_owned(),
        legend: vec![
            (
                "column",
                "column".to_owned(),
                Symbol::Circle,
                Style::fill(BLUE),
            ),
            (
                "response",
                "response (*q*)".to_owned(),
                Symbol::Square,
                Style::fill(VERMILION),
            ),
        ],
        square: false,
        dots,
        also: vec![(0.0, 0.0)],
    };
    let drawn = cloud.draw(WHAT, "columns with loadings", zero_lines)?;
    let response = &data.response.name;
    Ok(Figure {
        id: slug(&["loadings", response]),
        title: format!("Loadings of the columns, {response}"),
        alt: format!(
            "Scatter plot of the loadings of {} on components 1 and 2, with the response.",
            counted(data.columns.len(), "column")
        ),
        caption: format!(
            "Loadings of the columns and of the response {}, scaled units: near each other and far from the middle they vary together.{}{}",
            labels::as_text(response),
            named(drawn.named, drawn.all, "mark"),
            not_drawn(drawn.dropped, "column")
        ),
        width: ONE_COLUMN,
        height: drawn.height,
        nodes: drawn.nodes,
    })
}

/// The mark of a row.
pub(super) fn row_dot(
    data: &PlsData,
    k: usize,
    row: &PlsRow,
    at: (f64, f64),
    words: &str,
    weight: f64,
) -> Dot {
    let (symbol, style, series, name) = look(row.set);
    let title = format!("{} (no. {}, {name})\n{words}", row.name, data.row_number(k));
    Dot {
        at,
        symbol,
        size: if data.rows.len() > 150 { 1.7 } else { 2.4 },
        style,
        datum: Datum::new(series, title).compound(data.row_number(k)),
        name: row.name.clone(),
        weight,
    }
}

/// The sets that occur, with the number of their rows.
pub(super) fn set_legend(data: &PlsData) -> Vec<Entry> {
    [Set::Train, Set::Test, Set::Neither]
        .into_iter()
        .filter_map(|set| {
            let count = data.rows.iter().filter(|row| row.set == set).count();
            let (symbol, style, series, name) = look(set);
            (count > 0).then(|| (series, format!("{name} ({count})"), symbol, style))
        })
        .collect()
}

/// A level or share in percent, without idle zeros.
pub(super) fn percent(share: f64) -> String {
    ((share * 1000.0).round() / 10.0).to_string()
}

/// Shares of columns and response that a component explains, label markup.
pub(super) fn explained(data: &PlsData, a: usize) -> String {
    let component = &data.components[a];
    format!(
        "*R*^{{2}}*X* {:.0} %, *R*^{{2}}*Y* {:.0} %",
        100.0 * component.r2x,
        100.0 * component.r2y
    )
}

fn score_title(data: &PlsData, a: usize) -> String {
    format!("*t*_{{{}}} ({})", a + 1, explained(data, a))
}
