//! No picture has a coordinate that is not a number, whatever it is given.

use hecs_descriptors::Descriptor;
use hecs_report::ReportError;
use hecs_report::data::{
    BarrierEnergies, ContourPanel, ContourPoint, DeviationData, FitData, FitPoint, FitSet,
    FrameworkData, HeatmapData, MechanismData, PathPoint, PlsScheme, PressData, ProfileData,
    ProfileHost, ProfileMark, Role, SamplingData, SeriesData, SeriesPoint, Set, Shown,
    SiteSampling, StrategyData, StrategyRow, VipBar, VipData,
};
use hecs_report::figures::{self, Figure};

/// Values as they come from a broken table or an unlucky fit.
const CASES: [(&str, &[f64]); 16] = [
    ("none", &[]),
    ("one", &[0.3]),
    ("constant", &[0.3, 0.3, 0.3, 0.3, 0.3]),
    ("zeros", &[0.0, 0.0, 0.0, 0.0, 0.0]),
    ("ordinary", &[0.3, 0.5, 0.2, 0.4, 0.35]),
    ("hardly different", &[0.3, 0.300_000_000_1, 0.3, 0.3, 0.3]),
    ("far from zero", &[1e16, 1e16 + 2.0, 1e16, 1e16 + 4.0, 1e16]),
    ("tiny", &[5e-324, 1e-310, 0.0, -1e-320, 1e-308]),
    ("small", &[1e-290, 3e-290, -2e-290, 5e-290, 2e-290]),
    ("large", &[1e290, -1e290, 2e290, 0.0, 5e289]),
    (
        "as large as can be drawn",
        &[1e300, -1e300, 1e300, 0.0, 1e299],
    ),
    ("too large", &[1e308, -1e308, f64::MAX, f64::MIN, 1.5e308]),
    ("some too large", &[0.3, 0.5, 1e308, 0.4, 0.2, 0.1]),
    ("constant and huge", &[1e308, 1e308, 1e308, 1e308]),
    (
        "not numbers",
        &[f64::NAN, f64::INFINITY, f64::NEG_INFINITY, f64::NAN],
    ),
    (
        "some not numbers",
        &[0.3, f64::NAN, 0.5, f64::INFINITY, 0.2, 0.4, 0.45],
    ),
];

