//! Weighted means.

/// A weighted mean in the making.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Mean {
    sum: f64,
    weight: f64,
}

impl Mean {
    pub(crate) fn add(&mut self, value: f64, weight: f64) {
        self.sum += value * weight;
        self.weight += weight;
    }

    /// Whether nothing was added.
    pub(crate) fn is_empty(self) -> bool {
        self.weight == 0.0
    }

    /// NaN where nothing was added.
    pub(crate) fn value(self) -> f64 {
        self.sum / self.weight
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_count_in_a_mean() {
        let mut mean = Mean::default();
        mean.add(1.0, 12.0);
        mean.add(4.0, 24.0);
        assert!((mean.value() - 3.0).abs() < 1e-15);
    }
}
