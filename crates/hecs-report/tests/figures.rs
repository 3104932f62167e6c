//! What each picture shows, on the published table: points, bars and labels, not bytes.

#[path = "../examples/demo/pls.rs"]
mod pls;
#[path = "../examples/demo/published.rs"]
mod published;

use std::path::Path;

use hecs_report::data::{
    BarrierEnergies, HeatmapData, NamedFigure, PathPoint, ProfileData, ProfileHost, ProfileMark,
    ReportData, Shown,
};
use hecs_report::figures::{self, Figure};

fn table() -> published::Table {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/published/hecs_dataset.csv");
    published::Table::read(&path).expect("the published table is a fixture")
}

fn report() -> ReportData {
    published::report(&table())
}

/// The first picture for which `pick` says yes.
fn drawn(pick: fn(&NamedFigure) -> bool) -> Figure {
    let report = report();
    let figure = report
        .sections
        .iter()
        .flat_map(|s| &s.figures)
        .find(|f| pick(f));
    figures::draw(figure.expect("the report has one")).expect("it can be drawn")
}

macro_rules! snapshot {
    ($name:ident, $kind:ident) => {
        #[test]
        fn $name() {
            let figure = drawn(|f| matches!(f, NamedFigure::$kind(Shown::Data(_))));
            assert_eq!(figure.clipped_texts(), Vec::<String>::new());
            insta::assert_snapshot!(figure.outline());
        }
    };
}

snapshot!(framework, Framework);
snapshot!(sampling, Sampling);
snapshot!(pls_scheme, PlsScheme);
snapshot!(fit, Fit);
snapshot!(vip, Vip);
snapshot!(press, Press);
snapshot!(contour, Contour);
snapshot!(mechanism, Mechanism);
snapshot!(strategies, Strategies);
snapshot!(series, Series);
snapshot!(deviations, Deviations);

#[test]
fn heatmap() {
    let table = table();
    let columns = [0, 1, 7, 8];
    let names: Vec<String> = columns.iter().map(|&k| table.names[k].clone()).collect();
    let rows: Vec<Vec<f64>> = table
        .x
        .iter()
        .map(|row| columns.iter().map(|&k| row[k]).collect())
        .collect();
    let figure = figures::heatmap(&HeatmapData::pearson(&names, &rows)).expect("it can be drawn");
    assert_eq!(figure.clipped_texts(), Vec::<String>::new());
    insta::assert_snapshot!(figure.outline());
}

#[test]
fn profile() {
    let point = |distance: f64, energy_ev: f64| PathPoint {
        fract: [distance / 10.0, 0.25, 0.5],
        distance,
        energy_ev,
    };
    let points = vec![
        point(0.0, 0.0),
        point(1.2, 0.18),
        point(2.4, 0.02),
        point(4.0, 0.42),
        point(5.2, 0.0),
    ];
    let marks = vec![
        ProfileMark::site("Li1", 0.0, 0.0),
        ProfileMark::saddle("hop 0", 1.2, 0.18).with_elastic(Some([0.14, 0.16, 0.15])),
        ProfileMark::site("i1", 2.4, 0.02),
        ProfileMark::saddle("hop 4", 4.0, 0.42).with_elastic(Some([0.31, 0.35, 0.33])),
        ProfileMark::site("Li1", 5.2, 0.0),
    ];
    let data = ProfileData::new("Li6PS5I", "the easiest path")
        .with_curve(ProfileHost::Rigid, "rigid host", points)
        .with_marks(marks)
        .with_barriers(BarrierEnergies {
            e1d: Some(0.42),
            e2d: Some(0.42),
            e3d: Some(0.55),
        });
    let figure = figures::profile(&data).expect("it can be drawn");
    assert_eq!(figure.clipped_texts(), Vec::<String>::new());
    insta::assert_snapshot!(figure.outline());
}

