//! The page: self-contained, safe against the text it carries, honest about what is missing.

use hecs_report::data::{
    Atom, BarrierEnergies, Caveat, Check, CheckVerdict, CompoundRow, CrystalView, Detail,
    DisplayMap, FigureSection, HopView, Level, ModelPrediction, NamedFigure, NetworkView,
    OrbitImage, PathPoint, Polyhedron, ProfileData, ProfileHost, ProfileMark, Ranked, ReportData,
    Role, Set, Shown, SiteView, TableFile, WindowIonView,
};
use hecs_report::page;

fn row(no: u32, formula: &str) -> CompoundRow {
    CompoundRow {
        no,
        formula: formula.into(),
        series: String::new(),
        set: Set::Neither,
        energies_ev: vec![Some(0.3), None],
        descriptors: vec![],
        prediction: Some(ModelPrediction {
            response: "ea_published_eV".into(),
            ea_ev: 0.31,
            interval_ev: Some((0.25, 0.37)),
            applicable: false,
            applicability: "leverage 0.9 over the limit of 0.4".into(),
        }),
        ranked: None,
        details: vec![Detail {
            name: "file".into(),
            value: "my.cif".into(),
            warning: false,
        }],
    }
}

fn crystal(no: u32, map: Shown<DisplayMap>) -> CrystalView {
    CrystalView {
        no,
        formula: "Li3PO4".into(),
        cell: [[6.0, 0.0, 0.0], [0.0, 10.0, 0.0], [0.0, 0.0, 5.0]],
        atoms: vec![Atom {
            label: "P1".into(),
            role: Role::Cation,
            species: vec![("P".into(), 1.0)],
            fract: [0.1, 0.2, 0.3],
            radius: 0.3,
        }],
        polyhedra: Vec::new(),
        map,
        barriers: BarrierEnergies::default(),
        network: Shown::absent("No network: it was not asked for."),
        path: Shown::absent("No path: nothing percolates below 2 eV."),
        wider_paths: [None, None],
    }
}

fn report(formula: &str) -> ReportData {
    ReportData {
        title: "A report".into(),
        generator: "test".into(),
        energy_names: vec!["*E*_{a}".into(), "*E*_{a} refined".into()],
        compounds: vec![row(1, formula)],
        ..ReportData::default()
    }
}

#[test]
fn nothing_is_loaded_from_elsewhere() {
    let html = page::render(&report("Li6PS5Cl"));
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
    assert!(html.contains("Li<sub>6</sub>PS<sub>5</sub>Cl"));
}

#[test]
fn words_fit_any_ion_and_name_the_scale_of_a_prediction() {
    let mut data = report("CaF2");
    data.crystals = vec![crystal(1, Shown::absent("no map"))];
    let html = page::render(&data);
    assert!(html.contains("Crystal and pathways of the ion"));
    assert!(!html.to_lowercase().contains("lithium"));
    assert!(html.contains("Predicted ea_published_eV (eV)"));
    assert!(html.contains("on the scale of the model's training data"));
}

#[test]
fn text_cannot_break_out() {
    let evil = "</script><img src=x onerror=alert(1)>\"'&\u{7}";
    let mut data = report(evil);
    data.title = evil.into();
    data.introduction = vec![evil.into()];
    data.compounds[0].series = evil.into();
    data.compounds[0].prediction.as_mut().unwrap().response = evil.into();
    data.compounds[0].details[0].value = evil.into();
    data.levels = vec![Level {
        name: evil.into(),
        title: evil.into(),
        text: evil.into(),
        checks: vec![Check {
            name: evil.into(),
            paper: evil.into(),
            ours: evil.into(),
            difference: evil.into(),
            tolerance: evil.into(),
            verdict: CheckVerdict::Differs,
            note: evil.into(),
        }],
    }];
    data.sections = vec![FigureSection {
        title: evil.into(),
        text: evil.into(),
        figures: vec![NamedFigure::Fit(Shown::absent(evil))],
    }];
    data.crystals = vec![crystal(1, Shown::absent(evil))];
    data.crystals[0].atoms[0].label = evil.into();
    data.crystals[0].formula = evil.into();
    let html = page::render(&data);
    assert_eq!(html.matches("</script>").count(), 2);
    assert!(!html.contains("<img"));
}

