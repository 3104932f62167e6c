//! Coulomb energies do not depend on how a crystal is written down.

use hecs_core::Lattice;
use hecs_order::{EwaldSum, PAIR_TOLERANCE_EV, coulomb_energy_ev};
use nalgebra::{Matrix3, Vector3};
use proptest::prelude::*;

/// Charges at positions of a cell.
#[derive(Clone, Debug)]
struct Crystal {
    lattice: Lattice,
    positions: Vec<Vector3<f64>>,
    charges: Vec<f64>,
}

impl Crystal {
    fn energy_ev(&self) -> f64 {
        coulomb_energy_ev(
            &self.lattice,
            &self.positions,
            &self.charges,
            PAIR_TOLERANCE_EV,
        )
        .expect("an energy")
    }

    fn sum(&self) -> EwaldSum {
        EwaldSum::new(&self.lattice, &self.positions, PAIR_TOLERANCE_EV).expect("a sum")
    }

    /// The same crystal in the cell whose vectors are the columns of `vectors` in units of those of its own.
    fn in_cell(&self, vectors: &Matrix3<f64>) -> Self {
        let inverse = vectors.try_inverse().expect("an inverse");
        let images = vectors.determinant().abs().round() as usize;
        let mut found = Self {
            lattice: Lattice::from_basis(&(self.lattice.basis() * vectors)).expect("a cell"),
            positions: Vec::new(),
            charges: Vec::new(),
        };
        for (position, charge) in self.positions.iter().zip(&self.charges) {
            let first = found.positions.len();
            // Every cell that the new one can reach into.
            for cell in (0..9 * 9 * 9).map(|n| [n / 81 - 4, n / 9 % 9 - 4, n % 9 - 4]) {
                let cell = Vector3::from(cell.map(f64::from));
                let at = (inverse * (position + cell)).map(|x| x - (x + 1e-9).floor());
                let is_new = |other: &Vector3<f64>| {
                    (at - other).iter().any(|d| (d - d.round()).abs() > 1e-6)
                };
                if found.positions[first..].iter().all(is_new) {
                    found.positions.push(at);
                    found.charges.push(*charge);
                }
            }
            assert_eq!(found.positions.len() - first, images);
        }
        found
    }
}

/// Up to six charges, neutral or not, in any cell that is not all too flat.
fn crystals() -> impl Strategy<Value = Crystal> {
    let ions = prop::collection::vec((prop::array::uniform3(0..8_u8), -4..=4_i8), 1..6);
    let cell = (
        prop::array::uniform3(3.0..9.0),
        prop::array::uniform3(65.0..115.0),
    );
    (ions, cell).prop_map(|(ions, (lengths, angles))| {
        // On a grid of eighths, no two at one place.
        let (mut positions, mut charges): (Vec<Vector3<f64>>, Vec<f64>) = Default::default();
        for (at, charge) in ions {
            let at = Vector3::from(at.map(|x| f64::from(x) / 8.0));
            if !positions.contains(&at) {
                positions.push(at);
                charges.push(f64::from(charge) / 2.0);
            }
        }
        Crystal {
            lattice: Lattice::new(lengths, angles).expect("a cell"),
            positions,
            charges,
        }
    })
}

/// Energies that are the same but for the tolerance and rounding.
fn same(a: f64, b: f64) -> bool {
    (a - b).abs() < 1e-7
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_supercell_has_a_multiple_of_the_energy(
        crystal in crystals(),
        n in prop::array::uniform3(1..3_u8),
    ) {
        let large = crystal.in_cell(&Matrix3::from_diagonal(&Vector3::from(n.map(f64::from))));
        let cells = f64::from(n[0]) * f64::from(n[1]) * f64::from(n[2]);
        let (one, all) = (crystal.energy_ev(), large.energy_ev());
        prop_assert!(same(cells * one, all), "{one} {all}");
    }

    #[test]
    fn origin_cell_and_order_are_of_no_consequence(
        crystal in crystals(),
        shift in prop::array::uniform3(-2.0..2.0),
        turn in 0..4_usize,
    ) {
        let energy = crystal.energy_ev();
        let mut moved = crystal.clone();
        for position in &mut moved.positions {
            *position += Vector3::from(shift);
        }
        moved.positions.reverse();
        moved.charges.reverse();
        prop_assert!(same(energy, moved.energy_ev()));
        let cells = [
            Matrix3::new(1.0, 1.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0),
            Matrix3::new(1.0, 1.0, 0.0, 0.0, 1.0, 1.0, 0.0, 0.0, 1.0),
            Matrix3::new(0.0, 0.0, 1.0, 1.0, 0.0, 0.0, 0.0, 1.0, 0.0),
            Matrix3::new(1.0, 0.0, 0.0, -2.0, 1.0, 0.0, 1.0, -1.0, 1.0),
        ];
        let other = crystal.in_cell(&cells[turn]);
        prop_assert!(same(energy, other.energy_ev()), "{energy} {}", other.energy_ev());
    }

    #[test]
    fn pairs_potentials_and_the_sum_itself_agree(
        crystal in crystals(),
        steps in prop::collection::vec((0..6_usize, 0..6_usize, -4..=4_i8), 1..8),
    ) {
        let sum = crystal.sum();
        let n = crystal.charges.len();
        let mut placed = sum.place(crystal.charges.clone()).unwrap();
        let mut now = crystal;
        prop_assert!(same(now.energy_ev(), placed.energy_ev()));
        for (i, j, charge) in steps {
            let (i, j) = (i % n, j % n);
            let before = placed.energy_ev();
            let expected = placed.change_by_swap_ev(i, j);
            placed.swap(i, j);
            now.charges.swap(i, j);
            prop_assert_eq!(placed.charges(), &now.charges[..]);
            prop_assert!(same(now.energy_ev(), placed.energy_ev()));
            prop_assert!(same(before + expected, placed.energy_ev()));
            let new = [(j, f64::from(charge))];
            let expected = placed.energy_ev() + placed.change_ev(&new);
            placed.set(&new);
            now.charges[j] = f64::from(charge);
            prop_assert!(same(now.energy_ev(), placed.energy_ev()));
            prop_assert!(same(expected, placed.energy_ev()));
        }
    }
}
