//! Treatments of rows as spectra: standard normal variate, multiplicative scatter correction, Savitzky–Golay.
//!
//!   SNV   x ← (x − x̄)/s, with mean and deviation (divisor p−1) of the row itself,
//!   MSC   x ← (x − a)/b, with a and b of the least-squares line x ≈ a + b·m and m the mean of the training rows,
//!
//! both over the channels that are known. R. J. Barnes, M. S. Dhanoa, S. J. Lister, Appl. Spectrosc. 43 (1989) 772,
//! doi:10.1366/0003702894202201; P. Geladi, D. MacDougall, H. Martens, Appl. Spectrosc. 39 (1985) 491, doi:10.1366/0003702854248656.

use nalgebra::DMatrix;
use serde::{Deserialize, Serialize};

use crate::savitzky_golay::Filter;
use crate::vectors::{is_constant, mean, sum_of_squares};
use crate::{PlsError, Table};

/// A treatment of every row as a spectrum: its channels are the columns, in the order of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "treatment", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Treatment {
    /// Standard normal variate: each row is centred by its own mean and divided by its own standard deviation (divisor p−1).
    Snv,
    /// Multiplicative scatter correction to the mean spectrum of the training rows.
    Msc,
    /// Savitzky–Golay smoothing or derivative; see [`Treatment::savitzky_golay`].
    #[non_exhaustive]
    SavitzkyGolay {
        /// Channels of a window, odd.
        window: usize,
        /// Order of the polynomial.
        order: usize,
        /// Which derivative; 0 smooths.
        derivative: usize,
    },
}

impl Treatment {
    /// Savitzky–Golay with a window of so many channels (odd, from 3), a polynomial of an order below that, and the derivative taken
    /// (per channel, at most the order).
    ///
    /// # Errors
    /// [`PlsError::OutOfRange`].
    pub fn savitzky_golay(
        window: usize,
        order: usize,
        derivative: usize,
    ) -> Result<Self, PlsError> {
        let expect = |is_sound: bool, what, value: usize, range| {
            if is_sound {
                return Ok(());
            }
            Err(PlsError::OutOfRange {
                what,
                value: value as f64,
                range,
            })
        };
        let is_odd = window % 2 == 1 && window >= 3;
        expect(
            is_odd,
            "Savitzky-Golay window",
            window,
            "odd and at least 3",
        )?;
        let rule = "below the window";
        expect(order < window, "Savitzky-Golay order", order, rule)?;
        let rule = "at most the order";
        let (what, is_sound) = ("Savitzky-Golay derivative", derivative <= order);
        expect(is_sound, what, derivative, rule)?;
        Ok(Self::SavitzkyGolay {
            window,
            order,
            derivative,
        })
    }

    /// Whether it takes nothing from other rows.
    pub(crate) fn is_by_row(self) -> bool {
        self != Self::Msc
    }
}

/// A treatment with what it learnt from its training rows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "treatment", rename_all = "snake_case")]
#[non_exhaustive]
pub enum TrainedTreatment {
    /// Standard normal variate.
    Snv,
    /// Multiplicative scatter correction.
    #[non_exhaustive]
    Msc {
        /// Mean spectrum of the training rows after the treatments before this one (channels).
        reference: Vec<f64>,
    },
    /// Savitzky–Golay.
    #[non_exhaustive]
    SavitzkyGolay {
        /// Channels of a window, odd.
        window: usize,
        /// Order of the polynomial.
        order: usize,
        /// Which derivative.
        derivative: usize,
    },
}

