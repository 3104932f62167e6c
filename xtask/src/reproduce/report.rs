//! report.md: the reproduction as a results section.

use std::fmt::Write as _;

use super::check::{Check, CheckVerdict, Level, Value};

/// What a reader needs to know before the tables of each level.
pub(crate) fn introduction(id: &str) -> &'static str {
    match id {
        "L1" => {
            "Table S1 prints Ea and the PLS prediction of each of the 50 compounds. The statistics below \
             follow from it alone. The test set's printed R² is its squared Pearson correlation; Eq. 5, \
             which the paper defines as R², gives the smaller value."
        }
        "L2" => {
            "The published descriptor table (51 compounds × 32 descriptors; no. 15 is not in the paper) \
             through our own PLS: centred and scaled to unit standard deviation, leave-one-out with both \
             repeated inside each fold."
        }
        "L3" => {
            "Here nothing published enters but the structures: descriptors and Ea are computed from the CIF \
             files under fixtures/. The published Ea are reproduced if the Morse sum of a grid point is \
             multiplied by the D0 of the last anion species visited and if the free anions of nos. 14–23 lie \
             on 4d; the model `spse` does the first, fixtures/structures_as_published the second."
        }
        "3.3" => {
            "The abstract proposes six families with \"<\" and the Ea of the parent compound. Virtual structures of \
             their members come from a regression on the known structures; Ea from the PLS model and from the direct \
             barrier, on the published scale (spse) and on the corrected one (softbv). A point counts only within \
             the domain of the known compositions and, for the models, of their descriptors; a claim holds when every \
             counted point is lower than the parent by the direct spse barrier. The reference is the virtual \
             structure of the parent, not the printed bound: all members of a family can lie below the bound and \
             none below the virtual parent. docs/model-card.md says what the models are worth."
        }
        _ => {
            "The standard structures, each species with its own D0 (`softbv`): what the conclusions look \
             like without the two deviations of level 3. Its Ea are those of the grid at 0.1 Å, as the \
             independent implementation computes them; only section 3.3 uses refined barriers. Nothing here is \
             expected to equal the paper; every difference is a finding."
        }
    }
}

/// The whole report.
pub(crate) fn markdown(levels: &[Level], files: &[(&str, &str)]) -> String {
    let mut out = String::new();
    out.push_str("# Reproduction of doi:10.1016/j.scib.2021.04.029\n\n");
    out.push_str(&summary(levels));
    for level in levels {
        let _ = write!(
            out,
            "\n## {}. {}\n\n{}\n\n",
            level.id,
            level.title,
            introduction(level.id)
        );
        out.push_str("| quantity | paper | ours | difference | verdict |\n|---|---|---|---|---|\n");
        let mut remarks: Vec<&str> = Vec::new();
        for check in &level.checks {
            let mark = if check.note.is_empty() {
                String::new()
            } else {
                let number = remarks
                    .iter()
                    .position(|n| *n == check.note)
                    .unwrap_or_else(|| {
                        remarks.push(&check.note);
                        remarks.len() - 1
                    });
                format!(" [{}]", number + 1)
            };
            let _ = writeln!(
                out,
                "| {} | {} | {} | {} | {}{mark} |",
                check.name,
                shown_paper(check),
                shown_ours(check),
                difference(check),
                check.verdict.name()
            );
        }
        if !remarks.is_empty() {
            out.push('\n');
        }
        for (i, remark) in remarks.iter().enumerate() {
            let _ = writeln!(out, "[{}] {remark}.  ", i + 1);
        }
    }
    out.push_str("\n## Files\n\n| file | content |\n|---|---|\n");
    for (name, content) in files {
        let _ = writeln!(out, "| {name} | {content} |");
    }
    out
}

pub(crate) fn summary(levels: &[Level]) -> String {
    let checks = || levels.iter().flat_map(|l| &l.checks);
    let required = checks().filter(|c| c.required).count();
    let held = checks()
        .filter(|c| c.required && c.verdict == CheckVerdict::Holds)
        .count();
    let findings = checks()
        .filter(|c| !c.required && c.verdict == CheckVerdict::Differs)
        .count();
    format!(
        "{held} of the {required} numbers said to reproduce do; {findings} more differ from the paper and say why.\n"
    )
}

/// The paper's side of a check, with the digits it prints.
pub(crate) fn shown_paper(check: &Check) -> String {
    shown(&check.paper, check, 0)
}

/// Our side of a check, with two digits more than the paper prints.
pub(crate) fn shown_ours(check: &Check) -> String {
    shown(&check.ours, check, 2)
}

/// A value with the digits that its tolerance makes meaningful, and `extra` ones.
fn shown(value: &Value, check: &Check, extra: usize) -> String {
    match value {
        Value::Nothing => "–".to_owned(),
        Value::Text(text) => text.clone(),
        Value::Number(x) if x.fract() == 0.0 && x.abs() < 1e6 => format!("{x}"),
        Value::Number(x) => {
            let decimals = match check.tolerance {
                Some(t) if t > 0.0 => (-t.log10()).floor().clamp(2.0, 8.0) as usize + extra,
                _ => 5,
            };
            format!("{x:.decimals$}")
        }
    }
}

/// Ours less the paper's, where both are numbers.
pub(crate) fn difference(check: &Check) -> String {
    match (&check.paper, &check.ours) {
        (Value::Number(paper), Value::Number(ours)) if paper == ours => "0".to_owned(),
        (Value::Number(paper), Value::Number(ours)) => format!("{:+.1e}", ours - paper),
        _ => String::new(),
    }
}
