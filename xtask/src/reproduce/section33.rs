//! Section 3.3 of the paper: does Ea along each proposed family lie below that of its parent?

use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;

use hecs_cli::{Known, KnownFiles, Progress, known_compounds};
use hecs_design::claims::{Claim, ClaimVerdict, Judge};
use hecs_design::{Family, TrainOptions, Trained};

use super::check::{Check, CheckVerdict, Level, Value};
use super::compute::Computed;
use super::published::Published;

/// Intervals along the variable of a family.
const INTERVALS: u32 = 4;

/// Judges the six families of the abstract by model and by direct barrier, on both scales.
pub(crate) fn claims(
    fixtures: &Path,
    published: &Published,
    computed: &[Computed],
    progress: &Progress,
) -> Result<Vec<Claim>, Box<dyn Error>> {
    let Known {
        compounds: mut known,
        left_out,
    } = known_compounds(&KnownFiles {
        structures: &fixtures.join("structures"),
        published: Some(&fixtures.join("published/hecs_dataset.csv")),
        as_published: Some(&fixtures.join("structures_as_published")),
    })?;
    if let Some(reason) = left_out.first() {
        return Err(reason.clone().into());
    }
    for compound in &mut known {
        let ours = computed.iter().find(|c| c.no == compound.no);
        compound.softbv_ev = ours.and_then(|c| c.softbv_refined_ev);
    }
    let trained = Trained::new(known, TrainOptions::published()?, None)?;
    let families = Family::built_in()?;
    let mut bounds = BTreeMap::new();
    for key in families.iter().filter_map(|f| f.bound.as_ref()) {
        bounds.insert(key.clone(), published.number(key)?);
    }
    Ok(trained.claims(&families, &bounds, INTERVALS, Some(&|_| progress.step()))?)
}

pub(crate) fn check(claims: &[Claim]) -> Level {
    let mut checks = Vec::new();
    for claim in claims {
        checks.push(
            Check::number(
                &format!("{}: steps of the parent {}", claim.family, claim.parent),
                f64::from(claim.bound_steps),
                f64::from(claim.parent_steps),
                0.0,
            )
            .note("the printed bound is the parent's own Ea, in steps of 20/2¹¹ eV"),
        );
    }
    for claim in claims {
        let mut check = Check::ours_only(
            &format!("{}: lower than the parent", claim.family),
            Value::text(claim.verdict.words()),
        );
        check.paper = Value::text(format!("< {} eV", claim.bound_ev));
        check.verdict = match claim.verdict {
            ClaimVerdict::Holds => CheckVerdict::Holds,
            ClaimVerdict::DoesNotHold => CheckVerdict::Differs,
            _ => CheckVerdict::NotStated,
        };
        checks.push(check.reported(claim.words.clone()));
    }
    Level {
        id: "3.3",
        title: "New compositions: the six families of the abstract",
        checks,
    }
}

/// The verdict with the two numbers that it compares.
pub(crate) fn verdict_in_words(claim: &Claim) -> String {
    let verdict = claim.verdict.words();
    match claim.compared_ev() {
        Some((highest_ev, parent_ev)) => {
            format!("{verdict}: up to {highest_ev:.3}, parent {parent_ev:.3}")
        }
        None => verdict.to_owned(),
    }
}

/// design.csv: every composition with its Ea by every judge.
pub(crate) fn table(claims: &[Claim]) -> (Vec<String>, Vec<Vec<String>>) {
    let mut header: Vec<String> = ["family", "choices", "value", "formula", "spse_direct_steps"]
        .map(str::to_owned)
        .to_vec();
    for judge in Judge::ALL {
        let name = judge.words().replace(", ", "_");
        header.push(format!("{name}_eV"));
        header.push(format!("{name}_counts"));
    }
    header.push("beyond_known".to_owned());
    let mut rows = Vec::new();
    for claim in claims {
        for point in &claim.points {
            let choices: Vec<String> = point
                .choices
                .iter()
                .map(|(name, element)| format!("{name}={element}"))
                .collect();
            let mut row = vec![
                claim.family.clone(),
                choices.join(" "),
                point.value.to_string(),
                point.formula.clone(),
                point.spse_steps.map_or(String::new(), |s| s.to_string()),
            ];
            for (ea, counts) in point.ea_ev.iter().zip(point.counts) {
                row.push(ea.map_or(String::new(), |e| e.to_string()));
                row.push(counts.to_string());
            }
            row.push(point.beyond_known.join("; "));
            rows.push(row);
        }
    }
    (header, rows)
}
