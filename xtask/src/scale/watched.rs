//! A process with what it uses, read from /proc while it runs.

use std::error::Error;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::thread::sleep;
use std::time::{Duration, Instant};

/// What a process used.
pub(super) struct Used {
    pub(super) wall_s: f64,
    pub(super) cpu_s: f64,
    pub(super) peak_bytes: u64,
}

/// Clock ticks per second in /proc on Linux, whatever the kernel's own rate (`man 5 proc`, USER_HZ).
const TICKS_PER_S: f64 = 100.0;

/// Runs a program to its end.
pub(super) fn watched(program: &Path, arguments: &[&str]) -> Result<Used, Box<dyn Error>> {
    let started = Instant::now();
    let mut child = Command::new(program)
        .args(arguments)
        .stdout(std::process::Stdio::null())
        .spawn()?;
    let folder = Path::new("/proc").join(child.id().to_string());
    let (mut cpu_s, mut peak_bytes) = (0.0_f64, 0);
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        cpu_s = cpu_s.max(cpu(&folder).unwrap_or_default());
        peak_bytes = peak_bytes.max(peak(&folder).unwrap_or_default());
        sleep(Duration::from_millis(20));
    };
    // 1 says that some structures have no answer.
    if !matches!(status.code(), Some(0 | 1)) {
        return Err(format!("{} {}: {status}", program.display(), arguments.join(" ")).into());
    }
    let wall_s = started.elapsed().as_secs_f64();
    Ok(Used {
        wall_s,
        cpu_s,
        peak_bytes,
    })
}

fn cpu(folder: &Path) -> Option<f64> {
    let text = fs::read_to_string(folder.join("stat")).ok()?;
    // The name of the program, in brackets, may hold anything; utime and stime are fields 14 and 15.
    let (_, fields) = text.rsplit_once(')')?;
    let ticks = fields.split_whitespace().skip(11).take(2);
    let ticks: Option<Vec<f64>> = ticks.map(|field| field.parse().ok()).collect();
    Some(ticks?.iter().sum::<f64>() / TICKS_PER_S)
}

fn peak(folder: &Path) -> Option<u64> {
    let text = fs::read_to_string(folder.join("status")).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kib: u64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kib << 10)
}
