//! Screening: candidates of a family predicted, ranked and explained.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use hecs_descriptors::Hecs;
use hecs_pls::Measure;
use rayon::prelude::*;
use serde::Serialize;

use crate::domain::BeyondKnown;
use crate::ea_model::values;
use crate::pareto::pareto_front;
use crate::resume::{Checkpoint, Record, key};
use crate::structure_model::Anchor;
use crate::{
    Candidate, DesignError, EaModel, Family, Formula, Member, Overrides, Parameters, Progress,
    Reasons, Scale, TRAINING_SPACING_A, Trained, softbv_barrier_ev, spse_steps, steps_to_ev,
};

/// What to compute for each candidate.
#[derive(Clone, Debug, Default)]
pub struct ScreenOptions<'a> {
    /// Grid spacing in Å of the direct `softbv` barrier; `None` leaves it out.
    pub direct_spacing_a: Option<f64>,
    /// Whether the `spse` model predicts too.
    pub spse: bool,
    /// Whether the direct `spse` barrier is computed (some tenths of a second each).
    pub spse_direct: bool,
    /// Values for all candidates in place of the predicted ones.
    pub overrides: Overrides,
    /// Values for single formulas, before those for all.
    pub overrides_by_formula: BTreeMap<String, Overrides>,
    /// Leave the structure model as it is instead of shifting it to the known parent.
    pub unanchored: bool,
    /// File to resume from; direct barriers are added to it as they are known.
    pub checkpoint: Option<&'a Path>,
}

/// A prediction of one PLS model.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Estimate {
    /// Predicted Ea in eV.
    pub ea_ev: f64,
    /// Standard error in eV, from leaving out whole series.
    pub standard_error_ev: Option<f64>,
    /// Lower end of the interval in eV.
    pub low_ev: Option<f64>,
    /// Upper end of the interval in eV.
    pub high_ev: Option<f64>,
    /// Whether the descriptors are within the domain of the training rows.
    pub inside: bool,
    /// The larger of T² and Q over their limits; above 1 is outside.
    pub extrapolation: f64,
    /// Why outside, in words.
    pub outside_because: Vec<String>,
    /// Descriptors beyond the range of the training rows.
    pub out_of_range: Vec<String>,
}

/// A direct barrier of the virtual structure.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Direct {
    /// Ea in eV; `None` where the map does not percolate.
    pub ea_ev: Option<f64>,
    /// Ea in steps of 20/2¹¹ eV, on the `spse` scale.
    pub steps: Option<u32>,
    /// Error in eV that virtual structures bring with them, from leaving out whole series; for `softbv` only.
    pub standard_error_ev: Option<f64>,
}

/// A candidate with all that is known of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Assessment {
    /// Place in the ranking, from 1.
    pub rank: usize,
    /// The composition.
    pub formula: String,
    /// Variables of the family.
    pub variables: Vec<(String, f64)>,
    /// Elements that stand for placeholders.
    pub choices: Vec<(String, String)>,
    /// The Ea it is ranked by, in eV on the `softbv` scale: the direct barrier where there is one, else the model's.
    pub ranked_by_ev: f64,
    /// The model on the `softbv` scale.
    pub softbv: Estimate,
    /// The direct barrier on the `softbv` scale.
    pub softbv_direct: Option<Direct>,
    /// Direct minus model in eV.
    pub disagreement_ev: Option<f64>,
    /// Whether the two differ by more than the standard error of the model.
    pub disagree: bool,
    /// The model on the scale of the published values.
    pub spse: Option<Estimate>,
    /// The direct barrier on that scale.
    pub spse_direct: Option<Direct>,
    /// S_conf_A + S_conf_C in J/(mol K).
    pub disorder: f64,
    /// Whether it is on the Pareto front of low Ea, high disorder and little extrapolation.
    pub pareto: bool,
    /// What of the composition is beyond the known compounds.
    pub beyond_known: Vec<BeyondKnown>,
    /// Lithium per doublet 48h–24g–48h; above 1 is more than the two sites hold at once.
    pub lithium_per_doublet: f64,
    /// Why the `softbv` model moves against the parent.
    pub reasons: Reasons,
    /// Why the `spse` model moves against the parent.
    pub spse_reasons: Option<Reasons>,
    /// The structure in numbers.
    pub parameters: Parameters,
    /// The descriptors by name.
    pub descriptors: Vec<(&'static str, f64)>,
    #[serde(skip)]
    candidate: Candidate,
}

impl Assessment {
    /// The candidate behind it.
    pub fn candidate(&self) -> &Candidate {
        &self.candidate
    }

