//! Bond-valence sum of the mobile ion and its mismatch.
//!
//! V(x) = Σ_counter-ions o·exp(α(r₀ − r)), all within the cutoff; the mismatch is |V − |q||. Long
//! bonds count: the softBV r₀ and α are made for a cutoff beyond the first coordination shell
//! (doi:10.1107/S2052520618015718).

use std::sync::Arc;

use nalgebra::Vector3;

use crate::bricks::{BrickPoints, evaluate};
use crate::{BvseError, Framework, Grid, Quantity, ScalarMap};

impl Framework {
    /// Bond-valence sum of the mobile ion at a fractional position, in valence units.
    pub fn bond_valence_sum(&self, fract: &Vector3<f64>) -> f64 {
        let at = self.wrapped(fract);
        let cutoff = self.options.cutoff_ang;
        let mut sum = 0.0;
        self.neighbours.for_each(&at, cutoff, |image| {
            let r = (image.position - at).norm();
            if r <= cutoff {
                sum += self.valence(image.tag, r);
            }
        });
        sum
    }

    /// |V − |q|| of the mobile ion at a fractional position, in valence units.
    pub fn bond_valence_mismatch(&self, fract: &Vector3<f64>) -> f64 {
        (self.bond_valence_sum(fract) - self.formal_valence()).abs()
    }

    fn formal_valence(&self) -> f64 {
        f64::from(self.mobile.charge).abs()
    }

    /// Valence of the bonds to the species of one site at a distance in Å.
    fn valence(&self, kind: u32, r: f64) -> f64 {
        let bonds = self.kinds[kind as usize].ions.iter();
        bonds
            .filter_map(|ion| {
                let bond = ion.bond?;
                Some(ion.occupancy * (bond.alpha_per_ang * (bond.r0_ang - r)).exp())
            })
            .sum()
    }
}

/// The bond-valence sum over the cell.
///
/// # Errors
/// Those of [`Grid::new`], [`BvseError::Stopped`].
pub fn bond_valence_sum_map(
    framework: &Framework,
    spacing_ang: f64,
) -> Result<ScalarMap, BvseError> {
    valence_map(framework, spacing_ang, Quantity::BondValenceSum, |v| v)
}

/// The bond-valence mismatch over the cell.
///
/// # Errors
/// Those of [`Grid::new`], [`BvseError::Stopped`].
pub fn bond_valence_mismatch_map(
    framework: &Framework,
    spacing_ang: f64,
) -> Result<ScalarMap, BvseError> {
    let formal = framework.formal_valence();
    valence_map(framework, spacing_ang, Quantity::BondValenceMismatch, |v| {
        (v - formal).abs()
    })
}

fn valence_map(
    framework: &Framework,
    spacing_ang: f64,
    quantity: Quantity,
    of_sum: impl Fn(f64) -> f64 + Sync,
) -> Result<ScalarMap, BvseError> {
    let limit_bytes = framework.options.memory_limit_bytes;
    let (lattice, operations) = (&framework.lattice, &framework.operations);
    let grid = Grid::within(limit_bytes, lattice, operations, spacing_ang)?;
    let _span = tracing::info_span!("bond_valence_map", points = grid.unique_points()).entered();
    let cutoff = framework.options.cutoff_ang;
    let values = evaluate(
        &grid,
        &framework.lattice,
        &framework.options.stop,
        |points: &BrickPoints, (): &mut (), out| {
            let mut sums = [0.0; crate::region::BRICK.pow(3)];
            let reach = cutoff + points.radius_ang;
            framework
                .neighbours
                .for_each(&points.centre, reach, |image| {
                    for (lane, sum) in sums.iter_mut().enumerate().take(out.len()) {
                        let r = points.distance(lane, &image.position);
                        if r <= cutoff {
                            *sum += framework.valence(image.tag, r);
                        }
                    }
                });
            for (value, sum) in out.iter_mut().zip(sums) {
                *value = of_sum(sum) as f32;
            }
        },
    )?;
    Ok(ScalarMap {
        quantity,
        title: framework.title(),
        lattice: framework.lattice.clone(),
        atoms: framework.atoms(),
        grid: Arc::new(grid),
        values,
    })
}
