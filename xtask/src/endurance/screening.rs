//! A screening killed with −9 at random moments and resumed: the table of the end is that of one that was never interrupted.

use std::error::Error;
use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// Kills `screening`, which is given a sink, as often as asked: one that ends before its kill is compared, and the next begins
/// anew. What a kill leaves must all be taken over.
///
/// # Errors
/// Where a table differs, a finished record is computed again, or something is left behind.
pub(super) fn kills(
    screening: &dyn Fn(&Path) -> Command,
    folder: &Path,
    kills: usize,
) -> Result<(), Box<dyn Error>> {
    let mut random = ChaCha8Rng::seed_from_u64(15);
    let whole = folder.join("whole.parquet");
    let started = Instant::now();
    let output = screening(&whole).output()?;
    let took = started.elapsed();
    ensure!(
        output.status.success(),
        "screen: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    let reference = fs::read(&whole)?;

    let out = folder.join("killed");
    fs::create_dir(&out)?;
    let sink = out.join("x.parquet");
    let (mut killed, mut finished, mut taken_over) = (0, 0, 0);
    while killed < kills || finished == 0 {
        let found = records_found(&out)?;
        // The last run of all is left to its end.
        let after = (killed < kills).then(|| took.mul_f64(random.random_range(0.0..1.1)));
        let Some(output) = run(screening(&sink), after)? else {
            killed += 1;
            ensure!(
                sink.exists() || records_found(&out)? >= found,
                "screen: a kill lost records that were there"
            );
            continue;
        };
        let words = String::from_utf8_lossy(&output.stderr);
        ensure!(output.status.success(), "screen resumed: {words}");
        // More than the parts hold are taken over where the table was finished before the kill.
        ensure!(
            said_taken_over(&words) >= found,
            "screen: of {found} records that were there, not all were taken over: {words}"
        );
        ensure!(
            fs::read(&sink)? == reference,
            "screen: the table of the end differs after {killed} kills"
        );
        ensure!(
            parts(&out)?.is_empty(),
            "screen: parts are left: {:?}",
            parts(&out)?
        );
        finished += 1;
        taken_over += found;
        fs::remove_file(&sink)?;
    }
    println!(
        "screen: killed {killed} times, {finished} tables the same as the uninterrupted one, {taken_over} records taken over at \
         their last runs"
    );
    Ok(())
}

/// Runs to the end, or kills after a time: then there is no output.
fn run(mut command: Command, after: Option<Duration>) -> Result<Option<Output>, Box<dyn Error>> {
    let mut child = command
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()?;
    if let Some(after) = after {
        thread::sleep(after);
        child.kill()?;
    }
    let output = child.wait_with_output()?;
    // Without a code it was the kill that ended it.
    Ok(output.status.code().is_some().then_some(output))
}

/// The number in "12 of 51 records taken over …".
fn said_taken_over(words: &str) -> usize {
    let line = words.lines().find(|line| line.contains(" taken over "));
    line.and_then(|line| line.split(' ').next()?.parse().ok())
        .unwrap_or(0)
}

/// Whole lines of the part that has most of them.
fn records_found(out: &Path) -> Result<usize, Box<dyn Error>> {
    let mut most = 0;
    for part in parts(out)? {
        let text = fs::read(part)?;
        most = most.max(text.split(|byte| *byte == b'\n').count() - 1);
    }
    Ok(most)
}

fn parts(out: &Path) -> Result<Vec<std::path::PathBuf>, Box<dyn Error>> {
    let mut parts = Vec::new();
    for entry in fs::read_dir(out)? {
        let path = entry?.path();
        // A kill in the middle of writing the table may leave half of it under a hidden name.
        let is_hidden =
            (path.file_name()).is_some_and(|name| name.to_string_lossy().starts_with('.'));
        if !is_hidden && path.extension().is_some_and(|end| end == "part") {
            parts.push(path);
        }
    }
    Ok(parts)
}
