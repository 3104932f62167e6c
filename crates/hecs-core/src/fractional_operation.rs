//! Symmetry operations of a crystal that do not carry the edges of its cell onto lattice vectors of
//! that cell alone: in centred cells that are larger than the symmetry needs, their matrices hold
//! fractions.

use std::str::FromStr;

use nalgebra::{Matrix3, Vector3};

use crate::operation::parse_expression;
use crate::{CoreError, Operation};

/// A symmetry operation x′ = R x + t on fractional coordinates whose matrix may hold fractions, such
/// as the three-fold axis of a hexagonal crystal in its orthohexagonal, C-centred cell.
///
/// ```
/// use hecs_core::FractionalOperation;
///
/// let turn: FractionalOperation = "-1/2x-3/2y,1/2x-1/2y,z".parse()?;
/// assert_eq!(turn.exact(), None);
/// # Ok::<(), hecs_core::CoreError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FractionalOperation {
    pub(crate) rotation: Matrix3<f64>,
    pub(crate) translation: Vector3<f64>,
}

impl FractionalOperation {
    /// Image of a fractional position; not reduced to the cell.
    pub fn apply(&self, fract: &Vector3<f64>) -> Vector3<f64> {
        self.rotation * fract + self.translation
    }

    /// The same operation in integers; `None` where the matrix holds fractions.
    pub fn exact(&self) -> Option<Operation> {
        let rows = self.rotation;
        if rows.iter().any(|x| x.fract() != 0.0) {
            return None;
        }
        let rotation = [0, 1, 2].map(|i| [0, 1, 2].map(|j| rows[(i, j)] as i32));
        Operation::from_parts(rotation, self.translation.into())
    }
}

impl From<Operation> for FractionalOperation {
    fn from(operation: Operation) -> Self {
        Self {
            rotation: operation.rotation_matrix(),
            translation: operation.translation_vector(),
        }
    }
}

impl FromStr for FractionalOperation {
    type Err = CoreError;

    /// Reads what [`Operation`] reads, and factors such as `1/2x` and `x/2`.
    fn from_str(text: &str) -> Result<Self, CoreError> {
        let fail = |reason: &'static str| CoreError::InvalidOperation {
            text: text.to_owned(),
            reason,
        };
        let mut rotation = Matrix3::zeros();
        let mut translation = Vector3::zeros();
        let mut parts = text.split(',');
        for i in 0..3 {
            let part = parts
                .next()
                .ok_or_else(|| fail("it needs three expressions separated by commas"))?;
            let (row, shift) = parse_expression(part).map_err(fail)?;
            for (j, factor) in row.into_iter().enumerate() {
                rotation[(i, j)] = factor;
            }
            translation[i] = shift;
        }
        if parts.next().is_some() {
            return Err(fail("it needs three expressions separated by commas"));
        }
        if (rotation.determinant().abs() - 1.0).abs() > 1e-6 {
            return Err(fail("its matrix does not have determinant 1 or -1"));
        }
        Ok(Self {
            rotation,
            translation,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn factors_may_be_fractions() {
        let read = |text: &str| text.parse::<FractionalOperation>();
        let turn = read("-1/2x-3/2y,1/2x-1/2y,z").unwrap();
        assert_eq!(read("-x/2-3*y/2,x/2-y/2,z").unwrap(), turn);
        let thrice = (0..3).fold(Vector3::new(0.1, 0.2, 0.3), |x, _| turn.apply(&x));
        assert!((thrice - Vector3::new(0.1, 0.2, 0.3)).norm() < 1e-12);
        let exact = read("-y,x-y,z+1/3").unwrap().exact();
        assert_eq!(exact, "-y,x-y,z+1/3".parse().ok());
        for text in ["x/2,y,z", "x/0,y,z", "x,y", "x,y,z,t"] {
            assert!(read(text).is_err(), "{text}");
        }
    }
}
