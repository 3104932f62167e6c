//! Section 3.3 put to the test: is Ea along each family lower than that of its parent, and on which scale?
//!
//! Four judges: the PLS model and the direct barrier, each on the published (`spse`) and on the corrected (`softbv`) scale. Every
//! judge compares members with its own value for the virtual parent, like with like. A point counts only within the domain: no
//! feature of the composition beyond the known compounds and, for the models, T² and Q within their limits. The claim *holds*
//! when every counted point is lower, *does not hold* when one is not, and is *outside the domain* when no point counts.

use std::collections::BTreeMap;

use hecs_bvse::spse::STEP_EV;
use hecs_pls::OnProgress;
use serde::Serialize;

use crate::assessment::{Assessment, ScreenOptions};
pub use crate::claim_verdict::ClaimVerdict;
pub use crate::judge::Judge;
use crate::{
    DesignError, EaScale, Family, Range, TRAINING_SPACING_ANG, Trained, softbv_barrier_ev,
    spse_steps, steps_to_ev,
};

/// Refined formulas are off the line of their family by as much, in ions per formula unit.
const ROUNDED_FORMULA: f64 = 0.06;

/// One judge along one line of compositions.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ClaimLine {
    /// Elements that stand for placeholders, such as N = Ge.
    pub choices: Vec<(String, String)>,
    /// The judge.
    pub judge: Judge,
    /// The judge's value for the virtual parent in eV.
    pub parent_ev: Option<f64>,
    /// Points along the line, the parent left out.
    pub points: usize,
    /// Points within the domain.
    pub counted: usize,
    /// Counted points below the parent.
    pub lower: usize,
    /// Counted points below the published bound; `None` on the `softbv` scale.
    pub below_bound: Option<usize>,
    /// Lowest Ea of all points in eV, within the domain or not, and its formula.
    pub lowest: Option<(f64, String)>,
    /// Highest Ea of the counted points in eV, where all of them percolate: what decides the verdict against `parent_ev`.
    pub highest_ev: Option<f64>,
    /// Slope of Ea over all points in eV per unit of the variable (least squares, parent included).
    pub slope_ev: Option<f64>,
    /// The verdict.
    pub verdict: ClaimVerdict,
}

/// A point along a family, for a table or a figure.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ClaimPoint {
    /// Elements that stand for placeholders; empty at the parent.
    pub choices: Vec<(String, String)>,
    /// Value of the variable.
    pub value: f64,
    /// Formula.
    pub formula: String,
    /// Ea in eV by the judges in the order of [`Judge::ALL`].
    pub ea_ev: [Option<f64>; 4],
    /// Direct `spse` Ea in steps of 20/2¹¹ eV.
    pub spse_steps: Option<u32>,
    /// Whether it counts for the judges, in the same order.
    pub counts: [bool; 4],
    /// What of the composition is beyond the known compounds, in words.
    pub beyond_known: Vec<String>,
}

/// A known compound that is a member of the family: evidence without a virtual structure.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct KnownMember {
    /// Number.
    pub no: u32,
    /// Formula.
    pub formula: String,
    /// Value of the variable.
    pub value: f64,
    /// Published activation energy in steps of 20/2¹¹ eV.
    pub published_steps: Option<u32>,
    /// Direct `softbv` barrier of the known structure in eV.
    pub softbv_ev: f64,
    /// Whether the published value is lower than the parent's; `None` without one.
    pub published_lower: Option<bool>,
    /// Whether the `softbv` barrier is lower than the parent's.
    pub softbv_lower: bool,
}

