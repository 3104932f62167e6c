//! Smoothing thin-plate spline.
//!
//! f(x) = Σ wᵢ φ(|x − xᵢ|) + a₀ + a₁u + a₂v with φ(r) = r² ln r, where
//! (K + λN⁻¹)w + Pa = y and Pᵀw = 0; N counts the compounds that coincide at a point, whose mean
//! is y. The axes are scaled to 0 … 1 first, so λ has no unit.

/// λ: small enough to follow the compounds, large enough that twins with other energies do not
/// tear the surface.
pub(crate) const SMOOTHING: f64 = 0.01;

/// A fitted spline over the unit square.
#[derive(Debug, Clone)]
pub(crate) struct ThinPlate {
    centres: Vec<(f64, f64)>,
    weights: Vec<f64>,
    plane: [f64; 3],
}

impl ThinPlate {
    /// Fits the spline to scaled positions and values; `None` where the positions span no plane.
    pub(crate) fn fit(points: &[((f64, f64), f64)]) -> Option<Self> {
        let merged = merge(points);
        let n = merged.len();
        let size = n + 3;
        let mut matrix = vec![vec![0.0; size + 1]; size];
        for (i, &(p, value, count)) in merged.iter().enumerate() {
            for (j, &(q, ..)) in merged.iter().enumerate() {
                matrix[i][j] = basis(p, q);
            }
            matrix[i][i] += SMOOTHING / count;
            for (k, term) in [1.0, p.0, p.1].into_iter().enumerate() {
                matrix[i][n + k] = term;
                matrix[n + k][i] = term;
            }
            matrix[i][size] = value;
        }
        let solution = solve(matrix)?;
        Some(Self {
            centres: merged.iter().map(|m| m.0).collect(),
            weights: solution[..n].to_vec(),
            plane: [solution[n], solution[n + 1], solution[n + 2]],
        })
    }

    /// The value at a scaled position.
    pub(crate) fn at(&self, p: (f64, f64)) -> f64 {
        let bent: f64 = self
            .centres
            .iter()
            .zip(&self.weights)
            .map(|(&c, w)| w * basis(p, c))
            .sum();
        self.plane[0] + self.plane[1] * p.0 + self.plane[2] * p.1 + bent
    }

    /// Distance from a scaled position to the nearest compound.
    pub(crate) fn distance(&self, p: (f64, f64)) -> f64 {
        let to = |c: &(f64, f64)| (p.0 - c.0).hypot(p.1 - c.1);
        self.centres.iter().map(to).fold(f64::INFINITY, f64::min)
    }
}

fn basis(p: (f64, f64), q: (f64, f64)) -> f64 {
    let square = (p.0 - q.0).powi(2) + (p.1 - q.1).powi(2);
    // r² ln r = ½ r² ln r²
    if square > 0.0 {
        0.5 * square * square.ln()
    } else {
        0.0
    }
}

/// Position, mean value and count of the points that coincide.
fn merge(points: &[((f64, f64), f64)]) -> Vec<((f64, f64), f64, f64)> {
    let mut sorted = points.to_vec();
    sorted.sort_by(|a, b| {
        a.0.0
            .total_cmp(&b.0.0)
            .then(a.0.1.total_cmp(&b.0.1))
            .then(a.1.total_cmp(&b.1))
    });
    let mut merged: Vec<((f64, f64), f64, f64)> = Vec::new();
    for (p, value) in sorted {
        match merged.last_mut() {
            Some((q, sum, count)) if (p.0 - q.0).abs() < 1e-9 && (p.1 - q.1).abs() < 1e-9 => {
                *sum += value;
                *count += 1.0;
            }
            _ => merged.push((p, value, 1.0)),
        }
    }
    for (_, sum, count) in &mut merged {
        *sum /= *count;
    }
    merged
}

/// Gauss with row pivoting on the augmented matrix; `None` if it is singular.
fn solve(mut matrix: Vec<Vec<f64>>) -> Option<Vec<f64>> {
    let n = matrix.len();
    for column in 0..n {
        let pivot = (column..n)
            .max_by(|&a, &b| matrix[a][column].abs().total_cmp(&matrix[b][column].abs()))?;
        if matrix[pivot][column].abs() < 1e-12 {
            return None;
        }
        matrix.swap(column, pivot);
        let (above, below) = matrix.split_at_mut(column + 1);
        let lead = &above[column];
        for row in below {
            let factor = row[column] / lead[column];
            for k in column..=n {
                row[k] -= factor * lead[k];
            }
        }
    }
    let mut solution = vec![0.0; n];
    for row in (0..n).rev() {
        let known: f64 = (row + 1..n).map(|k| matrix[row][k] * solution[k]).sum();
        solution[row] = (matrix[row][n] - known) / matrix[row][row];
    }
    Some(solution)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plane_is_reproduced() {
        let plane = |(u, v): (f64, f64)| 0.3 + 0.2 * u - 0.1 * v;
        let points: Vec<_> = [(0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (1.0, 1.0), (0.3, 0.6)]
            .into_iter()
            .map(|p| (p, plane(p)))
            .collect();
        let spline = ThinPlate::fit(&points).expect("points span a plane");
        assert!((spline.at((0.5, 0.25)) - plane((0.5, 0.25))).abs() < 1e-9);
    }

    #[test]
    fn a_line_of_points_has_no_spline() {
        let points = [((0.0, 0.0), 1.0), ((0.5, 0.5), 2.0), ((1.0, 1.0), 3.0)];
        assert!(ThinPlate::fit(&points).is_none());
    }
}
