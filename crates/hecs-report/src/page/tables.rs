//! The tables: checks level by level, compounds with their energies and descriptors.

use super::ranked_cells::{qualified, ranking_row, source, tick};
use crate::data::{CheckVerdict, CompoundRow, Level, ReportData, Set};
use crate::labels;
use crate::rich::{self, escape};

pub(super) fn levels(levels: &[Level]) -> String {
    levels.iter().map(level).collect()
}

fn level(level: &Level) -> String {
    let (mut holds, mut differs) = (0, 0);
    let mut rows = String::new();
    for check in &level.checks {
        let (class, verdict) = match check.verdict {
            CheckVerdict::Holds => ("holds", "holds"),
            CheckVerdict::Differs => ("differs", "differs"),
            CheckVerdict::NotStated => ("open", "not stated"),
        };
        holds += u32::from(check.verdict == CheckVerdict::Holds);
        differs += u32::from(check.verdict == CheckVerdict::Differs);
        rows.push_str(&format!(
            "<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td><span class=\"badge {class}\">{verdict}</span></td><td class=\"note\">{}</td></tr>\n",
            escape(&check.name),
            escape(&check.paper),
            escape(&check.ours),
            escape(&check.difference),
            escape(&check.tolerance),
            escape(&check.note)
        ));
    }
    let text = if level.text.is_empty() {
        String::new()
    } else {
        format!("<p>{}</p>\n", escape(&level.text))
    };
    let table = if level.checks.is_empty() {
        "<p class=\"words\">No numbers were compared on this level.</p>\n".to_owned()
    } else {
        format!(
            "<div class=\"scroll\"><table class=\"checks\"><caption>{holds} of {} hold, {differs} differ</caption><thead><tr><th scope=\"col\">Quantity</th><th scope=\"col\">Paper</th><th scope=\"col\">Ours</th><th scope=\"col\">Difference</th><th scope=\"col\">Tolerance</th><th scope=\"col\">Verdict</th><th scope=\"col\">Note</th></tr></thead><tbody>\n{rows}</tbody></table></div>\n",
            level.checks.len()
        )
    };
    format!(
        "<h3>{}: {}</h3>\n{text}{table}",
        escape(&level.name),
        escape(&level.title)
    )
}

pub(super) fn compounds(report: &ReportData) -> String {
    if report.compounds.is_empty() {
        return String::new();
    }
    let introduction = "<p>Choose a compound to see its crystal and details below; choose a heading to sort.</p>\n";
    format!("{introduction}{}", table(report))
}

/// The table of the compounds: with what decides and qualifies their barriers where they are ranked, lowest first.
pub(super) fn table(report: &ReportData) -> String {
    let any = |test: fn(&CompoundRow) -> bool| report.compounds.iter().any(test);
    let columns = Columns {
        series: any(|c| !c.series.is_empty()),
        set: any(|c| c.set != Set::Neither),
        prediction: any(|c| c.prediction.is_some()),
    };
    let mut responses: Vec<&str> = report
        .compounds
        .iter()
        .filter_map(|c| Some(c.prediction.as_ref()?.response.as_str()))
        .collect();
    responses.dedup();
    let head = |title: &str, class: &str| {
        format!("<th scope=\"col\"{class}><button type=\"button\">{title}</button></th>")
    };
    let name = if report.is_ranked() {
        "Structure"
    } else {
        "Compound"
    };
    let mut heads = head("No.", "") + &head(name, "");
    if report.is_compared() {
        // A box to tick needs no sorting, but a heading to be read out.
        heads.insert_str(
            0,
            "<th scope=\"col\" class=\"tick\"><span class=\"unseen\">Compare</span></th>",
        );
    }
    if columns.series {
        heads += &head("Series", "");
    }
    if columns.set {
        heads += &head("Set", "");
    }
    for name in &report.energy_names {
        heads += &head(&format!("{} (eV)", rich::html(name)), " class=\"n\"");
    }
    if report.is_ranked() {
        heads += &head("What qualifies them", "");
        heads += &head("Deciding hop", "");
    }
    if columns.prediction {
        // The name says whose scale it is: the barriers beside it may be on another.
        let title = format!("Predicted {} (eV)", escape(&responses.join(", ")));
        heads += &head(&title, " class=\"n\"");
        heads += &head("Interval (eV)", "");
        heads += &head("Applicable", "");
    }
    for name in &report.descriptor_names {
        heads += &head(&rich::html(&labels::axis(name)), " class=\"n x\"");
    }
    let mut compounds: Vec<&CompoundRow> = report.compounds.iter().collect();
    if report.is_ranked() {
        compounds.sort_by(|a, b| ranking_row(a).order(&ranking_row(b)));
    }
    let rows: String = compounds
        .into_iter()
        .map(|c| row(report, c, &columns))
        .collect();
    let toggle = if report.descriptor_names.is_empty() {
        ""
    } else {
        "<label><input type=\"checkbox\" id=\"wide\"> show the descriptors</label>"
    };
    format!(
        "<div class=\"tools\"><label>Filter <input type=\"search\" placeholder=\"formula, file, any word\"></label>{toggle}<span class=\"count\"></span></div>\n<div class=\"scroll tall\"><table id=\"table\" class=\"sortable\"><thead><tr>{heads}</tr></thead><tbody>\n{rows}</tbody></table></div>\n"
    )
}

