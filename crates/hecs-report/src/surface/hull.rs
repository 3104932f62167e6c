//! Convex hull of points in the plane (Andrew's monotone chain).

/// The corners of the hull, counter-clockwise in a frame with y upwards; fewer than three where
/// the points span no area.
pub(crate) fn convex_hull(points: &[(f64, f64)]) -> Vec<(f64, f64)> {
    let mut sorted = points.to_vec();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    sorted.dedup();
    if sorted.len() < 3 {
        return sorted;
    }
    let mut hull: Vec<(f64, f64)> = Vec::new();
    // Lower chain left to right, then the upper one back.
    for pass in 0..2 {
        let base = hull.len();
        let mut extend = |p: (f64, f64)| {
            while hull.len() >= base + 2
                && cross(hull[hull.len() - 2], hull[hull.len() - 1], p) <= 0.0
            {
                hull.pop();
            }
            hull.push(p);
        };
        if pass == 0 {
            sorted.iter().copied().for_each(&mut extend);
        } else {
            sorted.iter().rev().copied().for_each(&mut extend);
        }
        // The end of a chain is the start of the other.
        hull.pop();
    }
    hull
}

fn cross(o: (f64, f64), a: (f64, f64), b: (f64, f64)) -> f64 {
    (a.0 - o.0) * (b.1 - o.1) - (a.1 - o.1) * (b.0 - o.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_square_keeps_its_corners() {
        let square = [
            (0.0, 0.0),
            (1.0, 0.0),
            (1.0, 1.0),
            (0.0, 1.0),
            (0.5, 0.5),
            (0.5, 0.0),
        ];
        assert_eq!(
            convex_hull(&square),
            [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)]
        );
    }

    #[test]
    fn a_line_is_no_area() {
        assert!(convex_hull(&[(0.0, 0.0), (1.0, 1.0), (2.0, 2.0)]).len() < 3);
    }
}