/// A network of one hop with a given text wherever there is text.
fn network(text: &str) -> NetworkView {
    let point = |distance: f64, energy_ev: f64| PathPoint {
        fract: [distance / 6.0, 0.0, 0.0],
        distance,
        energy_ev,
    };
    let curve = vec![point(0.0, 0.0), point(1.0, 0.3), point(2.0, 0.1)];
    let profile = ProfileData::new(text, text)
        .with_curve(ProfileHost::Rigid, text, curve.clone())
        .with_curve(ProfileHost::Elastic, text, curve)
        .with_marks(vec![ProfileMark::site(text, 0.0, 0.0)]);
    let site = |energy_ev: f64| SiteView {
        name: text.into(),
        energy_ev,
        bond_valence_sum: 1.0,
        images: vec![[0.25, 0.5, 0.75]],
    };
    let hop = HopView {
        no: 7,
        ends: [0, 1],
        distance_ang: 2.0,
        energy_ev: 0.3,
        rigid_ev: [0.3, 0.2],
        elastic_ev: None,
        bottleneck_ang: None,
        window: vec![WindowIonView {
            label: text.into(),
            ion: text.into(),
            fract: [0.0; 3],
        }],
        decides: "1d".into(),
        note: text.into(),
        profile: profile.into(),
        path: (0..30).map(|k| [f64::from(k) / 100.0, 0.0, 0.0]).collect(),
        saddle: 11,
        images: vec![OrbitImage {
            rotation: [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
            translation: [0.0, 0.5, 0.0],
        }],
    };
    // The second leads to a site that is not there.
    let lost = HopView {
        ends: [0, 9],
        ..hop.clone()
    };
    let mut network = NetworkView::new(0.8, vec![site(0.0), site(0.1)], vec![hop, lost]);
    network.tables = vec![TableFile {
        name: "hops.csv".into(),
        text: text.into(),
    }];
    network
}

/// The network of a page's first crystal, unpacked as the script does it.
fn unpacked(html: &str) -> serde_json::Value {
    let (_, rest) = html.split_once("id=\"data\">").expect("data");
    let (json, _) = rest.split_once("</script>").expect("their end");
    let data: serde_json::Value = serde_json::from_str(json).expect("JSON");
    let packed = data["crystals"][0]["network"].as_str().expect("a network");
    let digits = packed.bytes().filter(|b| *b != b'=').map(|b| match b {
        b'A'..=b'Z' => b - b'A',
        b'a'..=b'z' => b - b'a' + 26,
        b'0'..=b'9' => b - b'0' + 52,
        b'+' => 62,
        _ => 63,
    });
    let bits: Vec<u8> = digits.collect();
    let bytes: Vec<u8> = bits
        .chunks(4)
        .flat_map(|four| {
            let word = four
                .iter()
                .enumerate()
                .fold(0_u32, |w, (k, d)| w | u32::from(*d) << (18 - 6 * k));
            word.to_be_bytes()[1..four.len()].to_vec()
        })
        .collect();
    let text = miniz_oxide::inflate::decompress_to_vec(&bytes).expect("deflated");
    serde_json::from_slice(&text).expect("JSON")
}

#[test]
fn a_network_is_on_the_page_with_its_numbers_and_no_markup_of_its_own() {
    let evil = "</script><img src=x onerror=alert(1)>\"'&";
    let mut data = report("Li3PO4");
    data.crystals = vec![crystal(1, Shown::absent("no map"))];
    data.crystals[0].network = network(evil).into();
    let html = page::render(&data);
    assert_eq!(html.matches("</script>").count(), 2);
    assert!(!html.contains("<img"));
    let net = unpacked(&html);
    let hops = net["hops"].as_array().expect("hops");
    assert_eq!(hops.len(), 1, "one of no site is left out");
    let hop = &hops[0];
    assert_eq!((&hop["no"], &hop["energy"]), (&7.into(), &0.3.into()));
    assert_eq!(hop["rigid"], serde_json::json!([0.3, 0.2]));
    assert_eq!(net["tables"][0]["text"], evil, "saved as it is");
    let svg = hop["svg"].as_str().expect("a picture");
    assert!(svg.starts_with("<svg") && !svg.contains("<img") && svg.contains("&lt;img"));
    // A few points are enough for the view: both ends and the saddle point.
    let path = hop["path"].as_array().expect("a path");
    let saddle = hop["saddle"].as_u64().expect("a number") as usize;
    assert!(path.len() <= 7);
    assert_eq!(path[saddle][0], 0.11);
    assert_eq!(
        (&path[0][0], &path[path.len() - 1][0]),
        (&0.0.into(), &0.29.into())
    );
}

#[test]
fn polyhedra_keep_their_atoms_when_one_cannot_be_drawn() {
    let mut data = report("Li3PO4");
    let mut view = crystal(1, Shown::absent("no map"));
    let phosphorus = view.atoms[0].clone();
    let lost = Atom {
        fract: [f64::NAN, 0.0, 0.0],
        ..phosphorus.clone()
    };
    let corner = |fract| Atom {
        role: Role::Anion,
        fract,
        ..phosphorus.clone()
    };
    view.atoms = vec![
        lost,
        phosphorus.clone(),
        corner([0.3, 0.2, 0.3]),
        corner([0.1, 0.3, 0.3]),
        corner([0.1, 0.2, 0.5]),
    ];
    let whole = Polyhedron {
        centre: 1,
        corners: vec![(2, [0; 3]), (3, [0; 3]), (4, [0, 0, -1]), (4, [0; 3])],
    };
    let broken = Polyhedron {
        centre: 0,
        ..whole.clone()
    };
    view.polyhedra = vec![broken, whole];
    data.crystals = vec![view];
    let html = page::render(&data);
    assert!(
        html.contains("\"polyhedra\":[[0,[[1,0,0,0],[2,0,0,0],[3,0,0,-1],[3,0,0,0]],[["),
        "{html}"
    );
}

#[test]
fn what_is_missing_is_said_in_words() {
    let mut data = report("Li3PO4");
    data.sections = vec![FigureSection {
        title: "Model".into(),
        text: String::new(),
        figures: vec![NamedFigure::Vip(Shown::absent(
            "One structure is too few for a regression.",
        ))],
    }];
    data.crystals = vec![crystal(1, Shown::absent("The map was not computed."))];
    let html = page::render(&data);
    assert!(html.contains("One structure is too few for a regression."));
    assert!(html.contains("No path: nothing percolates below 2 eV."));
    assert!(html.contains("The map was not computed."));
    assert!(
        html.contains("<td class=\"n\">–</td>"),
        "a missing energy is a dash"
    );
    assert!(html.contains("leverage 0.9 over the limit of 0.4"));
}

#[test]
fn an_empty_report_is_a_page_without_sections() {
    let html = page::render(&ReportData::default());
    assert!(html.starts_with("<!doctype html>") && !html.contains("<section"));
}

#[test]
fn the_same_data_give_the_same_page_even_through_json() {
    let data = report("Li6PS5Br");
    let json = serde_json::to_string(&data).expect("plain data");
    let back: ReportData = serde_json::from_str(&json).expect("and back");
    assert_eq!(back, data);
    assert_eq!(page::render(&back), page::render(&data));
}

#[test]
fn a_map_of_a_million_points_stays_small() {
    let n = 100;
    let wave = |k: usize| (k as f32 / n as f32 * 6.0 * std::f32::consts::PI).sin();
    let mut values = Vec::with_capacity(n * n * n);
    for x in 0..n {
        for y in 0..n {
            for z in 0..n {
                values.push(wave(x) * wave(y) + wave(y) * wave(z) + wave(z) * wave(x));
            }
        }
    }
    let map = DisplayMap::from_grid([n; 3], &values, -3.0, 1.5).expect("a map");
    let mut data = report("Li6PS5I");
    let without = page::render(&data).len();
    data.crystals = vec![crystal(1, map.into())];
    let with = page::render(&data).len();
    // 51 of them have to fit into ten megabytes beside all else.
    assert!(with - without < 170_000, "{} bytes", with - without);
}

#[test]
fn a_ranking_comes_first_with_the_lowest_in_words_and_no_markup_of_others() {
    let ranked = |no, formula: &str, barriers: [Option<f64>; 3], caveat: &str| CompoundRow {
        energies_ev: barriers.to_vec(),
        prediction: None,
        ranked: Some(Ranked {
            source: "a/<b>/my.cif".into(),
            deciding: "Li1 → <i>, 2.10 Å, through S1".into(),
            caveats: vec![Caveat {
                name: caveat.into(),
                words: "<script>alert(1)</script>".into(),
            }],
        }),
        ..row(no, formula)
    };
    let report = ReportData {
        ion: "Li+".into(),
        settings: "softbv <0.18 Å>".into(),
        citation: "Somebody & others".into(),
        energy_names: ["1D", "2D", "3D"].map(Into::into).to_vec(),
        compounds: vec![
            ranked(
                1,
                "Li3PO4",
                [Some(0.7), Some(0.8), Some(0.9)],
                "shared sites",
            ),
            ranked(2, "Li<sub>", [Some(0.2), None, None], "x"),
            ranked(
                3,
                "Li6PS5Cl",
                [Some(0.3), Some(0.31), Some(0.32)],
                "<b>grave",
            ),
        ],
        ..report("none")
    };
    let html = page::render(&report);
    let at = |words: &str| {
        html.find(words)
            .unwrap_or_else(|| panic!("{words} is missing"))
    };
    assert!(at("<h2>Ranking</h2>") < at("<h2>One structure</h2>"));
    assert!(
        at("Lowest barrier in three dimensions: <strong>Li<sub>6</sub>PS<sub>5</sub>Cl</strong>")
            < at("<table id=\"table\"")
    );
    let rows = [3, 1, 2].map(|no| at(&format!("<tr data-no=\"{no}\">")));
    assert!(rows.is_sorted(), "{rows:?}");
    at("softbv &lt;0.18 Å&gt;");
    at("Somebody &amp; others");
    at("&lt;b&gt;grave");
    assert!(!html.contains("<h2>Descriptors</h2>"), "there are none");
    for markup in ["<b>/my", "<script>alert", "→ <i>"] {
        assert!(!html.contains(markup), "{markup}");
    }
}

/// The data of a page.
fn data_of(html: &str) -> serde_json::Value {
    let (_, after) = html.split_once("id=\"data\">").expect("data");
    let (data, _) = after.split_once("</script>").expect("an end");
    serde_json::from_str(data).expect("JSON")
}

#[test]
fn a_comparison_has_the_path_of_each_dimension_once() {
    let ranked = |no| CompoundRow {
        ranked: Some(Ranked::default()),
        ..row(no, "Li3PO4")
    };
    let path = |highest_ev: f64| {
        let points = [(0.0, 0.0), (1.0, highest_ev), (2.0, 0.0)];
        points.map(|(distance, energy_ev)| PathPoint {
            fract: [0.0; 3],
            distance,
            energy_ev,
        })
    };
    let mut view = crystal(1, Shown::absent("no map"));
    view.path = path(0.3).to_vec().into();
    view.wider_paths = [Some(path(0.3).to_vec()), Some(path(0.7).to_vec())];
    let mut layered = crystal(2, Shown::absent("no map"));
    layered.path = path(0.2).to_vec().into();
    let mut report = ReportData {
        compounds: vec![ranked(1), ranked(2)],
        crystals: vec![view, layered],
        ..report("paths")
    };
    let html = page::render(&report);
    assert!(html.contains("id=\"compare-dimension\""));
    let crystals = &data_of(&html)["crystals"];
    let along = |crystal: usize| crystals[crystal]["along"].clone();
    let line = |highest_ev: f64| serde_json::json!([[0.0, 0.0], [1.0, highest_ev], [2.0, 0.0]]);
    assert_eq!(along(0), serde_json::json!([line(0.3), 0, line(0.7)]));
    assert_eq!(along(1), serde_json::json!([line(0.2), null, null]));
    // So have the profiles.
    let profiles = |crystal: usize| {
        crystals[crystal]["profiles"]
            .as_array()
            .expect("three")
            .clone()
    };
    let highest = |profile: &serde_json::Value| {
        let (_, words) = profile.as_str()?.split_once("highest point ")?;
        Some(words.split_once(" eV")?.0.to_owned())
    };
    let energies = |crystal| profiles(crystal).iter().map(highest).collect::<Vec<_>>();
    let known = |energy: &str| Some(energy.to_owned());
    assert_eq!(energies(0), [known("0.300"), None, known("0.700")]);
    assert_eq!(profiles(0)[1], 0);
    assert_eq!(energies(1), [known("0.200"), None, None]);
    assert_eq!(
        profiles(1)[1..],
        [serde_json::Value::Null, serde_json::Value::Null]
    );
    // One structure is compared with none, and its page has neither boxes nor paths for that.
    report.compounds.truncate(1);
    report.crystals.truncate(1);
    let html = page::render(&report);
    assert!(!html.contains("id=\"compare-dimension\"") && !html.contains("class=\"tick\""));
    assert!(data_of(&html)["crystals"][0].get("along").is_none());
}

#[test]
fn orderings_of_a_ranking_have_a_section_of_their_own() {
    let mut report = ReportData {
        compounds: vec![CompoundRow {
            ranked: Some(Ranked::default()),
            ..row(1, "Li3PO4")
        }],
        ..report("orderings")
    };
    report.sections = vec![FigureSection {
        title: "Barriers over orderings".into(),
        text: String::new(),
        figures: vec![NamedFigure::Orderings(Shown::absent("Nothing is shared."))],
    }];
    let html = page::render(&report);
    assert!(html.contains("<h2>Orderings</h2>") && !html.contains("<h2>Descriptors</h2>"));
    assert!(html.contains("Nothing is shared."));
}
