//! Our readings beside those of the peers: compositions, volumes, space groups.

use std::time::Duration;

use hecs_cif::{Code, Document, ReadOptions, Reading, read_structure};
use hecs_core::{Composition, formula_text, parse_formula};

use super::damaged::Damaged;
use super::file::{File, same};
use super::report::Report;

/// Relative difference of the counts of an element up to which two compositions are the same.
const COMPOSITION_TOLERANCE: f64 = 0.005;

/// The same for a composition and a formula, which is often rounded.
const FORMULA_TOLERANCE: f64 = 0.02;

/// The longest that a file may take.
const SLOWEST: Duration = Duration::from_secs(2);

pub(super) fn stability(files: &[File], damaged: &[Damaged], report: &mut Report) {
    let mut bad = 0;
    let all = files
        .iter()
        .map(|f| (f.name(), &f.reading, f.time))
        .chain(damaged.iter().map(|d| (d.name(), &d.reading, d.time)));
    let mut count = 0;
    for (name, reading, time) in all {
        count += 1;
        if reading.is_none() || time > SLOWEST {
            bad += 1;
            report.details.push(format!("panic or {time:?}: {name}"));
        }
    }
    report.row(
        "panics, hangs (> 2 s)",
        "0",
        format!("{bad} of {count}"),
        bad == 0,
    );
}

/// Files that both peers read with the same composition.
pub(super) fn agreement(files: &[File], report: &mut Report) {
    let (mut total, mut composition, mut volume) = (0, 0, 0);
    let (mut corrected, mut listed) = (0, 0);
    for file in files.iter().filter(|f| f.row["comp_agree"] == "1.0") {
        let Some(expected) = file.peer("g") else {
            continue;
        };
        total += 1;
        let structure = file.reading.as_ref().and_then(|r| r.structure.as_ref());
        let options = ReadOptions {
            as_listed: true,
            ..ReadOptions::default()
        };
        listed += i32::from(holds(&read_structure(&file.bytes, &options), &expected));
        if file.reading.as_ref().is_some_and(|r| holds(r, &expected)) {
            composition += 1;
        } else {
            let truth = Declared::of(file);
            let fits = |c: Option<Composition>| truth.as_ref().is_some_and(|t| t.fits(c.as_ref()));
            let right = fits(file.composition()) && !fits(Some(expected));
            corrected += i32::from(right);
            report.details.push(format!(
                "composition: {}: ours {} ({}), both peers {}; declared {}",
                file.name(),
                shown(file),
                tick(right),
                file.row["g_comp"],
                truth.map_or_else(|| "nothing".to_owned(), |t| t.text())
            ));
        }
        let stated: f64 = file.row["g_volume"].parse().unwrap_or(f64::NAN);
        let ours = structure.map_or(f64::NAN, |s| s.lattice().volume());
        // Where the peers' volumes differ, the row says so.
        if (ours / stated - 1.0).abs() < 1e-4 || file.row["vol_agree"] != "1.0" {
            volume += 1;
        } else {
            report.details.push(format!(
                "volume: {}: ours {ours:.4}, peers {stated:.4}",
                file.name()
            ));
        }
    }
    let percent = |n: i32| 100.0 * f64::from(n) / f64::from(total.max(1));
    report.row(
        "composition, where both peers agree: the same",
        "–",
        format!("{composition} of {total} ({:.2} %)", percent(composition)),
        true,
    );
    report.row(
        "the same, rows read as listed",
        "≥ 99.5 %",
        format!("{listed} of {total} ({:.2} %)", percent(listed)),
        percent(listed) >= 99.5,
    );
    let vouched = composition + corrected;
    report.row(
        "the same, or formula × Z against the peers",
        "≥ 99.5 %",
        format!("{vouched} of {total} ({:.2} %)", percent(vouched)),
        percent(vouched) >= 99.5,
    );
    report.row(
        "volume, where both peers agree",
        "all",
        format!("{volume} of {total}"),
        volume == total,
    );
}

/// Whether a reading has a composition, with or without the atoms that have no coordinates.
fn holds(reading: &Reading, expected: &Composition) -> bool {
    let located = reading.structure.as_ref().map(|s| {
        let mut sum = s.composition();
        sum.retain(|_, n| *n > 0.0);
        sum
    });
    [located, reading.composition()]
        .iter()
        .flatten()
        .any(|c| same(c, expected, COMPOSITION_TOLERANCE))
}

fn shown(file: &File) -> String {
    if let Some(composition) = file.composition() {
        return formula_text(&composition);
    }
    match file.reading.as_ref().and_then(Reading::first_error) {
        Some(error) => format!("[{}, {error}]", error.code),
        None => "[nothing]".to_owned(),
    }
}

/// The formula of the block that was read and its Z, from the document alone.
struct Declared {
    formula: Composition,
    units: Option<f64>,
}

impl Declared {
    fn of(file: &File) -> Option<Self> {
        let (document, _) = Document::parse(&file.bytes);
        let block = file
            .reading
            .as_ref()
            .and_then(|r| r.block.as_deref())
            .and_then(|name| document.block(name))
            .or(document.blocks().first())?;
        let formula = block
            .value(&document, "_chemical_formula_sum")
            .and_then(|v| parse_formula(&v.text(&document)))?;
        let units = block
            .value(&document, "_cell_formula_units_Z")
            .and_then(|v| v.number(&document))
            .map(|n| n.value);
        Some(Self { formula, units })
    }

