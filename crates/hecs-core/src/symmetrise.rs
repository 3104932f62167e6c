//! The same crystal with the symmetry that its positions have.

use moyo::MoyoDataset;
use nalgebra::{Matrix3, Vector3};

use crate::site::into_cell;
use crate::symmetry_search::{Positions, search};
use crate::{
    Lattice, Operation, PeriodicPoints, SpaceGroup, Structure, StructureBuilder, SymmetrySource,
    check_group,
};

/// A structure whose symmetry was found, and what finding it changed.
#[derive(Clone, Debug, PartialEq)]
pub struct Symmetrised {
    /// The crystal in the cell that it was given in, with the operations of that cell.
    pub structure: Structure,
    /// Fractional position of its origin in the structure that was given: a position x there is
    /// x − shift here. Zero where the operations are exact in the origin given.
    pub origin_shift: Vector3<f64>,
    /// The farthest that a position was moved to be the image of others, in Å.
    pub moved_ang: f64,
}

impl Structure {
    /// Finds the symmetry of the positions and species within `tolerance_ang` (Å), whatever the
    /// declared group, and gives the structure that has it: with the operations of the given cell
    /// and as few sites as they leave, each at the mean of the images of its positions.
    ///
    /// Sites count as alike when elements, charges and occupancies (rounded to 1e-4) are. Operations
    /// whose translations are no multiples of 1/120 of the cell (supercells of 7 or 9, say) are left
    /// out; those that are kept form a group.
    ///
    /// `None` where nothing consistent is found, and for more than 3000 positions.
    pub fn find_symmetry(&self, tolerance_ang: f64) -> Option<Symmetrised> {
        let charge = |q: Option<f64>| q.map_or(i64::MIN, |q| (q * 1e4).round() as i64);
        let positions = Positions::of(self, charge);
        let found = search(self, &positions, tolerance_ang)?;
        let widest = self.lattice.lengths().into_iter().fold(0.0, f64::max);
        let (operations, origin_shift) = exact_operations(&found, tolerance_ang / widest)?;
        let group = SpaceGroup {
            number: u16::try_from(found.number).ok(),
            hermann_mauguin: None,
            hall: None,
            operations,
            source: SymmetrySource::Found,
        };
        let lattice = with_metric_of(&self.lattice, &group.operations)?;
        let mut builder = StructureBuilder::new(lattice, group);
        let moved_ang =
            self.add_mean_sites(&mut builder, &positions, origin_shift, tolerance_ang)?;
        let structure = builder
            .named(&self.name)
            .with_formula(self.formula.clone())
            .build()
            .ok()?;
        (structure.position_count() == positions.fract.len()).then_some(Symmetrised {
            structure,
            origin_shift,
            moved_ang,
        })
    }

    /// Adds a site for each set of positions that the operations exchange; how far the farthest was
    /// from its place. `None` where an image has no position of its kind near it.
    fn add_mean_sites(
        &self,
        builder: &mut StructureBuilder,
        positions: &Positions,
        origin_shift: Vector3<f64>,
        tolerance_ang: f64,
    ) -> Option<f64> {
        // Each of two positions may be off its place by the tolerance.
        let near_ang = 2.0 * tolerance_ang;
        let lattice = builder.lattice().clone();
        let moved: Vec<Vector3<f64>> = positions
            .fract
            .iter()
            .map(|x| (x - origin_shift).map(into_cell))
            .collect();
        let points = PeriodicPoints::new(&lattice, moved.iter().copied(), near_ang);
        let operations = builder.space_group().operations.clone();
        let inverses: Vec<Matrix3<f64>> = operations
            .iter()
            .map(|op| op.rotation_matrix().try_inverse())
            .collect::<Option<_>>()?;
        let mut is_taken = vec![false; moved.len()];
        let mut farthest: f64 = 0.0;
        for (start, at) in moved.iter().enumerate() {
            if is_taken[start] {
                continue;
            }
            // x̄ = 1/|G| Σ_g g⁻¹ y_g, y_g the position that is found at g x.
            let mut offset = Vector3::zeros();
            for (operation, inverse) in operations.iter().zip(&inverses) {
                let image = operation.apply(at);
                let found = points.within(&image, near_ang).into_iter();
                let other = found
                    .filter(|n| positions.kinds[n.index] == positions.kinds[start])
                    .min_by(|a, b| a.distance_ang.total_cmp(&b.distance_ang))?;
                is_taken[other.index] = true;
                offset += inverse * lattice.fractional(&other.vector);
                farthest = farthest.max(other.distance_ang);
            }
            let mean = at + offset / operations.len() as f64;
            let site = &self.sites[positions.sites[start]];
            builder.add_site(&site.label, site.species.clone(), &mean, tolerance_ang);
        }
        Some(farthest)
    }
}

/// The operations found as exact ones, in the origin given or else in that of the standard setting,
/// and the shift to that origin. `rounding` is how far off a translation may be, as a fraction.
fn exact_operations(found: &MoyoDataset, rounding: f64) -> Option<(Vec<Operation>, Vector3<f64>)> {
    let given = exact_in(found, &Vector3::zeros(), rounding);
    let standard = || exact_in(found, &found.std_origin_shift, rounding);
    if given.len() == found.operations.len() {
        return Some((check_group(&given).ok()?, Vector3::zeros()));
    }
    Some((check_group(&standard()).ok()?, found.std_origin_shift))
}

