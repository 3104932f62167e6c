//! The ranking: the best structure in words, a dot plot, the table; and the comparison of those that are ticked.

use super::figures::Frames;
use super::tables;
use crate::data::{CompoundRow, Ranked, RankingData, RankingRow, ReportData};
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

/// A compound as a row of a ranking.
pub(super) fn ranking_row(compound: &CompoundRow) -> RankingRow {
    let energy = |k: usize| compound.energies_ev.get(k).copied().flatten();
    let ranked = compound.ranked.as_ref();
    RankingRow {
        no: compound.no,
        formula: compound.formula.clone(),
        source: ranked.map_or(String::new(), |ranked| ranked.source.clone()),
        barriers_ev: [0, 1, 2].map(energy),
        caveats: ranked.map_or(Vec::new(), |ranked| {
            ranked.caveats.iter().map(|c| c.words.clone()).collect()
        }),
    }
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

/// The box that takes a compound into the comparison.
pub(super) fn tick(compound: &CompoundRow) -> String {
    format!(
        "<td class=\"tick\"><input type=\"checkbox\" aria-label=\"Compare {}\"></td>",
        escape(&compound.formula)
    )
}

/// The file of a compound under its name, without the folders, which are there to be read when asked for.
pub(super) fn source(compound: &CompoundRow) -> String {
    let Some(ranked) = &compound.ranked else {
        return String::new();
    };
    let whole = ranked.source.as_str();
    let short = whole.rsplit(['/', '\\']).next().unwrap_or(whole);
    format!(
        "<span class=\"source\" title=\"{}\">{}</span>",
        escape(whole),
        escape(short)
    )
}

/// The cells of caveats and deciding hop.
pub(super) fn qualified(ranked: Option<&Ranked>) -> String {
    let Some(ranked) = ranked else {
        return "<td>–</td><td>–</td>".to_owned();
    };
    let caveats: Vec<String> = ranked
        .caveats
        .iter()
        .map(|caveat| {
            format!(
                "<span class=\"badge caveat\" title=\"{}\"><span aria-hidden=\"true\">△</span> {}</span>",
                escape(&caveat.words),
                escape(&caveat.name)
            )
        })
        .collect();
    let caveats = if caveats.is_empty() {
        "–".to_owned()
    } else {
        caveats.join(" ")
    };
    let deciding = if ranked.deciding.is_empty() {
        "–"
    } else {
        &ranked.deciding
    };
    format!(
        "<td class=\"caveats\" data-v=\"{}\">{caveats}</td><td class=\"hop\" title=\"{}\">{}</td>",
        ranked.caveats.len(),
        escape(deciding),
        // The window is in the words above and in the table of the hops.
        escape(deciding.split(", through").next().unwrap_or(deciding))
    )
}

/// The place of the comparison; empty where there is nothing to compare.
pub(super) fn comparison(report: &ReportData) -> String {
    if report.compounds.len() < 2 {
        return String::new();
    }
    "<p id=\"compare-hint\">Tick structures in the ranking to see their easiest paths over each other; at most eight.</p>\n\
     <div id=\"compared\"></div>\n"
        .to_owned()
}
