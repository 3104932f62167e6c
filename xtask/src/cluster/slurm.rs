//! Slurm on this machine, in a folder of its own: munge, one controller, two daemons that pose as nodes.

use std::error::Error;
use std::fs::{self, File};
use std::io::Read;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use super::processes::{kill, of_pid_file, running, started_in, until, until_at_last};

type Done = Result<(), Box<dyn Error>>;

/// The nodes.
pub(super) const NODES: [&str; 2] = ["n1", "n2"];

/// The folders of daemons are seldom on the path of people.
const SBIN: &str = "/usr/sbin:/sbin";

/// The daemons; stopped when dropped.
pub(super) struct Slurm {
    folder: PathBuf,
    /// Where the programs are.
    path: String,
}

impl Slurm {
    /// Whether all programs of it are there.
    pub(super) fn is_there() -> bool {
        ["slurmctld", "slurmd", "sbatch", "munged"]
            .iter()
            .all(|name| {
                let mut which = Command::new("sh");
                which.args(["-c", &format!("command -v {name}")]);
                let found = which.env("PATH", path_with("")).output();
                found.is_ok_and(|output| output.status.success())
            })
    }

    /// Installs Debian's packages of it.
    pub(super) fn install() -> Done {
        let packages = ["slurmctld", "slurmd", "slurm-client", "munge"];
        for arguments in [
            &["update", "-q"][..],
            &["install", "-y", "-q", "--no-install-recommends"],
        ] {
            let mut command = Command::new("apt-get");
            command
                .args(arguments)
                .env("DEBIAN_FRONTEND", "noninteractive");
            if arguments[0] == "install" {
                command.args(packages);
            }
            if !command.status()?.success() {
                return Err(format!(
                    "apt-get {} failed; install {packages:?} by hand",
                    arguments[0]
                )
                .into());
            }
        }
        Ok(())
    }

    /// Starts everything in an empty folder; programs of jobs are looked for in `programs` first.
    pub(super) fn start(folder: &Path, programs: &Path) -> Result<Self, Box<dyn Error>> {
        for name in ["run", "log", "state", "spool/n1", "spool/n2"] {
            fs::create_dir_all(folder.join(name))?;
        }
        let slurm = Self {
            folder: folder.to_owned(),
            path: path_with(&programs.display().to_string()),
        };
        fs::write(folder.join("slurm.conf"), slurm.configuration()?)?;
        let mut key = [0; 128];
        File::open("/dev/urandom")?.read_exact(&mut key)?;
        fs::write(folder.join("munge.key"), key)?;
        fs::set_permissions(folder.join("munge.key"), fs::Permissions::from_mode(0o600))?;
        let at = |name: &str| format!("={}", folder.join(name).display());
        slurm.run(
            "munged",
            &[
                // The folder need not be root's alone.
                "--force".to_owned(),
                "--key-file".to_owned() + &at("munge.key"),
                "--socket".to_owned() + &at("run/munge.sock"),
                "--pid-file".to_owned() + &at("run/munged.pid"),
                "--log-file".to_owned() + &at("log/munged.log"),
                "--seed-file".to_owned() + &at("run/munge.seed"),
            ],
        )?;
        slurm.run("slurmctld", &["-c".to_owned()])?;
        for node in NODES {
            slurm.start_node(node)?;
        }
        until("both nodes are idle", Duration::from_secs(30), || {
            Ok(NODES
                .iter()
                .all(|node| slurm.state_of(node).is_ok_and(|state| state == "idle")))
        })?;
        Ok(slurm)
    }

