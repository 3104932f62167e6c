//! Two processes at one sink, at the worst moments.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::io::Cursor;
use std::path::Path;

use hecs_analysis::{ReadSettings, inspect};
use hecs_core::Stop;
use hecs_io::Source;
use hecs_screen::{Progress, Question, Record, ScreenError, Screening, Shard, Summary, status};
use serde_json::json;

/// Five rock salts as POSCAR files.
fn sources() -> impl Iterator<Item = Source> + Send {
    (0..5).map(|i| {
        let text = format!(
            "salt {i}\n{}\n0 .5 .5\n.5 0 .5\n.5 .5 0\nLi F\n1 1\nDirect\n0 0 0\n.5 .5 .5\n",
            4.0 + 0.01 * f64::from(i)
        );
        Source::reader(format!("{i}/POSCAR"), Cursor::new(text))
    })
}

fn screening(settings: u32) -> Screening<'static> {
    Screening {
        question: Question::Inspect,
        settings: json!({ "settings": settings }),
        reading: ReadSettings::default(),
        symmetry_ang: None,
        conditions: Vec::new(),
        judge: None,
        answer: &|entry, _| Record::Inspect(Box::new(inspect(entry))),
        shard: Shard::whole(),
        timeout: None,
        stop: Stop::default(),
        threads: None,
        resume: true,
    }
}

/// Runs a screening, and in the middle of it another to its end.
fn with_another_between(out: &Path, of_other: u32) -> Result<Summary, ScreenError> {
    let mut told = 0;
    screening(1).run(sources, Vec::new(), out, |_| {
        told += 1;
        if told == 3 {
            let names = Vec::new();
            screening(of_other)
                .run(sources, names, out, |_| ())
                .unwrap();
        }
    })
}

#[test]
fn one_that_is_done_before_costs_the_other_nothing() {
    for kind in ["jsonl", "parquet"] {
        let folder = tempfile::tempdir().unwrap();
        let alone = folder.path().join(format!("alone.{kind}"));
        let summary = screening(1)
            .run(sources, Vec::new(), &alone, |_| ())
            .unwrap();
        assert_eq!(summary.records, 5);
        let out = folder.path().join(format!("out.{kind}"));
        assert_eq!(with_another_between(&out, 1).unwrap(), summary);
        assert!(fs::read(&out).unwrap() == fs::read(&alone).unwrap());
    }
}

#[test]
fn one_that_asks_something_else_is_said_and_its_sink_is_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    for kind in ["jsonl", "parquet"] {
        let alone = folder.path().join(format!("alone.{kind}"));
        let other = screening(2)
            .run(sources, Vec::new(), &alone, |_| ())
            .unwrap();
        let out = folder.path().join(format!("out.{kind}"));
        let error = with_another_between(&out, 2).unwrap_err().to_string();
        assert!(error.contains("another process"), "{error}");
        assert!(fs::read(&out).unwrap() == fs::read(&alone).unwrap());
        assert_eq!(status(&out).unwrap(), Progress::Finished(Box::new(other)));
    }
}

#[test]
fn one_that_is_stopped_leaves_what_it_found() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out.jsonl");
    let stopped = screening(1);
    let found = stopped.run(sources, Vec::new(), &out, |_| stopped.stop.say());
    assert!(found.is_ok(), "the default is never stopped: {found:?}");
    std::fs::remove_file(&out).unwrap();

    let mut stopped = screening(1);
    stopped.stop = Stop::new();
    let found = stopped.run(sources, Vec::new(), &out, |_| stopped.stop.say());
    assert!(matches!(found, Err(ScreenError::Stopped(_))), "{found:?}");
    assert!(matches!(
        status(&out),
        Ok(Progress::Begun { records: 1.., .. })
    ));
    let mut taken_over = 0;
    let summary = screening(1).run(sources, Vec::new(), &out, |step| {
        taken_over += usize::from(step.is_taken_over);
    });
    assert_eq!(summary.unwrap().records, 5);
    assert!(taken_over > 0);
}
