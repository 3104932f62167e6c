//! Speed of lexing and reading, beside gemmi where it can be imported.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use hecs_cif::{Document, Lexer, ReadOptions, decode, read_structure};

use super::file::File;
use super::report::Report;

/// Speeds on one core with everything in memory, beside those of gemmi where it is installed.
pub(super) fn speed(files: &[File], dir: &Path, report: &mut Report) {
    let texts: Vec<String> = files
        .iter()
        .map(|f| decode(&f.bytes).text.into_owned())
        .collect();
    let megabytes = texts.iter().map(String::len).sum::<usize>() as f64 / 1e6;
    let lexing = best_of(|| {
        texts
            .iter()
            .map(|text| Lexer::new(text).count())
            .sum::<usize>()
    });
    let documents = best_of(|| {
        files
            .iter()
            .map(|f| Document::parse(&f.bytes).0.blocks().len())
            .sum::<usize>()
    });
    let readable: Vec<&File> = files.iter().filter(|f| f.row["g_status"] == "ok").collect();
    let reading = best_of(|| {
        readable
            .iter()
            .map(|f| {
                read_structure(&f.bytes, &ReadOptions::default())
                    .structure
                    .map_or(0, |s| s.position_count())
            })
            .sum::<usize>()
    });
    let peer = gemmi(dir, &readable);
    let beside = |value: Option<f64>, unit: &str| {
        value.map_or_else(String::new, |v| format!(" (gemmi {v:.0}{unit})"))
    };
    let lex_rate = megabytes / lexing.as_secs_f64();
    report.row(
        "lexing, one core, warm",
        "≥ 150 MB/s",
        format!("{lex_rate:.0} MB/s"),
        lex_rate >= 150.0,
    );
    let document_rate = megabytes / documents.as_secs_f64();
    report.row(
        "lexing to a document with spans",
        "≥ 150 MB/s",
        format!(
            "{document_rate:.0} MB/s{}",
            beside(peer.map(|p| p.0), " MB/s")
        ),
        document_rate >= 150.0,
    );
    let file_rate = readable.len() as f64 / reading.as_secs_f64();
    report.row(
        "read + expand",
        "≥ 5000 files/s",
        format!("{file_rate:.0} files/s{}", beside(peer.map(|p| p.1), "")),
        file_rate >= 5000.0,
    );
}

/// The shortest of several passes, at least two seconds in all.
fn best_of(mut pass: impl FnMut() -> usize) -> Duration {
    let begin = Instant::now();
    let mut best = Duration::MAX;
    let mut passes = 0;
    while passes < 3 || begin.elapsed() < Duration::from_secs(2) {
        let start = Instant::now();
        std::hint::black_box(pass());
        best = best.min(start.elapsed());
        passes += 1;
    }
    best
}

/// MB/s and files/s of gemmi on the same files, by `xtask/peers/gemmi_speed.py`; `None` where
/// Python or gemmi is not installed. `PYTHON` names the interpreter.
fn gemmi(dir: &Path, files: &[&File]) -> Option<(f64, f64)> {
    let script = crate::root().join("xtask/peers/gemmi_speed.py");
    let python = std::env::var_os("PYTHON").unwrap_or_else(|| "python3".into());
    let list: Vec<PathBuf> = files.iter().map(|f| dir.join(f.name())).collect();
    let output = Command::new(python).arg(script).args(list).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let mut words = text.split_whitespace();
    let pair = (words.next()?.parse().ok()?, words.next()?.parse().ok()?);
    Some(pair)
}
