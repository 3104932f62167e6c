//! Times cross-validation on one core, n = 500, p = 500, 20 components, leave-one-out and folds of several rows, and the fast
//! cross-validation of ikpls on the same data and folds in the same run.
//!
//!     cargo run --release -p hecs-pls --example loo_speed [PYTHON]
//!
//! PYTHON is an interpreter that can import ikpls, `python3` if not given; without ikpls the comparison is skipped.

use std::error::Error;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use hecs_pls::{
    Column, DMatrix, Design, Folds, Missing, Response, Scaling, Table, cross_validate,
    cross_validate_by_refits,
};
use rand::RngExt;
use rand_chacha::rand_core::SeedableRng;

const ROWS: usize = 500;
const COLUMNS: usize = 500;
const COMPONENTS: usize = 20;
const REPEATS: usize = 5;

/// Forty latent factors of decreasing weight, noise, column scales over three decades.
fn data() -> Result<Design, Box<dyn Error>> {
    let mut generator = rand_chacha::ChaCha8Rng::seed_from_u64(1);
    let mut noise = |rows, columns| {
        DMatrix::from_fn(rows, columns, |_, _| {
            (0..4).map(|_| generator.random::<f64>() - 0.5).sum::<f64>()
        })
    };
    let (mut scores, loadings) = (noise(ROWS, 40), noise(40, COLUMNS));
    let weights = noise(40, 1);
    let (x_noise, y_noise) = (noise(ROWS, COLUMNS), noise(ROWS, 1));
    for (a, mut column) in scores.column_iter_mut().enumerate() {
        column /= 1.0 + a as f64 / 4.0;
    }
    let y = &scores * weights + 0.2 * y_noise;
    let mut x = scores * loadings + 0.5 * x_noise;
    for (j, mut column) in x.column_iter_mut().enumerate() {
        column *= 10f64.powi((j % 4) as i32);
        column.add_scalar_mut(j as f64);
    }
    let table = Table::new(
        (0..ROWS).map(|i| format!("row {i}")).collect(),
        (0..COLUMNS)
            .map(|j| Column::from(format!("x{j}")))
            .collect(),
        x,
    )?;
    Ok(Design::new(
        table,
        Response::new("y", y.as_slice().to_vec()),
        Missing::Refuse,
    )?)
}

fn main() -> Result<(), Box<dyn Error>> {
    let design = data()?;
    let python = std::env::args()
        .nth(1)
        .unwrap_or_else(|| "python3".to_owned());
    for (name, fold_of_row) in [
        ("leave-one-out", (0..ROWS).collect::<Vec<usize>>()),
        ("10 folds", (0..ROWS).map(|i| i % 10).collect()),
        ("groups of ten", (0..ROWS).map(|i| i / 10).collect()),
        ("groups of three", (0..ROWS).map(|i| i / 3).collect()),
    ] {
        println!(
            "{name}, n = {ROWS}, p = {COLUMNS}, A = {COMPONENTS}, one core, best of {REPEATS}"
        );
        compare(&design, &fold_of_row, &python)?;
    }
    Ok(())
}

/// Times one division into folds against ikpls and against refits.
fn compare(design: &Design, fold_of_row: &[usize], python: &str) -> Result<(), Box<dyn Error>> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build()?;
    let labels: Vec<String> = fold_of_row.iter().map(usize::to_string).collect();
    let folds = Folds::from_labels(&labels)?;
    let mut best = f64::INFINITY;
    let mut press = Vec::new();
    for _ in 0..REPEATS {
        let start = Instant::now();
        let cv =
            pool.install(|| cross_validate(design, Scaling::Auto, COMPONENTS, &folds, None))?;
        best = best.min(start.elapsed().as_secs_f64());
        press = cv.press;
    }
    println!("hecs-pls            {best:8.4} s");

    let path = std::env::temp_dir().join(format!("hecs-pls-loo-{}.f64", std::process::id()));
    let rows = design.x().transpose();
    let fold_of_row: Vec<f64> = fold_of_row.iter().map(|&fold| fold as f64).collect();
    let numbers = rows.as_slice().iter().chain(design.y()).chain(&fold_of_row);
    std::fs::write(
        &path,
        numbers.flat_map(|x| x.to_le_bytes()).collect::<Vec<u8>>(),
    )?;
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/peer_ikpls.py");
    let arguments = [ROWS, COLUMNS, COMPONENTS, 3].map(|number| number.to_string());
    let output = Command::new(python)
        .arg(script)
        .arg(&path)
        .args(arguments)
        .output();
    std::fs::remove_file(&path)?;
    match output {
        Err(error) => println!("ikpls               skipped: {error}"),
        Ok(output) => {
            for line in String::from_utf8_lossy(&output.stdout).lines() {
                report(line, best, &press);
            }
        }
    }

    let start = Instant::now();
    let refits =
        pool.install(|| cross_validate_by_refits(design, Scaling::Auto, COMPONENTS, &folds, None))?;
    println!(
        "refit of every fold {:8.4} s",
        start.elapsed().as_secs_f64()
    );
    println!(
        "largest relative difference of PRESS to refits: {:.1e}",
        largest(&press, &refits.press)
    );
    Ok(())
}

/// One line of the output of ikpls: algorithm, seconds, PRESS with 1…A components.
fn report(line: &str, ours: f64, press: &[f64]) {
    let numbers: Vec<f64> = line
        .split(' ')
        .filter_map(|word| word.parse().ok())
        .collect();
    let [algorithm, seconds, theirs @ ..] = &numbers[..] else {
        println!("ikpls               {line}");
        return;
    };
    println!(
        "ikpls algorithm {algorithm}   {seconds:8.4} s   {:5.1} x, PRESS differs by {:.1e}",
        seconds / ours,
        largest(&press[1..], theirs)
    );
}

fn largest(a: &[f64], b: &[f64]) -> f64 {
    a.iter()
        .zip(b)
        .map(|(a, b)| ((a - b) / b).abs())
        .fold(0.0, f64::max)
}
