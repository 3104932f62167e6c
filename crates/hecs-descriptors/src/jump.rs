//! The jumps of lithium and the windows that they lead through.

use hecs_core::bottleneck_radius_ang;
use nalgebra::Vector3;

use crate::error::DescriptorError;
use crate::mean::Mean;
use crate::role::Role;

/// The three jumps of a 48h lithium.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JumpKind {
    /// To the second-nearest position around the same C.
    Intra,
    /// To the nearest position around the same C.
    Doublet,
    /// To the nearest position around another C.
    Inter,
}

impl JumpKind {
    /// `intra`, `doublet` or `inter`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Intra => "intra",
            Self::Doublet => "doublet",
            Self::Inter => "inter",
        }
    }
}

/// The three anions that a jump leads between: those nearest to its middle.
#[derive(Clone, Debug, PartialEq)]
pub struct Window {
    /// Role of each anion.
    pub roles: [Role; 3],
    /// Positions in Å, relative to the lithium that jumps.
    pub corners: [Vector3<f64>; 3],
    /// Number of equivalent windows in the cell.
    pub weight: f64,
}

/// A jump between two 48h positions.
#[derive(Clone, Debug, PartialEq)]
pub struct Jump {
    /// Which jump it is.
    pub kind: JumpKind,
    /// Mean length in Å.
    pub distance_ang: f64,
    /// Its windows, one for each representative lithium position.
    pub windows: Vec<Window>,
}

impl Jump {
    /// Mean bottleneck in Å, given the radius in Å of the anions on each role.
    ///
    /// # Errors
    /// [`DescriptorError::DegenerateWindow`] where three anions lie on a line.
    pub fn bottleneck_ang(&self, radius_ang: impl Fn(Role) -> f64) -> Result<f64, DescriptorError> {
        let mut mean_ang = Mean::default();
        for window in &self.windows {
            let radii_ang = window.roles.map(&radius_ang);
            let free_ang = bottleneck_radius_ang(&window.corners, &radii_ang).ok_or(
                DescriptorError::DegenerateWindow {
                    jump: self.kind.name(),
                },
            )?;
            mean_ang.add(free_ang, window.weight);
        }
        Ok(mean_ang.value())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_count_by_their_weight() {
        // right triangles of legs 6, 8 and 10, 24: circumradii 5 and 13
        let window = |x: f64, y: f64, weight: f64| Window {
            roles: [Role::A, Role::C, Role::E],
            corners: [[0.0; 3], [x, 0.0, 0.0], [0.0, y, 0.0]].map(Vector3::from),
            weight,
        };
        let mut jump = Jump {
            kind: JumpKind::Intra,
            distance_ang: 2.0,
            windows: vec![window(6.0, 8.0, 3.0), window(10.0, 24.0, 1.0)],
        };
        let found_ang = jump.bottleneck_ang(|_| 1.5).unwrap();
        assert!((found_ang - (3.0 * 3.5 + 11.5) / 4.0).abs() < 1e-12);
        jump.windows.push(window(0.0, 8.0, 1.0));
        let line = DescriptorError::DegenerateWindow { jump: "intra" };
        assert_eq!(jump.bottleneck_ang(|_| 1.5), Err(line));
    }
}
