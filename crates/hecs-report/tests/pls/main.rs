//! Figures and page of a PLS model: a small table and one of four hundred columns.

mod synthetic;

use hecs_report::ReportError;
use hecs_report::data::{
    ContourPanel, ContourPoint, Detail, ModelPage, PermutationData, PermutedModel, PlsData,
    PlsLimits, Quantity, Shown,
};
use hecs_report::figures::{self, Figure, pls};
use hecs_report::page;
use synthetic::model;

type Draw = fn(&PlsData) -> Result<Figure, ReportError>;

/// Every figure of a model by its name.
const FIGURES: [(&str, Draw); 12] = [
    ("press", press),
    ("scores", pls::scores),
    ("loadings", pls::loadings),
    ("biplot", pls::biplot),
    ("inner", pls::inner),
    ("importance_bars", pls::importance_bars),
    ("importance", pls::importance),
    ("order", pls::order),
    ("coefficients", pls::coefficients),
    ("domain", pls::domain),
    ("observed", pls::observed),
    ("profiler", pls::profiler),
];

fn press(data: &PlsData) -> Result<Figure, ReportError> {
    figures::press(&data.press())
}

fn permuted() -> PermutationData {
    let permuted = (0..30).map(|k| {
        let correlation = f64::from(k) / 60.0 - 0.25;
        PermutedModel {
            correlation,
            r2: 0.3 + 0.5 * correlation.abs(),
            q2: -0.4 + correlation.abs(),
        }
    });
    PermutationData {
        response: "moisture".to_owned(),
        r2: Some(0.8),
        q2: 0.6,
        permuted: permuted.collect(),
        intercept_q2: -0.4,
        intercept_r2: 0.3,
        p: 1.0 / 31.0,
    }
}

#[test]
fn figures_show_the_model() {
    let small = model(18, 6, 3);
    for (name, draw) in FIGURES {
        let figure = draw(&small).expect(name);
        assert_eq!(figure.clipped_texts(), Vec::<String>::new(), "{name}");
        insta::assert_snapshot!(name, figure.outline());
    }
    let figure = pls::permutation(&permuted()).expect("it can be drawn");
    assert_eq!(figure.clipped_texts(), Vec::<String>::new());
    insta::assert_snapshot!("permutation", figure.outline());
}

#[test]
fn four_hundred_columns_and_six_hundred_rows_stay_readable() {
    let wide = model(60, 400, 4);
    let long = model(600, 12, 4);
    for data in [&wide, &long] {
        for (name, draw) in FIGURES {
            let figure = draw(data).expect(name);
            assert_eq!(figure.clipped_texts(), Vec::<String>::new(), "{name}");
            assert!(figure.height_mm() < 230.0, "{name} {}", figure.height_mm());
            assert!(!figure.svg().contains("NaN"), "{name}");
        }
    }
    // What is not shown or not named is counted.
    for (name, words) in [
        ("importance_bars", "Shown are the 60 largest"),
        ("coefficients", "the leading 40 of 400 columns"),
        ("profiler", "the leading 12 of 400 columns"),
        ("biplot", "the 10 columns with the longest loadings, of 400"),
    ] {
        let draw = FIGURES
            .iter()
            .find(|figure| figure.0 == name)
            .expect("listed")
            .1;
        let caption = draw(&wide).expect(name).caption;
        assert!(caption.contains(words), "{name}: {caption}");
    }
    let named = pls::loadings(&wide).expect("loadings").caption;
    assert!(named.contains("of 401 marks are named"), "{named}");
}

#[test]
fn words_are_those_of_the_table() {
    let data = model(18, 6, 3);
    let page = page::render_model(&whole_page(&data)).to_lowercase();
    for habit in [
        " ev",
        "compound",
        "descriptor",
        "activation",
        "crystal",
        "lithium",
    ] {
        // Class names and comments of scripts are no words of the page.
        let words = page.split("<script").next().expect("a page");
        let words = words.split("</style>").nth(1).expect("a body");
        let found = words
            .find(habit)
            .map(|k| &words[k.saturating_sub(60)..k + 20]);
        assert_eq!(found, None, "{habit}");
    }
    assert!(page.contains("moisture (g/kg)"));
}