/// A family of the abstract with everything found about it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Claim {
    /// Name of the family.
    pub family: String,
    /// The variable along which it runs.
    pub variable: String,
    /// Formula of the parent.
    pub parent: String,
    /// Number and formula of the known parent.
    pub parent_known: String,
    /// The published bound in eV.
    pub bound_ev: f64,
    /// The bound in steps of 20/2¹¹ eV.
    pub bound_steps: u32,
    /// Direct `spse` steps of the known parent.
    pub parent_steps: u32,
    /// The same in eV.
    pub parent_spse_ev: f64,
    /// Whether the parent is on the step of the bound.
    pub parent_on_bound: bool,
    /// Direct `softbv` barrier of the known parent in eV.
    pub parent_softbv_ev: f64,
    /// The verdicts of the judges over all lines, in the order of [`Judge::ALL`].
    pub verdicts: [ClaimVerdict; 4],
    /// The verdict on the scale of the claim: that of the direct barrier, which the published model stands for.
    pub verdict: ClaimVerdict,
    /// Every judge along every line.
    pub lines: Vec<ClaimLine>,
    /// Every point.
    pub points: Vec<ClaimPoint>,
    /// Known compounds on the line, the parent left out.
    pub known_members: Vec<KnownMember>,
    /// What was found, in a sentence or two.
    pub words: String,
}

impl Claim {
    /// What the verdict compares, in eV: of the line where it is closest, the highest Ea of the points that count and the Ea of the
    /// virtual parent, both by the direct barrier on the scale of the claim. `None` where no point counts.
    pub fn compared_ev(&self) -> Option<(f64, f64)> {
        let own = self.lines.iter().filter(|line| line.judge == Judge::ALL[0]);
        let compared = own.filter_map(|line| Some((line.highest_ev?, line.parent_ev?)));
        compared.max_by(|a, b| (a.0 - a.1).total_cmp(&(b.0 - b.1)))
    }
}

impl Trained {
    /// Judges the families that have a bound; `bounds` are the published ones in eV by their keys, `intervals` the number of
    /// intervals along each variable. `progress` counts compositions.
    ///
    /// # Errors
    /// [`DesignError::KnownCompound`] for a parent that is not among the known compounds, [`DesignError::Data`] for a bound that
    /// is missing, and the errors of [`Trained::screen`].
    pub fn claims(
        &self,
        families: &[Family],
        bounds: &BTreeMap<String, f64>,
        intervals: u32,
        progress: OnProgress,
    ) -> Result<Vec<Claim>, DesignError> {
        let judged = families.iter().filter(|f| f.bound.is_some());
        judged
            .map(|family| self.claim(family, bounds, intervals, progress))
            .collect()
    }

