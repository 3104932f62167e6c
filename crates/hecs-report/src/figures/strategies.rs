//! Design strategies as a table (Fig. 7).

use crate::axes::{TICK_SIZE, known};
use crate::data::StrategyData;
use crate::error::ReportError;
use crate::figures::Figure;
use crate::figures::boxes::{LINE, lines, wrap};
use crate::scene::{Node, Paint, Style, TWO_COLUMNS};

/// Left edges of the columns as shares of the width, and the right end.
const EDGES: [f64; 7] = [0.0, 0.16, 0.38, 0.63, 0.74, 0.85, 1.0];
const HEADS: [&str; 6] = [
    "Strategy",
    "Path",
    "Family",
    "Paper (eV)",
    "Ours (eV)",
    "Verdict",
];

/// Draws the table: strategy, path, family, the paper's bound, our value, verdict.
///
/// # Errors
/// [`ReportError::TooFew`] without strategies.
pub fn strategies(data: &StrategyData) -> Result<Figure, ReportError> {
    if data.rows.is_empty() {
        return Err(ReportError::TooFew {
            what: "The table of strategies",
            of: "strategies",
            needed: 1,
            found: 0,
        });
    }
    let x = |column: usize| 3.0 + EDGES[column] * (TWO_COLUMNS - 6.0);
    let rule = |y: f64, width: f64| {
        Node::line((0.0, y), (TWO_COLUMNS, y), Style::stroke(Paint::Ink, width))
    };
    let mut nodes = vec![rule(2.0, 1.0), rule(15.0, 0.5)];
    for (column, head) in HEADS.into_iter().enumerate() {
        nodes.push(
            Node::text(x(column), 11.0, head, TICK_SIZE + 0.3)
                .bold()
                .into(),
        );
    }
    let number = |value: Option<f64>, sign: &str| {
        known(value).map_or_else(|| "–".to_owned(), |v| format!("{sign}{v:.3}"))
    };
    let mut y = 15.0;
    for (k, row) in data.rows.iter().enumerate() {
        let repeats = k > 0 && data.rows[k - 1].strategy == row.strategy;
        let cells = [
            if repeats {
                String::new()
            } else {
                row.strategy.clone()
            },
            row.path.clone(),
            row.family.clone(),
            number(row.bound_ev, "< "),
            number(row.predicted_ev, ""),
            row.verdict.clone(),
        ];
        let wrapped: Vec<Vec<String>> = cells
            .iter()
            .enumerate()
            .map(|(c, cell)| wrap(cell, x(c + 1) - x(c) - 6.0, TICK_SIZE))
            .collect();
        let tall = wrapped.iter().map(Vec::len).max().unwrap_or(1).max(1);
        let h = tall as f64 * LINE + 6.0;
        if k % 2 == 1 {
            let ground = Style::fill(Paint::Faint).opacity(0.4);
            nodes.push(Node::rect(0.0, y, TWO_COLUMNS, h, ground));
        }
        for (column, text) in wrapped.iter().enumerate() {
            nodes.extend(lines(x(column), y + LINE + 1.2, text, TICK_SIZE));
        }
        y += h;
    }
    nodes.push(rule(y, 1.0));
    let words: Vec<String> = data
        .rows
        .iter()
        .map(|r| format!("{}: {}", crate::rich::plain(&r.family), r.verdict))
        .collect();
    Ok(Figure {
        id: "strategies".to_owned(),
        title: "Design strategies".to_owned(),
        alt: format!("Table of {} families. {}.", data.rows.len(), words.join("; ")),
        caption: "Strategies for a lower *E*_{a}, the families they lead to, the bound that the paper prints for each (the value of the parent compound) and the lowest value found here among the members within the domain of the known compositions. The verdict does not compare these two: it asks whether every such member, up to the highest, lies below the virtual structure of its own parent, which need not have the value of the real one; both numbers stand beside it. So a claim can fail though our lowest value is below the bound, and hold though it is above.".to_owned(),
        width: TWO_COLUMNS,
        height: y + 3.0,
        nodes,
    })
}
