//! The domain of a model: new rows of the population that it was fitted on are outside as often as its level says.
#![allow(missing_docs, clippy::unwrap_used)]

use hecs_pls::{DMatrix, Design, Fit, Missing, Model, Response, Scaling, Table};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use statrs::distribution::{ChiSquared, ContinuousCDF};

/// New rows of each repetition.
const NEW_ROWS: usize = 400;
const LEVEL: f64 = 0.95;

/// Where rows come from: independent columns, or few factors of falling variance with noise of this deviation.
#[derive(Clone, Copy, Debug)]
enum Population {
    Independent,
    Factors { noise: f64 },
}

const LATENT: Population = Population::Factors { noise: 1.0 };
const CLEAN: Population = Population::Factors { noise: 0.1 };
use Population::Independent;

const DEVIATIONS: [f64; 4] = [3.0, 2.0, 1.5, 1.0];

fn normal(rng: &mut ChaCha8Rng) -> f64 {
    let (u, v): (f64, f64) = (rng.random(), rng.random());
    (-2.0 * (1.0 - u).ln()).sqrt() * (std::f64::consts::TAU * v).cos()
}

/// Rows of predictors and their responses.
fn rows(
    population: Population,
    rows: usize,
    loadings: &DMatrix<f64>,
    rng: &mut ChaCha8Rng,
) -> (DMatrix<f64>, Vec<f64>) {
    let p = loadings.ncols();
    let mut x = DMatrix::from_fn(rows, p, |_, _| normal(rng));
    let latent = DMatrix::from_fn(rows, DEVIATIONS.len(), |_, a| DEVIATIONS[a] * normal(rng));
    if let Population::Factors { noise } = population {
        x = &latent * loadings + x * noise;
    }
    let y = (0..rows)
        .map(|i| {
            let signal: f64 = match population {
                Independent => x.row(i).iter().take(3).sum(),
                Population::Factors { .. } => latent.row(i).sum(),
            };
            signal + normal(rng)
        })
        .collect();
    (x, y)
}

fn table(values: DMatrix<f64>) -> Table {
    let names: Vec<String> = (0..values.nrows()).map(|i| format!("row {i}")).collect();
    let columns = (0..values.ncols()).map(|j| hecs_pls::Column {
        name: format!("x{j}"),
        unit: None,
    });
    Table::new(names, columns.collect(), values).unwrap()
}

/// Share of new rows outside, over repetitions with other training rows.
fn share_outside(
    population: Population,
    (n, p, components): (usize, usize, usize),
    level: f64,
    repetitions: usize,
) -> f64 {
    let mut rng = ChaCha8Rng::seed_from_u64((1000 * n + p) as u64);
    let mut outside = 0;
    for _ in 0..repetitions {
        let loadings = DMatrix::from_fn(DEVIATIONS.len(), p, |_, _| normal(&mut rng));
        let (x, y) = rows(population, n, &loadings, &mut rng);
        let (new, _) = rows(population, NEW_ROWS, &loadings, &mut rng);
        let design = Design::new(table(x), Response::new("y", y), Missing::Refuse).unwrap();
        let fit = Fit::new(&design, Scaling::Auto, components).unwrap();
        let model = Model::new(&fit, components, level).unwrap();
        let predictions = model.predict(&table(new), Missing::Refuse).unwrap();
        outside += predictions.iter().filter(|p| !p.inside).count();
    }
    outside as f64 / (repetitions * NEW_ROWS) as f64
}

/// The same for samples that were measured several times: a new row is one of a new sample.
fn share_outside_of_samples(samples: usize, replicates: usize, repetitions: usize) -> f64 {
    let (p, components, noise) = (20, 2, 0.2);
    let mut rng = ChaCha8Rng::seed_from_u64(samples as u64);
    let mut outside = 0;
    for _ in 0..repetitions {
        let loadings = DMatrix::from_fn(DEVIATIONS.len(), p, |_, _| normal(&mut rng));
        let (x, y) = rows(LATENT, samples, &loadings, &mut rng);
        let (new, _) = rows(LATENT, NEW_ROWS, &loadings, &mut rng);
        let n = samples * replicates;
        let mut again = |value: f64| value + noise * normal(&mut rng);
        let x = DMatrix::from_fn(n, p, |i, j| again(x[(i / replicates, j)]));
        let y = (0..n).map(|i| again(y[i / replicates])).collect();
        let new = new.map(&mut again);
        let labels = (0..n).map(|i| (i / replicates).to_string()).collect();
        let design = Design::new(table(x), Response::new("y", y), Missing::Refuse).unwrap();
        let design = design.with_groups(labels).unwrap();
        let fit = Fit::new(&design, Scaling::Auto, components).unwrap();
        let model = Model::new(&fit, components, LEVEL).unwrap();
        let predictions = model.predict(&table(new), Missing::Refuse).unwrap();
        outside += predictions.iter().filter(|p| !p.inside).count();
    }
    outside as f64 / (repetitions * NEW_ROWS) as f64
}

