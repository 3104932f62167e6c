//! The functions of the module, called as a page calls them, and what they say of files that are no structures.

use std::sync::{Mutex, PoisonError};

use hecs_analysis::{BarrierSettings, Entry, MemoryPool, ReadSettings, barriers};
use hecs_core::Ion;
use hecs_web::{Opened, Request, WebError, module, page};
use serde_json::Value;

/// Antiperovskite Li3OCl (Pm-3m), a = 3.91 Å (Y. Zhao, L. L. Daemen, J. Am. Chem. Soc. 134 (2012) 15042,
/// doi:10.1021/ja305709z).
const LI3OCL: &str = "data_Li3OCl _space_group_name_H-M_alt 'P m -3 m'
_cell_length_a 3.91 _cell_length_b 3.91 _cell_length_c 3.91
_cell_angle_alpha 90 _cell_angle_beta 90 _cell_angle_gamma 90
loop_ _atom_site_label _atom_site_type_symbol _atom_site_fract_x _atom_site_fract_y _atom_site_fract_z
Li1 Li1+ 0 0.5 0.5  O1 O2- 0.5 0.5 0.5  Cl1 Cl1- 0 0 0";

fn opened(text: &str) -> Opened {
    Opened::read("a.cif", text.as_bytes().to_vec()).expect("a file")
}

fn request(text: &str) -> Request {
    Request::from_json(text).expect("a request")
}

fn json(bytes: &[u8]) -> Value {
    serde_json::from_slice(bytes).expect("JSON")
}

/// The module has one state, and tests run at once.
static ALONE: Mutex<()> = Mutex::new(());

/// What a call leaves, read from where the module says that it is.
fn output() -> Vec<u8> {
    let length = module::hecs_output_length();
    assert!(!module::hecs_output().is_null());
    // The address is that of bytes which live until the next call.
    #[allow(unsafe_code)]
    unsafe {
        std::slice::from_raw_parts(module::hecs_output(), length).to_vec()
    }
}

fn put(which: usize, bytes: &[u8]) {
    let at = module::hecs_input(which, bytes.len());
    assert!(!at.is_null());
    #[allow(unsafe_code)]
    unsafe {
        std::ptr::copy_nonoverlapping(bytes.as_ptr(), at, bytes.len());
    }
}

#[test]
fn a_page_gets_the_record_of_the_program_through_the_functions() {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    put(0, b"a.cif");
    put(1, LI3OCL.as_bytes());
    assert_eq!(module::hecs_open(), 0);
    let list = json(&output());
    assert_eq!(list[0]["formula"], "Li3OCl");
    assert_eq!(list[0]["ions"], serde_json::json!(["Li+", "O2-"]));
    put(2, br#"{ "ion": "Li+", "spacing": 0.2 }"#);
    assert_eq!(module::hecs_ask(), 0);
    let mut ours = json(&output());
    let entry = Entry::from_cif("a.cif".into(), LI3OCL.as_bytes(), &ReadSettings::default());
    let mut settings = BarrierSettings::new(Ion::LI);
    settings.spacing_ang = 0.2;
    let record = barriers(&entry, &settings, &MemoryPool::unlimited()).record;
    let mut natively = serde_json::to_value(&record).expect("JSON");
    for record in [&mut ours, &mut natively] {
        record["seconds"] = Value::Null;
    }
    assert_eq!(ours, natively);
    assert!(ours["barriers"]["3d"]["refined"].is_number());
    assert!(module::hecs_input(3, 1).is_null());
}

#[test]
fn what_cannot_be_answered_is_said_and_the_module_goes_on() {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    put(0, b"photo.png");
    put(1, b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR");
    assert_eq!(module::hecs_open(), 1);
    let words = String::from_utf8(output()).expect("words");
    assert!(words.starts_with("photo.png is a PNG picture"), "{words}");
    put(2, b"{}");
    assert_eq!(module::hecs_ask(), 1);
    assert_eq!(output(), b"no file is open: open one first");
    put(1, LI3OCL.as_bytes());
    assert_eq!(module::hecs_open(), 0);
    for (text, words) in [
        (&b"{ \"entry\": 4 }"[..], "no structure 4"),
        (b"{ \"spacing\": 0 }", "0 \u{c5} is not between"),
        (b"{ \"ion\": \"lithium\" }", "ion: "),
        (b"{ \"colour\": 1 }", "colour"),
        (b"[", "not understood"),
    ] {
        put(2, text);
        assert_eq!(module::hecs_ask(), 1);
        let said = String::from_utf8(output()).expect("words");
        assert!(said.contains(words), "{said}");
    }
}

#[test]
fn the_part_of_the_page_has_crystal_network_and_profile() {
    let asked = request(r#"{ "question": "page", "no": 7, "host": "rigid" }"#);
    let part = json(&opened(LI3OCL).answer(&asked).expect("a part"));
    assert_eq!(part["compound"]["no"], 7);
    assert_eq!(part["crystal"]["no"], 7);
    for shown in ["map", "network", "profiles/0"] {
        let shown = format!("/crystal/{shown}");
        assert!(
            part.pointer(&shown).is_some_and(|v| !v.is_null()),
            "{shown}"
        );
    }
}

#[test]
fn the_map_is_a_cube_file_of_the_grid() {
    let asked = request(r#"{ "question": "map", "spacing": 0.5 }"#);
    let map = opened(LI3OCL).answer(&asked).expect("a map");
    let text = String::from_utf8(map).expect("text");
    // The counts of atoms and of points along each axis stand first on their lines.
    let first = |line: &str| line.split_whitespace().next().and_then(|n| n.parse().ok());
    let counts: Vec<usize> = text.lines().skip(2).take(4).filter_map(first).collect();
    assert_eq!(counts[1..], [7, 7, 7]);
    let values = text.lines().skip(6 + counts[0]);
    assert_eq!(values.flat_map(str::split_whitespace).count(), 7 * 7 * 7);
}

#[test]
fn a_structure_without_an_answer_has_a_record_that_says_why() {
    let asked = request(r#"{ "ion": "Na+" }"#);
    let record = json(&opened(LI3OCL).answer(&asked).expect("a record"));
    assert_eq!(record["ok"], false);
    assert!(
        record["message"]
            .as_str()
            .is_some_and(|words| !words.is_empty())
    );
    let map = request(r#"{ "question": "map", "ion": "Na+" }"#);
    let refused = opened(LI3OCL).answer(&map);
    assert!(matches!(refused, Err(WebError::NoMap { .. })));
}

#[test]
fn a_cell_of_too_many_atoms_has_barriers_and_no_picture() {
    let mut text = LI3OCL.replace("3.91", "60").replace("P m -3 m", "P 1");
    for k in 0..5000 {
        let [x, y, z] = [k % 20, k / 20 % 20, k / 400].map(|i| f64::from(i) / 20.0 + 0.01);
        text.extend(["\nI", &k.to_string(), " I1-"].map(str::to_owned));
        text.extend([x, y, z].map(|x| format!(" {x}")));
    }
    let refused = opened(&text).answer(&request(r#"{ "question": "page" }"#));
    assert!(matches!(
        refused,
        Err(WebError::TooManyAtoms { count: 5003, .. })
    ));
}

#[test]
fn the_page_is_one_file_that_loads_nothing() {
    let html = page(b"\0asm");
    assert!(html.starts_with("<!doctype html>"));
    assert!(!html.contains("src=\"http") && !html.contains("<link rel=\"stylesheet\""));
    assert!(
        html.contains("\"module\":\"")
            && html.contains("id=\"drop\"")
            && html.contains("id=\"view\"")
    );
}