#[test]
fn profiles_of_a_hop_have_a_legend_of_both_hosts_and_stand_below_one_another() {
    let points = |shift: f64, top_ev: f64| -> Vec<PathPoint> {
        (0..=20)
            .map(|k| {
                let t = f64::from(k) / 20.0;
                PathPoint {
                    fract: [t, 0.0, 0.0],
                    distance: shift + 3.0 * t,
                    energy_ev: top_ev * (std::f64::consts::PI * t).sin(),
                }
            })
            .collect()
    };
    let hop = ProfileData::new("LiFePO4", "hop 1, Li1 → Li1")
        .with_curve(ProfileHost::Rigid, "rigid host", points(0.0, 0.5))
        .with_curve(
            ProfileHost::Elastic,
            "elastic host at rest at Li1",
            points(0.1, 0.3),
        )
        .with_curve(
            ProfileHost::Elastic,
            "elastic host at rest at i1",
            points(-0.1, 0.35),
        )
        .with_marks(vec![
            ProfileMark::site("Li1", 0.0, 0.0),
            ProfileMark::saddle("saddle", 1.5, 0.5),
            ProfileMark::site("i1", 3.0, 0.0),
        ]);
    let one = figures::profile(&hop).expect("it can be drawn");
    assert_eq!(one.clipped_texts(), Vec::<String>::new());
    let outline = one.outline();
    for text in [
        "text: rigid host",
        "text: elastic host at rest at Li1",
        "text: elastic host at rest at i1",
        "text: Li1 0.000",
        "text: saddle 0.500",
        "text: Energy above the lowest site (eV)",
    ] {
        assert!(outline.contains(text), "{text}\n{outline}");
    }
    let two = figures::profiles(&[hop.clone(), hop.clone()]).expect("they can be drawn");
    assert_eq!(two.clipped_texts(), Vec::<String>::new());
    assert!(two.height_mm() > 1.9 * one.height_mm());
    assert!(two.outline().contains("text: (b) LiFePO4"));
    assert!(
        figures::profiles(&vec![hop; 7]).is_err(),
        "more than a page holds"
    );
    assert!(figures::profiles(&[]).is_err());
}

#[test]
fn every_picture_keeps_its_labels_inside_and_has_words() {
    let table = table();
    let report = report();
    let mut all: Vec<Figure> = report
        .sections
        .iter()
        .flat_map(|s| &s.figures)
        .filter_map(|f| figures::draw(f).ok())
        .collect();
    all.push(figures::contours("5", &published::figure_5(&table)).expect("six panels"));
    all.push(figures::contours("S4", &published::figure_s4(&table)).expect("eighteen panels"));
    assert!(all.len() > 30);
    for figure in all {
        assert_eq!(
            figure.clipped_texts(),
            Vec::<String>::new(),
            "{}",
            figure.id
        );
        assert!(
            !figure.alt.is_empty() && !figure.caption.is_empty(),
            "{}",
            figure.id
        );
        let width = figure.width_mm();
        assert!(
            (width - 85.0).abs() < 1e-9 || (width - 170.0).abs() < 1e-9,
            "{}",
            figure.id
        );
        assert!(figure.height_mm() < 320.0, "{}", figure.id);
    }
}

#[test]
fn the_numbers_in_the_pictures_are_those_of_the_paper() {
    let table = table();
    let vip = drawn(|f| matches!(f, NamedFigure::Vip(_)));
    assert!(vip.alt.contains("19 lie above 0.8"), "{}", vip.alt);
    let press = drawn(|f| matches!(f, NamedFigure::Press(_)));
    assert!(
        press
            .alt
            .contains("Root Mean PRESS is 0.58415 and Q² is 0.65877"),
        "{}",
        press.alt
    );
    assert_eq!(published::figure_s4(&table).len(), 18);
}

#[test]
fn svg_has_real_text_and_png_has_ink() {
    let figure = drawn(|f| matches!(f, NamedFigure::Strategies(_)));
    let svg = figure.svg();
    assert!(svg.contains("width=\"170mm\""));
    assert!(svg.contains(">Strategy</text>") && svg.contains("<desc>"));
    let png = figure.png(100.0).expect("it can be painted");
    assert_eq!(&png[1..4], b"PNG");
    let decoder = png::Decoder::new(std::io::Cursor::new(&png));
    let mut reader = decoder.read_info().expect("a PNG");
    let mut pixels = vec![0; reader.output_buffer_size().expect("a size")];
    reader.next_frame(&mut pixels).expect("a frame");
    assert_eq!(reader.info().width, 670);
    let dark = pixels.chunks(3).filter(|p| p[0] < 100).count();
    assert!(dark > 2000, "{dark} dark pixels: the text is missing");
}

#[test]
fn the_same_data_give_the_same_bytes() {
    let figure = || drawn(|f| matches!(f, NamedFigure::Contour(_)));
    assert_eq!(figure().svg(), figure().svg());
    assert_eq!(figure().png(72.0), figure().png(72.0));
}

#[test]
fn a_silly_resolution_is_refused() {
    let figure = drawn(|f| matches!(f, NamedFigure::Framework(_)));
    for dpi in [0.0, -5.0, f64::NAN, 1e9] {
        assert!(figure.png(dpi).is_err(), "{dpi}");
    }
}
