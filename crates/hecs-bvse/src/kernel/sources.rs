//! The neighbours of a brick, ready for the inner loops of the kernel.

use nalgebra::Vector3;

use crate::pair::PairTerm;

/// One species of one neighbour, ready for the inner loop.
#[derive(Clone, Copy)]
pub(super) struct Source<T> {
    pub(super) x: T,
    pub(super) y: T,
    pub(super) z: T,
    /// Morse: h·o·D0 in eV. Coulomb: A in eV Å.
    pub(super) strength: T,
    /// Morse: R_min in Å. Coulomb: 1/s in 1/Å.
    pub(super) shape: T,
    /// Morse: α in 1/Å.
    pub(super) slope: T,
}

/// A term of a kind of neighbour, to be placed: in double precision near a brick, in single far from it.
#[derive(Clone, Copy)]
pub(super) struct Term {
    is_morse: bool,
    near: Source<f64>,
    far: Source<f32>,
}

impl Term {
    pub(super) fn new(term: &PairTerm) -> Self {
        let (is_morse, strength, shape, slope) = match *term {
            PairTerm::Morse {
                strength_ev,
                r_min_ang,
                alpha_per_ang,
            } => (true, strength_ev, r_min_ang, alpha_per_ang),
            PairTerm::Coulomb {
                strength_ev_ang,
                inverse_screening_per_ang,
            } => (false, strength_ev_ang, inverse_screening_per_ang, 0.0),
        };
        Self {
            is_morse,
            near: Source {
                x: 0.0,
                y: 0.0,
                z: 0.0,
                strength,
                shape,
                slope,
            },
            far: Source {
                x: 0.0,
                y: 0.0,
                z: 0.0,
                strength: strength as f32,
                shape: shape as f32,
                slope: slope as f32,
            },
        }
    }
}

/// The neighbours of a brick.
#[derive(Default)]
pub(super) struct Sources {
    pub(super) morse: Vec<Source<f64>>,
    pub(super) coulomb: Vec<Source<f64>>,
    pub(super) far_morse: Vec<Source<f32>>,
    pub(super) far_coulomb: Vec<Source<f32>>,
}

impl Sources {
    pub(super) fn clear(&mut self) {
        self.morse.clear();
        self.coulomb.clear();
        self.far_morse.clear();
        self.far_coulomb.clear();
    }

    /// Adds a term at a place near a brick.
    pub(super) fn add_near(&mut self, term: &Term, place: &Vector3<f64>) {
        let source = Source {
            x: place.x,
            y: place.y,
            z: place.z,
            ..term.near
        };
        if term.is_morse {
            self.morse.push(source);
        } else {
            self.coulomb.push(source);
        }
    }

    /// Adds a term at a place far from a brick, as seen from its centre.
    pub(super) fn add_far(&mut self, term: &Term, from_centre: &Vector3<f64>) {
        let source = Source {
            x: from_centre.x as f32,
            y: from_centre.y as f32,
            z: from_centre.z as f32,
            ..term.far
        };
        if term.is_morse {
            self.far_morse.push(source);
        } else {
            self.far_coulomb.push(source);
        }
    }
}
