//! Where the host ions are while the mobile ion is on its way.

use nalgebra::Vector3;

use super::{ElasticHost, ElasticPotential};
use crate::BvseError;
use crate::framework::Framework;

/// A host ion that has given way.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HostDisplacement {
    /// Its place in the structure, fractional and unwrapped.
    pub place_fract: Vector3<f64>,
    /// How far it has moved from there, fractional.
    pub moved_fract: Vector3<f64>,
}

impl Framework {
    /// How the host gives way along a hop, for fractional positions of the mobile ion that divide it into equal parts, ends
    /// included: for each position the host ions near the hop.
    ///
    /// The host rests while the ion is at either end. Between them the displacements are those of the host that rests while
    /// the ion is at the start and of the one that rests while it is at the end, weighted with the parts that are left of the way and
    /// behind: u = (1 − λ) u_start + λ u_end. At both ends they are zero.
    ///
    /// # Errors
    /// [`BvseError::SameSite`], [`BvseError::HopTooLong`], [`BvseError::InvalidSpring`].
    pub fn host_displacements(
        &self,
        along: &[Vector3<f64>],
        host: &ElasticHost,
    ) -> Result<Vec<Vec<HostDisplacement>>, BvseError> {
        let (Some(from), Some(to)) = (along.first(), along.last()) else {
            return Ok(Vec::new());
        };
        self.check_ends(from, to)?;
        host.check()?;
        let [start, end] = [from, to].map(|fract| self.lattice.cartesian(fract));
        let at_start = ElasticPotential::new(self, host, &start, &end);
        let at_end = ElasticPotential::new(self, host, &end, &start);
        let parts = (along.len() - 1).max(1) as f64;
        let displaced = along.iter().enumerate().map(|(i, fract)| {
            let position = self.lattice.cartesian(fract);
            let behind = i as f64 / parts;
            // The same ions in the same order: the line between the ends is the same.
            let both = at_start
                .displaced(&position)
                .zip(at_end.displaced(&position));
            both.map(|((place, of_start), (_, of_end))| HostDisplacement {
                place_fract: self.lattice.fractional(&place),
                moved_fract: self.lattice.fractional(&of_start.lerp(&of_end, behind)),
            })
            .collect()
        });
        Ok(displaced.collect())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a failing test may panic")]
mod tests {
    use hecs_core::{Ion, Lattice, SpaceGroup, Species, StructureBuilder};

    use super::*;
    use crate::Options;

    #[test]
    fn the_host_rests_at_both_ends_and_opens_between_them() {
        let group = SpaceGroup::from_number(225).unwrap();
        let mut builder = StructureBuilder::new(Lattice::cubic(4.03).unwrap(), group);
        for (label, ion, x) in [("Li1", "Li+", 0.0), ("F1", "F-", 0.5)] {
            let species = vec![Species::of(ion.parse().unwrap())];
            builder.add_site(label, species, &Vector3::repeat(x), 0.01);
        }
        let framework =
            Framework::new(&builder.build().unwrap(), Ion::LI, &Options::default()).unwrap();
        // Straight between two fluorine ions, which must give way.
        let along: Vec<Vector3<f64>> = (0..5)
            .map(|i| Vector3::new(0.5, 0.5, 0.0) * (f64::from(i) / 4.0))
            .collect();
        let host = ElasticHost::site_consistent();
        let found = framework.host_displacements(&along, &host).unwrap();
        let largest = |image: &[HostDisplacement]| {
            let moved = image.iter().map(|ion| 4.03 * ion.moved_fract.norm());
            moved.fold(0.0, f64::max)
        };
        assert!(largest(&found[0]) < 1e-6 && largest(&found[4]) < 1e-6);
        let middle = Vector3::new(0.25, 0.25, 0.0);
        assert!(largest(&found[2]) > 0.1, "{}", largest(&found[2]));
        for ion in &found[2] {
            let away = ion.place_fract - middle;
            if (4.03 * away.norm() - 1.425).abs() < 0.01 {
                assert!(away.dot(&ion.moved_fract) > 0.0, "{ion:?}");
            }
        }
    }
}
