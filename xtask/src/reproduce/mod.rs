//! `cargo xtask reproduce`: every number of the paper, in four levels and section 3.3.

mod check;
mod compute;
mod level1;
mod level2;
mod level3;
mod level4;
mod model;
mod outputs;
mod page;
mod pattern;
mod pictures;
mod published;
mod reference;
mod report;
mod section33;
mod validation;

use std::error::Error;
use std::path::Path;
use std::time::Instant;

use hecs_cli::{Progress, columns, write_atomic};

use self::check::{Check, Level};
use self::model::Regression;
use self::outputs::Results;
use self::published::Published;
use self::reference::Reference;
use self::validation::Validation;
use crate::root;

/// Compositions judged in section 3.3: six families, three of them with three elements.
const COMPOSITIONS: usize = 3 * 4 + 3 * 12;

/// Runs the four levels and section 3.3, writes the files to `out` and prints the table.
///
/// # Errors
/// Where a number that is said to reproduce does not, after everything was written.
pub(crate) fn run(out: &Path) -> Result<(), Box<dyn Error>> {
    let started = Instant::now();
    let fixtures = root().join("fixtures");
    let published = Published::read(&fixtures)?;
    let reference = Reference::read(&fixtures)?;
    let progress = Progress::new(published.compounds.len(), "structures", false);
    let computed = compute::all(&fixtures, &published, &progress)?;
    drop(progress);

    let deviations = level3::deviations(&published, &computed);
    let level2_data = level2::dataset(&published);
    let level2_model = Regression::fit(&level2_data)?;
    let validation = Validation::run(&published, &level2_data.design()?, &level2_model)?;
    let level3_model = Regression::fit(&model::recomputed(&published, &computed, |c| {
        c.spse_as_published.ea_ev
    }))?;
    let level4_model = Regression::fit(&model::recomputed(&published, &computed, |c| {
        c.softbv_grid_ev
    }))?;
    let progress = Progress::new(COMPOSITIONS, "compositions", false);
    let claims = section33::claims(&fixtures, &published, &computed, &progress)?;
    drop(progress);
    let levels = [
        level1::check(&published)?,
        level2::check(&published, &level2_model, &validation)?,
        level3::check(
            &published,
            &computed,
            &deviations,
            &level3_model,
            &reference,
        )?,
        level4::check(&published, &computed, &level4_model, &reference)?,
        section33::check(&claims),
    ];
    let results = Results {
        published: &published,
        computed: &computed,
        deviations: &deviations,
        levels: &levels,
        claims: &claims,
        validation: &validation,
        models: [
            ("L2", &level2_model),
            ("L3", &level3_model),
            ("L4", &level4_model),
        ],
    };
    outputs::write(out, &results)?;
    let progress = Progress::new(published.compounds.len(), "pathways", false);
    page::write(out, &results, &progress)?;
    drop(progress);
    let text = report::markdown(&levels, &outputs::FILES);
    write_atomic(&out.join("report.md"), text.as_bytes())?;
    print(&levels);
    println!(
        "{} written to {} in {:.1} s",
        outputs::FILES.map(|f| f.0).join(", "),
        out.display(),
        started.elapsed().as_secs_f64()
    );
    let failed: Vec<&str> = levels
        .iter()
        .flat_map(|l| &l.checks)
        .filter(|c| c.failed())
        .map(|c| c.name.as_str())
        .collect();
    if failed.is_empty() {
        Ok(())
    } else {
        Err(format!("does not reproduce: {}", failed.join("; ")).into())
    }
}

/// The short table: paper, ours, difference, verdict.
fn print(levels: &[Level]) {
    let header = ["", "quantity", "paper", "ours", "difference", "verdict"].map(str::to_owned);
    let row = |level: &Level, check: &Check| {
        let short = |text: String| {
            if text.chars().count() > 28 {
                let head: String = text.chars().take(27).collect();
                format!("{head}…")
            } else {
                text
            }
        };
        vec![
            level.id.to_owned(),
            check.name.clone(),
            short(report::shown_paper(check)),
            short(report::shown_ours(check)),
            report::difference(check),
            check.verdict.name().to_owned(),
        ]
    };
    let rows: Vec<Vec<String>> = levels
        .iter()
        .flat_map(|level| level.checks.iter().map(move |c| row(level, c)))
        .collect();
    println!("{}", columns(&header, &rows));
}
