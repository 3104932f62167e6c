//! One structure has one softbv barrier, whoever is asked: `bvse`, `report` or `design`.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use assert_cmd::Command;
use serde_json::Value;

/// Barriers that differ by less than this (eV) are the same: grids of different spacing lead to the
/// same stationary points.
const SAME_EV: f64 = 1e-7;

fn hecs(arguments: &[&str], paths: &[&Path]) -> Output {
    let mut command = Command::cargo_bin("hecs").unwrap();
    let output = command.args(arguments).args(paths).output().unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{arguments:?}: {stderr}");
    output
}

fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap()
}

/// The data that a page of `hecs report` carries.
fn page_data(page: &Path) -> Value {
    let html = fs::read_to_string(page).unwrap();
    let begin = "<script type=\"application/json\" id=\"data\">";
    let at = html.find(begin).unwrap() + begin.len();
    let end = html[at..].find("</script>").unwrap();
    serde_json::from_str(&html[at..at + end]).unwrap()
}

#[test]
fn bvse_report_and_design_find_one_barrier() {
    let folder = tempfile::tempdir().unwrap();
    let known = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/structures");
    let design = json(&hecs(
        &[
            "design",
            "Li6+(5-n)yP1-yNyS5I",
            "--range",
            "y=0..0.4:0.2",
            "--choose",
            "N=Ge",
            "--direct",
            "0.3",
            "--cif",
            folder.path().to_str().unwrap(),
            "--known",
        ],
        &[&known],
    ));
    let mut files: Vec<PathBuf> = fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    assert_eq!(files.len(), 3);
    let paths: Vec<&Path> = files.iter().map(PathBuf::as_path).collect();
    let bvse = json(&hecs(&["bvse", "--format", "json"], &paths));
    let page = folder.path().join("page.html");
    hecs(
        &["report", "--quiet", "--out", page.to_str().unwrap()],
        &paths,
    );
    let report = page_data(&page);
    for (i, record) in bvse.as_array().unwrap().iter().enumerate() {
        for (k, dimension) in ["1d", "2d", "3d"].into_iter().enumerate() {
            let refined = record["barriers"][dimension]["refined"].as_f64().unwrap();
            let on_page = report["crystals"][i]["barriers"][k].as_f64().unwrap();
            assert!((refined - on_page).abs() < SAME_EV, "{refined} {on_page}");
        }
        let refined = record["barriers"]["3d"]["refined"].as_f64().unwrap();
        // Files are named by rank.
        let direct = &design["candidates"][i]["softbv_direct"]["ea_ev"];
        let direct = direct.as_f64().unwrap();
        assert!((refined - direct).abs() < SAME_EV, "{refined} {direct}");
    }
}