/// Those operations whose translations are multiples of 1/120 once the origin is at `shift`:
/// with x′ = x − s, x′ → R x′ + t + R s − s.
fn exact_in(found: &MoyoDataset, shift: &Vector3<f64>, rounding: f64) -> Vec<Operation> {
    let exact = |operation: &moyo::base::Operation| {
        let r = operation.rotation.map(f64::from);
        let t = operation.translation + r * shift - shift;
        let rotation = [0, 1, 2].map(|i| [0, 1, 2].map(|j| operation.rotation[(i, j)]));
        let exact = Operation::from_parts(rotation, t.into())?;
        let off = (t - exact.translation_vector()).map(|d| (d - d.round()).abs());
        (off.amax() <= rounding).then_some(exact)
    };
    found.operations.iter().filter_map(exact).collect()
}

/// The lattice whose metric the operations keep: the mean of RᵀGR over them, G = BᵀB.
fn with_metric_of(lattice: &Lattice, operations: &[Operation]) -> Option<Lattice> {
    /// Relative differences below this are rounding; the lattice then stays as it is, to the bit.
    const ROUNDING: f64 = 1e-9;
    let metric: Matrix3<f64> = lattice.basis().transpose() * lattice.basis();
    let sum = operations.iter().fold(Matrix3::zeros(), |sum, op| {
        let r = op.rotation_matrix();
        sum + r.transpose() * metric * r
    });
    let mean = sum / operations.len() as f64;
    if (mean - metric).amax() <= ROUNDING * metric.amax() {
        return Some(lattice.clone());
    }
    // Vectors with the metric M are the columns of the upper factor of M = UᵀU.
    Lattice::from_basis(&mean.cholesky()?.l().transpose()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Ion, Species};

    /// Antifluorite Li2S, F m -3 m.
    fn antifluorite() -> Structure {
        let group = SpaceGroup::from_number(225).unwrap();
        let mut builder = StructureBuilder::new(Lattice::cubic(5.71).unwrap(), group);
        let ion = |text: &str| vec![Species::of(text.parse::<Ion>().unwrap())];
        builder.add_site("S", ion("S2-"), &Vector3::zeros(), 0.01);
        builder.add_site("Li", ion("Li+"), &Vector3::repeat(0.25), 0.01);
        builder.build().unwrap()
    }

    fn multiplicities(structure: &Structure) -> Vec<usize> {
        structure
            .sites()
            .iter()
            .map(crate::Site::multiplicity)
            .collect()
    }

    #[test]
    fn a_copy_without_symmetry_gets_it_back() {
        let original = antifluorite();
        let found = original.in_p1().find_symmetry(0.01).unwrap();
        assert_eq!(found.origin_shift, Vector3::zeros());
        assert_eq!(found.structure.space_group().operations.len(), 192);
        assert_eq!(multiplicities(&found.structure), [4, 8]);
        assert_eq!(found.structure.lattice(), original.lattice());
        assert!(found.moved_ang < 1e-12);
    }

    #[test]
    fn any_origin_will_do() {
        let shift = Vector3::new(0.1234, 0.3456, 0.777);
        let found = antifluorite().shifted(&shift).find_symmetry(0.01).unwrap();
        let structure = &found.structure;
        assert_eq!(multiplicities(structure), [4, 8]);
        assert_eq!(structure.space_group().operations.len(), 192);
        assert_ne!(found.origin_shift, Vector3::zeros());
    }

    #[test]
    fn supercells_keep_their_translations() {
        for edges in [[2, 1, 1], [3, 2, 1], [1, 1, 5]] {
            let cell = Matrix3::from_diagonal(&Vector3::from(edges));
            let large = antifluorite().in_cell(&cell).unwrap();
            let found = large.find_symmetry(0.01).unwrap();
            let copies = edges.iter().product::<i32>() as usize;
            assert_eq!(found.structure.position_count(), 12 * copies);
            // The point group of a block of cells is that of its shape at least.
            let order = found.structure.space_group().operations.len();
            assert!(order >= 8 * 4 * copies, "{edges:?}: {order}");
        }
    }

    #[test]
    fn displaced_atoms_go_to_their_mean_places() {
        let mut builder = antifluorite().in_p1().to_builder();
        let wanted = builder.sites().to_vec();
        builder = StructureBuilder::new(builder.lattice().clone(), SpaceGroup::p1());
        for (i, site) in wanted.iter().enumerate() {
            let push = Vector3::new(1.0, -1.0, 0.5) * (5e-5 * ((i % 5) as f64 - 2.0));
            builder.add_site(
                &site.label,
                site.species.clone(),
                &(site.positions[0] + push),
                0.0,
            );
        }
        let found = builder.build().unwrap().find_symmetry(0.01).unwrap();
        assert_eq!(multiplicities(&found.structure), [4, 8]);
        assert!(found.moved_ang > 1e-4 && found.moved_ang < 0.01);
    }
}