#[test]
fn a_model_without_components_or_limits_says_so() {
    let data = model(18, 6, 0);
    for (name, draw) in FIGURES {
        if let Err(error) = draw(&data) {
            let words = error.to_string();
            assert!(
                words.contains("needs at least") && words.contains("component"),
                "{name}: {words}"
            );
        }
    }
    assert!(pls::scores(&data).is_err() && pls::loadings(&data).is_err());
    assert!(pls::observed(&data).is_ok());
    let one = model(18, 6, 1);
    let scores = pls::scores(&one).expect("one component is enough");
    assert!(scores.outline().contains("in the order of the table"));
    assert!(pls::biplot(&one).is_err());
    let html = page::render_model(&whole_page(&data));
    assert!(html.contains("needs at least") && !html.contains("id=\"traces\""));
    let mut unlimited = model(18, 6, 2);
    unlimited.limits = PlsLimits::default();
    unlimited.half_interval = None;
    for (name, draw) in FIGURES {
        assert!(
            !draw(&unlimited).expect(name).svg().contains("NaN"),
            "{name}"
        );
    }
}

#[test]
fn numbers_that_cannot_be_drawn_leave_no_trace() {
    let mut data = model(18, 6, 3);
    data.rows[0].scores = vec![f64::NAN, f64::INFINITY, 1e308];
    data.rows[1].observed = Some(f64::NAN);
    data.rows[2].hotelling_t2 = Some(f64::INFINITY);
    data.columns[0].coefficient_scaled = f64::NAN;
    data.columns[0].vip = Some(f64::NAN);
    data.columns[1].loadings = Vec::new();
    data.columns[2].interval = Some((f64::NEG_INFINITY, f64::INFINITY));
    data.columns[3].maximum = f64::INFINITY;
    data.components[0].score_variance = f64::NAN;
    for (name, draw) in FIGURES {
        if let Ok(figure) = draw(&data) {
            let svg = figure.svg();
            assert!(!svg.contains("NaN\"") && !svg.contains("inf "), "{name}");
            assert!(figure.png(60.0).is_ok(), "{name}");
        }
    }
    let html = page::render_model(&whole_page(&data));
    assert!(!html.contains("NaN</td>"));
}

fn whole_page(data: &PlsData) -> ModelPage {
    let points = data.rows.iter().enumerate().map(|(k, row)| ContourPoint {
        no: data.row_number(k),
        formula: row.name.clone(),
        x: row.scores.first().copied().unwrap_or(k as f64),
        y: (k as f64).sin(),
        ea_ev: row.fitted,
    });
    ModelPage {
        title: "moisture from bands.csv".to_owned(),
        introduction: vec!["A model.".to_owned()],
        generator: "test".to_owned(),
        facts: vec![Detail {
            name: "rows".to_owned(),
            value: "18".to_owned(),
            warning: false,
        }],
        warnings: vec!["row 3 is left out".to_owned()],
        permutation: Shown::Data(permuted()),
        contours: vec![ContourPanel {
            letter: String::new(),
            x: "band 001".to_owned(),
            y: "band 002".to_owned(),
            points: points.collect(),
            response: Some(data.response.clone()),
        }],
        model: data.clone(),
    }
}

#[test]
fn the_page_holds_every_row_and_column_and_loads_nothing() {
    let data = model(60, 400, 4);
    let html = page::render_model(&whole_page(&data));
    for loads in [
        "http:",
        "https:",
        "//cdn",
        "@import",
        "fetch(",
        "XMLHttpRequest",
        "import(",
    ] {
        assert!(!html.contains(loads), "{loads}");
    }
    assert_eq!(html.matches("<figure").count(), 13);
    let rows = html
        .split("id=\"rows-table\"")
        .nth(1)
        .expect("a table of rows");
    let (rows, columns) = rows
        .split_once("id=\"columns-table\"")
        .expect("and of columns");
    assert_eq!(rows.matches("<tr data-no=").count(), 60);
    assert_eq!(columns.matches("<tr data-no=").count(), 400);
    assert!(html.contains("row 3 is left out"));
    assert!(html.len() < 2_000_000, "{}", html.len());
}

#[test]
fn text_cannot_break_out() {
    let evil = "</script><img src=x onerror=alert(1)>\"'&\u{7}";
    let mut data = model(18, 6, 2);
    data.response = Quantity::new(evil, Some(evil.to_owned()));
    data.rows[0].name = evil.to_owned();
    data.columns[0].quantity = Quantity::new(evil, Some(evil.to_owned()));
    data.cross_validation = evil.to_owned();
    let mut page = whole_page(&data);
    page.title = evil.to_owned();
    page.facts[0].value = evil.to_owned();
    page.warnings = vec![evil.to_owned()];
    page.permutation = Shown::absent(evil);
    let html = page::render_model(&page);
    assert_eq!(html.matches("</script>").count(), 2);
    assert!(!html.contains("<img"));
}
