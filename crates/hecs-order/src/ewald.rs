//! Coulomb energies of point charges in a periodic cell of any shape, after Ewald.
//!
//! With q the charges in e, V the volume of the cell, n the lattice vectors, G the reciprocal ones (with 2π),
//! k = e²/4πε₀ and α any inverse length:
//!
//! ```text
//! E    = ½ Σ_ij q_i q_j A_ij
//! A_ij = k [ Σ_n′ erfc(α|r_ij + n|)/|r_ij + n|
//!          + 4π/V Σ_{G≠0} exp(−G²/4α²)/G² · cos G·r_ij
//!          − π/(α²V) − δ_ij 2α/√π ]
//! ```
//!
//! the prime leaving out r_ij + n = 0. Source: Toukmaji and Board 1996, doi:10.1016/0010-4655(96)00016-1. The
//! sphere of images is surrounded by a conductor (no term of the dipole).
//!
//! Charges that do not add up to 0 are neutralised by a uniform background: its term, −π/(α²V) in every A_ij,
//! makes the sum independent of α. The total energy is then that of `EwaldSummation.total_energy` of pymatgen, which
//! adds −kπQ²/(2α²V) for a net charge Q (its pair matrix leaves this term out). Energies of cells of the same net
//! charge can be compared; between different net charges the background differs too.
//!
//! A_ij depends on the positions alone. So what an exchange of charges costs follows from the potentials
//! φ_i = Σ_j A_ij q_j, and these from two rows of A: [`PlacedCharges`].

mod placed;
mod reciprocal;
mod splitting;

pub use self::placed::PlacedCharges;

use hecs_core::{Lattice, PeriodicImage, PeriodicPoints, Structure};
use nalgebra::Vector3;

use self::reciprocal::Waves;
use self::splitting::{Splitting, Work};
use crate::OrderError;

/// Error of A_ij in eV/e² that is aimed at where nothing else is wanted: 1e-6 eV in a cell of 300 charges of
/// 1.5 e, were the errors of all pairs at their bounds and of one sign.
pub const PAIR_TOLERANCE_EV: f64 = 1e-11;

/// Positions nearer to each other than this (Å) are one that is given twice.
const LEAST_DISTANCE_ANG: f64 = 1e-3;

/// The Coulomb interactions of positions in a periodic cell, whatever charges are on them: the matrix A of the
/// module, of 8 N² bytes for N positions.
#[derive(Clone, Debug, PartialEq)]
pub struct EwaldSum {
    positions: usize,
    /// A by rows, in eV/e².
    pairs: Vec<f64>,
}

impl EwaldSum {
    /// The interactions of fractional `positions`, each A_ij within about `tolerance_ev` (eV/e²; see
    /// [`PAIR_TOLERANCE_EV`]).
    ///
    /// # Errors
    /// [`OrderError::SamePosition`], [`OrderError::InvalidTolerance`].
    pub fn new(
        lattice: &Lattice,
        positions: &[Vector3<f64>],
        tolerance_ev: f64,
    ) -> Result<Self, OrderError> {
        let splitting = Splitting::new(lattice, positions.len(), tolerance_ev, Work::Pairs)?;
        Self::split(lattice, positions, &splitting)
    }

    fn split(
        lattice: &Lattice,
        positions: &[Vector3<f64>],
        splitting: &Splitting,
    ) -> Result<Self, OrderError> {
        let n = positions.len();
        let mut pairs = vec![0.0; n * n];
        for_each_pair(lattice, positions, splitting, |i, j, term| {
            pairs[i * n + j] += term;
        })?;
        Waves::new(lattice, positions, splitting).add_to_pairs(&mut pairs);
        let background = splitting.background_ev(lattice);
        for i in 0..n {
            for j in 0..=i {
                let mut pair = pairs[i * n + j] + background;
                if i == j {
                    pair += splitting.own_ev();
                }
                pairs[i * n + j] = pair;
                pairs[j * n + i] = pair;
            }
        }
        Ok(Self {
            positions: n,
            pairs,
        })
    }

    /// Number of positions.
    pub fn position_count(&self) -> usize {
        self.positions
    }

    /// A_ij in eV/e². Panics where there is no such position, as indexing does.
    pub fn pair_ev(&self, i: usize, j: usize) -> f64 {
        self.row(i)[j]
    }

    /// Energy in eV per cell of charges (e), one for each position.
    ///
    /// # Errors
    /// [`OrderError::ChargeCount`].
    pub fn energy_ev(&self, charges: &[f64]) -> Result<f64, OrderError> {
        self.place(charges.to_vec())
            .map(|placed| placed.energy_ev())
    }

