//! Screening: candidates of a family predicted, ranked and explained.

use std::sync::atomic::{AtomicUsize, Ordering};

use hecs_core::caught;
use hecs_pls::{Measure, OnProgress};
use rayon::iter::Either;
use rayon::prelude::*;

use crate::assessment::{
    Assessment, Direct, EaEstimate, FailedMember, ParentAssessment, ScreenOptions, Screening,
};
use crate::ea_model::values;
use crate::pareto::pareto_front;
use crate::resume::{Checkpoint, Record, key};
use crate::structure_model::Anchor;
use crate::{
    Candidate, DesignError, EaModel, EaScale, Family, Formula, Member, Reasons,
    TRAINING_SPACING_ANG, Trained, softbv_barrier_ev, spse_steps, steps_to_ev,
};

impl Trained {
    /// Predicts, ranks and explains members of a family; `progress` counts members.
    ///
    /// # Errors
    /// What descriptors, map, regression or checkpoint refuse. A map that does not percolate is no error but a `None`.
    pub fn screen(
        &self,
        family: &Family,
        members: &[Member],
        options: &ScreenOptions,
        progress: OnProgress,
    ) -> Result<Screening, DesignError> {
        self.screen_from(
            &family.name,
            &family.parent.parse()?,
            members,
            options,
            progress,
        )
    }

    /// As [`Self::screen`] for compositions of any origin, compared with a parent of one's choice.
    ///
    /// # Errors
    /// As [`Self::screen`].
    pub fn screen_from(
        &self,
        name: &str,
        parent: &Formula,
        members: &[Member],
        options: &ScreenOptions,
        progress: OnProgress,
    ) -> Result<Screening, DesignError> {
        let known = self.known_of(parent);
        let anchor = match known.filter(|_| !options.unanchored) {
            Some(known) => self.structure.anchor(known, &self.options.exclusions)?,
            None => Anchor::default(),
        };
        let run = Run {
            trained: self,
            options,
            anchor: &anchor,
            checkpoint: options.checkpoint,
            resumed: AtomicUsize::new(0),
        };
        let start = Member {
            variables: Vec::new(),
            choices: Vec::new(),
            formula: parent.clone(),
        };
        let parent_candidate = run.candidate(&start)?;
        let (mut virtual_one, failed) = run.assess(vec![parent_candidate], None, None)?;
        let Some(virtual_one) = virtual_one.pop() else {
            let reason = failed.into_iter().map(|member| member.reason).next();
            return Err(DesignError::Parent {
                formula: parent.to_string(),
                reason: reason.unwrap_or_default(),
            });
        };
        let (candidates, mut failed) = sorted(members.par_iter().map(|member| {
            let candidate = or_bug(|| run.candidate(member));
            candidate.map_err(|error| FailedMember::new(&member.formula, &error))
        }));
        let (mut candidates, unassessed) = run.assess(candidates, Some(&virtual_one), progress)?;
        failed.extend(unassessed);
        rank(&mut candidates);
        let known_ea = known.and_then(|k| {
            let at = self.known.iter().position(|other| other.no == k.no)?;
            self.rows.ea_ev.get(at).copied()
        });
        Ok(Screening {
            family: name.to_owned(),
            notes: notes(&candidates, self),
            parent: ParentAssessment {
                formula: parent.to_string(),
                known: known.map(crate::KnownCompound::name),
                known_softbv_ev: known_ea,
                published_steps: known.and_then(|k| k.published_steps),
                anchor: anchor.offsets(),
                virtual_one: Box::new(virtual_one),
            },
            candidates,
            failed,
            direct_spacing_ang: options.direct_spacing_ang,
            resumed: run.resumed.load(Ordering::Relaxed),
        })
    }
}

struct Run<'a> {
    trained: &'a Trained,
    options: &'a ScreenOptions<'a>,
    anchor: &'a Anchor,
    checkpoint: Option<&'a Checkpoint>,
    resumed: AtomicUsize,
}

