//! Which disorder groups are read.

use crate::atoms::Row;
use crate::diagnostic::Findings;
use crate::options::DisorderSelection;
use crate::parser::excerpt;
use crate::{Code, Severity};

/// Keeps the rows of the chosen disorder groups.
pub(crate) fn select_groups(
    rows: &mut Vec<Row<'_>>,
    selection: &DisorderSelection,
    findings: &mut Findings,
) {
    let mut groups: Vec<(String, String, f64)> = Vec::new();
    for row in rows.iter() {
        if let Some((assembly, group)) = &row.group {
            let found = groups
                .iter()
                .position(|(a, g, _)| a == assembly && g == group);
            match found {
                Some(at) => groups[at].2 = groups[at].2.max(row.occupancy),
                None if groups.len() < 1000 => {
                    groups.push((assembly.to_string(), group.to_string(), row.occupancy));
                }
                None => {}
            }
        }
    }
    let Some(first) = rows.iter().find(|r| r.group.is_some()).map(|r| r.extent) else {
        return;
    };
    let kept = |assembly: &str, group: &str| match selection {
        DisorderSelection::All => true,
        DisorderSelection::Group(name) => name == group,
        DisorderSelection::Major => {
            let mut best: Option<&(String, String, f64)> = None;
            for candidate in groups.iter().filter(|(a, _, _)| a == assembly) {
                if best.is_none_or(|b| candidate.2 > b.2) {
                    best = Some(candidate);
                }
            }
            best.is_none_or(|b| b.1 == group)
        }
    };
    rows.retain(|row| row.group.as_ref().is_none_or(|(a, g)| kept(a, g)));
    let names: Vec<String> = groups
        .iter()
        .take(6)
        .map(|(a, g, _)| format!("{a}{}{g}", if a.is_empty() { "" } else { "/" }))
        .collect();
    let missing = |name: &str| groups.iter().all(|(_, g, _)| g != name);
    let (severity, what) = match selection {
        DisorderSelection::All => (Severity::Advice, "all are read".to_owned()),
        DisorderSelection::Major => (Severity::Advice, "the major ones are read".to_owned()),
        DisorderSelection::Group(name) if missing(name) => (
            Severity::Warning,
            format!("none is {}, so none is read", excerpt(name)),
        ),
        DisorderSelection::Group(_) => (Severity::Advice, "the chosen one is read".to_owned()),
    };
    findings.add_as(
        Code::DisorderGroups,
        severity,
        first,
        format!(
            "the file has disorder groups ({}); {what}",
            names.join(", ")
        ),
    );
}
