//! The model behind the estimate of hops: it is what its table gives, and its card says what it is worth.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::fs;
use std::path::{Path, PathBuf};

use hecs_analysis::{AnalysisError, HopTable, hop_card};
use hecs_pls::Model;

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn table() -> HopTable {
    let path = repository().join("fixtures/published/migration_barriers.csv");
    HopTable::read(fs::File::open(path).unwrap()).unwrap()
}

fn is_close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * (1.0 + b.abs())
}

#[test]
fn the_model_that_is_compiled_in_is_the_one_that_the_table_gives() {
    let trained = table().train().unwrap();
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/hop_model.json");
    let stored = Model::from_json(&fs::read_to_string(file).unwrap()).unwrap();
    assert_eq!(trained.column_names(), stored.column_names());
    assert!(is_close(trained.intercept, stored.intercept));
    for (trained, stored) in trained.columns.iter().zip(&stored.columns) {
        assert!(
            is_close(trained.coefficient, stored.coefficient),
            "{}",
            stored.name
        );
        assert!(is_close(trained.mean, stored.mean), "{}", stored.name);
        assert!(is_close(trained.scale, stored.scale), "{}", stored.name);
    }
    assert!(is_close(
        trained.errors.rmsecv.unwrap(),
        stored.errors.rmsecv.unwrap()
    ));
    assert_eq!(trained.provenance.row_names, stored.provenance.row_names);
    assert_eq!(trained.judged_by, stored.judged_by);
}

#[test]
fn the_card_says_what_left_out_groups_say() {
    let tables = hop_card(&table()).unwrap();
    let card = fs::read_to_string(repository().join("docs/model-card-hops.md")).unwrap();
    assert!(
        card.ends_with(&tables),
        "docs/model-card-hops.md is out of date; run `cargo run -p hecs-analysis --example hop_model`"
    );
    let line = tables
        .lines()
        .find(|line| line.starts_with("| **estimate**"))
        .unwrap();
    let cells: Vec<&str> = line.split('|').map(str::trim).collect();
    let number = |cell: usize| -> f64 { cells[cell].trim_end_matches(" %").parse().unwrap() };
    let [hops, mae_ev, r2, held] = [2, 3, 4, 6].map(number);
    assert_eq!(hops, 499.0);
    assert!(mae_ev <= 0.35 && r2 >= 0.5, "{line}");
    assert!((75.0..=85.0).contains(&held), "{line}");
}

#[test]
fn a_table_is_refused_by_row_and_column() {
    let header = HopTable::COLUMNS.join(",");
    let with = |rows: &str| HopTable::read(format!("{header}\n{rows}").as_bytes());
    let refused = with("a,lithium,X,0.3,0.3,3,-2,0.3,0.3\nb,Li+,Y,0.4,0.3,3,-2,0.4,0.3\n");
    let refused = refused.unwrap_err();
    assert!(matches!(refused, AnalysisError::NoIon { .. }), "{refused}");
    assert!(refused.to_string().contains("row `a`"), "{refused}");
    let refused = with("a,Li+,X,low,0.3,3,-2,0.3,0.3\nb,Li+,Y,0.4,0.3,3,-2,0.4,0.3\n");
    assert!(refused.unwrap_err().to_string().contains("elastic_S_eV"));
    let refused = with("a,Li+,X,,0.3,3,-2,0.3,0.3\nb,Li+,Y,0.4,0.3,3,-2,0.4,0.3\n");
    assert!(refused.unwrap_err().to_string().contains("ln_barrier"));
    let one_group = with("a,Li+,X,0.2,0.3,3,-2,0.3,0.3\nb,Na+,X,0.4,0.3,3,-1,0.4,0.3\n");
    assert!(one_group.unwrap().train().is_err());
}
