//! Figures and page of a model of a table: every kind, the words of the table, what is refused.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use common::{fit_arguments, hecs, run};
use serde_json::Value;

/// Numbers without a pattern, from 0 to 1.
fn noise(i: usize) -> f64 {
    ((i as f64 + 1.0).sin() * 43_758.545_312_3).fract().abs()
}

/// A table of `n` rows and `p` columns of three hidden quantities, with names, groups of three and a split.
fn table(folder: &Path, file: &str, n: usize, p: usize, comma: char) -> PathBuf {
    let names: Vec<String> = (0..p).map(|j| format!("band {j}")).collect();
    let mut text = ["sample", "batch", "set", "operator"].join(&comma.to_string());
    for name in names.iter().map(String::as_str).chain(["moisture"]) {
        let _ = write!(text, "{comma}{name}");
    }
    text.push('\n');
    for i in 0..n {
        let hidden = [0, 1, 2].map(|k| noise(3 * i + k));
        let set = if i % 6 == 5 { "test" } else { "train" };
        let _ = write!(text, "s{i}{comma}b{}{comma}{set}{comma}Ann", i / 3);
        for j in 0..p {
            let mix = [0, 1, 2].map(|k| noise(1000 + 3 * j + k) * hidden[k]);
            let x = mix.iter().sum::<f64>() + 0.05 * noise(10_000 + i * p + j);
            let _ = write!(text, "{comma}{x:.5}");
        }
        let y = 9.0 + 4.0 * hidden[0] - 2.0 * hidden[1] + 0.1 * noise(90_000 + i);
        let _ = writeln!(text, "{comma}{y:.4}");
    }
    let path = folder.join(file);
    fs::write(&path, text).unwrap();
    path
}

const OPTIONS: [&str; 8] = [
    "--response",
    "moisture",
    "--split",
    "set",
    "--group",
    "batch",
    "--name",
    "sample",
];

/// The page of a table with the options of these tests.
fn page(table: &Path, out: &Path, more: &[&str]) -> String {
    let (_, stderr, code) = run(hecs()
        .arg("report")
        .arg(table)
        .args(OPTIONS)
        .args(more)
        .arg("--out")
        .arg(out));
    assert_eq!(code, 0, "{stderr}");
    fs::read_to_string(out).unwrap()
}

/// What a reader sees: the body without styles, scripts and data.
fn body(html: &str) -> &str {
    let body = html.split("</style>").nth(1).unwrap();
    body.split("<script").next().unwrap()
}

#[test]
fn every_kind_is_drawn_in_the_words_of_the_table() {
    let folder = tempfile::tempdir().unwrap();
    let table = table(folder.path(), "bands.csv", 30, 8, ',');
    let json = |verb: &str, more: &[&str]| {
        let (stdout, stderr, code) = run(hecs()
            .arg(verb)
            .arg(&table)
            .args(OPTIONS)
            .args(["--format", "json"])
            .args(more));
        assert_eq!(code, 0, "{stderr}");
        let path = folder.path().join(format!("{verb}.json"));
        fs::write(&path, stdout).unwrap();
        path
    };
    let fit = json("fit", &[]);
    let validate = json("validate", &["--permutations", "20", "--bootstrap", "10"]);
    let kinds = [
        "vip",
        "fit",
        "press",
        "scores",
        "loadings",
        "biplot",
        "inner",
        "importance",
        "coefficients",
        "order",
        "domain",
        "profiler",
        "permutation",
    ];
    for kind in kinds {
        let record = if kind == "permutation" {
            &validate
        } else {
            &fit
        };
        for form in ["svg", "png"] {
            let out = folder.path().join(format!("{kind}.{form}"));
            let (_, stderr, code) = run(hecs()
                .args(["plot", kind, "--dpi", "60", "--out"])
                .args([&out, record]));
            assert_eq!(code, 0, "{kind}: {stderr}");
        }
        let svg = fs::read_to_string(folder.path().join(format!("{kind}.svg"))).unwrap();
        assert!(svg.contains("moisture"), "{kind}");
        for habit in [" eV", "compound", "descriptor"] {
            assert!(!svg.contains(habit), "{kind}: {habit}");
        }
    }
    let plot = |kind: &str, record: &Path| {
        let out = folder.path().join("refused.svg");
        run(hecs().args(["plot", kind, "--out"]).args([&out, record]))
    };
    let (_, stderr, code) = plot("permutation", &fit);
    assert!(code == 2 && stderr.contains("hecs validate"), "{stderr}");
    let (_, stderr, code) = plot("scores", &validate);
    assert!(code == 2 && stderr.contains("hecs fit"), "{stderr}");
    // A record of an earlier version has no columns.
    let mut earlier: Value = serde_json::from_slice(&fs::read(&fit).unwrap()).unwrap();
    earlier.as_object_mut().unwrap().remove("columns");
    let old = folder.path().join("earlier.json");
    fs::write(&old, earlier.to_string()).unwrap();
    let (_, stderr, code) = plot("scores", &old);
    assert!(
        code == 2 && stderr.contains("run `hecs fit` again"),
        "{stderr}"
    );
    let (_, stderr, code) = plot("press", &old);
    assert_eq!(code, 0, "{stderr}");
}