    fn configuration(&self) -> Result<String, Box<dyn Error>> {
        let user = Command::new("id").arg("-un").output()?;
        let user = String::from_utf8(user.stdout)?;
        let user = user.trim();
        let [controller, first, second] = free_ports()?;
        let folder = self.folder.display();
        // After a kill a job waits for cred_expire + 1 s; less than 5 s is refused silently. A daemon is missed after SlurmdTimeout.
        Ok(format!(
            "ClusterName=hecs\nSlurmctldHost=localhost\nSlurmctldPort={controller}\n\
             SlurmUser={user}\nSlurmdUser={user}\n\
             AuthType=auth/munge\nAuthInfo=socket={folder}/run/munge.sock,cred_expire=5\nCredType=cred/munge\n\
             StateSaveLocation={folder}/state\nSlurmdSpoolDir={folder}/spool/%n\n\
             SlurmctldPidFile={folder}/run/slurmctld.pid\nSlurmdPidFile={folder}/run/slurmd.%n.pid\n\
             SlurmctldLogFile={folder}/log/slurmctld.log\nSlurmdLogFile={folder}/log/slurmd.%n.log\n\
             ProctrackType=proctrack/linuxproc\nTaskPlugin=task/none\nMpiDefault=none\n\
             SelectType=select/cons_tres\nSelectTypeParameters=CR_CPU\nSchedulerType=sched/backfill\n\
             SchedulerParameters=batch_sched_delay=0,sched_min_interval=0,sched_interval=1,bf_interval=1\n\
             AccountingStorageType=accounting_storage/none\nJobAcctGatherType=jobacct_gather/none\n\
             JobCompType=jobcomp/none\nJobRequeue=1\nReturnToService=2\nSlurmdTimeout=2\nMessageTimeout=5\nKillWait=2\n\
             NodeName={} NodeHostname=localhost NodeAddr=127.0.0.1 Port={first} CPUs=1 RealMemory=1024 State=UNKNOWN\n\
             NodeName={} NodeHostname=localhost NodeAddr=127.0.0.1 Port={second} CPUs=1 RealMemory=1024 State=UNKNOWN\n\
             PreemptType=preempt/partition_prio\nPreemptMode=REQUEUE\n\
             PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE PriorityTier=1 PreemptMode=REQUEUE State=UP\n\
             PartitionName=urgent Nodes=ALL MaxTime=INFINITE PriorityTier=2 PreemptMode=OFF State=UP\n",
            NODES[0], NODES[1]
        ))
    }

    /// Starts the daemon of a node. Without its name it would take the first for its own.
    pub(super) fn start_node(&self, node: &str) -> Done {
        self.run("slurmd", &["-N", node].map(str::to_owned))
            .map(|_| ())
    }

    /// Kills the daemon of a node with −9, and nothing else: what it has begun runs on, and is begun again beside it.
    pub(super) fn kill_node(&self, node: &str) -> Done {
        let pid_file = self.folder.join(format!("run/slurmd.{node}.pid"));
        let pid = of_pid_file(&pid_file).ok_or(format!("{node} has no daemon"))?;
        kill(pid, "KILL");
        until("the daemon is gone", Duration::from_secs(10), || {
            Ok(!running(pid))
        })?;
        // Its successor writes its own.
        fs::remove_file(pid_file)?;
        // Slurm would miss it after a while, when what it had begun may be done: that the node is gone is said at once.
        let gone = format!("nodename={node}");
        let update = ["update", &gone, "state=down", "reason=killed"].map(str::to_owned);
        self.run("scontrol", &update).map(|_| ())
    }

    /// `idle`, `mixed`, `allocated`, `down` and more.
    pub(super) fn state_of(&self, node: &str) -> Result<String, Box<dyn Error>> {
        let found = self.run("sinfo", &["-h", "-n", node, "-o", "%t"].map(str::to_owned))?;
        Ok(found.trim().trim_end_matches('*').to_owned())
    }

    /// Submits a script as an array of 1 to `count`; its number.
    pub(super) fn submit(
        &self,
        script: &Path,
        count: u64,
        arguments: &[String],
    ) -> Result<String, Box<dyn Error>> {
        let logs = self.folder.join("log/task_%a.log");
        let mut all = vec![
            "--parsable".to_owned(),
            format!("--array=1-{count}"),
            format!("--output={}", logs.display()),
            script.display().to_string(),
        ];
        all.extend_from_slice(arguments);
        Ok(self.run("sbatch", &all)?.trim().to_owned())
    }

    /// Submits a command, with options of sbatch.
    pub(super) fn submit_command(&self, options: &[&str], command: &str) -> Done {
        let mut all: Vec<String> = options.iter().map(|&option| option.to_owned()).collect();
        all.push(format!(
            "--output={}",
            self.folder.join("log/command_%j.log").display()
        ));
        all.extend(["--wrap", command].map(str::to_owned));
        self.run("sbatch", &all).map(|_| ())
    }