impl Run<'_> {
    fn candidate(&self, member: &Member) -> Result<Candidate, DesignError> {
        let own = self
            .options
            .overrides_by_formula
            .get(&member.formula.to_string());
        let overrides = own.map_or(self.options.overrides, |own| {
            own.or(&self.options.overrides)
        });
        Candidate::of_member(&self.trained.structure, member, &overrides, self.anchor)
    }

    fn assess(
        &self,
        candidates: Vec<Candidate>,
        parent: Option<&Assessment>,
        progress: OnProgress,
    ) -> Result<(Vec<Assessment>, Vec<FailedMember>), DesignError> {
        let names: Vec<String> = candidates.iter().map(|c| c.formula.to_string()).collect();
        let hecs: Vec<[f64; 32]> = candidates.iter().map(|c| values(&c.hecs)).collect();
        let softbv = estimates(&self.trained.softbv, &names, &hecs)?;
        let spse_model = self.trained.spse.as_ref().filter(|_| self.options.spse);
        let spse = match spse_model {
            Some(model) => estimates(model, &names, &hecs)?
                .into_iter()
                .map(Some)
                .collect(),
            None => vec![None; candidates.len()],
        };
        let done = AtomicUsize::new(0);
        let inputs = candidates.into_par_iter().zip(names).zip(softbv).zip(spse);
        let assessed = inputs.map(|(((candidate, formula), softbv), spse)| {
            let name = candidate.formula.clone();
            let assessed = or_bug(|| {
                let softbv_direct = self.softbv_direct(&candidate)?;
                let spse_direct = self.spse_direct(&candidate)?;
                let direct = softbv_direct.as_ref().and_then(|d| d.ea_ev);
                let disagreement_ev = direct.map(|ea| ea - softbv.ea_ev);
                let reference = parent.map_or(&candidate.hecs, |p| &p.candidate.hecs);
                let mut reasons = Reasons::of(&self.trained.softbv, reference, &candidate.hecs);
                let of_parent = parent.and_then(|p| p.softbv_direct.as_ref()?.ea_ev);
                if let (Some(ea), Some(of_parent)) = (direct, of_parent) {
                    reasons = reasons.beside_direct(ea - of_parent);
                }
                let spse_reasons = spse_model.map(|m| Reasons::of(m, reference, &candidate.hecs));
                let disagree = disagreement_ev
                    .zip(softbv.standard_error_ev)
                    .is_some_and(|(difference, error)| difference.abs() > error);
                if let Some(progress) = progress {
                    progress(done.fetch_add(1, Ordering::Relaxed) + 1);
                }
                Ok(Assessment {
                    rank: 0,
                    formula,
                    variables: candidate.variables.clone(),
                    choices: candidate.choices.clone(),
                    ranked_by_ev: direct.unwrap_or(softbv.ea_ev),
                    softbv,
                    softbv_direct,
                    disagreement_ev,
                    disagree,
                    spse,
                    spse_direct,
                    disorder: candidate.disorder(),
                    pareto: false,
                    beyond_known: self.trained.domain.beyond(&candidate.formula),
                    lithium_per_doublet: candidate.formula.lithium_per_doublet(),
                    reasons,
                    spse_reasons,
                    parameters: candidate.parameters.clone(),
                    descriptors: candidate.hecs.iter().map(|(d, v)| (d.name(), v)).collect(),
                    candidate,
                })
            });
            assessed.map_err(|error| FailedMember::new(&name, &error))
        });
        Ok(sorted(assessed))
    }

    fn softbv_direct(&self, candidate: &Candidate) -> Result<Option<Direct>, DesignError> {
        let Some(spacing_ang) = self.options.direct_spacing_ang else {
            return Ok(None);
        };
        let record = self.resumable(candidate, EaScale::SoftBv, spacing_ang, || {
            let barrier = softbv_barrier_ev(&candidate.structure()?, spacing_ang);
            Ok((unless_closed(barrier)?, None))
        })?;
        Ok(Some(Direct {
            ea_ev: record.ea_ev,
            steps: None,
            standard_error_ev: Some(self.trained.comparison.direct_rmse_ev()),
        }))
    }

    fn spse_direct(&self, candidate: &Candidate) -> Result<Option<Direct>, DesignError> {
        if !self.options.spse_direct {
            return Ok(None);
        }
        let record = self.resumable(candidate, EaScale::Spse, TRAINING_SPACING_ANG, || {
            let steps = unless_closed(spse_steps(&candidate.structure()?))?;
            Ok((steps.map(steps_to_ev), steps))
        })?;
        Ok(Some(Direct {
            ea_ev: record.ea_ev,
            steps: record.steps,
            standard_error_ev: None,
        }))
    }

    fn resumable(
        &self,
        candidate: &Candidate,
        scale: EaScale,
        spacing_ang: f64,
        compute: impl FnOnce() -> Result<(Option<f64>, Option<u32>), DesignError>,
    ) -> Result<Record, DesignError> {
        let key = self
            .checkpoint
            .map(|_| key(&candidate.parameters, scale, spacing_ang))
            .unwrap_or_default();
        if let Some(record) = self.checkpoint.and_then(|c| c.get(&key)) {
            self.resumed.fetch_add(1, Ordering::Relaxed);
            return Ok(record.clone());
        }
        let (ea_ev, steps) = compute()?;
        let record = Record {
            key,
            formula: candidate.formula.to_string(),
            scale,
            ea_ev,
            steps,
        };
        if let Some(checkpoint) = self.checkpoint {
            checkpoint.append(&record);
        }
        Ok(record)
    }
}

