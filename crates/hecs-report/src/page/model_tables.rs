//! The rows and the columns of a model as tables.

use crate::data::{PlsData, PlsRow, Set};
use crate::numbers::significant;
use crate::rich::escape;

/// Significant digits of a cell; all of them are in its sort key.
const DIGITS: usize = 5;

/// Each row with its response, observed, fitted and left out, and how far it lies from the model.
pub(super) fn rows(model: &PlsData) -> String {
    if model.rows.is_empty() {
        return String::new();
    }
    let unit = in_brackets(model.response.unit.as_deref());
    let has_test = model.rows.iter().any(|row| row.set != Set::Train);
    let mut heads = head("No.", "n") + &head("Row", "");
    if has_test {
        heads += &head("Set", "");
    }
    for title in ["Observed", "Fitted", "Left out", "Residual"] {
        heads += &head(&format!("{title}{unit}"), "n");
    }
    heads += &(head("T²", "n") + &head("Q", "n") + &head("Inside", ""));
    let body: String = model
        .rows
        .iter()
        .enumerate()
        .map(|(k, row)| {
            let no = model.row_number(k);
            let mut cells = format!("<td class=\"n\">{no}</td>{}", name(&row.name));
            if has_test {
                cells += match row.set {
                    Set::Train => "<td>train</td>",
                    Set::Test => "<td>test</td>",
                    Set::Neither => "<td>–</td>",
                };
            }
            for value in [row.observed, Some(row.fitted), row.left_out, residual(row)] {
                cells += &number(value);
            }
            cells += &(number(row.hotelling_t2) + &number(row.q_residual));
            cells += match model.is_inside(row) {
                Some(true) => "<td><span class=\"badge holds\">yes</span></td>",
                Some(false) => "<td><span class=\"badge differs\">no</span></td>",
                None => "<td>–</td>",
            };
            format!("<tr data-no=\"{no}\">{cells}</tr>\n")
        })
        .collect();
    let words = "Residual: observed minus predicted, of training rows when left out. Inside: training rows by the limits of training rows, test rows by those of new rows.";
    table("rows-table", "name, set", words, &heads, &body)
}

/// Observed minus predicted, of a row that was not seen where there is such a prediction.
fn residual(row: &PlsRow) -> Option<f64> {
    Some(row.observed? - row.left_out.unwrap_or(row.fitted))
}

/// Each column with its coefficient and its importance.
pub(super) fn columns(model: &PlsData) -> String {
    if model.columns.is_empty() {
        return String::new();
    }
    let mut heads = head("Column", "");
    let has_unit = model.columns.iter().any(|c| c.quantity.unit.is_some());
    if has_unit {
        heads += &head("Unit", "");
    }
    for title in [
        "Coefficient",
        "from",
        "to",
        "Scaled coefficient",
        "VIP",
        "VIP from",
        "VIP to",
        "Selectivity ratio",
    ] {
        heads += &head(title, "n");
    }
    let body: String = model
        .columns_by_vip()
        .into_iter()
        .map(|j| {
            let column = &model.columns[j];
            let mut cells = name(&column.quantity.name);
            if has_unit {
                let unit = column.quantity.unit.as_deref().unwrap_or("–");
                cells += &format!("<td>{}</td>", escape(unit));
            }
            for value in [
                Some(column.coefficient),
                column.interval.map(|ends| ends.0),
                column.interval.map(|ends| ends.1),
                Some(column.coefficient_scaled),
                column.vip,
                column.vip_interval.map(|ends| ends.0),
                column.vip_interval.map(|ends| ends.1),
                column.selectivity_ratio,
            ] {
                cells += &number(value);
            }
            let no = model.column_number(j);
            format!("<tr data-no=\"{no}\">{cells}</tr>\n")
        })
        .collect();
    let unit = model.response.unit.as_deref();
    let words = format!(
        "Coefficients are in {} over the unit of the column, with the ends of their {} % intervals; the scaled ones in deviations of each.",
        unit.map_or_else(
            || format!("units of {}", model.response.name),
            str::to_owned
        ),
        (model.level * 1000.0).round() / 10.0
    );
    table("columns-table", "name", &words, &heads, &body)
}

fn table(id: &str, filter: &str, words: &str, heads: &str, body: &str) -> String {
    format!(
        "<p>{} Choose a heading to sort, a name to mark it in the figures.</p>\n<div class=\"tools\"><label>Filter <input type=\"search\" placeholder=\"{filter}\"></label><span class=\"count\"></span></div>\n<div class=\"scroll tall\"><table id=\"{id}\" class=\"sortable\"><thead><tr>{heads}</tr></thead><tbody>\n{body}</tbody></table></div>\n",
        escape(words)
    )
}

fn head(title: &str, class: &str) -> String {
    format!(
        "<th scope=\"col\" class=\"{class}\"><button type=\"button\">{}</button></th>",
        escape(title)
    )
}

fn name(text: &str) -> String {
    let text = escape(text);
    format!("<th scope=\"row\" data-v=\"{text}\"><button type=\"button\">{text}</button></th>")
}

/// A numeric cell with its full value for sorting.
fn number(value: Option<f64>) -> String {
    match value.filter(|v| v.is_finite()) {
        Some(v) => format!(
            "<td class=\"n\" data-v=\"{v}\">{}</td>",
            significant(v, DIGITS)
        ),
        None => "<td class=\"n\">–</td>".to_owned(),
    }
}

fn in_brackets(unit: Option<&str>) -> String {
    unit.map_or_else(String::new, |unit| format!(" ({unit})"))
}