    /// Puts charges (e) on the positions.
    ///
    /// # Errors
    /// [`OrderError::ChargeCount`].
    pub fn place(&self, charges: Vec<f64>) -> Result<PlacedCharges<'_>, OrderError> {
        PlacedCharges::new(self, charges)
    }

    fn row(&self, i: usize) -> &[f64] {
        &self.pairs[i * self.positions..][..self.positions]
    }
}

/// Energy in eV per cell of charges (e) at fractional positions, each A_ij within about `tolerance_ev` (eV/e²).
/// One energy costs less like this than through an [`EwaldSum`]: N³ᐟ² instead of N².
///
/// # Errors
/// [`OrderError::SamePosition`], [`OrderError::InvalidTolerance`], [`OrderError::ChargeCount`].
pub fn coulomb_energy_ev(
    lattice: &Lattice,
    positions: &[Vector3<f64>],
    charges: &[f64],
    tolerance_ev: f64,
) -> Result<f64, OrderError> {
    check_count(positions.len(), charges)?;
    let splitting = Splitting::new(lattice, positions.len(), tolerance_ev, Work::Energy)?;
    split_energy_ev(lattice, positions, charges, &splitting)
}

fn split_energy_ev(
    lattice: &Lattice,
    positions: &[Vector3<f64>],
    charges: &[f64],
    splitting: &Splitting,
) -> Result<f64, OrderError> {
    // Pairs are visited once, i > j, but for the images of a position itself: ½ A_ii.
    let mut energy = 0.0;
    for_each_pair(lattice, positions, splitting, |i, j, term| {
        let share = if i == j { 0.5 } else { 1.0 };
        energy += share * charges[i] * charges[j] * term;
    })?;
    energy += Waves::new(lattice, positions, splitting).energy_ev(charges);
    let net: f64 = charges.iter().sum();
    let squares: f64 = charges.iter().map(|q| q * q).sum();
    energy += 0.5 * splitting.background_ev(lattice) * net * net;
    Ok(energy + 0.5 * splitting.own_ev() * squares)
}

/// Fractional positions of a structure with the charges on them (e): the mean over the species of a site, each
/// with its occupancy. This is what pymatgen takes of disordered structures, too.
///
/// # Errors
/// [`OrderError::UnknownCharge`].
pub fn mean_charges(structure: &Structure) -> Result<(Vec<Vector3<f64>>, Vec<f64>), OrderError> {
    let (mut positions, mut charges) = (Vec::new(), Vec::new());
    for site in structure.sites() {
        let mut mean = 0.0;
        for species in &site.species {
            let charge = species.charge.ok_or_else(|| OrderError::UnknownCharge {
                site: site.label.clone(),
                element: species.element,
            })?;
            mean += species.occupancy * charge;
        }
        positions.extend(&site.positions);
        charges.resize(positions.len(), mean);
    }
    Ok((positions, charges))
}

fn check_count(positions: usize, charges: &[f64]) -> Result<(), OrderError> {
    if charges.len() == positions {
        Ok(())
    } else {
        Err(OrderError::ChargeCount {
            positions,
            charges: charges.len(),
        })
    }
}

