//! What the estimate is worth on hops that were left out: the tables of docs/model-card-hops.md.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt::Write as _;

use hecs_pls::statistics::{bias, r2};
use hecs_pls::{Model, PlsError};

use super::facts::HopFacts;
use super::model::clipped;
use super::table::{HopTable, LeftOut};

/// A guess that needs no structure.
const CONSTANT_EV: f64 = 0.6;
/// Bounds of the estimates (eV) between which errors are told apart.
const BOUNDS_EV: [f64; 6] = [0.0, 0.3, 0.6, 1.0, 1.5, f64::INFINITY];

/// How far estimates are from the barriers of structural groups that were left out, in the tables of
/// docs/model-card-hops.md (Markdown). Predictions above 4 eV count as 4 eV.
///
/// # Errors
/// Those of hecs-pls, for tables too small to leave a group out.
pub fn hop_card(table: &HopTable) -> Result<String, PlsError> {
    let left_out = table.left_out(&table.groups)?;
    let estimate = Predicted::of_estimates(table, &left_out);
    let ions: Vec<String> = table.facts.iter().map(|hop| hop.ion.to_string()).collect();
    let mut out = overall(table, &left_out, &ions)?;
    out += &parts(
        table,
        &estimate,
        "structural group",
        &by_label(&table.groups),
    );
    out += &parts(table, &estimate, "ion", &by_label(&ions));
    out += &parts(table, &estimate, "estimate, eV", &by_size(&estimate.ev));
    out += &coefficients(&table.train()?);
    Ok(out)
}

/// What a method says of every hop.
struct Predicted {
    ev: Vec<f64>,
    /// Whether its interval holds the barrier, where it has one.
    held: Option<Vec<bool>>,
}

impl Predicted {
    fn new(ev: impl IntoIterator<Item = f64>) -> Self {
        Self {
            ev: ev.into_iter().map(clipped).collect(),
            held: None,
        }
    }

    fn of_estimates(table: &HopTable, left_out: &[LeftOut]) -> Self {
        let held = left_out.iter().zip(&table.dft_ev).map(|(hop, dft_ev)| {
            let interval = hop.estimated.interval_ev;
            interval.is_some_and(|[low, high]| (low..=high).contains(dft_ev))
        });
        Self {
            held: Some(held.collect()),
            ..Self::new(left_out.iter().map(|hop| hop.estimated.value_ev))
        }
    }

    /// Barriers and predictions of some hops.
    fn pairs(&self, table: &HopTable, hops: &[usize]) -> (Vec<f64>, Vec<f64>) {
        let pairs = hops.iter().map(|hop| (table.dft_ev[*hop], self.ev[*hop]));
        pairs.unzip()
    }

    fn mae_ev(&self, table: &HopTable, hops: &[usize]) -> f64 {
        let (observed, predicted) = self.pairs(table, hops);
        let errors = observed.iter().zip(&predicted).map(|(y, p)| (y - p).abs());
        errors.sum::<f64>() / hops.len() as f64
    }

    /// The share of hops whose interval holds the barrier, in percent.
    fn share_held(&self, hops: &[usize]) -> String {
        self.held.as_ref().map_or("–".to_owned(), |held| {
            let count = hops.iter().filter(|hop| held[**hop]).count();
            format!("{:.0} %", 100.0 * count as f64 / hops.len() as f64)
        })
    }
}

/// Every method on all hops, and the estimate on some.
fn overall(table: &HopTable, left_out: &[LeftOut], ions: &[String]) -> Result<String, PlsError> {
    let mut out =
        "| method | hops | MAE, eV | R² | bias, eV | interval holds |\n|---|---|---|---|---|---|\n"
            .to_owned();
    let mut line = |name: &str, hops: &[usize], method: &Predicted| {
        let (observed, predicted) = method.pairs(table, hops);
        let _ = writeln!(
            out,
            "| {name} | {} | {:.3} | {:+.2} | {:+.2} | {} |",
            hops.len(),
            method.mae_ev(table, hops),
            r2(&observed, &predicted)?,
            bias(&observed, &predicted)?,
            method.share_held(hops),
        );
        Ok::<(), PlsError>(())
    };
    let all: Vec<usize> = (0..left_out.len()).collect();
    let [chosen, confirmed] = halves(&table.groups);
    let (inside, outside): (Vec<usize>, Vec<usize>) =
        all.iter().partition(|hop| left_out[**hop].inside);
    let estimate = Predicted::of_estimates(table, left_out);
    line(
        "**estimate**, structural groups left out one at a time",
        &all,
        &estimate,
    )?;
    line(
        "– the half of the groups that predictors were chosen on",
        &chosen,
        &estimate,
    )?;
    line(
        "– the half that confirmed the choice",
        &confirmed,
        &estimate,
    )?;
    line("– within the domain", &inside, &estimate)?;
    line("– outside", &outside, &estimate)?;
    let merged: Vec<String> = table.groups.iter().map(|name| one_name(name)).collect();
    let of_merged = table.left_out(&merged)?;
    let of_ions = table.left_out(ions)?;
    line(
        "estimate, groups under several names taken together",
        &all,
        &Predicted::of_estimates(table, &of_merged),
    )?;
    line(
        "estimate, ions left out one at a time",
        &all,
        &Predicted::of_estimates(table, &of_ions),
    )?;
    for (name, method) in [
        ("elastic S", of_facts(table, |hop| hop.elastic_s_ev)),
        ("elastic F", of_facts(table, |hop| hop.elastic_f_ev)),
        ("MACE-NEB, a machine-learnt potential", of_mace(table)),
        (
            "a constant of 0.6 eV",
            Predicted::new(all.iter().map(|_| CONSTANT_EV)),
        ),
    ] {
        line(name, &all, &method)?;
    }
    Ok(out)
}