    fn claim(
        &self,
        family: &Family,
        bounds: &BTreeMap<String, f64>,
        intervals: u32,
        progress: OnProgress,
    ) -> Result<Claim, DesignError> {
        let key = family.bound.as_deref().unwrap_or_default();
        let missing = || DesignError::Data {
            what: "published bounds".to_owned(),
            reason: format!("no value for {key}"),
        };
        let bound_ev = *bounds.get(key).ok_or_else(missing)?;
        let parent_formula: crate::Formula = family.parent.parse()?;
        let known = self
            .known_of(&parent_formula)
            .ok_or_else(|| DesignError::KnownCompound {
                name: family.parent.clone(),
                reason: "the parent is not among the known compounds".to_owned(),
            })?;
        let variable = family.variables.first().ok_or_else(|| DesignError::Data {
            what: format!("family {}", family.name),
            reason: "it has no variable".to_owned(),
        })?;
        let step = (variable.maximum - variable.minimum) / f64::from(intervals.max(1));
        let range = Range::with_step(variable.minimum, variable.maximum, step)?;
        let members = family.grid(&[(variable.name.as_str(), range)], &[])?;
        let options = ScreenOptions {
            direct_spacing_ang: Some(TRAINING_SPACING_ANG),
            spse: true,
            spse_direct: true,
            ..ScreenOptions::default()
        };
        let screening = self.screen(family, &members, &options, progress)?;
        let parent_steps = spse_steps(&known.structure)?;
        let parent_softbv_ev = match screening.parent.known_softbv_ev {
            Some(ea) => ea,
            None => softbv_barrier_ev(&known.structure, TRAINING_SPACING_ANG)?,
        };
        // In the order of the grid, not of the ranking.
        let mut ordered: Vec<&Assessment> = Vec::with_capacity(members.len());
        for member in &members {
            let formula = member.formula.to_string();
            ordered.extend(screening.candidates.iter().find(|c| c.formula == formula));
        }
        let parent = screening.parent.virtual_one.as_ref();
        let (start, others): (Vec<&Assessment>, Vec<&Assessment>) =
            ordered.iter().partition(|a| a.formula == parent.formula);
        let mut lines = Vec::new();
        for choices in choices_of(&others) {
            let line: Vec<&Assessment> = others
                .iter()
                .copied()
                .filter(|a| a.choices == choices)
                .collect();
            for judge in Judge::ALL {
                lines.push(judge_line(judge, &choices, parent, &line, bound_ev));
            }
        }
        let verdicts = Judge::ALL.map(|judge| {
            ClaimVerdict::of_all(lines.iter().filter(|l| l.judge == judge).map(|l| l.verdict))
        });
        let bound_steps = (bound_ev / STEP_EV).round() as u32;
        let known_members = self.known_members(family, known.no, parent_steps, parent_softbv_ev);
        let words = words(&lines, verdicts, &known_members);
        let as_points = start.iter().map(|a| (*a, Vec::new()));
        let points = as_points
            .chain(others.iter().map(|a| (*a, a.choices.clone())))
            .map(|(a, choices)| point(a, choices))
            .collect();
        Ok(Claim {
            family: family.name.clone(),
            variable: variable.name.clone(),
            parent: family.parent.clone(),
            parent_known: known.name(),
            bound_ev,
            bound_steps,
            parent_steps,
            parent_spse_ev: steps_to_ev(parent_steps),
            parent_on_bound: parent_steps == bound_steps,
            parent_softbv_ev,
            verdicts,
            verdict: verdicts[0],
            lines,
            points,
            known_members,
            words,
        })
    }

    fn known_members(
        &self,
        family: &Family,
        parent: u32,
        parent_steps: u32,
        parent_softbv_ev: f64,
    ) -> Vec<KnownMember> {
        let mut members = Vec::new();
        for ((compound, formula), softbv_ev) in self
            .known
            .iter()
            .zip(self.compositions())
            .zip(&self.rows.ea_ev)
        {
            let place = family
                .locate(formula, ROUNDED_FORMULA)
                .filter(|_| compound.no != parent);
            if let Some((value, _)) = place {
                members.push(KnownMember {
                    no: compound.no,
                    formula: compound.formula.clone(),
                    value,
                    published_steps: compound.published_steps,
                    softbv_ev: *softbv_ev,
                    published_lower: compound.published_steps.map(|steps| steps < parent_steps),
                    softbv_lower: *softbv_ev < parent_softbv_ev,
                });
            }
        }
        members
    }
}

/// The elements for placeholders that occur, in order of appearance.
fn choices_of(assessments: &[&Assessment]) -> Vec<Vec<(String, String)>> {
    let mut found: Vec<Vec<(String, String)>> = Vec::new();
    for assessment in assessments {
        if !found.contains(&assessment.choices) {
            found.push(assessment.choices.clone());
        }
    }
    found
}

