//! Damaged files and the outcome a reader owes.

use std::collections::BTreeMap;
use std::time::Duration;

use hecs_cif::{Code, Reading, Severity, decode};

use super::file::{read_guarded, same};
use super::report::Report;

/// A damaged file, its original, and what came of both.
pub(super) struct Damaged {
    pub(super) row: BTreeMap<String, String>,
    pub(super) reading: Option<Reading>,
    pub(super) time: Duration,
    pub(super) base: Option<Reading>,
    /// First and last line of the damage, from 1, where it has one.
    pub(super) lines: Option<(usize, usize)>,
}

impl Damaged {
    pub(super) fn read(row: BTreeMap<String, String>, bytes: &[u8], base_bytes: &[u8]) -> Self {
        let (reading, time) = read_guarded(bytes);
        let (base, _) = read_guarded(base_bytes);
        let lines = difference(&decode(base_bytes).text, &decode(bytes).text);
        Self {
            row,
            reading,
            time,
            base,
            lines,
        }
    }

    pub(super) fn name(&self) -> &str {
        &self.row["file"]
    }

    /// The codes that name the damage; empty where the file is owed the same structure.
    fn owed(&self) -> &'static [Code] {
        match self.row["mutation"].as_str() {
            "loop_value_missing" => &[Code::IncompleteLoop],
            "dup_tag" => &[Code::DuplicateName],
            "unclosed_text" => &[Code::UnclosedTextField],
            "unclosed_quote" => &[Code::UnclosedQuote],
            _ => &[],
        }
    }

    fn outcome_holds(&self) -> bool {
        let Some(reading) = &self.reading else {
            return false;
        };
        let owed = self.owed();
        if !owed.is_empty() {
            return reading
                .diagnostics
                .iter()
                .any(|d| owed.contains(&d.code) && d.severity >= Severity::Warning);
        }
        if self.row["mutation"].starts_with("truncated") {
            return reading.structure.is_none() || reading.has(Severity::Warning);
        }
        self.same_as_base(reading)
    }

    fn same_as_base(&self, reading: &Reading) -> bool {
        let (Some(ours), Some(base)) = (
            &reading.structure,
            self.base.as_ref().and_then(|b| b.structure.as_ref()),
        ) else {
            return false;
        };
        same(&ours.composition(), &base.composition(), 1e-9)
            && ours.lattice() == base.lattice()
            && ours.space_group().number == base.space_group().number
            && ours.sites().len() == base.sites().len()
            && ours
                .sites()
                .iter()
                .zip(base.sites())
                .all(|(a, b)| a.species == b.species && a.multiplicity() == b.multiplicity())
    }

    /// Whether the diagnostic of the damage points into its lines; `None` where it has none.
    fn line_holds(&self) -> Option<bool> {
        let owed = self.owed();
        let (first, last) = self.lines.filter(|_| !owed.is_empty())?;
        let found = self
            .reading
            .iter()
            .flat_map(|r| &r.diagnostics)
            .find(|d| owed.contains(&d.code))
            .and_then(|d| d.span);
        Some(found.is_some_and(|s| (first..=last).contains(&s.line)))
    }
}

/// The first and last line of `b`, from 1, that are not in `a`.
fn difference(a: &str, b: &str) -> Option<(usize, usize)> {
    let (a, b): (Vec<&str>, Vec<&str>) = (a.lines().collect(), b.lines().collect());
    let same = |(x, y): &(&&str, &&str)| x == y;
    let head = a.iter().zip(&b).take_while(same).count();
    let rest = a.len().min(b.len()) - head;
    let tail = a
        .iter()
        .rev()
        .zip(b.iter().rev())
        .take(rest)
        .take_while(same)
        .count();
    (head + tail < b.len()).then_some((head + 1, b.len() - tail))
}

pub(super) fn outcomes(damaged: &[Damaged], report: &mut Report) {
    let mut held = 0;
    let (mut lines, mut placed) = (0, 0);
    for file in damaged {
        if file.outcome_holds() {
            held += 1;
        } else {
            report.details.push(format!(
                "damaged: {}: owed {}",
                file.name(),
                file.row["expected"]
            ));
        }
        if let Some(holds) = file.line_holds() {
            lines += 1;
            if holds {
                placed += 1;
            } else {
                report.details.push(format!(
                    "line: {}: damage in lines {:?}, diagnostics in {:?}",
                    file.name(),
                    file.lines,
                    file.reading.as_ref().map(|r| r
                        .diagnostics
                        .iter()
                        .map(|d| (d.code.name(), d.span.map(|s| s.line)))
                        .collect::<Vec<_>>())
                ));
            }
        }
    }
    let allowed = damaged.len().saturating_sub(2);
    report.row(
        "owed outcome on damaged files",
        "≥ 118 of 120",
        format!("{held} of {}", damaged.len()),
        held >= allowed,
    );
    report.row(
        "diagnostics in the line of the fault",
        "all",
        format!("{placed} of {lines}"),
        placed == lines,
    );
}