    /// Whether a composition is formula × Z, or the formula itself where it is that of the cell;
    /// where Z is not stated, whether it is a whole multiple of the formula.
    fn fits(&self, composition: Option<&Composition>) -> bool {
        let Some(found) = composition else {
            return false;
        };
        let total = |c: &Composition| c.values().sum::<f64>();
        let units = self
            .units
            .unwrap_or_else(|| (total(found) / total(&self.formula)).round().max(1.0));
        let whole: Composition = self.formula.iter().map(|(e, n)| (*e, n * units)).collect();
        [&whole, &self.formula]
            .iter()
            .any(|c| same(c, found, FORMULA_TOLERANCE))
    }

    fn text(&self) -> String {
        let units = self.units.map_or("?".to_owned(), |z| z.to_string());
        format!("{} × {units}", formula_text(&self.formula))
    }
}

/// Files whose composition the peers dispute, decided by formula × Z.
pub(super) fn disputes(files: &[File], report: &mut Report) {
    let mut right = [0; 3];
    let mut decided = 0;
    for file in files {
        let both = file.row["g_status"] == "ok" && file.row["p_status"] == "ok";
        if !both || file.row["comp_agree"] == "1.0" {
            continue;
        }
        let truth = Declared::of(file);
        let fits = |c: Option<Composition>| truth.as_ref().is_some_and(|t| t.fits(c.as_ref()));
        let verdicts = [
            fits(file.composition()),
            fits(file.peer("g")),
            fits(file.peer("p")),
        ];
        decided += i32::from(verdicts.contains(&true));
        for (count, verdict) in right.iter_mut().zip(verdicts) {
            *count += i32::from(verdict);
        }
        let text = truth.map_or_else(|| "nothing".to_owned(), |t| t.text());
        report.details.push(format!(
            "disputed: {}: ours {} ({}), gemmi {} ({}), pymatgen {} ({}); declared {text}",
            file.name(),
            shown(file),
            tick(verdicts[0]),
            file.row["g_comp"],
            tick(verdicts[1]),
            file.row["p_comp"],
            tick(verdicts[2]),
        ));
    }
    report.row(
        "right where the peers differ and formula × Z decides",
        "most",
        format!(
            "ours {}, gemmi {}, pymatgen {} of {decided}",
            right[0], right[1], right[2]
        ),
        right[0] > right[1] && right[0] > right[2],
    );
    every_formula(files, report);
}

fn tick(right: bool) -> &'static str {
    if right { "right" } else { "wrong" }
}

/// Over all files with formula × Z: how often each program has the declared content.
fn every_formula(files: &[File], report: &mut Report) {
    let mut right = [0; 3];
    let mut total = 0;
    for file in files {
        let Some(truth) = Declared::of(file) else {
            continue;
        };
        if file.peer("g").is_none() && file.peer("p").is_none() {
            continue;
        }
        total += 1;
        let fits = |c: Option<Composition>| truth.fits(c.as_ref());
        let verdicts = [
            fits(file.composition()),
            fits(file.peer("g")),
            fits(file.peer("p")),
        ];
        for (count, verdict) in right.iter_mut().zip(verdicts) {
            *count += i32::from(verdict);
        }
        if !verdicts[0] && (verdicts[1] || verdicts[2]) {
            report.details.push(format!(
                "formula: {}: ours {}, declared {}",
                file.name(),
                shown(file),
                truth.text()
            ));
        }
    }
    report.row(
        "declared content, all files with a formula",
        "most",
        format!(
            "ours {}, gemmi {}, pymatgen {} of {total}",
            right[0], right[1], right[2]
        ),
        right[0] >= right[1] && right[0] >= right[2],
    );
}

/// Space-group numbers where the file states one and nothing in it contradicts.
pub(super) fn groups(files: &[File], report: &mut Report) {
    let (mut total, mut right) = (0, 0);
    for file in files {
        let Some(reading) = &file.reading else {
            continue;
        };
        let Some(structure) = &reading.structure else {
            continue;
        };
        if reading
            .diagnostics
            .iter()
            .any(|d| d.code == Code::SymmetryConflict)
        {
            continue;
        }
        let (document, _) = Document::parse(&file.bytes);
        let stated = reading
            .block
            .as_deref()
            .and_then(|name| document.block(name))
            .and_then(|block| {
                ["_space_group_IT_number", "_symmetry_Int_Tables_number"]
                    .iter()
                    .find_map(|name| block.value(&document, name)?.number(&document))
            })
            .map(|n| n.value);
        // Without a number in the file, gemmi's reading of the symbol stands for it.
        let peer = file.row["g_sg"].parse().ok();
        let Some(expected) = stated.or(peer) else {
            continue;
        };
        total += 1;
        let ours = structure.space_group().number.map(f64::from);
        if ours == Some(expected) {
            right += 1;
        } else {
            report.details.push(format!(
                "space group: {}: ours {ours:?}, stated {stated:?}, gemmi {peer:?}",
                file.name()
            ));
        }
    }
    report.row(
        "space-group number, where stated consistently",
        "all",
        format!("{right} of {total}"),
        right == total,
    );
}
