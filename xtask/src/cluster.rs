//! `cargo xtask cluster`: the recipes of docs/cluster.md, run on this machine with kills in the middle. What comes out must be,
//! byte for byte, what one process writes.

mod processes;
mod slurm;

use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use comfy_table::Table;

use self::processes::{Writer, end_in_order, kill, running, until, writers_in};
use self::slurm::{NODES, Slurm};
use crate::scale::copies::write_copies;
use crate::{program, root};

type Done = Result<(), Box<dyn Error>>;

/// Structures of the source.
const STRUCTURES: usize = 500;
/// Parts, each a task.
const PARTS: u64 = 20;
/// Distance of grid points in Å: coarse, since the order of things is what is checked.
const SPACING: &str = "0.3";
/// Records of a part in the middle of being written.
const IN_WORK: usize = 3;
/// The table that a job behind the array merges.
const AFTERANY: &str = "afterany.parquet";
/// Nothing here takes so long, unless it hangs.
const MOST: Duration = Duration::from_secs(600);

/// Runs the recipe for Slurm, and with the Python of an environment that has the package `hyperqueue` the one for
/// `HyperQueue`.
///
/// # Errors
/// Where a recipe ends with anything else than one process writes.
pub(crate) fn run(install: bool, hyperqueue: Option<&Path>) -> Done {
    if install && !Slurm::is_there() {
        Slurm::install()?;
    }
    if !Slurm::is_there() && hyperqueue.is_none() {
        println!(
            "skipped: Slurm is not there; --install installs Debian's packages slurmctld, slurmd, slurm-client, munge"
        );
        return Ok(());
    }
    end_in_order()?;
    let folder = tempfile::tempdir()?;
    let ground = Ground::new(folder.path())?;
    let mut table = Table::new();
    table.set_header(["", "wall, s", "attempts", "what was killed"]);
    table.add_row(vec![
        "one process, one thread".to_owned(),
        seconds(ground.alone),
        "1".to_owned(),
        String::new(),
    ]);
    let mut facts = String::new();
    if Slurm::is_there() {
        ground.slurm(&mut table, &mut facts)?;
    } else {
        println!("skipped: Slurm is not there");
    }
    if let Some(python) = hyperqueue {
        ground.hyperqueue(python, &mut table)?;
    }
    println!("{STRUCTURES} structures in {PARTS} parts at {SPACING} Å\n\n{table}\n\n{facts}");
    Ok(())
}

fn seconds(time: Duration) -> String {
    format!("{:.1}", time.as_secs_f64())
}

/// The source, what one process makes of it, and where everything else goes.
struct Ground {
    folder: PathBuf,
    /// Folder of the program.
    programs: PathBuf,
    source: PathBuf,
    /// How long one process took.
    alone: Duration,
}

/// What is asked in every run.
fn asked() -> [String; 2] {
    ["--spacing", SPACING].map(str::to_owned)
}

impl Ground {
    fn new(folder: &Path) -> Result<Self, Box<dyn Error>> {
        let mut ground = Self {
            folder: folder.to_owned(),
            programs: program()?
                .parent()
                .ok_or("the program has no folder")?
                .to_owned(),
            source: folder.join("source.jsonl.gz"),
            alone: Duration::ZERO,
        };
        write_copies(
            &root().join("fixtures/structures"),
            STRUCTURES,
            &ground.source,
        )?;
        let started = Instant::now();
        ground.screen(&folder.join("alone.jsonl"), &[])?;
        ground.alone = started.elapsed();
        // What is known goes into a table as if it were computed.
        fs::copy(
            folder.join("alone.jsonl"),
            folder.join("alone.parquet.known.part"),
        )?;
        ground.screen(&folder.join("alone.parquet"), &["--resume"])?;
        Ok(ground)
    }

    fn hecs(&self) -> Command {
        let mut command = Command::new(self.programs.join("hecs"));
        command.arg("screen").stdout(Stdio::null());
        command
    }

    fn screen(&self, sink: &Path, more: &[&str]) -> Done {
        let mut command = self.hecs();
        command.arg("bvse").arg(&self.source).args(asked());
        command
            .arg("--sink")
            .arg(sink)
            .args(["--threads", "1", "-q"]);
        let status = command.args(more).status()?;
        if !status.success() {
            return Err(format!("hecs screen ended with {status}").into());
        }
        Ok(())
    }

