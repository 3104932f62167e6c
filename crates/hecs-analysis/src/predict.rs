//! `predict`: a fitted model on structures or on the rows of a table.

use hecs_descriptors::{DescribeOptions, Hecs};
use hecs_pls::{Measure, Missing, Model, PlsError, Prediction, Table, Warning};

use crate::records::{Failure, Head, Note, PredictRecord};
use crate::{Entry, hecs_of};

/// What a model of descriptors makes of an input.
pub fn predict(entry: &Entry, model: &Model) -> PredictRecord {
    let row = hecs_of(entry, &DescribeOptions::default()).and_then(|hecs| {
        row_of(model, &entry.file, &hecs)
            .map_err(|e| Failure::new("not-of-the-model", e.to_string()))
    });
    let predicted = row.and_then(|table| {
        let mut rows = model
            .predict(&table, Missing::Refuse)
            .map_err(|e| not_predicted(&e))?;
        rows.pop()
            .ok_or_else(|| Failure::new("not-predicted", "the table has no row"))
    });
    record(model, entry.head(SCHEMA), entry.file.clone(), predicted)
}

/// The descriptors as a row for a model, which may need some of them only.
fn row_of(model: &Model, name: &str, hecs: &Hecs) -> Result<Table, PlsError> {
    let names: Vec<&str> = hecs.iter().map(|(d, _)| d.name()).collect();
    let described = Table::from_records(&[name], &names, &[hecs.values()])?;
    described.select_columns(&model.column_names())
}

/// What a model makes of the rows of the table `file`, a record for each; a row that cannot be predicted says so
/// in its own. `missing` says what is done with missing values, [`Model::missing`] where it is `None`.
///
/// # Errors
/// [`PlsError::ColumnsDiffer`] where the table has other columns than the model.
pub fn predict_rows(
    model: &Model,
    file: &str,
    table: &Table,
    missing: Option<Missing>,
) -> Result<Vec<PredictRecord>, PlsError> {
    let predictions = model.predict_each(table, missing.unwrap_or(model.missing))?;
    Ok((table.rows().iter().zip(predictions))
        .map(|(name, predicted)| {
            let head = Head::new(SCHEMA, file.to_owned());
            record(
                model,
                head,
                name.clone(),
                predicted.map_err(|e| not_predicted(&e)),
            )
        })
        .collect())
}

const SCHEMA: &str = "hecs.predict.1";

fn not_predicted(error: &PlsError) -> Failure {
    Failure::new("not-predicted", error.to_string())
}

fn record(
    model: &Model,
    mut head: Head,
    name: String,
    predicted: Result<Prediction, Failure>,
) -> PredictRecord {
    if let Err(failure) = &predicted {
        head.fail(failure.clone());
    } else if model.warnings.contains(&Warning::EarlierLimits) {
        head.notes.push(Note {
            code: "model::earlier-limits".to_owned(),
            message: Warning::EarlierLimits.to_string(),
        });
    }
    let empty = PredictRecord {
        name,
        head,
        response: model.response.name.clone(),
        unit: model.response.unit.clone(),
        value: None,
        low: None,
        high: None,
        inside: None,
        leverage: None,
        hotelling_t2: None,
        q_residual: None,
        reasons: Vec::new(),
        out_of_range: Vec::new(),
        imputed: Vec::new(),
        skipped: Vec::new(),
    };
    match predicted {
        Err(_) => empty,
        Ok(p) => PredictRecord {
            value: Some(p.value),
            low: p.interval.map(|i| i.low),
            high: p.interval.map(|i| i.high),
            inside: Some(p.inside),
            leverage: Some(p.leverage),
            hotelling_t2: Some(p.hotelling_t2),
            q_residual: Some(p.q_residual),
            reasons: reasons(&p),
            out_of_range: out_of_range(&p),
            imputed: p.imputed,
            skipped: p.skipped,
            ..empty
        },
    }
}

/// The columns of a prediction that are outside the range of the training rows.
pub(crate) fn out_of_range(prediction: &Prediction) -> Vec<String> {
    let outside = prediction.out_of_range.iter();
    outside
        .map(|o| {
            format!(
                "{} = {} is outside the training range {} … {}",
                o.column, o.value, o.minimum, o.maximum
            )
        })
        .collect()
}

/// Descriptors named in a reason: those of the largest share.
const NAMED: usize = 5;

/// What puts a prediction outside the domain of its model, largest share first.
pub fn reasons(prediction: &Prediction) -> Vec<String> {
    prediction
        .reasons
        .iter()
        .map(|reason| {
            let measure = match reason.measure {
                Measure::HotellingT2 => "Hotelling T²",
                _ => "Q residual",
            };
            let columns: Vec<String> = reason
                .columns
                .iter()
                .take(NAMED)
                .map(|c| format!("{} {:.0} %", c.column, 100.0 * c.share))
                .collect();
            format!(
                "{measure} {:.3} exceeds {:.3}: {}",
                reason.value,
                reason.limit,
                columns.join(", ")
            )
        })
        .collect()
}