#[test]
fn rows_of_new_samples_are_judged_by_samples_left_out() {
    for (samples, replicates, repetitions) in [(15, 3, 60), (40, 4, 30), (150, 2, 6)] {
        let share = share_outside_of_samples(samples, replicates, repetitions);
        println!("{samples} x {replicates}: {share:.3}");
        assert!((0.03..=0.08).contains(&share), "{samples}: {share}");
    }
}

/// All points whose share is not between 3 and 8 %.
fn astray(grid: &[(Population, (usize, usize, usize), usize)]) -> Vec<String> {
    let mut astray = Vec::new();
    for &(population, size, repetitions) in grid {
        let share = share_outside(population, size, LEVEL, repetitions);
        println!("{population:?} {size:?}: {share:.3}");
        if !(0.03..=0.08).contains(&share) {
            astray.push(format!("{population:?} {size:?}: {share:.3}"));
        }
    }
    astray
}

#[test]
fn about_one_new_row_in_twenty_is_outside() {
    let grid = [
        (LATENT, (15, 5, 3), 120),
        (LATENT, (15, 500, 6), 60),
        (Independent, (15, 500, 1), 60),
        (Independent, (15, 500, 6), 60),
        (CLEAN, (25, 50, 2), 80),
        (LATENT, (40, 50, 6), 40),
        // Training rows are nowhere near as far out as new ones: T² alone would call a tenth of these outside.
        (Independent, (56, 50, 6), 40),
        (CLEAN, (150, 5, 3), 20),
        (LATENT, (200, 500, 3), 6),
        (Independent, (500, 50, 6), 8),
        (LATENT, (3000, 5, 1), 4),
        (Independent, (3000, 50, 3), 2),
    ];
    let astray = astray(&grid);
    assert!(astray.is_empty(), "{astray:#?}");
}

#[test]
#[ignore = "minutes"]
fn about_one_new_row_in_twenty_is_outside_everywhere() {
    let mut grid = Vec::new();
    for population in [LATENT, CLEAN, Independent] {
        for (n, repetitions) in [
            (15, 100),
            (20, 80),
            (30, 60),
            (60, 30),
            (250, 10),
            (3000, 2),
        ] {
            for p in [5, 50, 500] {
                for components in [1, 2, 4, 6] {
                    if components < p {
                        grid.push((population, (n, p, components), repetitions));
                    }
                }
            }
        }
    }
    let astray = astray(&grid);
    assert!(astray.is_empty(), "{astray:#?}");
}

#[test]
fn the_level_is_what_was_asked_for() {
    for (level, low, high) in [(0.5, 0.42, 0.58), (0.8, 0.15, 0.25), (0.99, 0.003, 0.02)] {
        let share = share_outside(LATENT, (60, 20, 2), level, 30);
        assert!((low..=high).contains(&share), "{level}: {share}");
    }
}

#[test]
fn limits_of_left_out_rows_are_those_of_refits() {
    let mut rng = ChaCha8Rng::seed_from_u64(5);
    let loadings = DMatrix::from_fn(DEVIATIONS.len(), 8, |_, _| normal(&mut rng));
    let (x, y) = rows(LATENT, 30, &loadings, &mut rng);
    let design = Design::new(table(x), Response::new("y", y), Missing::Refuse).unwrap();
    let fit = Fit::new(&design, Scaling::Center, 2).unwrap();
    let limits = Model::new(&fit, 2, LEVEL).unwrap().limits;
    // Each row by a model of the others.
    let (mut t2, mut q) = (Vec::new(), Vec::new());
    for i in 0..30 {
        let others: Vec<usize> = (0..30).filter(|&k| k != i).collect();
        let fit = Fit::new(&design.select_rows(&others).unwrap(), Scaling::Center, 2).unwrap();
        let model = Model::new(&fit, 2, LEVEL).unwrap();
        let row = design.table().select_rows(&[i]);
        let prediction = model.predict(&row, Missing::Refuse).unwrap().remove(0);
        t2.push(prediction.hotelling_t2);
        q.push(prediction.q_residual);
    }
    let mean = |values: &[f64]| values.iter().sum::<f64>() / 30.0;
    let leverage = 1.0 / 29.0 + mean(&t2) / 28.0;
    let shrinkage = (1.0 + leverage * 25.0 / 26.0) / (1.0 + leverage);
    let q: Vec<f64> = q.iter().map(|q| shrinkage * q).collect();
    let centre = mean(&q);
    let variance = q.iter().map(|q| (q - centre).powi(2)).sum::<f64>() / 29.0;
    let (g, h) = (variance / (2.0 * centre), 2.0 * centre * centre / variance);
    let expected = g * ChiSquared::new(h).unwrap().inverse_cdf(LEVEL);
    let found = limits.q_residual_new_rows.unwrap();
    assert!(
        (found - expected).abs() < 1e-9 * expected,
        "{found} {expected}"
    );
}
