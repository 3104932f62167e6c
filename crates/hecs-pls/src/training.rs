//! A recipe at work: trained on some rows of a design, it predicts others.

use std::borrow::Cow;

use nalgebra::DMatrix;

use crate::missing::fill_with_means;
use crate::refit::{FoldModel, Refit, fixed_divisors, row_of};
use crate::treatment::TrainedTreatment;
use crate::{Design, Missing, PlsError, Recipe, Scaling, Selection, Table, Treatment};

/// A design with a recipe. Treatments that take nothing from other rows are done once for all; what remains is done in each fold.
pub(crate) struct Training<'a> {
    pub(crate) design: Cow<'a, Design>,
    /// Done already, in this order.
    done: Vec<TrainedTreatment>,
    /// To be trained in each fold.
    treatments: &'a [Treatment],
    selection: Option<Selection>,
    pub(crate) scaling: Scaling,
    /// The predictors with gaps, where there are any.
    gaps: Option<DMatrix<f64>>,
    fixed: Option<Vec<f64>>,
}

impl<'a> Training<'a> {
    pub(crate) fn new(design: &'a Design, recipe: &'a Recipe) -> Result<Self, PlsError> {
        let all: Vec<usize> = (0..design.n()).collect();
        let by_row = (recipe.treatments.iter())
            .position(|treatment| !treatment.is_by_row())
            .unwrap_or(recipe.treatments.len());
        let (once, treatments) = recipe.treatments.split_at(by_row);
        let (mut design, mut done) = (Cow::Borrowed(design), Vec::new());
        if !once.is_empty() {
            let mut x = design.x_with_gaps().into_owned();
            done = TrainedTreatment::train(once, &mut x, design.table(), &all)?;
            design = Cow::Owned(design.with_predictors(x)?);
        }
        let gaps = (design.missing() != Missing::Refuse).then(|| design.x_with_gaps().into_owned());
        let mut fixed = None;
        if recipe.scaling == Scaling::AutoOnce {
            let mut x = design.x_with_gaps().into_owned();
            TrainedTreatment::train(treatments, &mut x, design.table(), &all)?;
            if design.missing() == Missing::MeanImpute {
                fill_with_means(&mut x);
            }
            fixed = fixed_divisors(&x, design.y(), recipe.scaling);
        }
        Ok(Self {
            design,
            done,
            treatments,
            selection: recipe.selection,
            scaling: recipe.scaling,
            gaps,
            fixed,
        })
    }

    /// Whether scaling is all that is left to do in a fold, so that folds can share their sums.
    pub(crate) fn is_plain(&self) -> bool {
        self.treatments.is_empty() && self.selection.is_none() && self.gaps.is_none()
    }

    /// The predictors, NaN where they are missing.
    pub(crate) fn x(&self) -> &DMatrix<f64> {
        self.gaps.as_ref().unwrap_or_else(|| self.design.x())
    }

    /// The predictors of the rows of another table of the same columns, as those of the design are.
    pub(crate) fn rows_of(&self, table: &Table) -> Result<DMatrix<f64>, PlsError> {
        let all: Vec<usize> = (0..table.rows.len()).collect();
        let mut x = table.values.clone();
        for treatment in &self.done {
            treatment.treat_all(&mut x, table, &all)?;
        }
        Ok(x)
    }

    /// The training rows at `rows` (repeats allowed), treated and filled, and what prepares others like them.
    pub(crate) fn prepare(&self, rows: &[usize]) -> Result<(DMatrix<f64>, Prepared), PlsError> {
        let mut x = self.x().select_rows(rows);
        let table = self.design.table();
        let treatments = TrainedTreatment::train(self.treatments, &mut x, table, rows)?;
        let fill = (self.design.missing() == Missing::MeanImpute).then(|| fill_with_means(&mut x));
        Ok((x, Prepared { treatments, fill }))
    }

    /// Divisors of all rows, where the scaling is done once.
    pub(crate) fn fixed(&self) -> Option<&[f64]> {
        self.fixed.as_deref()
    }