#[test]
fn a_contour_of_a_table_has_its_names() {
    let folder = tempfile::tempdir().unwrap();
    let table = table(folder.path(), "bands.csv", 30, 8, ',');
    let out = folder.path().join("contour.svg");
    let (_, stderr, code) = run(hecs()
        .args(["plot", "contour", "--x", "band 1", "--y", "band 2"])
        .args(["--response", "moisture", "--name", "sample", "--out"])
        .args([&out, &table]));
    assert_eq!(code, 0, "{stderr}");
    let svg = fs::read_to_string(&out).unwrap();
    assert!(svg.contains("moisture over band 1 and band 2") && !svg.contains(" eV"));
}

#[test]
fn a_page_says_what_was_fitted_and_what_qualifies_it() {
    let folder = tempfile::tempdir().unwrap();
    let table = table(folder.path(), "bands.csv", 30, 8, ',');
    let out = folder.path().join("page.html");
    let html = page(
        &table,
        &out,
        &["--exclude", "band 7", "--permutations", "20"],
    );
    let body = body(&html);
    for words in [
        "25 learnt from, 5 tested on",
        "groups by batch",
        "van der Voet",
        "of 20 permutations",
        "nested Q²",
        "operator", // a column without numbers, left out
        "id=\"traces\"",
    ] {
        assert!(body.contains(words), "{words}");
    }
    assert!(!body.contains("band 7"));
    assert_eq!(body.matches("<figure").count(), 13);
    assert_eq!(body.matches("<figure class=\"one words\"").count(), 0);
    let without = page(&table, &out, &["--permutations", "0"]);
    assert!(without.contains("--permutations 0") && !without.contains("nested Q²"));
}

#[test]
fn the_published_model_has_its_numbers_on_the_page() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("page.html");
    let command = &mut hecs();
    let command = fit_arguments(command.arg("report")).args(["--permutations", "0", "--out"]);
    let (_, stderr, code) = run(command.arg(&out));
    assert_eq!(code, 0, "{stderr}");
    let html = fs::read_to_string(&out).unwrap();
    for words in [
        "40 learnt from, 10 tested on",
        "4 (smallest PRESS; one standard error 2, van der Voet 2)",
        "R² 0.8869",
        "Q² 0.6588",
        "0.58415 at 4",
        "Li6PS4.8Se0.2Br", // the row in neither set
    ] {
        assert!(body(&html).contains(words), "{words}");
    }
}

