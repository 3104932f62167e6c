//! What density-functional theory would say of a hop.
//!
//! A PLS model on facts that are quick to compute, trained on hops of the literature; what it is worth on
//! structural groups that it has not seen is in docs/model-card-hops.md.

mod card;
mod facts;
mod model;
mod table;

pub use self::card::hop_card;
pub use self::facts::HopFacts;
pub use self::table::HopTable;

use std::sync::LazyLock;

use hecs_bvse::Options;
use hecs_core::{Ion, Structure};
use hecs_pls::{Missing, Model, PlsError};
use nalgebra::Vector3;

use self::model::{INTERVAL_LEVEL, estimated, row_of};
use crate::predict::{out_of_range, reasons};
use crate::records::{EstimateRecord, Failure, Note};

/// What [`HopTable::train`] makes of fixtures/published/migration_barriers.csv.
const MODEL_FILE: &str = include_str!("../data/hop_model.json");

static MODEL: LazyLock<Result<Model, PlsError>> = LazyLock::new(|| Model::from_json(MODEL_FILE));

/// The ions of the hops that the model was trained on.
const TRAINED_IONS: [&str; 9] = [
    "Li+", "Na+", "K+", "Rb+", "Mg2+", "Ca2+", "Sr2+", "Zn2+", "Al3+",
];

/// Words for the hops of the training, for messages.
const TRAINING: &str = "the Migration Barrier Dataset (doi:10.48550/arXiv.2508.06459)";

/// The barrier of a hop as a nudged-elastic-band calculation with density-functional theory would have it, from one
/// fractional position to another (unwrapped: their difference is the hop), with the interval that holds four of
/// five hops of structural groups that a model has not seen.
///
/// Of the options, sites that stay and the insertion of the ion count; all else is as in the training. Where there is no
/// estimate, the record says why.
pub fn estimate(
    structure: &Structure,
    ion: Ion,
    ends: &[Vector3<f64>; 2],
    options: &Options,
) -> EstimateRecord {
    let found = HopFacts::of(structure, ion, ends, options).and_then(|facts| record_of(&facts));
    found.unwrap_or_else(|failure| EstimateRecord {
        value: None,
        low: None,
        high: None,
        level: INTERVAL_LEVEL,
        inside: None,
        reasons: Vec::new(),
        out_of_range: Vec::new(),
        trained_on: None,
        training_sha256: None,
        why_not: Some(Note {
            code: failure.code,
            message: failure.message,
        }),
    })
}

fn record_of(facts: &HopFacts) -> Result<EstimateRecord, Failure> {
    let not_estimated = |error: &PlsError| Failure::new("no-estimate", error.to_string());
    let model = MODEL.as_ref().map_err(not_estimated)?;
    let prediction = row_of(facts).and_then(|row| model.predict(&row, Missing::Refuse));
    let prediction = prediction.map_err(|error| not_estimated(&error))?;
    let prediction = prediction
        .first()
        .ok_or_else(|| Failure::new("no-estimate", "the model answers nothing"))?;
    let found = estimated(prediction, model);
    let mut reasons = reasons(prediction);
    let ion = facts.ion.to_string();
    let is_known = TRAINED_IONS.contains(&ion.as_str());
    if !is_known {
        reasons.push(format!(
            "no hop of {ion} is in {TRAINING}; its ions are {}",
            TRAINED_IONS.join(", ")
        ));
    }
    Ok(EstimateRecord {
        value: Some(found.value_ev),
        low: found.interval_ev.map(|[low, _]| low),
        high: found.interval_ev.map(|[_, high]| high),
        level: INTERVAL_LEVEL,
        inside: Some(prediction.inside && is_known),
        reasons,
        out_of_range: out_of_range(prediction),
        trained_on: Some(model.rows),
        training_sha256: Some(model.provenance.table_sha256.clone()),
        why_not: None,
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::Path;

    use super::*;

    /// A hop in the middle of the training.
    fn usual(ion: &str) -> HopFacts {
        HopFacts {
            ion: ion.parse().expect("an ion"),
            elastic_s_ev: 0.5,
            elastic_f_ev: 0.6,
            distance_ang: 3.5,
            anion_charge: -2.0,
        }
    }

    #[test]
    fn the_ions_of_the_training_are_those_of_the_table() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../../fixtures/published/migration_barriers.csv");
        let table = HopTable::read(fs::File::open(path).expect("the table")).expect("hops");
        let ions = table.facts.iter().map(|facts| facts.ion.to_string());
        let known = TRAINED_IONS.map(str::to_owned);
        assert_eq!(ions.collect::<BTreeSet<_>>(), BTreeSet::from(known));
    }

    #[test]
    fn an_estimate_has_an_interval_and_a_verdict() {
        let found = record_of(&usual("Li+")).expect("an estimate");
        let value = found.value.expect("a value");
        assert!((0.2..0.6).contains(&value), "{value}");
        assert!(found.low.expect("low") < value && value < found.high.expect("high"));
        assert_eq!((found.inside, found.reasons.len()), (Some(true), 0));
        assert_eq!(found.trained_on, Some(499));
    }

    #[test]
    fn another_ion_and_another_kind_of_hop_are_outside_and_say_why() {
        let silver = record_of(&usual("Ag+")).expect("an estimate");
        assert_eq!(silver.inside, Some(false));
        assert!(
            silver.reasons[0].contains("no hop of Ag+"),
            "{:?}",
            silver.reasons
        );
        let far = HopFacts {
            distance_ang: 11.0,
            elastic_s_ev: 3.9,
            ..usual("Al3+")
        };
        let far = record_of(&far).expect("an estimate");
        assert_eq!(far.inside, Some(false));
        assert!(far.reasons[0].contains("exceeds"), "{:?}", far.reasons);
        assert!(
            far.out_of_range[0].contains("distance"),
            "{:?}",
            far.out_of_range
        );
    }
}
