//! Just enough partial least squares to have true numbers in the pictures.

/// A model with one response on standardised data.
pub(crate) struct Pls {
    /// Coefficients per standard deviation of each descriptor, in units of the response.
    pub(crate) standardised: Vec<f64>,
    /// VIP score of each descriptor.
    pub(crate) vip: Vec<f64>,
    means: Vec<f64>,
    sds: Vec<f64>,
    mean: f64,
}

impl Pls {
    /// Fits `components` components by NIPALS; constant columns are left alone.
    pub(crate) fn fit(x: &[Vec<f64>], y: &[f64], components: usize) -> Self {
        let p = x[0].len();
        let (means, sds): (Vec<f64>, Vec<f64>) =
            (0..p).map(|k| moments(x.iter().map(|row| row[k]))).unzip();
        let (mean, sd) = moments(y.iter().copied());
        let mut e: Vec<Vec<f64>> = x
            .iter()
            .map(|row| (0..p).map(|k| (row[k] - means[k]) / sds[k]).collect())
            .collect();
        let mut f: Vec<f64> = y.iter().map(|v| (v - mean) / sd).collect();
        let mut rotated: Vec<Vec<f64>> = Vec::new();
        let mut loadings: Vec<Vec<f64>> = Vec::new();
        let mut beta = vec![0.0; p];
        let mut vip = vec![0.0; p];
        let mut explained = 0.0;
        for _ in 0..components {
            let mut w: Vec<f64> = (0..p)
                .map(|k| e.iter().zip(&f).map(|(r, f)| r[k] * f).sum())
                .collect();
            let norm = w.iter().map(|v| v * v).sum::<f64>().sqrt();
            for v in &mut w {
                *v /= norm;
            }
            let t: Vec<f64> = e.iter().map(|row| dot(row, &w)).collect();
            let tt = dot(&t, &t);
            let load: Vec<f64> = (0..p)
                .map(|k| e.iter().zip(&t).map(|(r, t)| r[k] * t).sum::<f64>() / tt)
                .collect();
            let c = dot(&f, &t) / tt;
            // r = w − Σ (p'w) r: weights that act on the data before deflation.
            let mut r = w.clone();
            for (old, l) in rotated.iter().zip(&loadings) {
                let share = dot(l, &w);
                r.iter_mut().zip(old).for_each(|(r, o)| *r -= share * o);
            }
            for (row, &t) in e.iter_mut().zip(&t) {
                row.iter_mut().zip(&load).for_each(|(v, l)| *v -= t * l);
            }
            f.iter_mut().zip(&t).for_each(|(f, t)| *f -= c * t);
            let ssy = c * c * tt;
            explained += ssy;
            for k in 0..p {
                beta[k] += c * r[k];
                vip[k] += w[k] * w[k] * ssy;
            }
            rotated.push(r);
            loadings.push(load);
        }
        let vip = vip
            .iter()
            .map(|v| {
                if components == 0 {
                    0.0
                } else {
                    (v * p as f64 / explained).sqrt()
                }
            })
            .collect();
        Self {
            standardised: beta.iter().map(|b| b * sd).collect(),
            vip,
            means,
            sds,
            mean,
        }
    }

    /// The prediction for one row.
    pub(crate) fn predict(&self, row: &[f64]) -> f64 {
        let terms = self.standardised.iter().enumerate();
        self.mean
            + terms
                .map(|(k, b)| b * (row[k] - self.means[k]) / self.sds[k])
                .sum::<f64>()
    }
}

/// Root Mean PRESS and Q² for 0 … `max` components.
pub(crate) fn press(x: &[Vec<f64>], y: &[f64], max: usize) -> (Vec<f64>, Vec<f64>) {
    let mean = y.iter().sum::<f64>() / y.len() as f64;
    let ssy: f64 = y.iter().map(|v| (v - mean).powi(2)).sum();
    (0..=max)
        .map(|components| {
            let press: f64 = (0..y.len())
                .map(|out| {
                    let keep = |k: &usize| *k != out;
                    let rows: Vec<_> = (0..y.len()).filter(keep).map(|k| x[k].clone()).collect();
                    let rest: Vec<_> = (0..y.len()).filter(keep).map(|k| y[k]).collect();
                    (y[out] - Pls::fit(&rows, &rest, components).predict(&x[out])).powi(2)
                })
                .sum();
            ((press / ssy).sqrt(), 1.0 - press / ssy)
        })
        .unzip()
}

fn moments(values: impl Iterator<Item = f64> + Clone) -> (f64, f64) {
    let n = values.clone().count() as f64;
    let mean = values.clone().sum::<f64>() / n;
    let sd = (values.map(|v| (v - mean).powi(2)).sum::<f64>() / (n - 1.0)).sqrt();
    (mean, if sd > 0.0 { sd } else { 1.0 })
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}