    /// CIF 1.1 text of the virtual crystal with the predictions as comments.
    ///
    /// # Errors
    /// [`DesignError::Core`].
    pub fn cif(&self) -> Result<String, DesignError> {
        let structure = self.candidate.structure()?;
        let mut comments = vec![
            format!(
                "{}: a virtual crystal, predicted by hecs-design {}.",
                self.formula,
                env!("CARGO_PKG_VERSION")
            ),
            format!(
                "Ea (softbv model) {:.3} eV, {}",
                self.softbv.ea_ev,
                if self.softbv.inside {
                    "inside its domain"
                } else {
                    "outside its domain"
                }
            ),
        ];
        if let Some(ea) = self.softbv_direct.as_ref().and_then(|d| d.ea_ev) {
            comments.push(format!("Ea (softbv, direct) {ea:.3} eV"));
        }
        comments.extend(self.beyond_known.iter().map(ToString::to_string));
        Ok(crate::cif_text(&structure, &comments))
    }
}

/// The compound that candidates are compared with.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ParentAssessment {
    /// Formula.
    pub formula: String,
    /// Number and formula of the known compound; `None` where it is not among them.
    pub known: Option<String>,
    /// Direct `softbv` barrier of the known structure at 0.1 Å in eV.
    pub known_softbv_ev: Option<f64>,
    /// Published activation energy in steps of 20/2¹¹ eV.
    pub published_steps: Option<u32>,
    /// Shift of each structure parameter, known minus model; 0 where doubtful or not anchored.
    pub anchor: Vec<(&'static str, f64)>,
    /// Its virtual structure, predicted like a candidate: what candidates are compared with.
    pub virtual_one: Box<Assessment>,
}

/// A ranked screening.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Screening {
    /// Name of the family; the formulas' own where none was given.
    pub family: String,
    /// The parent.
    pub parent: ParentAssessment,
    /// Candidates, lowest Ea first.
    pub candidates: Vec<Assessment>,
    /// Grid spacing in Å of the direct barriers.
    pub direct_spacing_a: Option<f64>,
    /// Direct barriers taken from the checkpoint.
    pub resumed: usize,
    /// What a reader should know.
    pub notes: Vec<String>,
}

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
        progress: Progress,
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
        progress: Progress,
    ) -> Result<Screening, DesignError> {
        let checkpoint = options.checkpoint.map(Checkpoint::open).transpose()?;
        let known = self.known_of(parent);
        let anchor = match known.filter(|_| !options.unanchored) {
            Some(known) => self.structure.anchor(known, &self.options.doubts)?,
            None => Anchor::default(),
        };
        let run = Run {
            trained: self,
            options,
            anchor: &anchor,
            checkpoint: checkpoint.as_ref(),
            resumed: AtomicUsize::new(0),
        };
        let start = Member {
            variables: Vec::new(),
            choices: Vec::new(),
            formula: parent.clone(),
        };
        let parent_candidate = run.candidate(&start)?;
        let mut virtual_one = run.assess(vec![parent_candidate], None, None)?;
        let virtual_one = virtual_one.swap_remove(0);
        let parent_hecs = virtual_one.candidate.hecs.clone();
        let candidates: Vec<Candidate> = members
            .par_iter()
            .map(|member| run.candidate(member))
            .collect::<Result<_, _>>()?;
        let mut candidates = run.assess(candidates, Some(&parent_hecs), progress)?;
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
            direct_spacing_a: options.direct_spacing_a,
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
        parent: Option<&Hecs>,
        progress: Progress,
    ) -> Result<Vec<Assessment>, DesignError> {
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
        candidates
            .into_par_iter()
            .zip(names)
            .zip(softbv)
            .zip(spse)
            .map(|(((candidate, formula), softbv), spse)| {
                let softbv_direct = self.softbv_direct(&candidate)?;
                let spse_direct = self.spse_direct(&candidate)?;
                let direct = softbv_direct.as_ref().and_then(|d| d.ea_ev);
                let disagreement_ev = direct.map(|ea| ea - softbv.ea_ev);
                let reference = parent.unwrap_or(&candidate.hecs);
                let reasons = Reasons::of(&self.trained.softbv, reference, &candidate.hecs);
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
            })
            .collect()
    }

    fn softbv_direct(&self, candidate: &Candidate) -> Result<Option<Direct>, DesignError> {
        let Some(spacing_a) = self.options.direct_spacing_a else {
            return Ok(None);
        };
        let record = self.resumable(candidate, Scale::SoftBv, spacing_a, || {
            let barrier = softbv_barrier_ev(&candidate.structure()?, spacing_a);
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
        let record = self.resumable(candidate, Scale::Spse, TRAINING_SPACING_A, || {
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
        scale: Scale,
        spacing_a: f64,
        compute: impl FnOnce() -> Result<(Option<f64>, Option<u32>), DesignError>,
    ) -> Result<Record, DesignError> {
        let key = self
            .checkpoint
            .map(|_| key(candidate, scale, spacing_a))
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
            checkpoint.append(&record)?;
        }
        Ok(record)
    }
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
pub(crate) fn estimates(
    model: &EaModel,
    names: &[String],
    hecs: &[[f64; 32]],
) -> Result<Vec<Estimate>, DesignError> {
    let predictions = model.predict(names, hecs)?;
    let estimate = |p: &hecs_pls::Prediction| Estimate {
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
