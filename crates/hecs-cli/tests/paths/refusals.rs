//! What is refused, and what to do instead.

use serde_json::Value;

use super::{CRYSTAL, antiperovskite, records};
use crate::common::fixture;

#[test]
fn what_is_no_hop_is_refused_with_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let file = antiperovskite(folder.path());
    let refused = [
        (
            ["0,0.5,0.5", "0.5,0.5,0.3"],
            "no-minimum-at-end",
            "near a minimum",
        ),
        (
            ["0,0.5,0.5", "0,0.5,0.5"],
            "same-site",
            "an image of the site in another cell",
        ),
        (
            ["0,0.5,0.5", "1,0.5,0.5"],
            "hop-through-atom",
            "one hop after the other",
        ),
        (
            ["0,0.5,0.5", "5,0.5,0.5"],
            "hop-too-long",
            "not wrapped into the cell",
        ),
    ];
    for ([from, to], code, words) in refused {
        let (records, _, exit) =
            records(&file, &["--from", from, "--to", to, "--others", "removed"]);
        assert_eq!(
            (exit, &records[0]["code"]),
            (2, &Value::from(code)),
            "{}",
            records[0]
        );
        let message = records[0]["message"].as_str().unwrap();
        assert!(message.contains(words), "{message}");
    }
    let (records, _, exit) = records(&file, &["--ion", "Na+"]);
    assert_eq!((exit, &records[0]["status"]), (0, &Value::from("skipped")));
    assert_eq!(records[0]["code"], "no-mobile-ion");
}

#[test]
fn options_that_contradict_each_other_are_refused() {
    let file = fixture(CRYSTAL);
    for (arguments, words) in [
        (&["--others", "fixed"][..], "--from"),
        (&["--springs", "5"], "--host elastic"),
        (&["--from", "0,0,0"], "--to"),
        (
            &["--from", "0,0", "--to", "0,0,0"],
            "three fractional coordinates",
        ),
        (&["--host", "elastic", "--springs", "-3"], "above 0"),
        (&["--ion", "Xx"], "--ion"),
    ] {
        let (_, stderr, code) = records(&file, arguments);
        assert_eq!(code, 2, "{arguments:?}");
        assert!(stderr.contains(words), "{arguments:?}: {stderr}");
    }
    for level in ["0", "-1", "20"] {
        let (records, _, code) = records(&file, &["--level", level]);
        assert_eq!(
            (code, &records[0]["code"]),
            (2, &Value::from("invalid-level"))
        );
    }
}