#[test]
fn a_selection_and_a_treatment_are_said_and_drawn() {
    let folder = tempfile::tempdir().unwrap();
    let table = table(folder.path(), "bands.csv", 30, 12, ',');
    let out = folder.path().join("page.html");
    let made = |option: &str, value: &str| {
        let (_, stderr, code) = run(hecs()
            .arg("report")
            .arg(&table)
            .args(["--response", "moisture", "--name", "sample"])
            .args(["--permutations", "0", option, value, "--out"])
            .arg(&out));
        assert_eq!(code, 0, "{stderr}");
        fs::read_to_string(&out).unwrap()
    };
    let html = made("--select", "vip:0.9");
    assert!(body(&html).contains("of 12 kept with a VIP of at least 0.9"));
    // The points of the contour are cells of the columns that its axes name.
    let contour = body(&html).split_once("id=\"contour-").unwrap().1;
    let said = |name: &str| {
        let rest = contour.split(&format!("{name} = ")).nth(1).unwrap();
        rest.split(['\n', '<']).next().unwrap().to_owned()
    };
    let text = fs::read_to_string(&table).unwrap();
    let mut lines = text.lines().map(|line| line.split(',').collect::<Vec<_>>());
    let (header, first) = (lines.next().unwrap(), lines.next().unwrap());
    let shown = header
        .iter()
        .zip(&first)
        .filter(|(name, _)| name.starts_with("band") && contour.contains(&format!("\n{name} = ")));
    let shown: Vec<_> = shown.collect();
    assert_eq!(shown.len(), 2);
    for (name, cell) in shown {
        assert_eq!(
            said(name).parse::<f64>().unwrap(),
            cell.parse::<f64>().unwrap(),
            "{name}"
        );
    }
    let html = made("--preprocess", "snv");
    assert!(body(&html).contains("treated as spectra (snv)"));
}

#[test]
fn four_hundred_columns_are_summarised() {
    let folder = tempfile::tempdir().unwrap();
    let table = table(folder.path(), "wide.csv", 36, 400, ',');
    let html = page(
        &table,
        &folder.path().join("wide.html"),
        &["--permutations", "2"],
    );
    for words in [
        "Shown are the 60 largest",
        "the leading 40 of 400 columns",
        "of all 400 columns in the order of the table",
    ] {
        assert!(html.contains(words), "{words}");
    }
    assert!(html.len() < 2_500_000, "{}", html.len());
}

#[test]
fn a_page_is_the_same_whatever_the_threads_and_the_separator() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("page.html");
    let csv = table(folder.path(), "bands.csv", 24, 6, ',');
    let one = page(&csv, &out, &["--threads", "1"]);
    assert_eq!(one, page(&csv, &out, &["--threads", "3"]));
    let tsv = table(folder.path(), "bands.tsv", 24, 6, '\t');
    assert_eq!(one.replace(".csv", ".tsv"), page(&tsv, &out, &[]));
}

#[test]
fn a_table_and_structures_are_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    let csv = table(folder.path(), "bands.csv", 24, 6, ',');
    let cif = folder.path().join("some.cif");
    fs::write(&cif, "data_x\n").unwrap();
    let out = folder.path().join("page.html");
    let refused = |arguments: &[&str], files: &[&Path], words: &str| {
        let (_, stderr, code) = run(hecs()
            .arg("report")
            .args(files)
            .args(arguments)
            .arg("--out")
            .arg(&out));
        assert!(
            code == 2 && stderr.contains(words),
            "{arguments:?}: {stderr}"
        );
        assert!(!out.exists());
    };
    let response = ["--response", "moisture"];
    refused(&[], &[&csv], "needs --response COL");
    refused(&response, &[&cif], ".csv or .tsv");
    refused(&response, &[&csv, &csv], "one table, and 2 files");
    refused(&["--split", "set"], &[&cif], "--response");
    refused(&["--components", "2"], &[&cif], "--response");
    refused(
        &["--response", "moisture", "--ion", "Na+"],
        &[&csv],
        "--ion",
    );
    refused(&["--response", "fat"], &[&csv], "fat");
}
