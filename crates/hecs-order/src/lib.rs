//! Disordered crystals as ordered ones in a supercell.

mod error;
mod ewald;

pub use error::OrderError;
pub use ewald::{
    COULOMB_EV_ANG, EwaldSum, PAIR_TOLERANCE_EV, PlacedCharges, coulomb_energy_ev, mean_charges,
};