struct Columns {
    series: bool,
    set: bool,
    prediction: bool,
}

fn row(report: &ReportData, compound: &CompoundRow, columns: &Columns) -> String {
    let mut cells = format!(
        "<td>{}</td><th scope=\"row\" data-v=\"{}\"><button type=\"button\">{}</button>{}</th>",
        compound.no,
        escape(&compound.formula),
        rich::html(&rich::formula(&compound.formula)),
        source(compound)
    );
    if report.is_compared() {
        cells.insert_str(0, &tick(compound));
    }
    if columns.series {
        cells += &format!(
            "<td data-v=\"{}\">{}</td>",
            escape(&rich::plain(&compound.series)),
            rich::html(&compound.series)
        );
    }
    if columns.set {
        let set = match compound.set {
            Set::Train => "train",
            Set::Test => "test",
            Set::Neither => "–",
        };
        cells += &format!("<td>{set}</td>");
    }
    for k in 0..report.energy_names.len() {
        let decimals = if report.is_ranked() { 3 } else { 4 };
        let energy = compound.energies_ev.get(k).copied().flatten();
        cells += &number(energy, decimals, "");
    }
    if report.is_ranked() {
        cells += &qualified(compound.ranked.as_ref());
    }
    if columns.prediction {
        cells += &match &compound.prediction {
            None => "<td class=\"n\">–</td><td>–</td><td>–</td>".to_owned(),
            Some(p) => {
                let interval = p.interval_ev.map_or_else(
                    || "<td>–</td>".to_owned(),
                    |(low, high)| {
                        format!("<td data-v=\"{}\">{low:.3} to {high:.3}</td>", high - low)
                    },
                );
                let (class, word) = if p.applicable {
                    ("holds", "yes")
                } else {
                    ("differs", "no")
                };
                format!(
                    "{}{interval}<td title=\"{}\"><span class=\"badge {class}\">{word}</span></td>",
                    number(Some(p.ea_ev), 4, ""),
                    escape(&p.applicability)
                )
            }
        };
    }
    for k in 0..report.descriptor_names.len() {
        cells += &number(compound.descriptors.get(k).copied().flatten(), 4, " x");
    }
    format!("<tr data-no=\"{}\">{cells}</tr>\n", compound.no)
}

/// A numeric cell with its full value for sorting.
fn number(value: Option<f64>, decimals: usize, class: &str) -> String {
    match value.filter(|v| v.is_finite()) {
        Some(v) => format!("<td class=\"n{class}\" data-v=\"{v}\">{v:.decimals$}</td>"),
        None => format!("<td class=\"n{class}\">–</td>"),
    }
}
