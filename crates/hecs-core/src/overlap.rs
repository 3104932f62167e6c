//! When two positions cannot both be filled.

/// Two positions overlap where they are nearer than a distance and their occupancies leave no room
/// for both: split and mixed sites are near each other too, but never fuller than one atom together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OverlapRule {
    /// Positions nearer than this, in Å, can hold one atom at a time.
    pub nearer_than_ang: f64,
    /// Occupancies that add up to more than this are of two atoms; above 1 by the rounding of
    /// refined values.
    pub fuller_than: f64,
}

impl OverlapRule {
    /// For what a file lists: the shortest bond, H–H, has 0.74 Å, and occupancies are printed with
    /// three digits at best, each of two up to 0.011 off.
    pub const LISTED: Self = Self {
        nearer_than_ang: 0.6,
        fuller_than: 1.022,
    };
    /// For what an energy is computed from: closer than 0.5 Å no term of a pair potential has a
    /// meaning; refinements that exceed 1 by some per cent still give a sound mean.
    pub const SUMMED: Self = Self {
        nearer_than_ang: 0.5,
        fuller_than: 1.05,
    };

    /// Whether two positions at a distance (Å), of these occupancies, overlap.
    pub fn applies(&self, distance_ang: f64, occupancy: f64, other: f64) -> bool {
        distance_ang < self.nearer_than_ang && occupancy + other > self.fuller_than
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn split_sites_do_not_overlap_and_atoms_do() {
        let rule = OverlapRule::LISTED;
        assert!(!rule.applies(0.3, 0.5, 0.5));
        assert!(!rule.applies(0.3, 0.511, 0.511));
        assert!(rule.applies(0.3, 1.0, 0.1));
        assert!(!rule.applies(0.7, 1.0, 1.0));
        assert!(!OverlapRule::SUMMED.applies(0.55, 1.0, 1.0));
    }
}
