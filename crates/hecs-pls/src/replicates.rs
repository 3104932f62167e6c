//! Rows that are all but the same: repeated measurements that a cross-validation by rows would predict from one another.

use nalgebra::DMatrix;

use crate::scale::Preprocessing;
use crate::vectors::dot;
use crate::{Design, Scaling};

/// Two rows are near-identical below this share of the usual distance between rows, squared.
const NEAR: f64 = 0.01;

/// The same over n^(−2/m): n random rows in m dimensions have about that squared distance, as a share of the usual one, to the row next
/// to them, and one row in ten or fewer has a fiftieth of it.
const NEARER_THAN_CHANCE: f64 = 0.02;

/// The fewest rows that are worth a remark, as a share of all: more than chance brings near in any number of dimensions.
const LEAST_SHARE: f64 = 0.2;

/// Rows with which each is compared: those next to it in the order along one direction, so that the work stays in proportion
/// to the number of rows.
const COMPARED: usize = 1000;

/// Rows that have a near-identical one.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct NearIdentical {
    /// How many rows there are of which another is near-identical.
    pub rows: usize,
    /// Names of the first pair.
    pub pair: (String, String),
}

/// Rows whose predictors are almost those of another row, where a fifth of all rows or more are such; `None` otherwise.
///
/// Distances are between rows in standard deviations of the columns. Near is a tenth of the usual distance, or less where the columns
/// have so few independent directions that as many random rows would be near each other. The number of directions m is the
/// participation ratio (Σλ)²/Σλ² of the eigenvalues λ of the columns' correlations.
pub fn near_identical_rows(design: &Design) -> Option<NearIdentical> {
    let n = design.n();
    let scaler = Preprocessing::new(design.x(), design.y(), Scaling::Auto, None);
    // One row in each column.
    let rows = scaler.scaled_x(design.x()).transpose();
    let p = rows.nrows();
    let row = |i: usize| &rows.as_slice()[i * p..(i + 1) * p];
    let varying = scaler
        .constant
        .iter()
        .filter(|constant| !**constant)
        .count();
    if varying == 0 {
        return None;
    }
    let by_chance = (n as f64).powf(-2.0 / directions(&rows));
    let limit = 2.0 * varying as f64 * NEAR.min(NEARER_THAN_CHANCE * by_chance);
    let longest = (0..n).max_by(|&i, &j| dot(row(i), row(i)).total_cmp(&dot(row(j), row(j))))?;
    let mut order: Vec<(f64, usize)> = (0..n).map(|i| (dot(row(longest), row(i)), i)).collect();
    order.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let mut near = vec![false; n];
    let mut first: Option<(usize, usize)> = None;
    for (place, &(_, i)) in order.iter().enumerate() {
        for &(_, j) in order[place + 1..].iter().take(COMPARED) {
            if within(row(i), row(j), limit) {
                near[i] = true;
                near[j] = true;
                let pair = (i.min(j), i.max(j));
                first = Some(first.map_or(pair, |known| known.min(pair)));
            }
        }
    }
    let count = near.iter().filter(|near| **near).count();
    let (i, j) = first.filter(|_| count as f64 >= LEAST_SHARE * n as f64)?;
    let names = design.table().rows();
    Some(NearIdentical {
        rows: count,
        pair: (names[i].clone(), names[j].clone()),
    })
}

/// (Σλ)²/Σλ² of the rows' cross products, from the smaller of the two matrices that have these eigenvalues.
fn directions(rows: &DMatrix<f64>) -> f64 {
    let products = if rows.nrows() < rows.ncols() {
        rows * rows.transpose()
    } else {
        rows.tr_mul(rows)
    };
    products.trace().powi(2) / dot(products.as_slice(), products.as_slice())
}

/// Whether the squared distance of two rows is at most `limit`; most rows that are farther are told by their first columns.
fn within(a: &[f64], b: &[f64], limit: f64) -> bool {
    let mut sum = 0.0;
    for (a, b) in a.chunks(8).zip(b.chunks(8)) {
        sum += a.iter().zip(b).map(|(a, b)| (a - b).powi(2)).sum::<f64>();
        if sum > limit {
            return false;
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use rand::RngExt;

    use super::*;
    use crate::random::stream;
    use crate::{Missing, Response, Table};

    /// Samples at random in `p` dimensions, each measured `times` times with an error of `spread`.
    fn measured(samples: usize, times: usize, p: usize, spread: f64) -> Design {
        let mut generator = stream(3, 0);
        let mut random = || (0..12).map(|_| generator.random::<f64>()).sum::<f64>() - 6.0;
        let mut values = Vec::new();
        for _ in 0..samples {
            let sample: Vec<f64> = (0..p).map(|_| random()).collect();
            for _ in 0..times {
                values.extend(sample.iter().map(|x| x + spread * random()));
            }
        }
        let n = samples * times;
        let names = |letter: &str, count: usize| -> Vec<String> {
            (0..count).map(|i| format!("{letter}{i}")).collect()
        };
        let columns = names("x", p).into_iter().map(Into::into).collect();
        let table = Table::new(
            names("r", n),
            columns,
            DMatrix::from_row_slice(n, p, &values),
        );
        let response = Response::new("y", (0..n).map(|_| random()).collect());
        Design::new(table.unwrap(), response, Missing::Refuse).unwrap()
    }

    #[test]
    fn replicates_are_seen_and_chance_is_not() {
        let replicates = [
            (10, 5, 30, 0.05),
            (40, 2, 8, 0.03),
            (3, 20, 6, 0.002),
            (12, 3, 200, 0.05),
        ];
        for (samples, times, p, spread) in replicates {
            let found = near_identical_rows(&measured(samples, times, p, spread));
            let found = found.unwrap_or_else(|| panic!("{samples} {times} {p}"));
            assert!(found.rows * 10 > samples * times * 8, "{found:?}");
            assert_eq!(found.pair.0, "r0");
        }
        for (n, p) in [
            (30, 1),
            (500, 1),
            (20, 2),
            (40, 2),
            (1500, 2),
            (300, 3),
            (50, 30),
        ] {
            assert_eq!(
                near_identical_rows(&measured(n, 1, p, 0.0)),
                None,
                "{n} {p}"
            );
        }
    }
}
