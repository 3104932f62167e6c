//! The data of the tests.
#![allow(dead_code, unreachable_pub, missing_docs, clippy::unwrap_used)]

use std::fs;
use std::path::PathBuf;

use hecs_pls::{Design, Missing, Response, Sheet, Table};

pub fn fixture(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures")
        .join(name)
}

pub fn sheet(name: &str) -> Sheet {
    Sheet::read(fs::File::open(fixture(name)).unwrap()).unwrap()
}

/// Predictors are the columns whose names do not begin with `Y_`.
pub fn design(data: &str, response: &str) -> Design {
    let sheet = sheet(&format!("{data}.csv"));
    let responses: Vec<String> = sheet
        .header()
        .iter()
        .filter(|name| name.starts_with("Y_"))
        .cloned()
        .collect();
    let table = sheet.table_without(&responses).unwrap();
    let y = sheet.numbers(&format!("Y_{response}")).unwrap();
    Design::new(table, Response::new(response, y), Missing::Refuse).unwrap()
}

/// Training design, test table, test responses of the published argyrodites, and the published predictions of both sets.
pub struct Argyrodites {
    pub train: Design,
    pub test: Table,
    pub test_observed: Vec<f64>,
    pub train_published: Vec<f64>,
    pub test_published: Vec<f64>,
}

pub fn argyrodites() -> Argyrodites {
    let mut sheet = sheet("argyrodites.csv");
    sheet.name_rows_by("formula").unwrap();
    let sets = sheet.labels("set").unwrap();
    let rows_of = |set: &str| -> Sheet {
        let rows: Vec<usize> = (0..sets.len()).filter(|&i| sets[i] == set).collect();
        sheet.select_rows(&rows)
    };
    let (train, test) = (rows_of("train"), rows_of("test"));
    let predictors = |sheet: &Sheet| {
        sheet
            .table_without(&["no", "table_s1_row", "ea_bvse_eV", "ea_steps", "ea_pls_eV"])
            .unwrap()
    };
    let response =
        Response::new("ea_bvse_eV", train.numbers("ea_bvse_eV").unwrap()).with_unit("eV");
    Argyrodites {
        train: Design::new(predictors(&train), response, Missing::Refuse).unwrap(),
        test: predictors(&test),
        test_observed: test.numbers("ea_bvse_eV").unwrap(),
        train_published: train.numbers("ea_pls_eV").unwrap(),
        test_published: test.numbers("ea_pls_eV").unwrap(),
    }
}