fn judge_line(
    judge: Judge,
    choices: &[(String, String)],
    parent: &Assessment,
    line: &[&Assessment],
    bound_ev: f64,
) -> ClaimLine {
    let parent_ev = judge.ea_ev(parent);
    let counted: Vec<f64> = line
        .iter()
        .filter(|a| judge.counts(a))
        .map(|a| judge.ea_ev(a).unwrap_or(f64::INFINITY))
        .collect();
    let reference = parent_ev.unwrap_or(f64::NEG_INFINITY);
    let lower = counted.iter().filter(|ea| **ea < reference).count();
    let mut lowest: Option<(f64, String)> = None;
    for assessment in line {
        if let Some(ea) = judge.ea_ev(assessment)
            && lowest.as_ref().is_none_or(|(least, _)| ea < *least)
        {
            lowest = Some((ea, assessment.formula.clone()));
        }
    }
    let value = |a: &Assessment| a.variables.first().map_or(0.0, |(_, v)| *v);
    let mut points: Vec<(f64, f64)> = line
        .iter()
        .filter_map(|a| Some((value(a), judge.ea_ev(a)?)))
        .collect();
    points.extend(parent_ev.map(|ea| (0.0, ea)));
    // The printed bound is the parent's step rounded to three digits: half a step of tolerance tells it from the next.
    let below = |ea: &&f64| **ea < bound_ev - STEP_EV / 2.0;
    let on_scale = judge.scale == EaScale::Spse;
    ClaimLine {
        choices: choices.to_vec(),
        judge,
        parent_ev,
        points: line.len(),
        counted: counted.len(),
        lower,
        below_bound: on_scale.then(|| counted.iter().filter(below).count()),
        lowest,
        highest_ev: (counted.iter().copied().reduce(f64::max)).filter(|ea| ea.is_finite()),
        slope_ev: slope(&points),
        verdict: if counted.is_empty() {
            ClaimVerdict::OutsideDomain
        } else if lower == counted.len() {
            ClaimVerdict::Holds
        } else {
            ClaimVerdict::DoesNotHold
        },
    }
}

/// Σ(x−x̄)(y−ȳ)/Σ(x−x̄)².
fn slope(points: &[(f64, f64)]) -> Option<f64> {
    let n = points.len() as f64;
    let (x, y) = points
        .iter()
        .fold((0.0, 0.0), |(a, b), p| (a + p.0 / n, b + p.1 / n));
    let cross: f64 = points.iter().map(|p| (p.0 - x) * (p.1 - y)).sum();
    let spread: f64 = points.iter().map(|p| (p.0 - x).powi(2)).sum();
    (spread > 0.0).then(|| cross / spread)
}

fn point(a: &Assessment, choices: Vec<(String, String)>) -> ClaimPoint {
    ClaimPoint {
        choices,
        value: a.variables.first().map_or(0.0, |(_, v)| *v),
        formula: a.formula.clone(),
        ea_ev: Judge::ALL.map(|judge| judge.ea_ev(a)),
        spse_steps: a.spse_direct.as_ref().and_then(|d| d.steps),
        counts: Judge::ALL.map(|judge| judge.counts(a)),
        beyond_known: a.beyond_known.iter().map(ToString::to_string).collect(),
    }
}

fn words(lines: &[ClaimLine], verdicts: [ClaimVerdict; 4], known: &[KnownMember]) -> String {
    let mut parts = Vec::new();
    for (judge, verdict) in Judge::ALL.iter().zip(verdicts) {
        let own: Vec<&ClaimLine> = lines.iter().filter(|l| l.judge == *judge).collect();
        let sum = |get: fn(&ClaimLine) -> usize| own.iter().map(|l| get(l)).sum::<usize>();
        parts.push(format!(
            "{}: {} (lower at {} of {} points within the domain, {} in all)",
            judge.words(),
            verdict.words(),
            sum(|l| l.lower),
            sum(|l| l.counted),
            sum(|l| l.points),
        ));
    }
    if !known.is_empty() {
        let published: Vec<bool> = known.iter().filter_map(|m| m.published_lower).collect();
        parts.push(format!(
            "known members: published Ea lower at {} of {}, softbv lower at {} of {}",
            published.iter().filter(|lower| **lower).count(),
            published.len(),
            known.iter().filter(|m| m.softbv_lower).count(),
            known.len(),
        ));
    }
    parts.join("; ")
}
