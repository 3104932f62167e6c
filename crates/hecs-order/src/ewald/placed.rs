//! Charges on the positions, one exchange after the other.
//!
//! With φ_i = Σ_j A_ij q_j the energy is ½ Σ q_i φ_i, and new charges q_k + d_k at some positions change it by
//!
//! ```text
//! ΔE = Σ_k d_k φ_k + ½ Σ_kl d_k d_l A_kl
//! ```
//!
//! which costs nothing that grows with N; where the charges are taken over, φ_i grows by Σ_k A_ik d_k.

use super::{EwaldSum, check_count};
use crate::OrderError;

/// Charges on the positions of an [`EwaldSum`], with the potentials that make changes of their energy cheap.
///
/// Positions are named by their number; every function panics where there is no such position, as indexing does.
///
/// ```
/// use hecs_core::Lattice;
/// use hecs_order::{EwaldSum, PAIR_TOLERANCE_EV};
/// use nalgebra::Vector3;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let positions = [[0.0, 0.0, 0.0], [0.0, 0.5, 0.5], [0.5, 0.0, 0.5], [0.5, 0.5, 0.0]].map(Vector3::from);
/// let sum = EwaldSum::new(&Lattice::cubic(4.0)?, &positions, PAIR_TOLERANCE_EV)?;
/// let mut placed = sum.place(vec![1.0, 1.0, -1.0, -1.0])?;
/// let (before_ev, change_ev) = (placed.energy_ev(), placed.change_by_swap_ev(0, 2));
/// placed.swap(0, 2);
/// assert!((placed.energy_ev() - before_ev - change_ev).abs() < 1e-9);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct PlacedCharges<'s> {
    sum: &'s EwaldSum,
    charges: Vec<f64>,
    /// φ in eV/e.
    potentials_ev: Vec<f64>,
}

impl<'s> PlacedCharges<'s> {
    pub(super) fn new(sum: &'s EwaldSum, charges: Vec<f64>) -> Result<Self, OrderError> {
        check_count(sum.position_count(), &charges)?;
        let potential = |i| {
            let terms = sum.row(i).iter().zip(&charges);
            terms.map(|(pair, charge)| pair * charge).sum()
        };
        Ok(Self {
            potentials_ev: (0..charges.len()).map(potential).collect(),
            sum,
            charges,
        })
    }

    /// Energy in eV per cell. The potentials of a million exchanges are those of the charges within 1e-9 eV/e:
    /// rounding alone adds up.
    pub fn energy_ev(&self) -> f64 {
        let terms = self.charges.iter().zip(&self.potentials_ev);
        0.5 * terms
            .map(|(charge, potential)| charge * potential)
            .sum::<f64>()
    }

    /// The charges in e.
    pub fn charges(&self) -> &[f64] {
        &self.charges
    }

    /// Change of the energy in eV by exchanging the charges of two positions.
    pub fn change_by_swap_ev(&self, i: usize, j: usize) -> f64 {
        self.change_ev(&self.of_swap(i, j))
    }

    /// Exchanges the charges of two positions.
    pub fn swap(&mut self, i: usize, j: usize) {
        self.set(&self.of_swap(i, j));
    }

    /// Change of the energy in eV by new charges (e) at some positions, each named once.
    pub fn change_ev(&self, charges: &[(usize, f64)]) -> f64 {
        let mut change = 0.0;
        for (number, (i, new)) in charges.iter().enumerate() {
            let d = new - self.charges[*i];
            let row = self.sum.row(*i);
            change += d * (self.potentials_ev[*i] + 0.5 * d * row[*i]);
            for (j, other) in &charges[..number] {
                change += d * (other - self.charges[*j]) * row[*j];
            }
        }
        change
    }

    /// Takes over new charges (e) at some positions, each named once.
    pub fn set(&mut self, charges: &[(usize, f64)]) {
        for (i, new) in charges {
            let d = new - self.charges[*i];
            self.charges[*i] = *new;
            for (potential, pair) in self.potentials_ev.iter_mut().zip(self.sum.row(*i)) {
                *potential += d * pair;
            }
        }
    }

    /// The charges that two positions have after an exchange.
    fn of_swap(&self, i: usize, j: usize) -> [(usize, f64); 2] {
        [(i, self.charges[j]), (j, self.charges[i])]
    }
}
