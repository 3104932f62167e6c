//! `hecs screen paths --images`: input for first principles, of those structures that meet all conditions.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "common/antiperovskite.rs"]
mod antiperovskite;
#[allow(dead_code, reason = "other tests fit a model")]
mod common;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use hecs_core::Structure;
use serde_json::Value;

use antiperovskite::antiperovskite;
use common::{hecs, run};

const SOURCE: &str = "source.jsonl";
/// Structures of the source.
const COUNT: usize = 6;
/// Images between the ends of a hop.
const BETWEEN: usize = 3;

/// `hecs screen QUESTION` of the source in a folder.
fn screen(folder: &Path, question: &str, sink: &str) -> Command {
    let mut command = hecs();
    command.current_dir(folder);
    command.args(["screen", question, SOURCE, "--sink", sink]);
    command.args(["--spacing", "0.4", "--threads", "2", "-q"]);
    command
}

fn records(path: &Path) -> Vec<Value> {
    let text = fs::read_to_string(path).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// A source, and a condition on the barrier that some of it meets, with the numbers of those.
fn source(folder: &Path) -> (String, BTreeSet<u64>) {
    let lines: Vec<String> = (0..COUNT)
        .map(|i| antiperovskite(3.75 + 0.06 * i as f64, "Cl").to_string() + "\n")
        .collect();
    fs::write(folder.join(SOURCE), lines.concat()).unwrap();
    let (_, stderr, code) = run(&mut screen(folder, "bvse", "all.jsonl"));
    assert_eq!(code, 0, "{stderr}");
    let all = records(&folder.join("all.jsonl"));
    let barrier = |r: &Value| r["barriers"]["3d"]["refined"].as_f64().unwrap();
    let mut barriers: Vec<f64> = all.iter().map(barrier).collect();
    barriers.sort_by(f64::total_cmp);
    let middle = f64::midpoint(barriers[COUNT / 2 - 1], barriers[COUNT / 2]);
    let low = all.iter().filter(|r| barrier(r) < middle);
    let low = low.map(|r| r["number"].as_u64().unwrap()).collect();
    (format!("barrier_3d < {middle}"), low)
}

fn files_below(folder: &Path, found: &mut BTreeSet<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files_below(&path, found);
        } else {
            found.insert(path);
        }
    }
}

/// The files of the images of a record, in order of hops and images.
fn files_of(record: &Value) -> Vec<(u64, Vec<String>)> {
    let images = record["images"].as_array().unwrap().iter();
    let files = images.map(|images| {
        let files = images["files"].as_array().unwrap().iter();
        (
            images["hop"].as_u64().unwrap(),
            files
                .map(|file| file.as_str().unwrap().to_owned())
                .collect(),
        )
    });
    files.collect()
}

#[test]
fn images_are_written_of_the_survivors_alone() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let (condition, low) = source(folder);
    assert_eq!(low.len(), COUNT / 2);
    let between = BETWEEN.to_string();
    let (_, stderr, code) = run(screen(folder, "paths", "out.jsonl")
        .args(["--stage", "void_radius_1d > 0", "--stage", &condition])
        .args(["--images", &between, "--images-folder", "neb"]));
    assert_eq!(code, 0, "{stderr}");

    let found = records(&folder.join("out.jsonl"));
    assert_eq!(found.len(), COUNT);
    let mut named = BTreeSet::new();
    for record in &found {
        let number = record["number"].as_u64().unwrap();
        let hops = files_of(record);
        if !low.contains(&number) {
            assert_eq!(record["code"], "stage", "{record}");
            assert!(hops.is_empty(), "{record}");
            continue;
        }
        assert_eq!(record["status"], "ok", "{record}");
        assert!(!hops.is_empty(), "{record}");
        for (hop, files) in hops {
            assert!(
                (record["hops"].as_array().unwrap().iter()).any(|h| h["id"] == hop),
                "{record}"
            );
            let wanted: Vec<String> = (0..BETWEEN + 2)
                .map(|image| format!("neb/{SOURCE}_{number}_hop_{hop}/{image:02}/POSCAR"))
                .collect();
            assert_eq!(files, wanted);
            let read = |name: &String| {
                hecs_io::poscar::read(&fs::read_to_string(folder.join(name)).unwrap()).unwrap()
            };
            let frames: Vec<Structure> = files.iter().map(read).collect();
            let ion = |frame: &Structure| frame.sites()[0].positions[0];
            for pair in frames.windows(2) {
                assert_eq!(
                    pair[0].sites()[1..],
                    pair[1].sites()[1..],
                    "only the ion moves"
                );
                let step = pair[0].lattice().distance(&ion(&pair[0]), &ion(&pair[1]));
                assert!(step > 0.05, "{step} Å");
            }
            named.extend(files.iter().map(|name| folder.join(name)));
        }
    }
    let mut written = BTreeSet::new();
    files_below(&folder.join("neb"), &mut written);
    assert_eq!(written, named, "nothing of the others is there");
}

/// One file for each hop in the other form.
#[test]
fn images_of_a_hop_come_as_frames_of_one_file_too() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let (condition, low) = source(folder);
    let between = BETWEEN.to_string();
    let (_, stderr, code) = run(screen(folder, "paths", "out.jsonl")
        .args(["--stage", &condition, "--images", &between])
        .args(["--images-folder", "neb", "--images-format", "extxyz"]));
    assert_eq!(code, 0, "{stderr}");
    let found = records(&folder.join("out.jsonl"));
    let with_images = found.iter().filter(|record| !files_of(record).is_empty());
    let numbers: BTreeSet<u64> = with_images.map(|r| r["number"].as_u64().unwrap()).collect();
    assert_eq!(numbers, low);
    for (hop, files) in found.iter().flat_map(files_of) {
        assert_eq!(files.len(), 1);
        assert!(
            files[0].ends_with(&format!("_hop_{hop}.extxyz")),
            "{files:?}"
        );
        let text = fs::read_to_string(folder.join(&files[0])).unwrap();
        let frames = hecs_io::extxyz::read(&text).unwrap();
        assert_eq!(frames.len(), BETWEEN + 2);
    }
}

#[test]
fn images_that_are_gone_are_made_again() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let (condition, _) = source(folder);
    let asked = || {
        let mut command = screen(folder, "paths", "out.jsonl");
        command.args(["--stage", &condition, "--images", "2", "--resume"]);
        command.args(["--images-folder", "neb", "--images-format", "extxyz"]);
        let (_, stderr, code) = run(&mut command);
        assert_eq!(code, 0, "{stderr}");
    };
    let written = || {
        let mut found = BTreeSet::new();
        files_below(&folder.join("neb"), &mut found);
        found
    };
    asked();
    let (sink, first) = (fs::read(folder.join("out.jsonl")).unwrap(), written());
    assert!(!first.is_empty());
    // What is there is taken over as it is.
    let marked = first.first().unwrap();
    fs::write(marked, "kept").unwrap();
    asked();
    assert_eq!(fs::read_to_string(marked).unwrap(), "kept");
    fs::remove_dir_all(folder.join("neb")).unwrap();
    asked();
    assert_eq!(written(), first);
    assert_ne!(fs::read_to_string(marked).unwrap(), "kept");
    assert_eq!(fs::read(folder.join("out.jsonl")).unwrap(), sink);
}
