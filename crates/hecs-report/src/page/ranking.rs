//! The ranking: the best structure in words, a dot plot, the table; and the comparison of those that are ticked.

use super::figures::Frames;
use super::ranked_cells::ranking_row;
use super::tables;
use crate::data::{CompoundRow, RankingData, RankingRow, ReportData};
use crate::figures;
use crate::rich::{self, escape};

/// The section of the ranking.
pub(super) fn section(report: &ReportData) -> String {
    let data = RankingData {
        ion: report.ion.clone(),
        rows: report.compounds.iter().map(ranking_row).collect(),
    };
    let plot = Frames::default().pictures(vec![(
        "Barriers by structure".to_owned(),
        figures::ranking(&data),
    )]);
    format!(
        "{}<div class=\"ranking\"><div>{}</div>{plot}</div>\n",
        best(report),
        tables::table(report)
    )
}

/// The structure of the lowest barrier, with what decides and what qualifies it; empty where none has a barrier.
fn best(report: &ReportData) -> String {
    let mut rows: Vec<(RankingRow, &CompoundRow)> = report
        .compounds
        .iter()
        .map(|compound| (ranking_row(compound), compound))
        .collect();
    rows.sort_by(|a, b| a.0.order(&b.0));
    let Some((row, compound)) = rows.first() else {
        return String::new();
    };
    let dimensions = ["one dimension", "two dimensions", "three dimensions"];
    let mut highest = dimensions.into_iter().zip(row.barriers_ev).rev();
    let Some((dimension, barrier)) =
        highest.find_map(|(dimension, barrier)| Some((dimension, barrier?)))
    else {
        return "<p>No structure lets the ion through: there is no barrier in any direction.</p>\n"
            .to_owned();
    };
    let ranked = compound.ranked.clone().unwrap_or_default();
    let deciding = match ranked.deciding.as_str() {
        "" => String::new(),
        hop => format!(" Deciding hop: {}.", escape(hop)),
    };
    let caveat = match ranked.caveats.as_slice() {
        [] => " Nothing qualifies the number beside the model itself.".to_owned(),
        [first, rest @ ..] => {
            let more = match rest.len() {
                0 => String::new(),
                n => format!(" ({n} more below)"),
            };
            format!(
                " <strong class=\"caveat\"><span aria-hidden=\"true\">△</span> {}</strong>: {}{more}.",
                escape(&first.name),
                escape(first.words.trim_end_matches('.'))
            )
        }
    };
    format!(
        "<p class=\"best\">Lowest barrier in {dimension}: <strong>{}</strong> ({}), <strong>{barrier:.3} eV</strong>.{deciding}{caveat}</p>\n",
        rich::html(&rich::formula(&compound.formula)),
        escape(&ranked.source)
    )
}

/// The place of the comparison; empty where there is nothing to compare.
pub(super) fn comparison(report: &ReportData) -> String {
    if !report.is_compared() {
        return String::new();
    }
    "<p id=\"compare-hint\">Tick structures in the ranking to see their easiest paths over each other, at most eight; printed, each of \
     them has a page of its own.</p>\n\
     <div class=\"tools\" id=\"compare-tools\"><label>Path over the hop that decides <select id=\"compare-dimension\">\
     <option value=\"2\">three dimensions</option><option value=\"1\">two dimensions</option><option value=\"0\">one dimension</option>\
     </select></label></div>\n\
     <div id=\"compared\"></div>\n"
        .to_owned()
}