    /// The recipe trained on the rows at `rows` (repeats allowed) with at most `most` components.
    pub(crate) fn train(
        &self,
        y: &[f64],
        rows: &[usize],
        most: usize,
    ) -> Result<Trained, PlsError> {
        let fixed = self.fixed();
        let (x, prepared) = self.prepare(rows)?;
        let y: Vec<f64> = rows.iter().map(|&i| y[i]).collect();
        let whole = Refit::of(&x, &y, self.scaling, fixed, most);
        let selected = self.selection.map(|selection| {
            (1..=whole.found.count())
                .map(|components| {
                    let importance =
                        selection.importance(&whole.scaler, &whole.found, &x, components);
                    let kept = selection.kept(&importance);
                    let fixed: Option<Vec<f64>> =
                        fixed.map(|fixed| kept.iter().map(|&j| fixed[j]).collect());
                    let x = x.select_columns(&kept);
                    let fit = Refit::of(&x, &y, self.scaling, fixed.as_deref(), components);
                    (kept, fit)
                })
                .collect()
        });
        Ok(Trained {
            prepared,
            whole,
            selected,
        })
    }
}

/// What prepares rows as the training rows of a fold were.
pub(crate) struct Prepared {
    treatments: Vec<TrainedTreatment>,
    /// What fills gaps; nothing where they are skipped or absent.
    fill: Option<Vec<f64>>,
}

impl Prepared {
    /// Rows at `rows` of the predictors `x` of the design or of [`Training::rows_of`]; errors name them by `table`.
    pub(crate) fn rows(
        &self,
        x: &DMatrix<f64>,
        rows: &[usize],
        table: &Table,
    ) -> Result<Vec<Vec<f64>>, PlsError> {
        let mut x = x.select_rows(rows);
        for treatment in &self.treatments {
            treatment.treat_all(&mut x, table, rows)?;
        }
        if let Some(fill) = &self.fill {
            for (mut column, fill) in x.column_iter_mut().zip(fill) {
                for value in column.iter_mut().filter(|value| !value.is_finite()) {
                    *value = *fill;
                }
            }
        }
        Ok((0..rows.len()).map(|i| row_of(&x, i)).collect())
    }
}

/// A recipe that was trained.
pub(crate) struct Trained {
    prepared: Prepared,
    /// The fit of all columns.
    whole: Refit,
    /// With 1…A components, the columns kept and their fit; `None` where all are.
    selected: Option<Vec<(Vec<usize>, Refit)>>,
}

impl Trained {
    /// Components found.
    pub(crate) fn count(&self) -> usize {
        self.whole.found.count()
    }

    /// Whether column j is constant in the training rows.
    pub(crate) fn is_constant(&self, j: usize) -> bool {
        self.whole.scaler.constant[j]
    }

    /// Columns kept with 1…A components; `None` without a selection.
    pub(crate) fn kept(&self) -> Option<impl Iterator<Item = &[usize]>> {
        let selected = self.selected.as_ref()?;
        Some(selected.iter().map(|(kept, _)| kept.as_slice()))
    }

    /// The same as [`Prepared::rows`].
    pub(crate) fn rows(
        &self,
        x: &DMatrix<f64>,
        rows: &[usize],
        table: &Table,
    ) -> Result<Vec<Vec<f64>>, PlsError> {
        self.prepared.rows(x, rows, table)
    }

    /// Predictions of such a row with 0…`most` components; beyond the rank the last one is repeated. A model of which no column was kept
    /// is the mean of the training rows.
    pub(crate) fn predict(&self, row: &[f64], most: usize) -> Vec<f64> {
        let Some(selected) = &self.selected else {
            return self.whole.predict(row, most);
        };
        let mut values = vec![self.whole.scaler.y_mean];
        for (a, (kept, fit)) in selected.iter().enumerate().take(most) {
            let row: Vec<f64> = kept.iter().map(|&j| row[j]).collect();
            values.push(fit.predict(&row, a + 1)[a + 1]);
        }
        let last = values[values.len() - 1];
        values.resize(most + 1, last);
        values
    }

    /// Distance of such a row from the training rows, with all components found; the columns are all.
    pub(crate) fn distance(&self, row: &[f64]) -> crate::distance::Distance {
        self.whole.distance(row)
    }

    /// The model with `components` components, of all columns: coefficient and importance of a column that was not kept are 0.
    pub(crate) fn model(&self, components: usize) -> FoldModel {
        let Some(selected) = &self.selected else {
            return self.whole.model(components);
        };
        let Some(last) = components.min(selected.len()).checked_sub(1) else {
            return self.whole.model(0);
        };
        let (kept, fit) = &selected[last];
        let own = fit.model(components);
        let p = self.whole.scaler.x_mean.len();
        let spread = |values: &[f64]| {
            let mut all = vec![0.0; p];
            for (&j, value) in kept.iter().zip(values) {
                all[j] = *value;
            }
            all
        };
        FoldModel {
            coefficients: spread(&own.coefficients),
            intercept: own.intercept,
            vip: spread(&own.vip),
        }
    }
}
