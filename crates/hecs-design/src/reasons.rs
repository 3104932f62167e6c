//! Why a candidate differs from its parent: contributions β·Δx of the descriptors, in the words of the mechanism.
//!
//! For a linear model ŷ = b₀ + Σ β_j x_j the difference of two compounds is Σ β_j (x_j − x_j,parent), exactly. The descriptors are
//! strongly correlated, so single terms share one cause between them; the sums over the groups below are what can be read.
//! Contributions say what the model does, not what causes what.

use hecs_descriptors::{Descriptor, Hecs};
use schemars::JsonSchema;
use serde::Serialize;

use crate::EaModel;

/// A part of the mechanism (Fig. 6 of doi:10.1016/j.scib.2021.04.029).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Mechanism {
    /// Ion radii and the lengths and volumes that follow from them.
    Size,
    /// Electronegativity and polarizability of the ions.
    IonType,
    /// Configurational entropy of the anions.
    Disorder,
    /// Radii of the windows that lithium passes.
    Bottleneck,
    /// Amount and distribution of lithium.
    LithiumContent,
}

impl Mechanism {
    /// All parts, in the order of a report.
    pub const ALL: [Self; 5] = [
        Self::Size,
        Self::IonType,
        Self::Disorder,
        Self::Bottleneck,
        Self::LithiumContent,
    ];

    /// The part that a descriptor belongs to.
    pub fn of(descriptor: Descriptor) -> Self {
        match descriptor.name() {
            "BN_intra" | "BN_doublet" | "BN_inter" => Self::Bottleneck,
            "S_conf_A" | "S_conf_C" | "S_conf_anion" => Self::Disorder,
            "C_Li" | "OCC_Li48h" | "OCC_Li24g" | "OCC_Li" | "S_conf_Li" => Self::LithiumContent,
            name if name.starts_with("EN_") || name.starts_with("PL_") => Self::IonType,
            _ => Self::Size,
        }
    }

    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Size => "ion size and lattice space",
            Self::IonType => "type of the ions",
            Self::Disorder => "anion site disorder",
            Self::Bottleneck => "bottleneck size",
            Self::LithiumContent => "lithium content and distribution",
        }
    }
}

/// What one descriptor adds.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct DescriptorChange {
    /// Name of the descriptor.
    pub descriptor: &'static str,
    /// Unit, empty where there is none.
    pub unit: &'static str,
    /// Value of the parent.
    pub parent: f64,
    /// Value of the candidate.
    pub candidate: f64,
    /// β·Δx in eV.
    pub contribution_ev: f64,
}

/// What one part of the mechanism adds.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct MechanismChange {
    /// The part.
    pub mechanism: Mechanism,
    /// Sum of its contributions in eV.
    pub contribution_ev: f64,
    /// Its descriptors, the largest contribution first; those without one are left out.
    pub descriptors: Vec<DescriptorChange>,
}

/// Why the model's value for a candidate differs from that for its parent.
#[derive(Clone, Debug, Default, PartialEq, Serialize, JsonSchema)]
pub struct Reasons {
    /// Model value of the candidate minus that of the parent in eV: the sum over the parts.
    pub difference_ev: f64,
    /// The parts, the largest contribution first.
    pub mechanisms: Vec<MechanismChange>,
    /// The same in one sentence, after what the direct barriers say where they are known: these are what candidates are ranked by, and
    /// the model may be of another mind.
    pub words: String,
}

/// Contributions below this (eV) are not named in words.
const NOTABLE_EV: f64 = 5e-4;

impl Reasons {
    /// The reasons of a model.
    pub fn of(model: &EaModel, parent: &Hecs, candidate: &Hecs) -> Self {
        let mut mechanisms: Vec<MechanismChange> = Mechanism::ALL
            .iter()
            .map(|mechanism| MechanismChange {
                mechanism: *mechanism,
                contribution_ev: 0.0,
                descriptors: Vec::new(),
            })
            .collect();
        for column in &model.pls.columns {
            let Some(descriptor) = Descriptor::from_name(&column.name) else {
                continue;
            };
            let (from, to) = (parent[descriptor], candidate[descriptor]);
            let contribution_ev = column.coefficient * (to - from);
            let part = Mechanism::of(descriptor);
            for change in mechanisms.iter_mut().filter(|m| m.mechanism == part) {
                change.contribution_ev += contribution_ev;
                if contribution_ev != 0.0 {
                    change.descriptors.push(DescriptorChange {
                        descriptor: descriptor.name(),
                        unit: descriptor.unit(),
                        parent: from,
                        candidate: to,
                        contribution_ev,
                    });
                }
            }
        }
        let larger = |a: f64, b: f64| b.abs().total_cmp(&a.abs());
        for change in &mut mechanisms {
            let by_size = |a: &DescriptorChange, b: &DescriptorChange| {
                larger(a.contribution_ev, b.contribution_ev)
            };
            change.descriptors.sort_by(by_size);
        }
        mechanisms.sort_by(|a, b| larger(a.contribution_ev, b.contribution_ev));
        let difference_ev = mechanisms.iter().map(|m| m.contribution_ev).sum();
        Self {
            words: words(difference_ev, &mechanisms),
            difference_ev,
            mechanisms,
        }
    }

    /// The reasons beside the direct barrier of the candidate minus that of the parent in eV.
    #[must_use]
    pub fn beside_direct(mut self, direct_ev: f64) -> Self {
        let is_notable = |difference_ev: f64| difference_ev.abs() >= NOTABLE_EV;
        let is_against = is_notable(direct_ev)
            && is_notable(self.difference_ev)
            && direct_ev * self.difference_ev < 0.0;
        let direct = if is_notable(direct_ev) {
            compared("by direct BVSE", direct_ev)
        } else {
            "by direct BVSE like the parent".to_owned()
        };
        let join = if is_against { "; against it, " } else { "; " };
        self.words = format!("{direct}{join}{}", self.words);
        self
    }
}

/// Such as `by the model 0.012 eV lower than the parent`.
fn compared(by: &str, difference_ev: f64) -> String {
    let word = if difference_ev < 0.0 {
        "lower"
    } else {
        "higher"
    };
    format!("{by} {:.3} eV {word} than the parent", difference_ev.abs())
}

fn words(difference_ev: f64, mechanisms: &[MechanismChange]) -> String {
    let parts: Vec<String> = mechanisms
        .iter()
        .filter(|m| m.contribution_ev.abs() >= NOTABLE_EV)
        .map(|m| {
            let first = m.descriptors.first().map_or_else(String::new, |d| {
                let unit = if d.unit.is_empty() {
                    String::new()
                } else {
                    format!(" {}", d.unit)
                };
                format!(
                    " ({} {:.3} to {:.3}{unit})",
                    d.descriptor, d.parent, d.candidate
                )
            });
            format!(
                "{} {:+.3} eV{first}",
                m.mechanism.words(),
                m.contribution_ev
            )
        })
        .collect();
    if parts.is_empty() {
        return "the model sees no difference from the parent".to_owned();
    }
    let model = compared("by the model", difference_ev);
    format!("{model}: {}", parts.join("; "))
}
