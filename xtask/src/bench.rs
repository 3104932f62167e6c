//! `cargo xtask bench`: speed and barriers of hecs-bvse beside BVlain, in one run.
//!
//! Installs nothing. BVlain runs where `$PYTHON` (or `python3`) can import it; elsewhere its
//! columns stay empty and the document that is already there is kept.

mod database;

use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use hecs_bvse::{Barriers, EnergyMap, Framework, Migration, Options, spse};
use hecs_cif::{ReadOptions, read_structure};
use hecs_core::{Ion, Structure};
use serde::Deserialize;

use crate::release_program;

/// What a run of either program reports.
#[derive(Clone, Debug, Deserialize)]
struct Report {
    #[serde(default)]
    version: String,
    #[serde(default)]
    seconds: f64,
    #[serde(default)]
    least_seconds: f64,
    #[serde(default)]
    cpu_seconds: f64,
    #[serde(default)]
    peak_mb: f64,
    #[serde(default)]
    peak_kib: f64,
    barriers: [Option<f64>; 3],
    e_min: f64,
    grid: [usize; 3],
}

/// A structure and a spacing that both programs run.
struct Case {
    name: String,
    cif: PathBuf,
    spacing_ang: f64,
    /// Neighbours that BVlain keeps for each point.
    neighbours: usize,
}

struct Compared {
    case: Case,
    ours: Report,
    peer: Option<Report>,
    /// Refined barriers of ours with BVlain's options, in eV.
    refined: [Option<f64>; 3],
    /// Barriers of ours on the very points of BVlain, in eV.
    same_grid: SameGrid,
}

/// Barriers in eV with their directions.
type SameGrid = [Option<(f64, Vec<[i32; 3]>)>; 3];

/// Measures hecs beside BVlain over `count` structures of a folder; without a program, that of the release profile is built.
///
/// # Errors
/// Where there are no structures, or one of the two cannot be run.
pub(crate) fn run_database(
    root: &Path,
    dir: &Path,
    count: usize,
    program: Option<&Path>,
) -> Result<(), Box<dyn Error>> {
    let program = match program {
        Some(program) => program.to_owned(),
        None => release_program()?,
    };
    let script = root.join("xtask/peers/bvlain_database.py");
    let scratch = root.join("target/bench/database");
    database::run(dir, count, &program, &script, &scratch)
}

/// Runs the benchmarks and writes docs/benchmarks.md below `root`.
pub(crate) fn run(root: &Path) -> Result<(), Box<dyn Error>> {
    let scratch = root.join("target/bench");
    fs::create_dir_all(&scratch)?;
    let program = build_program(root)?;
    let mut outcomes = Vec::new();
    for case in cases(root, &scratch)? {
        eprintln!("{} at {} Å", case.name, case.spacing_ang);
        let ours = run_ours(&program, &case)?;
        let structure = read(&case.cif)?;
        let peer = run_peer(root, &case, &structure)?;
        let refined = refined(&structure, case.spacing_ang)?;
        let same_grid = match &peer {
            Some(peer) => on_the_same_points(&structure, peer.grid)?,
            None => [None, None, None],
        };
        outcomes.push(Compared {
            case,
            ours,
            peer,
            refined,
            same_grid,
        });
    }
    let with_peer = outcomes.iter().any(|o| o.peer.is_some());
    let mut page = String::new();
    head(&mut page, &outcomes)?;
    comparison(&mut page, &outcomes)?;
    barriers(&mut page, &outcomes)?;
    page.push_str(DIFFERENCES);
    outside(&mut page, &outcomes)?;
    own_marks(&mut page, root)?;
    page.push_str(ORDERS);
    print!("{page}");
    if with_peer {
        fs::write(root.join("docs/benchmarks.md"), page)?;
    } else {
        eprintln!("BVlain is not installed: docs/benchmarks.md is left as it is");
    }
    Ok(())
}

