//! The paper's question asked of all families: which features explain the BVSE barrier?
//!
//! Its logarithm is explained, since barriers over all families have a tail up to ten times their median, and
//! coefficients then are relative changes.

use std::error::Error;

use comfy_table::Table;
use hecs_descriptors::Feature;
use hecs_pls::{
    Design, Estimates, Missing, NestedOptions, Response, Rule, Scaling, Scheme, Table as Matrix,
    choose, cross_validate, jackknife, nested_cross_validate,
};

use super::conductivity::without_pathway;
use super::dataset::Material;
use super::scores::standard_deviation;

/// Components at most.
const MOST: usize = 10;
/// Below this a descriptor of the paper counts as unimportant (its Fig. 4).
const IMPORTANT_VIP: f64 = 0.8;

/// Prints how well the barriers are explained in rows and in families that a model has not seen, and by what.
pub(super) fn tables(materials: &[Material]) -> Result<(), Box<dyn Error>> {
    for response in [Feature::Ea1, Feature::Ea3] {
        explain(materials, response)?;
    }
    Ok(())
}

fn explain(materials: &[Material], response: Feature) -> Result<(), Box<dyn Error>> {
    let barrier = |m: &Material| {
        m.of_structure
            .as_ref()
            .and_then(|values| values[response.index()])
    };
    let rows: Vec<(&Material, f64)> = materials
        .iter()
        .filter_map(|m| Some((m, barrier(m)?)))
        .collect();
    let features = without_pathway();
    let with_barrier: Vec<&Material> = rows.iter().map(|(m, _)| *m).collect();
    let kept = features.usable(&with_barrier);
    let x = features.table(&with_barrier, &kept)?;
    let spreads = spreads(&x);
    let name = format!("ln {}", response.name());
    let y = Response::new(&name, rows.iter().map(|(_, e)| e.ln()).collect());
    let families = rows.iter().map(|(m, _)| m.family.clone()).collect();
    let by_row = Design::new(x, y, Missing::MeanImpute)?;
    let by_family = by_row.clone().with_groups(families)?;

    let inner = Scheme::KFold { k: 5, seed: 1 };
    let options = NestedOptions {
        most: MOST,
        inner,
        rule: Rule::Minimum,
        vip_threshold: None,
    };
    let random = Scheme::KFold { k: 10, seed: 1 };
    println!(
        "\n{} ({}): {} structures, {} features",
        response.name(),
        response.meaning(),
        rows.len(),
        kept.len()
    );
    for (name, design, outer) in [
        ("ten random parts left out", &by_row, random.folds(&by_row)?),
        (
            "each family left out",
            &by_family,
            Scheme::LeaveOneOut.folds(&by_family)?,
        ),
    ] {
        let nested = nested_cross_validate(design, Scaling::Auto, &outer, options, None)?;
        println!(
            "  {name}: Q² {:.2}, a factor of {:.2}",
            nested.q2,
            nested.rmsecv.exp()
        );
    }
    let folds = Scheme::LeaveOneOut.folds(&by_family)?;
    let cv = cross_validate(&by_family, Scaling::Auto, MOST, &folds, None)?;
    let components = choose(&cv, Rule::Minimum)?.components.max(1);
    let estimates = jackknife(
        &by_family,
        Scaling::Auto,
        components,
        0.95,
        &folds,
        None,
        None,
    )?;
    println!("{}", importance(&estimates, &spreads));
    Ok(())
}

/// Standard deviations of columns, over the cells that are known.
fn spreads(x: &Matrix) -> Vec<f64> {
    let spread = |column: &[f64]| {
        let known: Vec<f64> = column.iter().copied().filter(|v| !v.is_nan()).collect();
        standard_deviation(&known)
    };
    let columns = x.values().column_iter();
    columns.map(|column| spread(column.as_slice())).collect()
}

/// The important features, the most important first.
fn importance(estimates: &Estimates, spreads: &[f64]) -> Table {
    let mut order: Vec<usize> = (0..spreads.len()).collect();
    order.sort_by(|a, b| estimates.vip[*b].value.total_cmp(&estimates.vip[*a].value));
    let mut table = Table::new();
    table.set_header([
        &format!("feature ({} components)", estimates.components),
        "VIP (95 %)",
        "change per standard deviation (95 %)",
    ]);
    for j in order {
        let (vip, coefficient) = (&estimates.vip[j], &estimates.coefficients[j]);
        if vip.value < IMPORTANT_VIP {
            break;
        }
        let [value, low, high] = [coefficient.value, coefficient.low, coefficient.high]
            .map(|b| 100.0 * ((b * spreads[j]).exp() - 1.0));
        table.add_row([
            vip.name.clone(),
            format!("{:.2} ({:.2}–{:.2})", vip.value, vip.low, vip.high),
            format!("{value:+.1} % ({low:+.1} to {high:+.1})"),
        ]);
    }
    table
}