impl TrainedTreatment {
    /// Trains treatments one after the other and treats the training rows `x` (n × channels) with each; gaps are NaN.
    ///
    /// Errors name the rows by `table`, whose row `rows[i]` is row i of `x`.
    pub(crate) fn train(
        treatments: &[Treatment],
        x: &mut DMatrix<f64>,
        table: &Table,
        rows: &[usize],
    ) -> Result<Vec<Self>, PlsError> {
        let mut trained = Vec::with_capacity(treatments.len());
        for treatment in treatments {
            let step = match *treatment {
                Treatment::Snv => Self::Snv,
                Treatment::Msc => Self::Msc {
                    reference: x.column_iter().map(|c| mean_of_known(c.iter())).collect(),
                },
                Treatment::SavitzkyGolay {
                    window,
                    order,
                    derivative,
                } => Self::SavitzkyGolay {
                    window,
                    order,
                    derivative,
                },
            };
            step.treat_all(x, table, rows)?;
            trained.push(step);
        }
        Ok(trained)
    }

    /// Treats rows of a table.
    pub(crate) fn treat_all(
        &self,
        x: &mut DMatrix<f64>,
        table: &Table,
        rows: &[usize],
    ) -> Result<(), PlsError> {
        let filter = self.filter(x.ncols())?;
        for (i, &of_table) in rows.iter().enumerate() {
            let before: Vec<f64> = x.row(i).iter().copied().collect();
            let after = self.treated(&before, filter.as_ref());
            let after = after.ok_or_else(|| PlsError::FlatRow {
                row: table.rows[of_table].clone(),
                line: table.line(of_table),
                treatment: self.name(),
            })?;
            // A treatment makes gaps of gaps; of known numbers it makes known ones, unless they are too large to be squared.
            if let Some(j) = (0..before.len()).find(|&j| after[j].is_infinite()) {
                return Err(PlsError::BeyondRange {
                    row: table.rows[of_table].clone(),
                    line: table.line(of_table),
                    column: table.columns[j].name.clone(),
                    value: before[j],
                });
            }
            for (j, value) in after.into_iter().enumerate() {
                x[(i, j)] = value;
            }
        }
        Ok(())
    }

    /// The filter of so many channels, where the treatment is one.
    fn filter(&self, channels: usize) -> Result<Option<Filter>, PlsError> {
        let Self::SavitzkyGolay {
            window,
            order,
            derivative,
        } = *self
        else {
            return Ok(None);
        };
        Treatment::savitzky_golay(window, order, derivative)?;
        if window > channels {
            return Err(PlsError::OutOfRange {
                what: "Savitzky-Golay window",
                value: window as f64,
                range: "at most the number of columns",
            });
        }
        Ok(Some(Filter::new(window, order, derivative)))
    }

    /// The treated row; `None` where it, or what is known of it, has the same value in every channel.
    fn treated(&self, row: &[f64], filter: Option<&Filter>) -> Option<Vec<f64>> {
        let known = |&&x: &&f64| x.is_finite();
        match self {
            Self::Snv => {
                let values: Vec<f64> = row.iter().filter(known).copied().collect();
                if is_constant(values.iter().copied()) {
                    return None;
                }
                let centre = mean(&values);
                let spread = sum_of_squares(&values, centre) / (values.len() - 1) as f64;
                Some(row.iter().map(|x| (x - centre) / spread.sqrt()).collect())
            }
            Self::Msc { reference } => {
                let pairs: Vec<(f64, f64)> = (row.iter().copied().zip(reference.iter().copied()))
                    .filter(|(x, m)| x.is_finite() && m.is_finite())
                    .collect();
                let (values, line): (Vec<f64>, Vec<f64>) = pairs.iter().copied().unzip();
                if is_constant(values.iter().copied()) || is_constant(line.iter().copied()) {
                    return None;
                }
                let (x_mean, m_mean) = (mean(&values), mean(&line));
                let cross: f64 = pairs.iter().map(|(x, m)| (x - x_mean) * (m - m_mean)).sum();
                let slope = cross / sum_of_squares(&line, m_mean);
                let offset = x_mean - slope * m_mean;
                (slope != 0.0).then(|| row.iter().map(|x| (x - offset) / slope).collect())
            }
            Self::SavitzkyGolay { .. } => filter.map(|filter| filter.apply(row)),
        }
    }

