//! Times a permutation test of 500 rows × 200 columns over leave-one-out.
//!
//!     cargo run --release -p hecs-pls --example permutation_speed [THREADS]

use std::error::Error;
use std::time::Instant;

use hecs_pls::{
    Column, DMatrix, Design, Missing, PermutationOptions, Response, Scaling, Table,
    permutation_test,
};
use rand::RngExt;
use rand_chacha::rand_core::SeedableRng;

const ROWS: usize = 500;
const COLUMNS: usize = 200;
const COMPONENTS: usize = 10;

fn main() -> Result<(), Box<dyn Error>> {
    let threads = (std::env::args().nth(1)).map_or(Ok(1), |threads| threads.parse())?;
    let mut generator = rand_chacha::ChaCha8Rng::seed_from_u64(1);
    let x = DMatrix::from_fn(ROWS, COLUMNS, |_, _| generator.random::<f64>());
    let y = (0..ROWS).map(|i| x[(i, 0)] + generator.random::<f64>());
    let response = Response::new("y", y.collect());
    let rows = (0..ROWS).map(|i| format!("row {i}")).collect();
    let columns = (0..COLUMNS).map(|j| Column::from(format!("x{j}")));
    let table = Table::new(rows, columns.collect(), x)?;
    let design = Design::new(table, response, Missing::Refuse)?;
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()?;
    let options = PermutationOptions::default();
    let start = Instant::now();
    let test =
        pool.install(|| permutation_test(&design, Scaling::Auto, COMPONENTS, options, None))?;
    let seconds = start.elapsed().as_secs_f64();
    println!(
        "{} permutations of {ROWS} × {COLUMNS}, at most {COMPONENTS} components, {threads} threads: {seconds:.2} s, largest Q² {:.12}",
        options.permutations,
        test.largest_q2()
    );
    Ok(())
}
