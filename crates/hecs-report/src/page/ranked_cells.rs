//! What a ranking says of one compound: its row of the figure, its cells of the table.

use crate::data::{CompoundRow, Ranked, RankingRow};
use crate::rich::escape;

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
