//! Data that make no picture: each is answered in words.

use hecs_report::data::{
    ContourPanel, ContourPoint, DeviationData, DisplayMap, FitData, FitPoint, FitSet,
    FrameworkData, HeatmapData, MechanismData, PlsScheme, PressData, ProfileData, SamplingData,
    SeriesData, SeriesPoint, Set, Shown, StrategyData, VipBar, VipData,
};
use hecs_report::{ReportError, figures};

fn words(result: Result<figures::Figure, ReportError>) -> String {
    result.expect_err("no picture can come of this").to_string()
}

fn panel(points: &[(f64, f64, f64)]) -> ContourPanel {
    let points = points
        .iter()
        .zip(0..)
        .map(|(&(x, y, ea_ev), no)| ContourPoint {
            no,
            formula: format!("X{no}"),
            x,
            y,
            ea_ev,
        });
    ContourPanel {
        letter: "a".into(),
        x: "r_A".into(),
        y: "r_C".into(),
        points: points.collect(),
        response: None,
    }
}

fn fit(points: &[(f64, f64)]) -> FitData {
    let points = points
        .iter()
        .zip(0..)
        .map(|(&(calculated_ev, predicted_ev), no)| FitPoint {
            no,
            formula: format!("X{no}"),
            calculated_ev,
            predicted_ev,
        });
    let set = FitSet {
        set: Set::Train,
        r2: None,
        r2_pearson: None,
        rmse_ev: None,
        points: points.collect(),
    };
    FitData {
        name: "test".into(),
        x_label: "x".into(),
        y_label: "y".into(),
        sets: vec![set],
    }
}

#[test]
fn a_single_structure_makes_no_scatter_plot() {
    let said = words(figures::fit(&fit(&[(0.3, 0.31)])));
    assert!(
        said.contains("at least 2") && said.contains("there is 1"),
        "{said}"
    );
}

#[test]
fn points_without_numbers_are_left_out_and_counted() {
    let figure =
        figures::fit(&fit(&[(0.3, 0.31), (0.4, 0.38), (f64::NAN, 0.2)])).expect("two are left");
    assert!(
        figure.caption.contains("One compound is not drawn"),
        "{}",
        figure.caption
    );
    assert!(!figure.svg().contains("NaN"));
}

#[test]
fn equal_energies_still_have_an_axis() {
    let figure = figures::fit(&fit(&[(0.3, 0.3), (0.3, 0.3)])).expect("a point is drawn");
    assert!(!figure.svg().contains("NaN"));
}

#[test]
fn contours_need_an_area() {
    let square = [
        (0.0, 0.0, 0.2),
        (1.0, 0.0, 0.3),
        (0.0, 1.0, 0.4),
        (1.0, 1.0, 0.5),
    ];
    assert!(figures::contour(&panel(&square)).is_ok());
    let said = words(figures::contour(&panel(&square[..2])));
    assert!(said.contains("at least 4"), "{said}");
    let line = [
        (0.0, 0.0, 0.2),
        (1.0, 1.0, 0.3),
        (2.0, 2.0, 0.4),
        (3.0, 3.0, 0.5),
    ];
    let said = words(figures::contour(&panel(&line)));
    assert!(said.contains("one line in r_A and r_C"), "{said}");
    let constant = square.map(|(x, _, ea)| (x, 1.82, ea));
    let said = words(figures::contour(&panel(&constant)));
    assert!(said.contains("same r_C"), "{said}");
    let said = words(figures::contour(&panel(
        &square.map(|(x, y, _)| (x, y, 0.3)),
    )));
    assert!(said.contains("same activation energy"), "{said}");
    let said = words(figures::contour(&panel(
        &square.map(|(x, y, _)| (x, y, f64::NAN)),
    )));
    assert!(said.contains("there are 0"), "{said}");
}

#[test]
fn a_panel_without_surface_says_so_beside_the_others() {
    let good = [
        (0.0, 0.0, 0.2),
        (1.0, 0.0, 0.3),
        (0.0, 1.0, 0.4),
        (1.0, 1.0, 0.5),
    ];
    let bad = good.map(|(x, _, ea)| (x, 1.0, ea));
    let figure = figures::contours("two", &[panel(&good), panel(&bad)]).expect("one can be drawn");
    assert!(
        figure.outline().contains("same r_C"),
        "{}",
        figure.outline()
    );
    assert!(figures::contours("none", &[panel(&bad)]).is_err());
    assert!(figures::contours("none", &[]).is_err());
}

#[test]
fn constant_columns_are_struck_out_of_the_heat_map() {
    let names = ["a".to_owned(), "b".to_owned(), "same".to_owned()];
    let rows = [
        vec![1.0, 2.0, 0.1],
        vec![2.0, 1.0, 0.1],
        vec![3.0, 0.5, 0.1],
    ];
    let data = HeatmapData::pearson(&names, &rows);
    assert_eq!(data.r[2], [None, None, None]);
    let figure = figures::heatmap(&data).expect("the others correlate");
    assert!(
        figure.caption.contains("same is constant"),
        "{}",
        figure.caption
    );
    let said = words(figures::heatmap(&HeatmapData {
        names: names.to_vec(),
        r: vec![vec![None]],
    }));
    assert!(said.contains("3 values were expected"), "{said}");
    assert!(
        figures::heatmap(&HeatmapData {
            names: vec!["a".into()],
            r: vec![vec![None]]
        })
        .is_err()
    );
}