type Drawn = Vec<(&'static str, Result<Figure, ReportError>)>;

/// Every picture that is made of measured numbers, with `values` in each place that takes one. Values of the other axis are those of
/// `across`, so that one axis can be sound while the other is not.
fn pictures(values: &[f64], across: &[f64]) -> Drawn {
    let first = values.first().copied().unwrap_or(f64::NAN);
    let pairs = || values.iter().copied().zip(across.iter().copied()).zip(0..);
    let panel = |x: fn(f64, f64, f64) -> (f64, f64, f64)| ContourPanel {
        letter: "a".into(),
        x: "r_A".into(),
        y: "r_C".into(),
        points: pairs()
            .map(|((value, other), no)| {
                // A parabola: never on a line with the other axis.
                let (x, y, ea_ev) = x(value, other, f64::from(no).powi(2));
                let formula = format!("X{no}");
                ContourPoint {
                    no,
                    formula,
                    x,
                    y,
                    ea_ev,
                }
            })
            .collect(),
        response: None,
    };
    let over_x = panel(|value, other, third| (value, third, other));
    let over_y = panel(|value, other, third| (third, value, other));
    let energy = panel(|value, other, third| (other, third, value));
    let fit = FitData {
        name: "test".into(),
        x_label: "x".into(),
        y_label: "y".into(),
        sets: vec![FitSet {
            set: Set::Train,
            r2: Some(first),
            r2_pearson: Some(first),
            rmse_ev: Some(first),
            points: pairs()
                .map(|((calculated_ev, predicted_ev), no)| FitPoint {
                    no,
                    formula: format!("X{no}"),
                    calculated_ev,
                    predicted_ev,
                })
                .collect(),
        }],
    };
    let vip = |threshold| VipData {
        name: "test".into(),
        threshold,
        bars: values
            .iter()
            .map(|&v| VipBar::new("r_A", v, Some(true)))
            .collect(),
    };
    let press = PressData {
        name: "test".into(),
        root_mean_press: values.to_vec(),
        q2: values.iter().rev().copied().collect(),
        chosen: 1,
        ..PressData::default()
    };
    let beyond = PressData {
        chosen: usize::MAX,
        ..press.clone()
    };
    let names: Vec<String> = (0..values.len()).map(|k| format!("d{k}")).collect();
    let square = HeatmapData {
        names: names.clone(),
        r: vec![values.iter().copied().map(Some).collect(); values.len()],
    };
    let columns: Vec<Vec<f64>> = pairs()
        .map(|((a, b), no)| vec![a, b, f64::from(no)])
        .collect();
    let pearson = HeatmapData::pearson(&["a".into(), "b".into(), "c".into()], &columns);
    let mechanism = MechanismData {
        name: "test".into(),
        coefficients: Descriptor::ALL
            .into_iter()
            .zip(values)
            .map(|(d, &v)| (d.name().to_owned(), v))
            .collect(),
        important: vec!["r_anion".into()],
    };
    let deviations = |tolerance| DeviationData {
        name: "test".into(),
        tolerance,
        columns: vec![("r_A".into(), values.to_vec()), ("none".into(), vec![])],
    };
    let series = SeriesData {
        name: "test".into(),
        recomputed: vec!["softbv".into()],
        points: pairs()
            .map(|((value, other), no)| SeriesPoint {
                no,
                formula: format!("X{no}"),
                series: "s".into(),
                published_ev: Some(value),
                recomputed_ev: vec![Some(other)],
            })
            .collect(),
    };
    let barrier = Some(first);
    let points = pairs().map(|((distance, energy_ev), _)| PathPoint {
        fract: [first; 3],
        distance,
        energy_ev,
    });
    let marks = pairs().map(|((distance, energy_ev), no)| {
        if no % 2 == 0 {
            ProfileMark::site("s", distance, energy_ev)
        } else {
            ProfileMark::saddle("p", distance, energy_ev)
                .with_elastic(Some([energy_ev, distance, first]))
        }
    });
    let profile = ProfileData::new("X", "a path")
        .with_curve(ProfileHost::Rigid, "rigid", points.clone().collect())
        .with_curve(ProfileHost::Elastic, "elastic", points.collect())
        .with_marks(marks.collect())
        .with_barriers(BarrierEnergies {
            e1d: barrier,
            e2d: barrier,
            e3d: Some(0.4),
        });
    let strategies = StrategyData {
        rows: values
            .iter()
            .map(|&v| StrategyRow {
                strategy: "s".into(),
                path: "p".into(),
                family: "f".into(),
                bound_ev: Some(v),
                predicted_ev: Some(v),
                verdict: "holds".into(),
            })
            .collect(),
    };
    vec![
        ("contour over x", figures::contour(&over_x)),
        ("contour over y", figures::contour(&over_y)),
        ("contour of energy", figures::contour(&energy)),
        (
            "contours",
            figures::contours("three", &[over_x, over_y, energy]),
        ),
        ("fit", figures::fit(&fit)),
        ("vip", figures::vip(&vip(0.8))),
        ("vip, threshold too", figures::vip(&vip(first))),
        ("press", figures::press(&press)),
        ("press, none chosen", figures::press(&beyond)),
        ("heat map", figures::heatmap(&square)),
        ("heat map of columns", figures::heatmap(&pearson)),
        ("mechanism", figures::mechanism(&mechanism)),
        ("deviations", figures::deviations(&deviations(0.002))),
        (
            "deviations, tolerance too",
            figures::deviations(&deviations(first)),
        ),
        ("series", figures::series(&series)),
        ("profile", figures::profile(&profile)),
        ("strategies", figures::strategies(&strategies)),
    ]
}

/// The pictures that are made of counts.
fn diagrams(count: usize) -> Drawn {
    let framework = FrameworkData {
        compounds: count,
        descriptors: count,
        train: count,
        test: count,
        components: count,
        important: count,
        crystal: Shown::default(),
    };
    let site = SiteSampling {
        role: Role::A,
        wyckoff: "4a".into(),
        species: vec![("Cl".into(), count)],
    };
    let sampling = SamplingData {
        general_formula: "X".into(),
        sites: vec![site; count.min(3)],
        crystal: Shown::default(),
        jumps: Vec::new(),
    };
    let scheme = PlsScheme {
        rows: count,
        columns: count,
        components: count,
    };
    vec![
        ("framework", figures::framework(&framework)),
        ("sampling", figures::sampling(&sampling)),
        ("scheme", figures::pls_scheme(&scheme)),
    ]
}

/// Attributes of an SVG that hold coordinates and lengths.
const COORDINATES: [&str; 14] = [
    "d",
    "x",
    "y",
    "dy",
    "points",
    "transform",
    "viewBox",
    "width",
    "height",
    "font-size",
    "stroke-width",
    "opacity",
    "data-area",
    "data-range",
];

/// The words in coordinate attributes that are no finite number.
fn bad_coordinates(svg: &str) -> Vec<String> {
    let mut bad = Vec::new();
    for tag in svg.split('<').filter_map(|part| part.split('>').next()) {
        for name in COORDINATES {
            let start = format!(" {name}=\"");
            let values = tag.split(&start).skip(1);
            for value in values.filter_map(|rest| rest.split('"').next()) {
                let separators =
                    |c: char| matches!(c, ' ' | ',' | '(' | ')' | 'M' | 'L' | 'C' | 'Z');
                for word in value.trim_end_matches("mm").split(separators) {
                    let number = word.parse().is_ok_and(f64::is_finite);
                    if !(number || matches!(word, "" | "translate" | "rotate")) {
                        bad.push(format!("{name}=\"{value}\""));
                    }
                }
            }
        }
    }
    bad
}

#[test]
fn every_coordinate_is_a_finite_number() {
    let ordinary = [0.1, 0.7, 0.2, 0.5, 0.9, 0.3, 0.6];
    let mut drawn = 0;
    for (case, values) in CASES {
        let both = [pictures(values, &ordinary), pictures(values, values)];
        for (name, result) in both.into_iter().flatten() {
            match result {
                Ok(figure) => {
                    drawn += 1;
                    for svg in [figure.svg(), figure.svg_inline()] {
                        assert_eq!(bad_coordinates(&svg), [""; 0], "{name}, {case}");
                        assert!(!svg.contains("NaN"), "{name}, {case}");
                    }
                    figure.png(30.0).expect("a drawing can be painted");
                }
                Err(error) => assert!(error.to_string().ends_with('.'), "{name}, {case}: {error}"),
            }
        }
    }
    for (name, result) in [0, 1, 51, usize::MAX].into_iter().flat_map(diagrams) {
        if let Ok(figure) = result {
            assert_eq!(bad_coordinates(&figure.svg()), [""; 0], "{name}");
        }
    }
    assert!(drawn > 250, "{drawn} pictures are too few to say anything");
}

#[test]
fn the_check_finds_what_it_looks_for() {
    for bad in [
        "<path d=\"M1 NaNL2 3\"/>",
        "<path transform=\"translate(inf 2)\"/>",
        "<svg width=\"NaNmm\">",
    ] {
        assert_eq!(bad_coordinates(bad).len(), 1, "{bad}");
    }
    assert!(bad_coordinates("<text x=\"1\" y=\"-2.5\">d=\"NaN\"</text>").is_empty());
}

#[test]
fn numbers_that_can_be_drawn_are_drawn_beside_those_that_cannot() {
    let values = [0.3, f64::NAN, 0.5, 1e308, 0.2, 0.4];
    let all = pictures(&values, &[0.1, 0.7, 0.2, 0.5, 0.9, 0.3]);
    for name in ["fit", "vip", "press", "mechanism", "series", "profile"] {
        let (_, result) = all
            .iter()
            .find(|(known, _)| *known == name)
            .expect("a picture");
        assert!(result.is_ok(), "{name}: {result:?}");
    }
    let (_, series) = all
        .iter()
        .find(|(name, _)| *name == "series")
        .expect("a picture");
    let said = series.as_ref().expect("drawn").outline();
    assert!(
        said.contains("published none") && !said.contains("NaN"),
        "{said}"
    );
    let line = figures::vip(&VipData {
        name: "test".into(),
        threshold: f64::NAN,
        bars: vec![VipBar::new("r_A", 1.2, None)],
    });
    let said = line.expect_err("nowhere to draw the line").to_string();
    assert_eq!(
        said,
        "The VIP threshold is NaN, so no line can be drawn there."
    );
}
