//! The network of a crystal, its profiles and its page.

use std::fs;
use std::path::Path;

use serde_json::Value;

use super::{CRYSTAL, antiperovskite, close, record};
use crate::common::{fixture, hecs, run};

#[test]
fn a_network_has_the_barriers_of_bvse_and_says_which_hop_decides() {
    let file = fixture(CRYSTAL);
    let found = record(&file, &["--spacing", "0.2"]);
    assert_eq!(found["schema"], "hecs.paths.1");
    let (stdout, ..) = run(hecs().arg("bvse").arg(&file).args(["--spacing", "0.2"]));
    let bvse: Value = serde_json::from_str(&stdout).unwrap();
    for dimension in ["1d", "2d", "3d"] {
        let barrier = &found["barriers"][dimension];
        assert!(close(
            &barrier["rigid"],
            &bvse[0]["barriers"][dimension]["refined"]
        ));
        let deciding = &found["hops"][barrier["hop"].as_u64().unwrap() as usize];
        assert!(close(&deciding["energy"], &barrier["rigid"]));
        assert!(barrier["elastic"].is_null());
        let profile = found["profiles"][dimension].as_array().unwrap();
        let energies = profile.iter().map(|p| p["rigid"].as_f64().unwrap());
        let highest_ev = energies.fold(0.0, f64::max);
        assert!((highest_ev - barrier["rigid"].as_f64().unwrap()).abs() < 1e-6);
        for (key, list) in [("site", "sites"), ("hop", "hops")] {
            let named = profile.iter().filter(|point| !point[key].is_null());
            assert!(named.clone().count() > 0);
            for point in named {
                let number = point[key].as_u64().unwrap() as usize;
                assert!(close(&point["rigid"], &found[list][number]["energy"]));
            }
        }
    }
    let sites = found["sites"].as_array().unwrap();
    assert!(sites.iter().any(|site| site["label"] != "interstitial"));
    assert_eq!(sites[0]["energy"], 0.0);
    for hop in found["hops"].as_array().unwrap() {
        let site = |end: &str| &sites[hop[end].as_u64().unwrap() as usize]["energy"];
        for (end, barrier) in [("from", "forward"), ("to", "backward")] {
            let above = hop["energy"].as_f64().unwrap() - site(end).as_f64().unwrap();
            assert!((above - hop["rigid"][barrier].as_f64().unwrap()).abs() < 1e-9);
        }
        assert_eq!(hop["bottleneck"]["ions"].as_array().unwrap().len(), 3);
    }
}

#[test]
fn profiles_of_records_are_drawn_with_both_hosts_and_the_names_of_sites() {
    let folder = tempfile::tempdir().unwrap();
    let file = fixture(CRYSTAL);
    let save = |name: &str, arguments: &[&str]| {
        let mut command = hecs();
        let (stdout, _, code) = run(command.arg("paths").args(arguments));
        assert_eq!(code, 0);
        let path = folder.path().join(name);
        fs::write(&path, stdout).unwrap();
        path
    };
    let plot = |record: &Path, name: &str, more: &[&str]| {
        let out = folder.path().join(name);
        let mut command = hecs();
        command
            .args(["plot", "profile"])
            .arg(record)
            .arg("--out")
            .arg(&out);
        let (_, stderr, code) = run(command.args(more));
        (fs::read(&out).unwrap_or_default(), stderr, code)
    };
    let crystal = file.to_str().unwrap();
    let network = save(
        "network.json",
        &[crystal, "--spacing", "0.2", "--host", "elastic"],
    );
    let (svg, stderr, code) = plot(&network, "network.svg", &["--dimension", "3"]);
    assert_eq!(code, 0, "{stderr}");
    let svg = String::from_utf8(svg).unwrap();
    for text in [
        ">Li1<",
        ">i1<",
        ">hop 0<",
        ">rigid host<",
        "elastic host",
        "Distance along the path (Å)",
        "Energy above the lowest site (eV)",
        "width=\"85mm\"",
    ] {
        assert!(svg.contains(text), "{text}");
    }
    let (png, ..) = plot(&network, "network.png", &["--dpi", "100"]);
    assert_eq!(png[1..4], *b"PNG");

    let cubic = antiperovskite(folder.path());
    let ends = [
        "--from",
        "0,0.5,0.5",
        "--to",
        "0.5,0,0.5",
        "--host",
        "elastic",
    ];
    let mut arguments = vec![cubic.to_str().unwrap(), "--format", "jsonl"];
    arguments.extend(ends);
    let hop = save("hop.jsonl", &arguments);
    let (svg, stderr, code) = plot(&hop, "hop.svg", &[]);
    assert_eq!(code, 0, "{stderr}");
    let svg = String::from_utf8(svg).unwrap();
    for text in [
        ">Li1 0.000<",
        "saddle 0.",
        "elastic host",
        "Energy above the start (eV)",
    ] {
        assert!(svg.contains(text), "{text}");
    }

    let both = save(
        "both.json",
        &[crystal, cubic.to_str().unwrap(), "--spacing", "0.2"],
    );
    let (svg, ..) = plot(&both, "both.svg", &[]);
    let svg = String::from_utf8(svg).unwrap();
    assert!(svg.contains("(b) Li"), "two panels");
    assert!(!svg.contains("elastic"), "rigid alone");

    let (stdout, ..) = run(hecs().arg("bvse").arg(&cubic).args(["--spacing", "0.3"]));
    let bvse = folder.path().join("bvse.json");
    fs::write(&bvse, stdout).unwrap();
    let (_, stderr, code) = plot(&bvse, "none.svg", &[]);
    assert!(
        code == 2 && stderr.contains("hecs.bvse.1, not of `hecs paths`"),
        "{stderr}"
    );
    fs::write(&bvse, "[]").unwrap();
    let (_, stderr, code) = plot(&bvse, "none.svg", &[]);
    assert!(code == 2 && stderr.contains("has an answer"), "{stderr}");
    fs::write(&bvse, "x,y\n1,2").unwrap();
    let (_, stderr, code) = plot(&bvse, "none.svg", &[]);
    assert!(
        code == 2 && stderr.contains("hecs paths --format json"),
        "{stderr}"
    );
}

#[test]
fn the_page_of_a_structure_has_the_network_unless_it_is_no_crystal_of_the_ion() {
    let folder = tempfile::tempdir().unwrap();
    let file = fixture(CRYSTAL);
    let report = |host: &str, ion: &str| {
        let page = folder.path().join("page.html");
        let mut command = hecs();
        command.arg("report").arg(&file).arg("--out").arg(&page);
        run(command.args(["--quiet", "--host", host, "--ion", ion]));
        fs::read_to_string(&page).unwrap()
    };
    let rigid = report("rigid", "Li+");
    let elastic = report("elastic", "Li+");
    for page in [&rigid, &elastic] {
        assert!(page.contains("\"noNetwork\":null"));
        assert!(
            page.contains("along the easiest path in Li6PS5I: "),
            "its profile"
        );
        assert!(
            page.contains("Li1, site"),
            "sites of the profile have names"
        );
    }
    assert!(elastic.contains("elastic host S") && !rigid.contains("elastic host S"));
    assert!(
        elastic.contains("in the elastic host"),
        "saddle points in both hosts"
    );
    let none = report("rigid", "Na+");
    assert!(none.contains("No network: ") && none.contains("\"network\":null"));
}