    /// The arguments of a recipe: parts, folder of the sinks, source, options.
    fn arguments(&self, sinks: &Path) -> Vec<String> {
        let mut arguments = vec![
            PARTS.to_string(),
            sinks.display().to_string(),
            self.source.display().to_string(),
        ];
        arguments.extend(asked());
        arguments
    }

    /// An array of Slurm, with a program and a daemon killed.
    fn slurm(&self, table: &mut Table, facts: &mut String) -> Done {
        let sinks = self.folder.join("slurm_parts");
        let slurm = Slurm::start(&self.folder.join("slurm"), &self.programs)?;
        let script = root().join("docs/cluster/screen.sbatch");
        let ran = self.array(&slurm, &script, &sinks);
        let (wall, killed) = ran.map_err(|error| format!("{error}\n{}", slurm.words()))?;
        let attempts = slurm.attempts()?;
        self.compare(&sinks, "Slurm")?;
        self.same(
            &sinks.join(AFTERANY),
            "parquet",
            "Slurm, --dependency=afterany",
        )?;
        table.add_row(vec![
            format!("Slurm, {} nodes", NODES.len()),
            seconds(wall),
            attempts.to_string(),
            killed,
        ]);
        if attempts <= PARTS as usize {
            return Err(format!("{attempts} attempts: what was killed was not tried again").into());
        }

        // All parts are there: what is left is what Slurm itself needs.
        let started = Instant::now();
        slurm.submit(&script, PARTS, &self.arguments(&sinks))?;
        until("all tasks are done", MOST, || Ok(slurm.tasks()?.is_empty()))?;
        let of_slurm = started.elapsed().as_secs_f64() / PARTS as f64 * NODES.len() as f64;
        // A part of very many holds nothing: what is left is the start and the reading of the source.
        let started = Instant::now();
        let empty = self.folder.join("empty.jsonl");
        self.screen(&empty, &["--shard", "1/1000000007"])?;
        let of_reading = started.elapsed().as_secs_f64();
        writeln!(
            facts,
            "per task: {of_slurm:.2} s of Slurm (20 tasks with nothing to do), {of_reading:.2} s to start and read the source \
             ({:.1} MB)",
            fs::metadata(&self.source)?.len() as f64 / 1e6
        )?;
        Ok(())
    }

    /// How long the array took, and what was killed in it.
    fn array(
        &self,
        slurm: &Slurm,
        script: &Path,
        sinks: &Path,
    ) -> Result<(Duration, String), Box<dyn Error>> {
        let started = Instant::now();
        let job = slurm.submit(script, PARTS, &self.arguments(sinks))?;
        let merge = format!(
            "cd '{}' && hecs screen merge part_*.jsonl --sink {AFTERANY}",
            sinks.display()
        );
        slurm.submit_command(&[&format!("--dependency=afterany:{job}")], &merge)?;
        let program = kill_one_in_work(sinks, || false)?;
        // A task of the first node is at work when something more urgent needs the node.
        let preempted = NODES[0];
        hold_at_work(sinks, preempted)?;
        slurm.submit_command(
            &["--partition=urgent", &format!("--nodelist={preempted}")],
            "sleep 1",
        )?;
        until("a task is preempted", MOST, || Ok(slurm.has_preempted()))?;
        // A task of the second node is at work when its daemon goes, and is tried again beside what goes on of it.
        let node = NODES[1];
        at_work(sinks, node)?;
        slurm.kill_node(node)?;
        until("the node is missed", MOST, || {
            Ok(slurm.state_of(node)? == "down")
        })?;
        slurm.start_node(node)?;
        until("all tasks are done", MOST, || Ok(slurm.tasks()?.is_empty()))?;
        // What the killed daemon had begun may still write what is there already.
        until("no program is left", MOST, || {
            Ok(writers_in(sinks).is_empty())
        })?;
        let killed = format!("{program}; a task of {preempted}, preempted; daemon of {node}");
        Ok((started.elapsed(), killed))
    }