    /// The treatment as it was asked for.
    pub(crate) fn untrained(&self) -> Treatment {
        match *self {
            Self::Snv => Treatment::Snv,
            Self::Msc { .. } => Treatment::Msc,
            Self::SavitzkyGolay {
                window,
                order,
                derivative,
            } => Treatment::SavitzkyGolay {
                window,
                order,
                derivative,
            },
        }
    }

    fn name(&self) -> &'static str {
        match self {
            Self::Snv => "standard normal variate",
            Self::Msc { .. } => "multiplicative scatter correction",
            Self::SavitzkyGolay { .. } => "Savitzky-Golay filter",
        }
    }

    /// Refuses windows that cannot be and mean spectra that are not finite.
    pub(crate) fn expect_sound(&self, channels: usize) -> Result<(), PlsError> {
        self.filter(channels)?;
        let Self::Msc { reference } = self else {
            return Ok(());
        };
        // A channel that is a gap in every row has none.
        match reference.iter().find(|value| value.is_infinite()) {
            None => Ok(()),
            Some(&value) => Err(PlsError::UnsoundModel {
                field: "spectra.reference".to_owned(),
                value,
                rule: "finite".to_owned(),
            }),
        }
    }

    /// Channels that it knows; `None` for those that take any number.
    pub(crate) fn channels(&self) -> Option<usize> {
        match self {
            Self::Msc { reference } => Some(reference.len()),
            _ => None,
        }
    }
}

/// The mean of the values that are known; NaN where none is.
fn mean_of_known<'a>(values: impl Iterator<Item = &'a f64>) -> f64 {
    let known: Vec<f64> = values.copied().filter(|value| value.is_finite()).collect();
    mean(&known)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn treated(treatments: &[Treatment], records: &[[f64; 4]]) -> Result<DMatrix<f64>, PlsError> {
        let names = ["a", "b", "c"];
        let table = Table::from_records(&names[..records.len()], &["1", "2", "3", "4"], records)?;
        let mut x = table.values.clone();
        let rows: Vec<usize> = (0..records.len()).collect();
        TrainedTreatment::train(treatments, &mut x, &table, &rows)?;
        Ok(x)
    }

    #[test]
    fn scatter_is_taken_away() {
        // The second row is 3 + 2 × the first: SNV makes them one, MSC lays both on their mean.
        let records = [[1.0, 4.0, 2.0, 7.0], [5.0, 11.0, 7.0, 17.0]];
        let snv = treated(&[Treatment::Snv], &records).unwrap();
        let msc = treated(&[Treatment::Msc], &records).unwrap();
        for j in 0..4 {
            assert!((snv[(0, j)] - snv[(1, j)]).abs() < 1e-14);
            let middle = f64::midpoint(records[0][j], records[1][j]);
            assert!((msc[(0, j)] - middle).abs() < 1e-13 && (msc[(1, j)] - middle).abs() < 1e-13);
        }
        assert!((snv.row(0).norm_squared() - 3.0).abs() < 1e-13);
    }

    #[test]
    fn a_flat_row_is_named() {
        let records = [[1.0, 4.0, 2.0, 7.0], [5.0, 5.0, f64::NAN, 5.0]];
        for treatment in [Treatment::Snv, Treatment::Msc] {
            let error = treated(&[treatment], &records).unwrap_err().to_string();
            assert!(error.contains("row `b`"), "{error}");
        }
    }

    #[test]
    fn windows_that_cannot_be_are_refused() {
        for (window, order, derivative) in [(4, 2, 0), (1, 0, 0), (5, 5, 0), (5, 2, 3)] {
            assert!(Treatment::savitzky_golay(window, order, derivative).is_err());
        }
        let wide = Treatment::savitzky_golay(5, 2, 0).unwrap();
        assert!(treated(&[wide], &[[1.0, 2.0, 3.0, 4.0]]).is_err());
    }
}
