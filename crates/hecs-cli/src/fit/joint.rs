//! What `hecs fit` prints of a model of several responses.

use std::io::{self, Write};

use hecs_analysis::records::JointFitRecord;

use super::{left_out_together, rules};
use crate::args::Format;
use crate::output::{columns, csv_text, print_json, rounded};
use crate::verb::VerbError;

/// JSON holds everything; CSV each row once per response; the table for people what one looks at first.
pub(super) fn print_record(record: &JointFitRecord, format: Format) -> Result<(), VerbError> {
    match format {
        Format::Json | Format::Jsonl => print_json(record, format)?,
        Format::Csv => {
            let header =
                ["row", "set", "response", "observed", "fitted", "left_out"].map(str::to_owned);
            io::stdout().write_all(&csv_text(&header, &rows(record))?)?;
        }
        Format::Table => print_for_people(record, &mut io::stdout().lock())?,
    }
    Ok(())
}

fn rows(record: &JointFitRecord) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    for row in &record.predictions {
        for (k, response) in record.responses.iter().enumerate() {
            rows.push(vec![
                row.row.clone(),
                row.set.clone(),
                response.response.clone(),
                row.observed[k].to_string(),
                row.fitted[k].to_string(),
                crate::output::optional(row.left_out.get(k).copied()),
            ]);
        }
    }
    rows
}

fn print_for_people(record: &JointFitRecord, out: &mut impl Write) -> io::Result<()> {
    writeln!(
        out,
        "{} responses from {} columns, {} rows; {} components ({})",
        record.responses.len(),
        record.p,
        record.n,
        record.components,
        rules(&record.choice)
    )?;
    writeln!(out, "left out  {}", left_out_together(&record.cv))?;
    let by_response: Vec<Vec<String>> = (record.responses.iter())
        .map(|r| {
            vec![
                r.response.clone(),
                format!("{:.4}", r.r2_train),
                format!("{:.4}", r.q2[record.components]),
                format!("{:.5}", r.errors.rmsec),
                format!("{:.5}", r.errors.rmsecv),
                rounded(r.errors.rmsep, 5),
                rounded(r.errors.rmsep_validation, 5),
            ]
        })
        .collect();
    let header = [
        "response",
        "R²",
        "Q²",
        "RMSEC",
        "RMSECV",
        "RMSEP test",
        "validation",
    ]
    .map(str::to_owned);
    writeln!(out, "{}", columns(&header, &by_response))?;
    let curve: Vec<Vec<String>> = (0..record.press.len())
        .map(|a| {
            let mark = if a == record.components { " ←" } else { "" };
            let mut row = vec![
                format!("{a}{mark}"),
                format!("{:.6}", record.press[a]),
                format!("{:.5}", record.q2[a]),
                format!("{:.3}", record.van_der_voet[a].p),
            ];
            row.extend(record.responses.iter().map(|r| format!("{:.4}", r.q2[a])));
            row
        })
        .collect();
    let mut header = ["components", "PRESS", "Q²", "van der Voet p"]
        .map(str::to_owned)
        .to_vec();
    header.extend(
        record
            .responses
            .iter()
            .map(|r| format!("Q² {}", r.response)),
    );
    writeln!(out, "{}", columns(&header, &curve))?;
    let mut vip: Vec<(&String, &f64)> = record.vip.iter().collect();
    vip.sort_by(|a, b| b.1.total_cmp(a.1));
    let importance: Vec<Vec<String>> = (vip.iter())
        .map(|(name, vip)| {
            let mut row = vec![(*name).clone(), format!("{vip:.4}")];
            let of = |r: &hecs_analysis::records::JointResponseRecord| {
                rounded(r.coefficients.get(*name).copied(), 6)
            };
            row.extend(record.responses.iter().map(of));
            row
        })
        .collect();
    let mut header = vec!["column".to_owned(), "VIP".to_owned()];
    header.extend(
        record
            .responses
            .iter()
            .map(|r| format!("coefficient {}", r.response)),
    );
    writeln!(out, "{}", columns(&header, &importance))
}
