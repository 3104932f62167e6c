//! The Pareto front: candidates that no other beats in everything at once.
//!
//! Three aims: low Ea, high anion disorder (S_conf_A + S_conf_C, which the paper finds to help conduction), little extrapolation (the
//! larger of T² and Q over their limits). A candidate is on the front when none is at least as good in all three and better in one.

/// Whether each point (Ea in eV, disorder in J/(mol K), extrapolation) is on the front; points that are no numbers are not.
///
/// Equal points are all on the front. O(n log n) to sort, then n times the size of the front.
pub fn pareto_front(points: &[[f64; 3]]) -> Vec<bool> {
    let valid = |p: &[f64; 3]| p.iter().all(|v| v.is_finite());
    // All to be made small.
    let costs: Vec<[f64; 3]> = points
        .iter()
        .map(|[ea, disorder, far]| [*ea, -disorder, *far])
        .collect();
    let mut order: Vec<usize> = (0..points.len()).filter(|i| valid(&points[*i])).collect();
    let by_cost = |i: &usize, j: &usize| {
        let (a, b) = (costs[*i], costs[*j]);
        let compared = a.iter().zip(&b).map(|(x, y)| x.total_cmp(y));
        compared
            .fold(std::cmp::Ordering::Equal, std::cmp::Ordering::then)
            .then(i.cmp(j))
    };
    order.sort_by(by_cost);
    // In this order a point can only be beaten by one before it.
    let beats = |a: &[f64; 3], b: &[f64; 3]| a.iter().zip(b).all(|(x, y)| x <= y) && a != b;
    let mut front: Vec<usize> = Vec::new();
    let mut on_front = vec![false; points.len()];
    for i in order {
        if !front.iter().any(|f| beats(&costs[*f], &costs[i])) {
            front.push(i);
            on_front[i] = true;
        }
    }
    on_front
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beaten_points_are_off_the_front() {
        let points = [
            [0.30, 5.0, 0.5],
            [0.25, 5.0, 0.5], // beats the first
            [0.28, 9.0, 0.5], // more disorder
            [0.40, 1.0, 0.1], // least extrapolation
            [0.41, 1.0, 0.1], // beaten
            [0.25, 5.0, 0.5], // equal to the second
            [f64::NAN, 99.0, 0.0],
        ];
        let wanted = [false, true, true, true, false, true, false];
        assert_eq!(pareto_front(&points), wanted);
    }
}
