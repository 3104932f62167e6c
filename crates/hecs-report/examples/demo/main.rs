//! Fills a report from the published table and made-up energy fields, and writes the page and all
//! figures to a folder: `cargo run -p hecs-report --release --example demo -- OUT`.

mod crystals;
mod pls;
mod published;

use std::error::Error;
use std::path::PathBuf;
use std::time::Instant;

use hecs_report::{figures, page};

fn main() -> Result<(), Box<dyn Error>> {
    let out = PathBuf::from(
        std::env::args()
            .nth(1)
            .unwrap_or_else(|| "target/demo".to_owned()),
    );
    std::fs::create_dir_all(&out)?;
    let fixtures = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../fixtures");
    let table = published::Table::read(&fixtures.join("published/hecs_dataset.csv"))?;
    let mut report = published::report(&table);
    let start = Instant::now();
    report.crystals = crystals::read(&fixtures.join("structures.csv"), &table)?;
    println!(
        "crystals and made-up fields: {:.2} s",
        start.elapsed().as_secs_f64()
    );

    let start = Instant::now();
    let html = page::render(&report);
    println!(
        "page: {:.2} MB in {:.2} s",
        html.len() as f64 / 1e6,
        start.elapsed().as_secs_f64()
    );
    std::fs::write(out.join("report.html"), html)?;

    let start = Instant::now();
    let mut all: Vec<figures::Figure> = report
        .sections
        .iter()
        .flat_map(|section| &section.figures)
        .filter_map(|figure| {
            figures::draw(figure)
                .map_err(|why| println!("not drawn: {why}"))
                .ok()
        })
        .collect();
    all.push(figures::contours("Fig. 5", &published::figure_5(&table))?);
    all.push(figures::contours("Fig. S4", &published::figure_s4(&table))?);
    all.push(crystals::profile(&report.crystals)?);
    for figure in &all {
        std::fs::write(out.join(format!("{}.svg", figure.id)), figure.svg())?;
        std::fs::write(out.join(format!("{}.png", figure.id)), figure.png(200.0)?)?;
    }
    println!(
        "{} figures: {:.2} s, in {}",
        all.len(),
        start.elapsed().as_secs_f64(),
        out.display()
    );
    Ok(())
}
