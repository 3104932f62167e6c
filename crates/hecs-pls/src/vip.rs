//! Importance of the columns of a fit: VIP and selectivity ratio.

use crate::checks::at_least_one;
use crate::importance::{selectivity_ratios, shares};
use crate::{Fit, PlsError};

impl Fit {
    /// Variable importance in projection with `components` components (p).
    ///
    /// VIP_j = √( p · Σ_a w_ja² SSY_a / Σ_a SSY_a ) with SSY_a = c_a² t_a't_a. The mean of VIP² over the columns is 1; JMP and
    /// many others call a column important above 0.8.
    ///
    /// S. Wold, E. Johansson, M. Cocchi, in: 3D QSAR in Drug Design (1993) 523; I.-G. Chong, C.-H. Jun, Chemom. Intell. Lab. Syst.
    /// 78 (2005) 103, doi:10.1016/j.chemolab.2004.12.011.
    ///
    /// # Errors
    /// [`PlsError::TooManyComponents`]; [`PlsError::OutOfRange`] for 0 components, which have no weights.
    pub fn vip(&self, components: usize) -> Result<Vec<f64>, PlsError> {
        let factor = self.design.p() as f64;
        Ok(self
            .importance(components)?
            .iter()
            .map(|share| (factor * share).sqrt())
            .collect())
    }

    /// The formula as printed in Eq. 2 of doi:10.1016/j.scib.2021.04.029, with the number of components J where [`Fit::vip`] has p.
    ///
    /// The numbers of that paper are those of [`Fit::vip`].
    ///
    /// # Errors
    /// As [`Fit::vip`].
    pub fn vip_as_printed(&self, components: usize) -> Result<Vec<f64>, PlsError> {
        let factor = components as f64;
        Ok(self
            .importance(components)?
            .iter()
            .map(|share| (factor * share).sqrt())
            .collect())
    }

    /// Σ_a w_ja² SSY_a / Σ_a SSY_a for each column j.
    fn importance(&self, components: usize) -> Result<Vec<f64>, PlsError> {
        self.check_some(components)?;
        let explained = &self.r2_y[..components];
        Ok(shares(
            self.design.p(),
            |j, a| self.weights[(j, a)],
            explained,
        ))
    }

    /// Selectivity ratio by target projection with `components` components (p): explained over residual variance of each column on
    /// the predictive axis t = E b/|b|. `None` for constant columns; unbounded for a column that is the axis itself. Missing cells count
    /// as the mean.
    ///
    /// O. M. Kvalheim, T. V. Karstang, Chemom. Intell. Lab. Syst. 7 (1989) 39; T. Rajalahti
    /// et al., ibid. 95 (2009) 35, doi:10.1016/j.chemolab.2008.08.004.
    ///
    /// # Errors
    /// As [`Fit::vip`].
    pub fn selectivity_ratio(&self, components: usize) -> Result<Vec<Option<f64>>, PlsError> {
        self.check_some(components)?;
        let b = self.scaled_coefficients.column(components - 1);
        Ok(selectivity_ratios(self.scaled_x(), b.as_slice()))
    }

    pub(crate) fn check_some(&self, components: usize) -> Result<(), PlsError> {
        at_least_one("components", components)?;
        self.check(components)
    }
}