/// What was answered and what failed, each in the order of the members.
fn sorted<T: Send>(
    results: impl ParallelIterator<Item = Result<T, FailedMember>>,
) -> (Vec<T>, Vec<FailedMember>) {
    results.partition_map(|result| match result {
        Ok(answer) => Either::Left(answer),
        Err(failed) => Either::Right(failed),
    })
}

/// What `work` gives; a panic is an error of the member in hand.
fn or_bug<T>(work: impl FnOnce() -> Result<T, DesignError>) -> Result<T, DesignError> {
    caught(work).unwrap_or_else(|words| Err(DesignError::Bug { words }))
}

/// A map that does not percolate is a result.
fn unless_closed<T>(barrier: Result<T, DesignError>) -> Result<Option<T>, DesignError> {
    match barrier {
        Ok(value) => Ok(Some(value)),
        Err(DesignError::NoPercolation { .. }) => Ok(None),
        Err(other) => Err(other),
    }
}

/// Predictions of a model as estimates.
fn estimates(
    model: &EaModel,
    names: &[String],
    hecs: &[[f64; 32]],
) -> Result<Vec<EaEstimate>, DesignError> {
    let predictions = model.predict(names, hecs)?;
    let estimate = |p: &hecs_pls::Prediction| EaEstimate {
        ea_ev: p.value,
        standard_error_ev: p.standard_error,
        low_ev: p.interval.map(|i| i.low),
        high_ev: p.interval.map(|i| i.high),
        inside: p.inside,
        extrapolation: model.extrapolation(p),
        outside_because: p
            .reasons
            .iter()
            .map(|reason| {
                let measure = match reason.measure {
                    Measure::HotellingT2 => "distance within the model (T²)",
                    _ => "distance from the model (Q)",
                };
                let columns: Vec<&str> = reason
                    .columns
                    .iter()
                    .take(3)
                    .map(|c| c.column.as_str())
                    .collect();
                format!(
                    "{measure} {:.1} over {:.1}, mostly {}",
                    reason.value,
                    reason.limit,
                    columns.join(", ")
                )
            })
            .collect(),
        out_of_range: p.out_of_range.iter().map(|o| o.column.clone()).collect(),
    };
    Ok(predictions.iter().map(estimate).collect())
}

/// Sorts by Ea, formula on ties, numbers the places and marks the Pareto front.
fn rank(candidates: &mut [Assessment]) {
    candidates.sort_by(|a, b| {
        a.ranked_by_ev
            .total_cmp(&b.ranked_by_ev)
            .then_with(|| a.formula.cmp(&b.formula))
    });
    let points: Vec<[f64; 3]> = candidates
        .iter()
        .map(|c| [c.ranked_by_ev, c.disorder, c.softbv.extrapolation])
        .collect();
    for (place, (candidate, on_front)) in
        candidates.iter_mut().zip(pareto_front(&points)).enumerate()
    {
        candidate.rank = place + 1;
        candidate.pareto = on_front;
    }
}

fn notes(candidates: &[Assessment], trained: &Trained) -> Vec<String> {
    let mut notes = Vec::new();
    let count =
        |wanted: &dyn Fn(&Assessment) -> bool| candidates.iter().filter(|c| wanted(c)).count();
    let all = candidates.len();
    let beyond = count(&|c| !c.beyond_known.is_empty());
    if beyond > 0 {
        notes.push(format!(
            "{beyond} of {all} compositions are beyond the known compounds; their structures are extrapolated"
        ));
    }
    let outside = count(&|c| !c.softbv.inside);
    if outside > 0 {
        notes.push(format!(
            "{outside} of {all} are outside the domain of the softbv model"
        ));
    }
    let crowded = count(&|c| c.lithium_per_doublet > 1.0 + 1e-9);
    if crowded > 0 {
        notes.push(format!(
            "{crowded} of {all} hold more than one lithium per 48h-24g-48h doublet; the surplus needs further interstitial sites"
        ));
    }
    let closed = count(&|c| c.softbv_direct.as_ref().is_some_and(|d| d.ea_ev.is_none()));
    if closed > 0 {
        notes.push(format!(
            "{closed} of {all} maps do not percolate; they are ranked by the model"
        ));
    }
    if let (Some(model), direct) = (
        trained.softbv.rmse_by_series_ev(),
        trained.comparison.direct_rmse_ev(),
    ) {
        notes.push(format!(
            "on left-out series the softbv model errs by {model:.3} eV and direct BVSE of virtual structures by {direct:.3} eV (RMSE)"
        ));
    }
    notes
}