    /// The script of `HyperQueue`, with a program killed.
    fn hyperqueue(&self, python: &Path, table: &mut Table) -> Done {
        let sinks = self.folder.join("hyperqueue_parts");
        let has = Command::new(python)
            .args(["-c", "import hyperqueue"])
            .stderr(Stdio::null())
            .status();
        if !has.is_ok_and(|status| status.success()) {
            println!(
                "skipped: {} cannot import hyperqueue; pip install hyperqueue",
                python.display()
            );
            return Ok(());
        }
        let path = std::env::var("PATH").unwrap_or_default();
        let log = self.folder.join("hyperqueue.log");
        let started = Instant::now();
        let mut command = Command::new(python);
        command
            .arg(root().join("docs/cluster/hyperqueue_screen.py"))
            .args(self.arguments(&sinks))
            .env("PATH", format!("{}:{path}", self.programs.display()))
            .current_dir(&self.folder)
            .stdout(fs::File::create(&log)?)
            .stderr(Stdio::inherit());
        let mut script = Script(command.spawn()?);
        let program = kill_one_in_work(&sinks, || matches!(script.0.try_wait(), Ok(Some(_))))?;
        let status = script.0.wait()?;
        if !status.success() {
            return Err(format!("the script of HyperQueue ended with {status}").into());
        }
        let wall = started.elapsed();
        let attempts: u64 = (fs::read_to_string(log)?.lines())
            .filter_map(|line| {
                line.strip_prefix("attempt ")?
                    .split(' ')
                    .nth(1)?
                    .parse::<u64>()
                    .ok()
            })
            .sum();
        for kind in ["jsonl", "parquet"] {
            self.same(&sinks.join(format!("all.{kind}")), kind, "HyperQueue")?;
        }
        table.add_row(vec![
            "HyperQueue, one worker".to_owned(),
            seconds(wall),
            attempts.to_string(),
            program,
        ]);
        Ok(())
    }

    /// Merges the parts and compares the whole with what one process wrote.
    fn compare(&self, sinks: &Path, of: &str) -> Done {
        for kind in ["jsonl", "parquet"] {
            let whole = sinks.join(format!("all.{kind}"));
            let mut merge = self.hecs();
            merge.arg("merge");
            merge.args((1..=PARTS).map(|part| sinks.join(format!("part_{part}.jsonl"))));
            let status = merge.arg("--sink").arg(&whole).status()?;
            if !status.success() {
                return Err(format!("{of}: hecs screen merge ended with {status}").into());
            }
            self.same(&whole, kind, of)?;
        }
        Ok(())
    }

    fn same(&self, whole: &Path, kind: &str, of: &str) -> Done {
        let alone = fs::read(self.folder.join(format!("alone.{kind}")))?;
        if fs::read(whole)? != alone {
            return Err(format!("{of}: the {kind} differs from that of one process").into());
        }
        println!(
            "{of}: {kind}, {} bytes, the same as of one process",
            alone.len()
        );
        Ok(())
    }
}

/// The script of a recipe; ended when dropped, with what it has begun.
struct Script(Child);

impl Drop for Script {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Waits until a task of a node is in the middle of its part.
fn at_work(sinks: &Path, node: &str) -> Done {
    until(&format!("{node} is at work"), MOST, || {
        let mut writers = writers_in(sinks).into_iter();
        Ok(writers.any(|writer| writer.is_of_node(node) && writer.records() >= IN_WORK))
    })
}

/// Stops a program of a node in the middle of its part: parts here are done before Slurm decides what to preempt.
fn hold_at_work(sinks: &Path, node: &str) -> Done {
    until(&format!("{node} is at work"), MOST, || {
        let mut writers = writers_in(sinks).into_iter();
        let in_work = |writer: &Writer| writer.is_of_node(node) && writer.records() >= IN_WORK;
        let Some(writer) = writers.find(in_work) else {
            return Ok(false);
        };
        kill(writer.pid, "STOP");
        if writer.sink.exists() {
            // It was done a moment before.
            kill(writer.pid, "CONT");
            return Ok(false);
        }
        Ok(running(writer.pid))
    })
}

/// Kills with −9 a program in the middle of its part; what it was.
fn kill_one_in_work(
    sinks: &Path,
    mut ended: impl FnMut() -> bool,
) -> Result<String, Box<dyn Error>> {
    let mut killed = None;
    until("a program is in the middle of its part", MOST, || {
        if ended() {
            return Err("everything ended before a program could be killed".into());
        }
        let Some(writer) =
            (writers_in(sinks).into_iter()).find(|writer| writer.records() >= IN_WORK)
        else {
            return Ok(false);
        };
        kill(writer.pid, "KILL");
        until("the program is gone", Duration::from_secs(10), || {
            Ok(!running(writer.pid))
        })?;
        let records = writer.records();
        let name = writer
            .sink
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy();
        killed = Some(format!("the program of {name} after {records} records"));
        // Where its sink is there it was done a moment before.
        Ok(!writer.sink.exists())
    })?;
    killed.ok_or_else(|| "nothing was killed".into())
}
