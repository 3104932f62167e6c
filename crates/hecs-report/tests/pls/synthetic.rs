//! A table that is drawn at random from a seed, and a partial least squares model of it, so that pictures have true numbers.

use hecs_report::data::{PlsColumn, PlsComponent, PlsData, PlsLimits, PlsRow, Quantity, Set};

/// Numbers in −1 … 1 from a seed (D. E. Knuth's MMIX generator).
struct Draw(u64);

impl Draw {
    fn next(&mut self) -> f64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / (1u64 << 52) as f64 - 1.0
    }
}

/// A model with `components` components of `n` rows and `p` columns, every sixth row a test row.
pub(crate) fn model(n: usize, p: usize, components: usize) -> PlsData {
    let mut draw = Draw(7);
    let hidden: Vec<[f64; 3]> = (0..n)
        .map(|_| [draw.next(), draw.next(), draw.next()])
        .collect();
    let mix: Vec<[f64; 3]> = (0..p)
        .map(|_| [draw.next(), draw.next(), draw.next()])
        .collect();
    let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    let x: Vec<Vec<f64>> = hidden
        .iter()
        .map(|h| mix.iter().map(|m| dot(h, m) + 0.2 * draw.next()).collect())
        .collect();
    let y: Vec<f64> = hidden
        .iter()
        .map(|h| 5.0 + 2.0 * h[0] - h[1] + 0.3 * draw.next())
        .collect();
    let is_test = |i: usize| i % 6 == 5;
    let train: Vec<usize> = (0..n).filter(|&i| !is_test(i)).collect();
    let m = train.len() as f64;
    let moments = |value: &dyn Fn(usize) -> f64| {
        let mean = train.iter().map(|&i| value(i)).sum::<f64>() / m;
        let ss: f64 = train.iter().map(|&i| (value(i) - mean).powi(2)).sum();
        (mean, (ss / (m - 1.0)).sqrt())
    };
    let of_x: Vec<(f64, f64)> = (0..p).map(|j| moments(&|i| x[i][j])).collect();
    let (y_mean, y_sd) = moments(&|i| y[i]);
    let scaled: Vec<Vec<f64>> = x
        .iter()
        .map(|row| (0..p).map(|j| (row[j] - of_x[j].0) / of_x[j].1).collect())
        .collect();

    let mut e = scaled.clone();
    let mut f: Vec<f64> = y.iter().map(|v| (v - y_mean) / y_sd).collect();
    let (mut scores, mut y_scores) = (vec![Vec::new(); n], vec![Vec::new(); n]);
    let mut columns: Vec<PlsColumn> = (0..p)
        .map(|j| {
            let values = train.iter().map(|&i| x[i][j]);
            PlsColumn {
                quantity: Quantity::new(format!("band {:03}", j + 1), None),
                mean: of_x[j].0,
                scale: of_x[j].1,
                minimum: values.clone().fold(f64::INFINITY, f64::min),
                maximum: values.fold(f64::NEG_INFINITY, f64::max),
                ..PlsColumn::default()
            }
        })
        .collect();
    let mut found = Vec::new();
    let mut importance = vec![0.0; p];
    let mut explained = 0.0;
    for _ in 0..components {
        let of_train = |value: &dyn Fn(usize) -> f64| train.iter().map(|&i| value(i)).sum::<f64>();
        let mut w: Vec<f64> = (0..p).map(|j| of_train(&|i| e[i][j] * f[i])).collect();
        let norm = dot(&w, &w).sqrt();
        for v in &mut w {
            *v /= norm;
        }
        let t: Vec<f64> = e.iter().map(|row| dot(row, &w)).collect();
        let tt = of_train(&|i| t[i] * t[i]);
        let q = of_train(&|i| f[i] * t[i]) / tt;
        let load: Vec<f64> = (0..p).map(|j| of_train(&|i| e[i][j] * t[i]) / tt).collect();
        let mut r = w.clone();
        for a in 0..found.len() {
            let share: f64 = columns.iter().zip(&w).map(|(c, w)| c.loadings[a] * w).sum();
            for (r, column) in r.iter_mut().zip(&columns) {
                *r -= share * column.rotations[a];
            }
        }
        let r2y = q * q * tt / (m - 1.0);
        explained += r2y;
        for j in 0..p {
            columns[j].loadings.push(load[j]);
            columns[j].rotations.push(r[j]);
            columns[j].coefficient_scaled += q * r[j];
            importance[j] += w[j] * w[j] * r2y;
        }
        for i in 0..n {
            scores[i].push(t[i]);
            y_scores[i].push(f[i] / q);
            for j in 0..p {
                e[i][j] -= t[i] * load[j];
            }
            f[i] -= q * t[i];
        }
        found.push(PlsComponent {
            r2x: tt * dot(&load, &load) / ((m - 1.0) * p as f64),
            r2y,
            y_loading: q,
            score_variance: tt / (m - 1.0),
        });
    }
    for (column, importance) in columns.iter_mut().zip(importance) {
        let vip = (p as f64 * importance / explained).sqrt();
        column.coefficient = column.coefficient_scaled * y_sd / column.scale;
        let half = 0.6 * column.coefficient.abs() + 0.02;
        column.interval = Some((column.coefficient - half, column.coefficient + half));
        column.vip = Some(vip);
        column.vip_interval = Some((0.8 * vip, 1.2 * vip));
        column.selectivity_ratio = Some(vip * vip);
    }
    let rows = (0..n)
        .map(|i| {
            let fitted = y[i] - f[i] * y_sd;
            let train = !is_test(i);
            let t2 = scores[i]
                .iter()
                .zip(&found)
                .map(|(t, c)| t * t / c.score_variance);
            let t2: f64 = t2.sum();
            PlsRow {
                name: format!("sample {}", i + 1),
                set: if train { Set::Train } else { Set::Test },
                observed: Some(y[i]),
                fitted,
                left_out: train.then_some(y[i] - 1.3 * f[i] * y_sd),
                scores: scores[i].clone(),
                y_scores: if train {
                    y_scores[i].clone()
                } else {
                    Vec::new()
                },
                hotelling_t2: Some(t2),
                q_residual: Some(dot(&e[i], &e[i])),
                inside: (!train).then_some(t2 < 9.0),
            }
        })
        .collect();
    let curve = [1.02, 0.51, 0.38, 0.36, 0.37, 0.39];
    PlsData {
        response: Quantity::new("moisture", Some("g/kg".to_owned())),
        level: 0.95,
        cross_validation: "Cross-validation in 5 blocks".to_owned(),
        root_mean_press: curve.to_vec(),
        q2: curve.iter().map(|v| 1.0 - v * v).collect(),
        van_der_voet: vec![0.001, 0.012, 0.31, 1.0, 0.66, 0.42],
        intercept: y_mean - columns.iter().map(|c| c.coefficient * c.mean).sum::<f64>(),
        components: found,
        columns,
        rows,
        limits: PlsLimits {
            hotelling_t2_training: Some(7.4),
            hotelling_t2_new_rows: Some(8.1),
            q_training: Some(0.12 * p as f64),
            judged_hotelling_t2: Some(9.0),
            judged_q_residual: Some(0.16 * p as f64),
        },
        half_interval: Some(0.5),
        r2: Some(0.93),
        rmsec: Some(0.21),
        rmsecv: Some(0.27),
        rmsep: Some(0.3),
    }
}
