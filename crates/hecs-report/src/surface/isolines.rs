//! Closed level lines of a function sampled on a rectangular lattice (marching squares).

/// Samples at (i/(n−1), j/(n−1)) of the unit square, i fastest.
#[derive(Debug, Clone)]
pub(crate) struct Lattice {
    n: usize,
    values: Vec<f64>,
}

impl Lattice {
    /// Samples `f` on n × n points, n at least 2.
    pub(crate) fn sample(n: usize, f: impl Fn((f64, f64)) -> f64) -> Self {
        let step = 1.0 / (n - 1) as f64;
        let values = (0..n * n)
            .map(|k| f(((k % n) as f64 * step, (k / n) as f64 * step)))
            .collect();
        Self { n, values }
    }

    /// The value at signed indices; one ring outside the lattice lies just below `level`, so that
    /// every line closes.
    fn get(&self, i: i64, j: i64, level: f64) -> f64 {
        let inside = 0..self.n as i64;
        if inside.contains(&i) && inside.contains(&j) {
            self.values[j as usize * self.n + i as usize]
        } else {
            // A level of 1e8 has no number 1e-9 below it.
            (level - 1e-9).min(level.next_down())
        }
    }
}

/// The boundaries of {f ≥ level} as closed rings in the unit square's coordinates; those that run
/// along the rim leave it by up to one step.
pub(crate) fn rings_above(lattice: &Lattice, level: f64) -> Vec<Vec<(f64, f64)>> {
    let width = lattice.n as i64 + 2;
    let step = 1.0 / (lattice.n - 1) as f64;
    // An edge is known by its lower left node and its direction; crossing edges point to the
    // next along the ring, with the high side to the left.
    let edge = |i: i64, j: i64, upright: bool| ((j * width + i) * 2 + i64::from(upright)) as usize;
    let mut next = vec![usize::MAX; (width * width * 2) as usize];
    let value = |i: i64, j: i64| lattice.get(i - 1, j - 1, level);
    for j in 0..width - 1 {
        for i in 0..width - 1 {
            let corner = [
                value(i, j),
                value(i + 1, j),
                value(i + 1, j + 1),
                value(i, j + 1),
            ];
            let high = corner.map(|v| v >= level);
            // Edges bottom, right, top, left: edge k joins corners k and k+1.
            let edges = [
                edge(i, j, false),
                edge(i + 1, j, true),
                edge(i, j + 1, false),
                edge(i, j, true),
            ];
            // Walking the corners counter-clockwise, the ring enters the cell through an edge
            // that goes from high to low … and leaves through one from low to high.
            let starts: Vec<usize> = (0..4).filter(|&k| high[k] && !high[(k + 1) % 4]).collect();
            let ends: Vec<usize> = (0..4).filter(|&k| !high[k] && high[(k + 1) % 4]).collect();
            match (starts.as_slice(), ends.as_slice()) {
                ([s], [e]) => next[edges[*s]] = edges[*e],
                ([s0, s1], [..]) => {
                    // A saddle: joined through the middle if the mean is high.
                    let joined = corner.iter().sum::<f64>() / 4.0 >= level;
                    for &s in &[*s0, *s1] {
                        let e = if joined { (s + 1) % 4 } else { (s + 3) % 4 };
                        next[edges[s]] = edges[e];
                    }
                }
                _ => {}
            }
        }
    }
    let point = |edge: usize| {
        let node = (edge / 2) as i64;
        let (i, j) = (node % width, node / width);
        let (di, dj) = if edge % 2 == 1 { (0, 1) } else { (1, 0) };
        let (a, b) = (value(i, j), value(i + di, j + dj));
        let t = ((level - a) / (b - a)).clamp(0.0, 1.0);
        (
            (i as f64 - 1.0 + t * di as f64) * step,
            (j as f64 - 1.0 + t * dj as f64) * step,
        )
    };
    let mut rings = Vec::new();
    for start in 0..next.len() {
        let mut ring = Vec::new();
        let mut at = start;
        while next[at] != usize::MAX {
            ring.push(point(at));
            at = std::mem::replace(&mut next[at], usize::MAX);
        }
        if ring.len() > 2 {
            rings.push(ring);
        }
    }
    rings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn area(ring: &[(f64, f64)]) -> f64 {
        let twice: f64 = ring
            .iter()
            .zip(ring.iter().cycle().skip(1))
            .map(|(a, b)| a.0 * b.1 - b.0 * a.1)
            .sum();
        twice / 2.0
    }

    #[test]
    fn a_cone_has_one_round_ring() {
        let cone = Lattice::sample(101, |(u, v)| 0.4 - (u - 0.5).hypot(v - 0.5));
        let rings = rings_above(&cone, 0.1);
        assert_eq!(rings.len(), 1);
        let expected = std::f64::consts::PI * 0.09;
        assert!((area(&rings[0]).abs() - expected).abs() < 2e-3);
    }

    #[test]
    fn a_saddle_closes_its_rings() {
        let saddle = Lattice::sample(40, |(u, v)| (u - 0.5) * (v - 0.5));
        let rings = rings_above(&saddle, 0.0);
        assert!(!rings.is_empty());
        let total: f64 = rings.iter().map(|r| area(r).abs()).sum();
        assert!((0.45..0.65).contains(&total), "{total}");
    }

    #[test]
    fn all_above_is_the_whole_square() {
        let flat = Lattice::sample(5, |_| 1.0);
        let rings = rings_above(&flat, 0.5);
        assert_eq!(rings.len(), 1);
        assert!(area(&rings[0]).abs() >= 1.0);
    }
}