#[test]
fn curves_and_bars_need_numbers() {
    let press = |root_mean_press: &[f64], q2: &[f64]| PressData {
        name: "test".into(),
        root_mean_press: root_mean_press.to_vec(),
        q2: q2.to_vec(),
        chosen: 1,
        ..PressData::default()
    };
    assert!(figures::press(&press(&[1.0], &[0.0])).is_err());
    assert!(figures::press(&press(&[1.0, 0.9], &[0.0])).is_err());
    assert!(figures::press(&press(&[f64::NAN; 3], &[f64::NAN; 3])).is_err());
    let broken = figures::press(&press(&[1.0, f64::NAN, 0.8], &[0.0, f64::NAN, 0.36]));
    assert!(!broken.expect("two are left").svg().contains("NaN"));
    let vip = |bars| VipData {
        name: "test".into(),
        threshold: 0.8,
        bars,
    };
    assert!(figures::vip(&vip(vec![])).is_err());
    assert!(figures::vip(&vip(vec![VipBar::new("my own", f64::NAN, None)])).is_err());
    let mine = || VipBar::new("my own*{}", 1.2, None);
    let own = figures::vip(&vip(vec![mine()])).expect("one bar").outline();
    assert!(own.contains("column: my own"), "{own}");
    assert!(
        !own.contains("descriptor") && !own.contains("Other"),
        "{own}"
    );
    let among = ["r_anion", "C_Li"].map(|name| VipBar::new(name, 1.0, None));
    let among = figures::vip(&vip(among.into_iter().chain([mine()]).collect()));
    assert!(among.expect("three bars").outline().contains("Other"));
}

#[test]
fn empty_data_say_what_is_missing() {
    let framework = FrameworkData {
        compounds: 0,
        descriptors: 0,
        train: 0,
        test: 0,
        components: 0,
        important: 0,
        crystal: Shown::default(),
    };
    let cases = [
        words(figures::framework(&framework)),
        words(figures::sampling(&SamplingData {
            general_formula: String::new(),
            sites: vec![],
            crystal: Shown::default(),
            jumps: vec![],
        })),
        words(figures::pls_scheme(&PlsScheme {
            rows: 40,
            columns: 0,
            components: 4,
        })),
        words(figures::strategies(&StrategyData { rows: vec![] })),
        words(figures::mechanism(&MechanismData {
            name: "test".into(),
            coefficients: vec![("a".into(), f64::NAN)],
            important: vec![],
        })),
        words(figures::deviations(&DeviationData {
            name: "test".into(),
            tolerance: 0.002,
            columns: vec![],
        })),
        words(figures::series(&SeriesData {
            name: "test".into(),
            recomputed: vec![],
            points: vec![],
        })),
        words(figures::profile(&ProfileData::new("X", "a path"))),
    ];
    for said in cases {
        assert!(
            said.contains("needs at least") && said.ends_with('.'),
            "{said}"
        );
    }
}

#[test]
fn lists_of_unequal_length_are_refused() {
    let point = SeriesPoint {
        no: 1,
        formula: "X".into(),
        series: "s".into(),
        published_ev: Some(0.3),
        recomputed_ev: vec![],
    };
    let data = SeriesData {
        name: "test".into(),
        recomputed: vec!["softbv".into()],
        points: vec![point],
    };
    let said = words(figures::series(&data));
    assert!(
        said.contains("1 values were expected and 0 given"),
        "{said}"
    );
}

#[test]
fn maps_that_are_none_are_refused_and_walls_are_walls() {
    assert!(DisplayMap::from_grid([2, 2, 2], &[0.0; 7], 0.0, 1.0).is_err());
    assert!(DisplayMap::from_grid([0, 2, 2], &[], 0.0, 1.0).is_err());
    assert!(DisplayMap::from_grid([1, 1, 1], &[0.0], f64::NAN, 1.0).is_err());
    assert!(DisplayMap::from_grid([1, 1, 1], &[0.0], 0.0, 0.0).is_err());
    let values = [-2.0, f32::NAN, f32::INFINITY, -1.0];
    let map = DisplayMap::from_grid([4, 1, 1], &values, -2.0, 2.0).expect("a map");
    assert_eq!(map.codes, [0, 255, 255, 128]);
}

#[test]
fn long_cells_keep_their_proportions() {
    let map =
        DisplayMap::from_grid([60, 60, 300], &vec![0.5; 60 * 60 * 300], 0.0, 1.0).expect("a map");
    let [x, y, z] = map.divisions;
    assert!(
        x == y && z > 4 * x && x * y * z <= 57 * 57 * 57,
        "{x} {y} {z}"
    );
    assert!(map.codes.iter().all(|&code| code == 128));
}