    /// Whether a task was requeued in favour of another, by the words of the controller.
    pub(super) fn has_preempted(&self) -> bool {
        let log = fs::read(self.folder.join("log/slurmctld.log")).unwrap_or_default();
        String::from_utf8_lossy(&log).contains("has been requeued to reclaim resources")
    }

    /// Tasks that wait or run: state, node and number of each.
    pub(super) fn tasks(&self) -> Result<Vec<String>, Box<dyn Error>> {
        let found = self.run("squeue", &["-h", "-r", "-o", "%T %N %K"].map(str::to_owned))?;
        Ok(found.lines().map(str::to_owned).collect())
    }

    /// Lines that the script began its attempts with, of all tasks.
    pub(super) fn attempts(&self) -> Result<usize, Box<dyn Error>> {
        let mut count = 0;
        for entry in fs::read_dir(self.folder.join("log"))? {
            let path = entry?.path();
            if path
                .file_name()
                .is_some_and(|name| name.to_string_lossy().starts_with("task_"))
            {
                let text = String::from_utf8_lossy(&fs::read(path)?).into_owned();
                count += text
                    .lines()
                    .filter(|line| line.contains(", attempt "))
                    .count();
            }
        }
        Ok(count)
    }

    /// The end of everything that was written about jobs, for a message.
    pub(super) fn words(&self) -> String {
        let log = fs::read(self.folder.join("log/slurmctld.log")).unwrap_or_default();
        let text = String::from_utf8_lossy(&log).into_owned();
        let lines: Vec<&str> = text.lines().collect();
        lines[lines.len().saturating_sub(20)..].join("\n")
    }

    /// Runs a program of Slurm to its end; what it printed.
    fn run(&self, program: &str, arguments: &[String]) -> Result<String, Box<dyn Error>> {
        // What a daemon leaves open must not keep this command waiting: its output goes to a file.
        let out = tempfile::NamedTempFile::new_in(self.folder.join("run"))?;
        let errors = tempfile::NamedTempFile::new_in(self.folder.join("run"))?;
        // A program that is looked for is looked for on the path of the command.
        let status = Command::new("env")
            .arg(program)
            .args(arguments)
            .env("PATH", &self.path)
            .env("SLURM_CONF", self.folder.join("slurm.conf"))
            .current_dir(&self.folder)
            .stdin(std::process::Stdio::null())
            .stdout(out.reopen()?)
            .stderr(errors.reopen()?)
            .status()?;
        let words = |file: &tempfile::NamedTempFile| fs::read_to_string(file.path());
        if !status.success() {
            return Err(
                format!("{program} ended with {status}: {}", words(&errors)?.trim()).into(),
            );
        }
        Ok(words(&out)?)
    }
}

impl Drop for Slurm {
    fn drop(&mut self) {
        if self.tasks().is_ok_and(|tasks| !tasks.is_empty()) {
            let _ = self.run("scancel", &["--state=PENDING".to_owned()]);
            let _ = self.run("scancel", &["--state=RUNNING".to_owned()]);
            let _ = until_at_last("no task is left", Duration::from_secs(15), || {
                Ok(self.tasks().map_or(true, |tasks| tasks.is_empty()))
            });
        }
        for name in ["slurmd.n1", "slurmd.n2", "slurmctld", "munged"] {
            let Some(pid) = of_pid_file(&self.folder.join(format!("run/{name}.pid"))) else {
                continue;
            };
            kill(pid, "TERM");
            let gone = until_at_last("the daemon is gone", Duration::from_secs(10), || {
                Ok(!running(pid))
            });
            if gone.is_err() {
                kill(pid, "KILL");
            }
        }
        // What a killed daemon has left behind.
        for pid in started_in(&self.folder) {
            kill(pid, "KILL");
        }
    }
}

/// The path of this command with the folders of daemons, after another folder.
fn path_with(first: &str) -> String {
    let path = std::env::var("PATH").unwrap_or_default();
    format!("{first}:{path}:{SBIN}")
}

/// Ports that nobody listens at.
fn free_ports() -> Result<[u16; 3], Box<dyn Error>> {
    let listen = || TcpListener::bind("127.0.0.1:0");
    // All at once, so that they are different ones.
    let listeners = [listen()?, listen()?, listen()?];
    let mut ports = [0; 3];
    for (port, listener) in ports.iter_mut().zip(&listeners) {
        *port = listener.local_addr()?.port();
    }
    Ok(ports)
}