fn build_program(root: &Path) -> Result<PathBuf, Box<dyn Error>> {
    let status = Command::new(std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned()))
        .args([
            "build",
            "--quiet",
            "--release",
            "-p",
            "hecs-bvse",
            "--example",
            "barriers",
        ])
        .current_dir(root)
        .status()?;
    if !status.success() {
        return Err("the example `barriers` of hecs-bvse does not build".into());
    }
    let target =
        std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
    Ok(target.join("release/examples/barriers"))
}

/// Li6PS5I at two spacings and the six crystals of the reference energies at 0.2 Å.
fn cases(root: &Path, scratch: &Path) -> Result<Vec<Case>, Box<dyn Error>> {
    let iodide = root.join("fixtures/structures/005_Li6PS5I.cif");
    let mut cases = Vec::new();
    for spacing_ang in [0.2, 0.1] {
        cases.push(Case {
            name: "Li6PS5I".to_owned(),
            cif: iodide.clone(),
            spacing_ang,
            neighbours: 100,
        });
    }
    let text = fs::read_to_string(root.join("crates/hecs-bvse/tests/fixtures/six_crystals.txt"))?;
    let mut body = String::new();
    let mut name = String::new();
    let mut close = |name: &str, body: &mut String| -> Result<(), Box<dyn Error>> {
        if !name.is_empty() {
            let cif = scratch.join(format!("{name}.cif"));
            fs::write(&cif, &*body)?;
            cases.push(Case {
                name: name.to_owned(),
                cif,
                spacing_ang: 0.2,
                neighbours: 450,
            });
            body.clear();
        }
        Ok(())
    };
    let mut in_sites = false;
    for line in text.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words.as_slice() {
            ["crystal", crystal, cell @ ..] => {
                close(&name, &mut body)?;
                (*crystal).clone_into(&mut name);
                in_sites = false;
                writeln!(body, "data_{crystal}")?;
                let tags = [
                    "length_a",
                    "length_b",
                    "length_c",
                    "angle_alpha",
                    "angle_beta",
                    "angle_gamma",
                ];
                for (tag, value) in tags.iter().zip(cell) {
                    writeln!(body, "_cell_{tag} {value}")?;
                }
                body.push_str("_space_group_name_H-M_alt 'P 1'\nloop_\n_atom_type_symbol\n_atom_type_oxidation_number\n");
            }
            ["charge", element, charge] => writeln!(body, "{element} {charge}")?,
            ["site", element, x, y, z] => {
                if !in_sites {
                    body.push_str("loop_\n_atom_site_label\n_atom_site_type_symbol\n_atom_site_fract_x\n_atom_site_fract_y\n_atom_site_fract_z\n");
                    in_sites = true;
                }
                let number = body.lines().count();
                writeln!(body, "{element}{number} {element} {x} {y} {z}")?;
            }
            _ => {}
        }
    }
    close(&name, &mut body)?;
    Ok(cases)
}

fn read(cif: &Path) -> Result<Structure, Box<dyn Error>> {
    let reading = read_structure(&fs::read(cif)?, &ReadOptions::default());
    Ok(reading
        .into_structure()
        .map_err(|error| format!("{}: {error}", cif.display()))?)
}

/// Median wall time of whole processes, start and reading of the file included.
fn run_ours(program: &Path, case: &Case) -> Result<Report, Box<dyn Error>> {
    const RUNS: usize = 21;
    let mut times = Vec::with_capacity(RUNS);
    let mut processor_times = Vec::with_capacity(RUNS);
    let mut report = None;
    for _ in 0..RUNS {
        let start = Instant::now();
        let output = Command::new(program)
            .arg(&case.cif)
            .args([&case.spacing_ang.to_string(), "bvlain"])
            .stderr(Stdio::inherit())
            .output()?;
        times.push(start.elapsed().as_secs_f64());
        let found: Report = serde_json::from_slice(&output.stdout)?;
        processor_times.push(found.cpu_seconds);
        report = Some(found);
    }
    times.sort_by(f64::total_cmp);
    processor_times.sort_by(f64::total_cmp);
    let mut report = report.ok_or("nothing was run")?;
    report.seconds = times[RUNS / 2];
    report.least_seconds = times[0];
    report.cpu_seconds = processor_times[RUNS / 2];
    report.peak_mb = report.peak_kib / 1024.0;
    Ok(report)
}

