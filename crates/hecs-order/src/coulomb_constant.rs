//! The constant of the interaction of charges.

/// e²/(4πε₀) in eV Å, from e and ε₀ of CODATA 2022 (doi:10.1103/RevModPhys.97.025002).
pub const COULOMB_EV_ANG: f64 = 14.399_645_468_667_815;
