//! From the records of `fit` and `validate` to what their figures and their page show.

use hecs_analysis::records::{FitRecord, FittedRow, PredictorRecord, ValidateRecord};
use hecs_pls::student_quantile;
use hecs_report::data::{
    PermutationData, PermutedModel, PlsColumn, PlsComponent, PlsData, PlsLimits, PlsRow, PressData,
    Quantity, Set,
};

use crate::fit::left_out_together;

/// The model of a record, as figures show it.
pub(crate) fn pls_data(record: &FitRecord) -> PlsData {
    let limits = &record.limits;
    PlsData {
        response: Quantity::new(&record.response, record.unit.clone()),
        level: record.level,
        cross_validation: cross_validation(record),
        root_mean_press: record.root_mean_press.clone(),
        q2: record.q2.clone(),
        van_der_voet: record.van_der_voet.iter().map(|each| each.p).collect(),
        components: record
            .by_component
            .iter()
            .map(|component| PlsComponent {
                r2x: component.r2x,
                r2y: component.r2y,
                y_loading: component.y_loading,
                score_variance: component.score_variance,
            })
            .collect(),
        intercept: record.intercept,
        columns: record.columns.iter().map(column).collect(),
        rows: record.predictions.iter().map(row).collect(),
        limits: PlsLimits {
            hotelling_t2_training: limits.hotelling_t2_training,
            hotelling_t2_new_rows: limits.hotelling_t2_new_rows,
            q_training: limits.q_training.or(limits.q_training_box),
            judged_hotelling_t2: limits.judged_hotelling_t2,
            judged_q_residual: limits.judged_q_residual,
        },
        half_interval: half_interval(record),
        r2: Some(record.r2_train),
        rmsec: Some(record.errors.rmsec),
        rmsecv: Some(record.errors.rmsecv),
        rmsep: record.errors.rmsep,
    }
}

/// Half the width of the interval of a prediction of leverage 0: t((1+level)/2; n−A−1)·RMSECV/√(1+(A+1)/n), as in `hecs predict`.
fn half_interval(record: &FitRecord) -> Option<f64> {
    let (n, used) = (record.n, record.components + 1);
    let quantile = student_quantile(record.level, n.checked_sub(used).filter(|&free| free > 0)?)?;
    let share = used as f64 / n as f64;
    Some(quantile * record.errors.rmsecv / (1.0 + share).sqrt()).filter(|half| half.is_finite())
}

fn column(record: &PredictorRecord) -> PlsColumn {
    PlsColumn {
        quantity: Quantity::new(&record.name, record.unit.clone()),
        mean: record.mean,
        scale: record.scale,
        minimum: record.minimum,
        maximum: record.maximum,
        coefficient: record.coefficient,
        interval: record.low.zip(record.high),
        coefficient_scaled: record.coefficient_scaled,
        vip: record.vip,
        vip_interval: record.vip_low.zip(record.vip_high),
        selectivity_ratio: record.selectivity_ratio,
        loadings: record.loadings.clone(),
        rotations: record.rotations.clone(),
    }
}

fn row(record: &FittedRow) -> PlsRow {
    PlsRow {
        name: record.row.clone(),
        set: match record.set.as_str() {
            "train" => Set::Train,
            // Validation rows are not learnt from either.
            "test" | "validation" => Set::Test,
            _ => Set::Neither,
        },
        observed: record.observed,
        fitted: record.fitted,
        left_out: record.loo,
        scores: record.scores.clone(),
        y_scores: record.y_scores.clone(),
        hotelling_t2: record.hotelling_t2,
        q_residual: record.q_residual,
        inside: record.inside,
    }
}

/// How rows were left out, as the start of a caption.
fn cross_validation(record: &FitRecord) -> String {
    format!(
        "Cross-validation, rows left out {}",
        left_out_together(&record.cv)
    )
}

/// The curves of the cross-validation; records of earlier versions, which list no components, have them too.
pub(crate) fn press(record: &FitRecord) -> PressData {
    PressData {
        chosen: record.components,
        ..pls_data(record).press()
    }
}

/// The permutation test of a record; the first of its models is that of the observed response.
pub(crate) fn permutation(record: &ValidateRecord) -> PermutationData {
    let test = &record.permutation;
    let models = test.permuted.iter().map(|model| PermutedModel {
        correlation: model.correlation,
        r2: model.r2,
        q2: model.q2,
    });
    PermutationData {
        response: record.response.clone(),
        r2: test.permuted.first().map(|model| model.r2),
        q2: record.q2,
        permuted: models.skip(1).collect(),
        intercept_q2: test.intercept_q2,
        intercept_r2: test.intercept_r2,
        p: test.p_q2,
    }
}
