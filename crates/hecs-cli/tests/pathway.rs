//! `hecs plot pathway`: from the file of a structure to a picture.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

#[allow(dead_code, reason = "other tests fit a model")]
mod common;

use std::fs;
use std::path::Path;

use common::{fixture, hecs, run};

/// A picture, with stderr and exit code.
fn plot(file: &Path, out: &Path, more: &[&str]) -> (Vec<u8>, String, i32) {
    let mut command = hecs();
    command
        .args(["plot", "pathway"])
        .arg(file)
        .arg("--out")
        .arg(out);
    let (_, stderr, code) = run(command.args(more));
    (fs::read(out).unwrap_or_default(), stderr, code)
}

#[test]
fn a_structure_becomes_a_picture_of_its_pathway() {
    let folder = tempfile::tempdir().unwrap();
    let file = fixture("structures/005_Li6PS5I.cif");
    let svg = folder.path().join("pathway.svg");
    let (bytes, stderr, code) = plot(&file, &svg, &[]);
    assert_eq!(code, 0, "{stderr}");
    let text = String::from_utf8(bytes.clone()).unwrap();
    assert!(text.starts_with("<svg") && text.contains("width=\"85mm\""));
    for words in [
        "percolates in one direction",
        "easiest path, 0.4",
        ">vacant<",
    ] {
        assert!(text.contains(words), "{words}");
    }
    for element in ["Li", "P", "S", "I"] {
        assert!(text.contains(&format!(">{element}</text>")), "{element}");
    }
    assert!(bytes.len() < 1_500_000, "{} bytes", bytes.len());
    let again = folder.path().join("again.svg");
    assert_eq!(plot(&file, &again, &["--threads", "2"]).0, bytes);
    let png = folder.path().join("pathway.png");
    let (bytes, stderr, code) = plot(
        &file,
        &png,
        &["--along", "1,1,0", "--dpi", "100", "--dimension", "3"],
    );
    assert_eq!(code, 0, "{stderr}");
    assert!(bytes.starts_with(b"\x89PNG"));
}

#[test]
fn what_cannot_be_drawn_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("none.svg");
    let file = fixture("structures/005_Li6PS5I.cif");
    for (more, words) in [
        (&["--along", "0,0,0"][..], "not all 0"),
        (&["--cells", "9,1,1"], "from 1 to 8"),
        (&["--ion", "Xx+"], "--ion"),
        (&["--ion", "Na+"], "Na"),
    ] {
        let (bytes, stderr, code) = plot(&file, &out, more);
        assert!(bytes.is_empty() && code == 2, "{more:?}");
        assert!(stderr.contains(words), "{more:?}: {stderr}");
    }
    let (_, stderr, code) = plot(&folder.path().join("none.cif"), &out, &[]);
    assert!(code == 2 && stderr.contains("no such file"), "{stderr}");
    // Two structures are not one picture.
    let frame = "2\nLattice=\"3 0 0 0 3 0 0 0 3\" Properties=species:S:1:pos:R:3 pbc=\"T T T\"\nLi 0 0 0\nF 1.5 1.5 1.5\n";
    let two = folder.path().join("two.xyz");
    fs::write(&two, frame.repeat(2)).unwrap();
    let (_, stderr, code) = plot(&two, &out, &[]);
    assert!(code == 2 && stderr.contains("2 structures"), "{stderr}");
    assert!(!out.exists());
}

/// LiCoO2 (A. J. Orman and P. J. Wiseman, Acta Cryst. C40 (1984) 12): layers, which lithium does not leave.
const LAYERED: &str = "data_LiCoO2 _space_group_name_H-M_alt 'R -3 m'
_cell_length_a 2.815 _cell_length_b 2.815 _cell_length_c 14.05
_cell_angle_alpha 90 _cell_angle_beta 90 _cell_angle_gamma 120
loop_ _atom_site_label _atom_site_type_symbol _atom_site_fract_x _atom_site_fract_y _atom_site_fract_z
Li1 Li1+ 0 0 0  Co1 Co3+ 0 0 0.5  O1 O2- 0 0 0.2395
";

#[test]
fn view_cells_and_dimension_are_chosen() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("LiCoO2.cif");
    fs::write(&file, LAYERED).unwrap();
    let out = folder.path().join("out.svg");
    let chosen = [
        "--cells",
        "2,1,1",
        "--along",
        "b",
        "--dimension",
        "2",
        "--quiet",
    ];
    let (bytes, stderr, code) = plot(&file, &out, &chosen);
    assert_eq!((code, stderr.as_str()), (0, ""));
    let text = String::from_utf8(bytes).unwrap();
    assert!(text.contains("seen along [0 1 0]") && text.contains("in two directions"));
    // Li on the corners of two cells, and on the two places of each that the centring adds.
    let atoms = |label: &str| text.matches(&format!("<title>{label}: ")).count();
    assert_eq!(atoms("Li1"), 12 + 2 * 2);
    let (_, stderr, code) = plot(&file, &out, &["--dimension", "3"]);
    assert_eq!(code, 2);
    assert!(
        stderr.contains("does not percolate in 3 directions"),
        "{stderr}"
    );
}