fn of_facts(table: &HopTable, barrier_ev: fn(&HopFacts) -> f64) -> Predicted {
    Predicted::new(table.facts.iter().map(barrier_ev))
}

fn of_mace(table: &HopTable) -> Predicted {
    Predicted::new(table.mace_ev.iter().copied())
}

/// Hops by their labels, most first.
fn by_label(labels: &[String]) -> Vec<(String, Vec<usize>)> {
    let mut hops_of: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (hop, label) in labels.iter().enumerate() {
        hops_of.entry(label).or_default().push(hop);
    }
    let hops_of = hops_of.into_iter();
    let mut hops_of: Vec<(String, Vec<usize>)> = hops_of
        .map(|(label, hops)| (label.to_owned(), hops))
        .collect();
    hops_of.sort_by_key(|(_, hops)| Reverse(hops.len()));
    hops_of
}

fn by_size(estimates_ev: &[f64]) -> Vec<(String, Vec<usize>)> {
    let between = |bounds: &[f64]| {
        let hops = 0..estimates_ev.len();
        let hops = hops.filter(|hop| (bounds[0]..bounds[1]).contains(&estimates_ev[*hop]));
        let name = if bounds[1].is_finite() {
            format!("{}–{}", bounds[0], bounds[1])
        } else {
            format!("above {}", bounds[0])
        };
        (name, hops.collect())
    };
    BOUNDS_EV.windows(2).map(between).collect()
}

/// A table with a line for each part of the hops.
fn parts(
    table: &HopTable,
    estimate: &Predicted,
    heading: &str,
    parts: &[(String, Vec<usize>)],
) -> String {
    let mut out = format!(
        "\n| {heading} | hops | mean of DFT, eV | MAE, eV | bias, eV | interval holds | MAE of S, eV | MAE of MACE, eV |\n\
         |---|---|---|---|---|---|---|---|\n"
    );
    let elastic_s = of_facts(table, |hop| hop.elastic_s_ev);
    let mace = of_mace(table);
    for (name, hops) in parts.iter().filter(|(_, hops)| !hops.is_empty()) {
        let (observed, predicted) = estimate.pairs(table, hops);
        let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
        let dft_ev = mean(&observed);
        let _ = writeln!(
            out,
            "| {name} | {} | {dft_ev:.2} | {:.3} | {:+.2} | {} | {:.3} | {:.3} |",
            hops.len(),
            estimate.mae_ev(table, hops),
            mean(&predicted) - dft_ev,
            estimate.share_held(hops),
            elastic_s.mae_ev(table, hops),
            mace.mae_ev(table, hops),
        );
    }
    out
}

/// Hops of two halves of the groups: by decreasing number of hops, then by name, of each four the first and the last
/// belong to the first half.
fn halves(groups: &[String]) -> [Vec<usize>; 2] {
    let mut halves = [Vec::new(), Vec::new()];
    for (place, (_, hops)) in by_label(groups).into_iter().enumerate() {
        let half = usize::from(!matches!(place % 4, 0 | 3));
        halves[half].extend(hops);
    }
    halves
}

/// The names of a group that has several names in the dataset, as one: `SPINELS` is `SPINEL`.
fn one_name(group: &str) -> String {
    let whole = group.split('(').next().unwrap_or(group);
    whole.strip_suffix('S').unwrap_or(whole).to_owned()
}

fn coefficients(model: &Model) -> String {
    let mut out = "\n| predictor | unit | coefficient | VIP | mean | least | greatest |\n|---|---|---|---|---|---|---|\n"
        .to_owned();
    for column in &model.columns {
        let _ = writeln!(
            out,
            "| {} | {} | {:+.4} | {:.2} | {:.3} | {:.3} | {:.3} |",
            column.name,
            column.unit.as_deref().unwrap_or(""),
            column.coefficient,
            column.vip.unwrap_or(f64::NAN),
            column.mean,
            column.minimum,
            column.maximum,
        );
    }
    let _ = writeln!(
        out,
        "\nIntercept {:+.4}; {} hops; RMSECV {:.4} on the logarithmic scale.",
        model.intercept,
        model.rows,
        model.errors.rmsecv.unwrap_or(f64::NAN)
    );
    out
}