/// BVlain on the same positions; `None` where it is not installed.
fn run_peer(
    root: &Path,
    case: &Case,
    structure: &Structure,
) -> Result<Option<Report>, Box<dyn Error>> {
    let python = std::env::var("PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let (mut symbols, mut fract, mut charges) = (Vec::new(), Vec::new(), Vec::new());
    for site in structure.sites() {
        let Some(species) = site.majority() else {
            continue;
        };
        for position in &site.positions {
            symbols.push(species.element.symbol());
            fract.push([position.x, position.y, position.z]);
            charges.push(species.charge.unwrap_or(0.0) as i64);
        }
    }
    let lengths = structure.lattice().lengths();
    let angles = structure.lattice().angles();
    let cell: Vec<f64> = lengths.into_iter().chain(angles).collect();
    let input = serde_json::json!({
        "symbols": symbols, "fract": fract, "charges": charges, "cell": cell,
        "ion": "Li1+", "spacing": case.spacing_ang, "neighbours": case.neighbours,
    });
    let child = Command::new(&python)
        .arg(root.join("xtask/peers/bvlain_barriers.py"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit())
        .spawn();
    let Ok(mut child) = child else {
        eprintln!("skipped: no {python}");
        return Ok(None);
    };
    if let Some(mut stdin) = child.stdin.take() {
        // A script that has ended already (BVlain missing) closes its input; its code tells.
        let _ = stdin.write_all(input.to_string().as_bytes());
    }
    let output = child.wait_with_output()?;
    if !output.status.success() {
        return Ok(None);
    }
    Ok(Some(serde_json::from_slice(&output.stdout)?))
}

/// Refined barriers with BVlain's energies.
fn refined(structure: &Structure, spacing_ang: f64) -> Result<[Option<f64>; 3], Box<dyn Error>> {
    let options = Options::bvlain(hecs_bvse::Radii::SoftBv);
    let framework = Framework::new(structure, Ion::LI, &options)?;
    let found = Migration::of(&framework, spacing_ang)?;
    Ok([1, 2, 3].map(|d| found.barriers().get(d)?.refined_ev))
}

/// Barriers on BVlain's points: it has both faces of the cell, so one interval fewer.
fn on_the_same_points(structure: &Structure, grid: [usize; 3]) -> Result<SameGrid, Box<dyn Error>> {
    let options = Options::bvlain(hecs_bvse::Radii::SoftBv);
    let framework = Framework::new(structure, Ion::LI, &options)?;
    let map = EnergyMap::compute_on(&framework, grid.map(|n| n - 1))?;
    let found = Barriers::from_map(&map);
    Ok(found
        .by_dimension
        .map(|barrier| barrier.map(|b| (b.grid_ev, b.directions))))
}

fn head(page: &mut String, outcomes: &[Compared]) -> std::fmt::Result {
    let version = outcomes
        .iter()
        .find_map(|o| o.peer.as_ref().map(|p| p.version.clone()))
        .unwrap_or_else(|| "not installed".to_owned());
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    writeln!(page, "# Benchmarks of hecs-bvse\n")?;
    writeln!(
        page,
        "Written by `cargo xtask bench`. Machine: {}, {cores} cores. BVlain: {version}.\n",
        processor()
    )
}

/// Model name of the processor.
fn processor() -> String {
    let info = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let line = info.lines().find(|l| l.starts_with("model name"));
    line.and_then(|l| l.split(':').nth(1)).map_or_else(
        || std::env::consts::ARCH.to_owned(),
        |m| m.trim().to_owned(),
    )
}

fn comparison(page: &mut String, outcomes: &[Compared]) -> std::fmt::Result {
    page.push_str(
        "## Map and three barriers\n\n\
         hecs-bvse: 21 processes, start and reading of the CIF file included; median and least wall \
         time, median processor time of all threads. BVlain: one run, map and barriers without the \
         import of its modules; 100 nearest neighbours for Li6PS5I (its default), 450 for the others. \
         Both with softBV radii and without charge scaling. Processor times tell the work where other \
         programs share the machine.\n\n\
         | structure | spacing Å | hecs wall ms: median, least | hecs CPU ms | BVlain wall s | BVlain CPU s | ratio of wall | ratio of CPU | hecs MB | BVlain MB |\n\
         |---|---|---|---|---|---|---|---|---|---|\n",
    );
    for o in outcomes {
        let peer = o.peer.as_ref().map_or_else(
            || ["–", "–", "–", "–", "–"].map(str::to_owned),
            |p| {
                [
                    format!("{:.2}", p.seconds),
                    format!("{:.2}", p.cpu_seconds),
                    format!("{:.0}", p.seconds / o.ours.seconds),
                    format!("{:.0}", p.cpu_seconds / o.ours.cpu_seconds),
                    format!("{:.0}", p.peak_mb),
                ]
            },
        );
        writeln!(
            page,
            "| {} | {} | {:.1}, {:.1} | {:.1} | {} | {} | {} | {} | {:.1} | {} |",
            o.case.name,
            o.case.spacing_ang,
            o.ours.seconds * 1e3,
            o.ours.least_seconds * 1e3,
            o.ours.cpu_seconds * 1e3,
            peer[0],
            peer[1],
            peer[2],
            peer[3],
            o.ours.peak_mb,
            peer[4]
        )?;
    }
    Ok(())
}

fn barriers(page: &mut String, outcomes: &[Compared]) -> std::fmt::Result {
    page.push_str(
        "\n## Barriers, eV\n\n\
         | structure | spacing Å | d | grids (hecs; BVlain) | hecs, own grid | hecs, BVlain's points | hecs, refined | BVlain | BVlain − hecs on its points | BVlain − hecs own grid | e_min: BVlain − hecs own grid |\n\
         |---|---|---|---|---|---|---|---|---|---|---|\n",
    );
    for o in outcomes {
        for d in 0..3 {
            let text = |value: Option<f64>| value.map_or("none".to_owned(), |v| format!("{v:.4}"));
            let peer = o.peer.as_ref().and_then(|p| p.barriers[d]);
            let same = o.same_grid[d].as_ref().map(|b| b.0);
            let minus = |value: Option<f64>| match (peer, value) {
                (Some(p), Some(v)) => format!("{:+.4}", p - v),
                _ => "–".to_owned(),
            };
            let (grid, e_min) = o.peer.as_ref().map_or_else(
                || ("–".to_owned(), "–".to_owned()),
                |p| {
                    (
                        format!("{:?}", p.grid),
                        format!("{:+.4}", p.e_min - o.ours.e_min),
                    )
                },
            );
            writeln!(
                page,
                "| {} | {} | {} | {:?}; {grid} | {} | {} | {} | {} | {} | {} | {e_min} |",
                o.case.name,
                o.case.spacing_ang,
                d + 1,
                o.ours.grid,
                text(o.ours.barriers[d]),
                text(same),
                text(o.refined[d]),
                text(peer),
                minus(same),
                minus(o.ours.barriers[d]),
            )?;
        }
    }
    Ok(())
}

const DIFFERENCES: &str = include_str!("bench_differences.md");

/// What criterion measures of hecs-order (`cargo bench -p hecs-order`), written down.
const ORDERS: &str = include_str!("bench_orders.md");

/// The barriers that differ on the same points by more than the stop of BVlain's bisection.
fn outside(page: &mut String, outcomes: &[Compared]) -> std::fmt::Result {
    /// The bisection of 10 eV ends at 10/2¹⁰ eV and gives the upper end, rounded to 1e-4 eV.
    const STOP_EV: f64 = 10.0 / 1024.0;
    let mut count = 0;
    for o in outcomes {
        for d in 0..3 {
            let peer = o.peer.as_ref().and_then(|p| p.barriers[d]);
            let (Some(peer), Some((ours, directions))) = (peer, &o.same_grid[d]) else {
                continue;
            };
            if (-1e-4..=STOP_EV + 1e-4).contains(&(peer - ours)) {
                continue;
            }
            count += 1;
            writeln!(
                page,
                "- {} at {} Å, {}D: BVlain {peer:.4}, exact on the same points {ours:.4} eV, where the translations {directions:?} are connected.",
                o.case.name,
                o.case.spacing_ang,
                d + 1
            )?;
        }
    }
    if count == 0 {
        page.push_str("None: on the same points every barrier of BVlain lies within its stop above the exact one.\n");
    }
    Ok(())
}

/// Wall and processor seconds of some work.
struct Watch {
    start: Instant,
    cpu: f64,
}

impl Watch {
    fn start() -> Self {
        Self {
            start: Instant::now(),
            cpu: cpu_seconds(),
        }
    }

    fn text(&self) -> String {
        let wall = self.start.elapsed().as_secs_f64();
        format!("{wall:.2} s wall, {:.2} s CPU", cpu_seconds() - self.cpu)
    }
}

/// Processor time of all threads of this process in seconds; 0 where the system does not say.
fn cpu_seconds() -> f64 {
    let Ok(threads) = fs::read_dir("/proc/self/task") else {
        return 0.0;
    };
    let nanoseconds = threads.flatten().filter_map(|thread| {
        let text = fs::read_to_string(thread.path().join("schedstat")).ok()?;
        text.split_whitespace().next()?.parse::<f64>().ok()
    });
    nanoseconds.sum::<f64>() / 1e9
}

/// Marks that need no peer.
fn own_marks(page: &mut String, root: &Path) -> Result<(), Box<dyn Error>> {
    page.push_str("\n## hecs-bvse alone\n\n| work | result |\n|---|---|\n");
    let mut files: Vec<PathBuf> = fs::read_dir(root.join("fixtures/structures"))?
        .map(|entry| entry.map(|e| e.path()))
        .collect::<Result<_, _>>()?;
    files.sort();
    let count = files.len();
    let watch = Watch::start();
    for file in &files {
        let framework = Framework::new(&read(file)?, Ion::LI, &Options::default())?;
        Barriers::from_map(&EnergyMap::compute(&framework, 0.1)?);
    }
    let text = watch.text();
    writeln!(
        page,
        "| {count} argyrodites, softbv, 0.1 Å, files read included | {text} |"
    )?;
    let watch = Watch::start();
    for file in &files {
        spse::activation_energy_steps(&read(file)?, Ion::LI, 0.1)?;
    }
    writeln!(page, "| the same, spse | {} |", watch.text())?;
    let watch = Watch::start();
    let (mut agree, mut worst) = (0, 0.0_f64);
    for file in &files {
        let structure = read(file)?;
        let barrier = |spacing| -> Result<f64, Box<dyn Error>> {
            let framework = Framework::new(&structure, Ion::LI, &Options::default())?;
            let found = Migration::of(&framework, spacing)?;
            let barrier = found.barriers().get(3);
            Ok(barrier.and_then(|b| b.refined_ev).unwrap_or(f64::NAN))
        };
        let difference = (barrier(0.2)? - barrier(0.05)?).abs();
        agree += usize::from(difference <= 1e-3);
        worst = worst.max(difference);
    }
    writeln!(
        page,
        "| refined 3D barrier from 0.2 Å and from 0.05 Å within 1 meV | {agree} of {count}, largest difference {worst:.1e} eV ({}) |",
        watch.text()
    )?;
    let iodide = read(&root.join("fixtures/structures/005_Li6PS5I.cif"))?;
    let mut work = Vec::new();
    for (a, b, c) in [(5, 2, 2), (10, 2, 2)] {
        let large = iodide.in_cell(&[[a, 0, 0], [0, b, 0], [0, 0, c]].into())?;
        let atoms: f64 = large.composition().values().sum();
        let watch = Watch::start();
        let framework = Framework::new(&large, Ion::LI, &Options::default())?;
        let map = EnergyMap::compute(&framework, 0.2)?;
        Barriers::from_map(&map);
        let text = watch.text();
        work.push(cpu_seconds() - watch.cpu);
        writeln!(
            page,
            "| {atoms:.0} atoms in P1 at 0.2 Å, map and barriers | {text} |"
        )?;
    }
    writeln!(
        page,
        "| twice the volume | {:.2} × the processor time |",
        work[1] / work[0]
    )?;
    Ok(())
}
