//! Distances in an ideal argyrodite and how far to search, as parts of the cell edge a.

/// From A to its six nearest B.
pub(crate) const A_SHELL: f64 = 0.5;
/// From C to its four nearest B, √3/4.
pub(crate) const C_SHELL: f64 = 0.433_012_701_892_219_3;
/// An anion nearer to a B than this is bonded to it: midway between E (0.20) and C (0.43).
pub(crate) const BOND_LIMIT: f64 = 0.32;
/// Every point is within 0.5 of a face-centred lattice; with room for distortion.
pub(crate) const REACH: f64 = 0.56;
/// Beyond the twelve nearest B of a B at √2/2, short of the six at 1.
pub(crate) const B_REACH: f64 = 0.92;
