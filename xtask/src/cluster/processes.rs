//! Processes of this command's making: found by what only they have, killed by their number.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock};
use std::thread;
use std::time::{Duration, Instant};

use signal_hook::consts::{SIGINT, SIGTERM};

/// The number in a pid file, of a process that runs.
pub(super) fn of_pid_file(path: &Path) -> Option<u32> {
    let pid = fs::read_to_string(path).ok()?.trim().parse().ok()?;
    running(pid).then_some(pid)
}

/// Whether a process runs. One that has ended and waits for its parent to ask does not.
pub(super) fn running(pid: u32) -> bool {
    let Ok(stat) = fs::read_to_string(format!("/proc/{pid}/stat")) else {
        return false;
    };
    // The name of the program, in parentheses, may hold anything.
    let state = stat.rsplit(')').next().unwrap_or_default();
    !matches!(state.trim().chars().next(), Some('Z' | 'X') | None)
}

/// Sends a signal to a process, which may have ended by itself.
pub(super) fn kill(pid: u32, signal: &str) {
    let _ = Command::new("kill")
        .args(["-s", signal, &pid.to_string()])
        .stderr(Stdio::null())
        .status();
}

/// Processes whose environment names a folder: those that were started with the settings in it.
pub(super) fn started_in(folder: &Path) -> Vec<u32> {
    with(folder, "environ")
}

/// A process of `hecs` at its sink.
pub(super) struct Writer {
    pub(super) pid: u32,
    pub(super) sink: PathBuf,
}

impl Writer {
    /// Records in the parts of its sink, of the one that has most.
    pub(super) fn records(&self) -> usize {
        let lines = |path: PathBuf| {
            // It may be whole by now, and have its name.
            let text = fs::read(path).unwrap_or_default();
            text.split(|byte| *byte == b'\n').count() - 1
        };
        let name = format!("{}.", self.sink.display());
        let entries = self
            .sink
            .parent()
            .and_then(|folder| fs::read_dir(folder).ok());
        let paths = entries
            .into_iter()
            .flatten()
            .flatten()
            .map(|entry| entry.path());
        let parts = paths.filter(|path| {
            path.extension().is_some_and(|end| end == "part")
                && path.to_string_lossy().starts_with(&name)
        });
        parts.map(lines).max().unwrap_or(0)
    }

    /// Whether it was started for a node.
    pub(super) fn is_of_node(&self, node: &str) -> bool {
        let text = fs::read(format!("/proc/{}/environ", self.pid)).unwrap_or_default();
        let wanted = format!("SLURMD_NODENAME={node}");
        text.split(|byte| *byte == 0)
            .any(|part| part == wanted.as_bytes())
    }
}

/// Processes of `hecs` that write to a sink in a folder.
pub(super) fn writers_in(folder: &Path) -> Vec<Writer> {
    let writer = |pid| {
        let name = fs::read_to_string(format!("/proc/{pid}/comm")).ok()?;
        let words = fs::read(format!("/proc/{pid}/cmdline")).ok()?;
        let mut words = words.split(|byte| *byte == 0);
        words.find(|word| *word == b"--sink")?;
        let sink = PathBuf::from(String::from_utf8_lossy(words.next()?).into_owned());
        (name.trim() == "hecs" && sink.starts_with(folder)).then_some(Writer { pid, sink })
    };
    with(folder, "cmdline")
        .into_iter()
        .filter_map(writer)
        .collect()
}

/// Processes, in their order, of which a file in /proc holds the name of a folder.
fn with(folder: &Path, file: &str) -> Vec<u32> {
    let name = folder.as_os_str().as_encoded_bytes();
    let Ok(entries) = fs::read_dir("/proc") else {
        return Vec::new();
    };
    let pids = entries.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok());
    let mut pids: Vec<u32> = pids
        .filter(|pid| {
            let text = fs::read(format!("/proc/{pid}/{file}")).unwrap_or_default();
            *pid != std::process::id() && text.windows(name.len()).any(|part| part == name)
        })
        .collect();
    pids.sort_unstable();
    pids
}

/// Whether this command was told to end.
static INTERRUPTED: LazyLock<Arc<AtomicBool>> = LazyLock::new(Arc::default);

/// Lets [`until`] end with an error when this command is told to end, so that everything that was started is stopped.
pub(super) fn end_in_order() -> Result<(), Box<dyn Error>> {
    for signal in [SIGINT, SIGTERM] {
        signal_hook::flag::register(signal, Arc::clone(&INTERRUPTED))?;
    }
    Ok(())
}

/// Waits until something holds.
///
/// # Errors
/// Where it does not in time, or cannot be asked, or this command is told to end.
pub(super) fn until(
    what: &str,
    most: Duration,
    mut holds: impl FnMut() -> Result<bool, Box<dyn Error>>,
) -> Result<(), Box<dyn Error>> {
    until_at_last(what, most, || {
        if INTERRUPTED.load(Ordering::Relaxed) {
            return Err("interrupted".into());
        }
        holds()
    })
}

/// As [`until`], also where this command is told to end: for what is done at the end in any case.
///
/// # Errors
/// Where it does not hold in time, or cannot be asked.
pub(super) fn until_at_last(
    what: &str,
    most: Duration,
    mut holds: impl FnMut() -> Result<bool, Box<dyn Error>>,
) -> Result<(), Box<dyn Error>> {
    let started = Instant::now();
    while !holds()? {
        if started.elapsed() > most {
            return Err(format!("waited {most:?} until {what}, in vain").into());
        }
        thread::sleep(Duration::from_millis(20));
    }
    Ok(())
}