/// Visits the short-ranged terms k erfc(αr)/r of all pairs of positions i ≥ j, image by image.
fn for_each_pair(
    lattice: &Lattice,
    positions: &[Vector3<f64>],
    splitting: &Splitting,
    mut visit: impl FnMut(usize, usize, f64),
) -> Result<(), OrderError> {
    let reach = splitting.reach_ang;
    let around = PeriodicPoints::new(lattice, positions.iter().copied(), reach);
    let mut same = None;
    for (i, position) in positions.iter().enumerate() {
        let at = lattice.cartesian(&position.map(|x| x - x.floor()));
        around.for_each(&at, reach, |image: &PeriodicImage| {
            let j = image.source as usize;
            let squared = (image.position - at).norm_squared();
            if j > i || squared > reach * reach {
                return;
            }
            let r = squared.sqrt();
            if r >= LEAST_DISTANCE_ANG {
                visit(i, j, splitting.short_ranged_ev(r));
            } else if j != i {
                same = Some((j, i));
            }
        });
        if let Some((first, second)) = same {
            return Err(OrderError::SamePosition { first, second });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::COULOMB_EV_ANG;

    type Charged = (Vector3<f64>, f64);

    /// Cubic cells of edge 1 Å, their charges, the nearest distance and the Madelung constant for it (Johnson
    /// and Leventhal; digits of Tyagi 2005, doi:10.1143/PTP.114.517, and of the sums of Borwein et al.
    /// 1985, doi:10.1063/1.526675).
    fn salts() -> [(Vec<Charged>, f64, f64); 3] {
        let face_centred = |shift: f64, charge: f64| {
            [
                [0.0, 0.0, 0.0],
                [0.0, 0.5, 0.5],
                [0.5, 0.0, 0.5],
                [0.5, 0.5, 0.0],
            ]
            .map(|at| (Vector3::from(at) + Vector3::repeat(shift), charge))
        };
        let caesium = (Vector3::zeros(), 1.0);
        let chloride = (Vector3::repeat(0.5), -1.0);
        let of = |shift: f64| [face_centred(0.0, 1.0), face_centred(shift, -1.0)].concat();
        [
            (of(0.5), 0.5, 1.747_564_594_633_182),
            (
                vec![caesium, chloride],
                0.75_f64.sqrt(),
                1.762_674_773_070_988,
            ),
            (of(0.25), 0.1875_f64.sqrt(), 1.638_055_053_388_789),
        ]
    }

    #[test]
    fn madelung_constants() {
        for (salt, nearest, madelung) in salts() {
            for edge in [1.0, 5.64] {
                let lattice = Lattice::cubic(edge).unwrap();
                let (positions, charges): (Vec<_>, Vec<_>) = salt.iter().copied().unzip();
                let pairs = charges.len() as f64 / 2.0;
                let expected = -COULOMB_EV_ANG * madelung / (nearest * edge) * pairs;
                let sum = EwaldSum::new(&lattice, &positions, PAIR_TOLERANCE_EV).unwrap();
                let energy = sum.energy_ev(&charges).unwrap();
                assert!(
                    (energy / expected - 1.0).abs() < 1e-11,
                    "{energy} {expected}"
                );
                let energy =
                    coulomb_energy_ev(&lattice, &positions, &charges, PAIR_TOLERANCE_EV).unwrap();
                assert!(
                    (energy / expected - 1.0).abs() < 1e-11,
                    "{energy} {expected}"
                );
            }
        }
    }

    /// Where the work is split between the two sums changes nothing, of charged cells neither, and the error is
    /// below the tolerance.
    #[test]
    fn the_split_is_of_no_consequence() {
        let lattice = Lattice::new([4.1, 7.3, 9.9], [71.0, 95.0, 117.0]).unwrap();
        let place = |i: u32| Vector3::new(0.31, 0.73, 0.57).map(|x| (x * f64::from(i)).fract());
        let positions: Vec<Vector3<f64>> = (0..17).map(place).collect();
        let charges: Vec<f64> = (0..17).map(|i| f64::from(i % 5) - 1.5).collect();
        let worst: f64 = charges.iter().map(|q| q.abs()).sum::<f64>().powi(2) / 2.0;
        for tolerance in [1e-4, 1e-7, PAIR_TOLERANCE_EV] {
            let split = |alpha: f64| Splitting::of(&lattice, alpha, tolerance).unwrap();
            let exact = Splitting::of(&lattice, 0.4, 1e-13).unwrap();
            let exact = split_energy_ev(&lattice, &positions, &charges, &exact).unwrap();
            for alpha in [0.2, 0.35, 0.6] {
                let splitting = split(alpha);
                let sum = EwaldSum::split(&lattice, &positions, &splitting).unwrap();
                let through_pairs = sum.energy_ev(&charges).unwrap();
                let at_once = split_energy_ev(&lattice, &positions, &charges, &splitting).unwrap();
                for energy in [through_pairs, at_once] {
                    let error = (energy - exact).abs();
                    assert!(
                        error < worst * tolerance + 1e-10,
                        "{alpha} {tolerance}: {error}"
                    );
                }
            }
        }
    }

    #[test]
    fn a_position_given_twice_is_named() {
        let lattice = Lattice::cubic(4.0).unwrap();
        let positions = [
            Vector3::zeros(),
            Vector3::repeat(0.5),
            Vector3::new(1.0, 0.0, -1.0),
        ];
        let found = EwaldSum::new(&lattice, &positions, PAIR_TOLERANCE_EV);
        let Err(OrderError::SamePosition { first, second }) = found else {
            panic!("{found:?}")
        };
        assert_eq!((first, second), (0, 2));
    }

    #[test]
    fn nonsense_is_refused() {
        let lattice = Lattice::cubic(4.0).unwrap();
        for tolerance in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            assert!(EwaldSum::new(&lattice, &[Vector3::zeros()], tolerance).is_err());
        }
        let sum = EwaldSum::new(&lattice, &[Vector3::zeros()], PAIR_TOLERANCE_EV).unwrap();
        assert!(sum.energy_ev(&[1.0, 1.0]).is_err());
        let nothing = EwaldSum::new(&lattice, &[], PAIR_TOLERANCE_EV).unwrap();
        assert_eq!(nothing.energy_ev(&[]).unwrap(), 0.0);
    }
}
