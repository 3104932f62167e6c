//! From the known compounds to verdicts, on the fixtures.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod common;

use std::collections::BTreeMap;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use common::{known, paper, trained};
use hecs_core::Element;
use hecs_design::claims::{Claim, ClaimVerdict};
use hecs_design::resume::Checkpoint;
use hecs_design::{
    DesignError, Family, Formula, Given, Overrides, Range, ScreenOptions, Trained, VIP_THRESHOLD,
    model_card,
};

static TRAINED: LazyLock<Trained> = LazyLock::new(|| trained().unwrap());
static CLAIMS: LazyLock<Vec<Claim>> = LazyLock::new(|| common::claims(&TRAINED).unwrap());

#[test]
fn parents_are_on_the_step_of_the_bounds() {
    for claim in CLAIMS.iter() {
        assert!(claim.parent_on_bound, "{}", claim.family);
        assert_eq!(claim.parent_steps, claim.bound_steps, "{}", claim.family);
        let parent: Formula = claim.parent.parse().unwrap();
        let known = TRAINED.known_of(&parent).unwrap();
        assert_eq!(known.published_steps, Some(claim.bound_steps));
    }
}

#[test]
fn every_claim_has_a_verdict_with_numbers() {
    assert_eq!(CLAIMS.len(), 6);
    for claim in CLAIMS.iter() {
        println!("{} {:?}: {}", claim.family, claim.verdict, claim.words);
        for line in &claim.lines {
            assert!(line.points >= 4 && line.lowest.is_some() && line.slope_ev.is_some());
            assert_eq!(
                line.verdict == ClaimVerdict::OutsideDomain,
                line.counted == 0
            );
        }
    }
    // The verdict follows from the two numbers that it compares.
    for claim in CLAIMS.iter() {
        let holds = claim
            .compared_ev()
            .map(|(highest_ev, parent_ev)| highest_ev < parent_ev);
        match claim.verdict {
            ClaimVerdict::Holds => assert_eq!(holds, Some(true), "{}", claim.family),
            ClaimVerdict::DoesNotHold => assert_eq!(holds, Some(false), "{}", claim.family),
            _ => assert_eq!(holds, None, "{}", claim.family),
        }
    }
    // No known compound has less than six lithium, so chloride-rich members cannot be judged.
    assert_eq!(CLAIMS[0].verdict, ClaimVerdict::OutsideDomain);
    let missing = TRAINED.claims(&Family::built_in().unwrap(), &BTreeMap::new(), 2, None);
    assert!(matches!(missing, Err(DesignError::Data { .. })));
}

#[test]
fn the_model_card_is_up_to_date() {
    let card = model_card::markdown(&TRAINED, &CLAIMS);
    let path = common::fixtures().join("../docs/model-card.md");
    let written = std::fs::read_to_string(path).unwrap();
    assert!(
        card == written,
        "docs/model-card.md is out of date; run `cargo run --release -p hecs-design --example model_card`"
    );
}

#[test]
fn direct_bvse_carries_to_unseen_series_and_pls_does_not() {
    let comparison = &TRAINED.comparison;
    for method in &comparison.methods {
        println!(
            "{} {:?} {:.4} {:?}",
            method.method, method.given, method.rmse_ev, method.by_series
        );
        let compounds: usize = method.by_series.iter().map(|s| s.1).sum();
        assert_eq!(compounds, TRAINED.known.len());
    }
    let direct = comparison.methods.last().unwrap();
    assert_eq!(direct.given, Given::Composition);
    assert!(
        comparison
            .methods
            .iter()
            .all(|m| m.rmse_ev >= direct.rmse_ev)
    );
    assert_eq!(comparison.rows.len(), TRAINED.known.len());
}

#[test]
fn virtual_crystals_are_neutral_and_have_their_formula() {
    let options = ScreenOptions::default();
    let mut seen = 0;
    for family in Family::built_in().unwrap() {
        let members = family.grid(&[], &[]).unwrap();
        let members: Vec<_> = members.into_iter().step_by(7).collect();
        let screening = TRAINED.screen(&family, &members, &options, None).unwrap();
        for candidate in &screening.candidates {
            let structure = candidate.candidate().structure().unwrap();
            let charge = structure.net_charge().unwrap();
            assert!(charge.abs() < 1e-6, "{} {charge}", candidate.formula);
            let formula: Formula = candidate.formula.parse().unwrap();
            let cell = structure.composition();
            for (ion, amount) in formula.amounts() {
                let found = cell[&ion.element] / 4.0;
                assert!(
                    (found - amount).abs() < 1e-4,
                    "{} {ion} {found}",
                    candidate.formula
                );
            }
            let full = structure
                .sites()
                .iter()
                .all(|s| s.occupancy() <= 1.0 + 1e-9);
            assert!(full, "{}", candidate.formula);
            seen += 1;
        }
    }
    assert!(seen > 500);
}

#[test]
fn a_family_starts_at_its_known_parent() {
    let family = Family::named("Li6-xPS5-xCl1+x").unwrap();
    let members = family
        .grid(&[("x", Range::single(0.0).unwrap())], &[])
        .unwrap();
    let screening = TRAINED
        .screen(&family, &members, &ScreenOptions::default(), None)
        .unwrap();
    let p = &screening.candidates[0].parameters;
    let rows = common::table("structures.csv");
    let parent = rows.iter().find(|row| row["formula"] == family.parent);
    for (column, value) in [
        ("a_A", p.a_ang),
        ("u_16e", p.u_16e),
        ("x_Li48h", p.x_li48h),
        ("z_Li48h", p.z_li48h),
        ("occ_Li48h", p.occ_li48h),
    ] {
        let known: f64 = parent.unwrap()[column].parse().unwrap();
        assert!((value - known).abs() < 1e-4, "{column} {value} {known}");
    }
    let chloride = format!("Cl:{:.3} ", p.halide_on_c);
    assert!(parent.unwrap()["occ_4c"].starts_with(&chloride));
    assert_eq!(
        screening.candidates[0].reasons.words,
        "the model sees no difference from the parent"
    );
}

#[test]
fn the_direct_barrier_has_the_first_word() {
    let family = Family::named("Li6+(5-n)yP1-yNyS5I").unwrap();
    let members = family.grid(&[], &[("N", "Ge")]).unwrap();
    let options = ScreenOptions {
        direct_spacing_ang: Some(0.3),
        ..ScreenOptions::default()
    };
    let screening = TRAINED.screen(&family, &members, &options, None).unwrap();
    let of = |a: &hecs_design::Assessment| a.softbv_direct.as_ref().unwrap().ea_ev.unwrap();
    let parent_ev = of(&screening.parent.virtual_one);
    for candidate in &screening.candidates {
        let direct_ev = of(candidate) - parent_ev;
        let words = &candidate.reasons.words;
        assert!(words.starts_with("by direct BVSE "), "{words}");
        let first = words.split(';').next().unwrap();
        if direct_ev.abs() > 1e-3 {
            let word = if direct_ev < 0.0 { "lower" } else { "higher" };
            assert!(first.contains(word), "{direct_ev} {words}");
        }
        let is_against = direct_ev * candidate.reasons.difference_ev < 0.0
            && direct_ev.abs().min(candidate.reasons.difference_ev.abs()) > 1e-3;
        assert_eq!(
            words.contains("against it, by the model"),
            is_against,
            "{words}"
        );
    }
    assert!(
        screening
            .parent
            .virtual_one
            .reasons
            .words
            .starts_with("the model sees no")
    );
}

#[test]
fn contributions_add_up_and_overrides_count() {
    let family = Family::named("Li6+(5-n)yP1-yNyS5I").unwrap();
    let members = family.grid(&[], &[("N", "Ge")]).unwrap();
    let mut options = ScreenOptions {
        spse: true,
        ..ScreenOptions::default()
    };
    let screening = TRAINED.screen(&family, &members, &options, None).unwrap();
    let parent = &screening.parent.virtual_one;
    for candidate in &screening.candidates {
        let difference = candidate.softbv.ea_ev - parent.softbv.ea_ev;
        assert!((candidate.reasons.difference_ev - difference).abs() < 1e-10);
        let estimates = (
            candidate.spse.as_ref().unwrap(),
            parent.spse.as_ref().unwrap(),
        );
        let difference = estimates.0.ea_ev - estimates.1.ea_ev;
        assert!(
            (candidate.spse_reasons.as_ref().unwrap().difference_ev - difference).abs() < 1e-10
        );
    }
    assert!(screening.candidates.iter().any(|c| c.pareto));
    let csv = screening.to_csv().unwrap();
    assert_eq!(csv.lines().count(), members.len() + 1);
    let json: serde_json::Value = serde_json::from_str(&screening.to_json().unwrap()).unwrap();
    assert_eq!(json["candidates"].as_array().unwrap().len(), members.len());

    let table = "# mine\nformula,a_a,halide_on_c\nLi6.5P0.5Ge0.5S5I,10.25,\n";
    options.overrides_by_formula = Overrides::from_csv(table).unwrap();
    options.overrides.halide_on_c = Some(0.3);
    let changed = TRAINED.screen(&family, &members, &options, None).unwrap();
    for candidate in &changed.candidates {
        assert_eq!(candidate.parameters.halide_on_c, 0.3);
        let own = candidate.formula == "Li6.5P0.5Ge0.5S5I";
        assert_eq!(candidate.parameters.a_ang == 10.25, own);
    }
    let error = Overrides::from_csv("formula,a_a\nLi6PS5Cl,99\n").unwrap_err();
    assert!(error.to_string().contains("nearest allowed value is 13"));
    assert!(Overrides::from_csv("formula,b\nLi6PS5Cl,1\n").is_err());
}

#[test]
fn screenings_resume_and_do_not_depend_on_threads() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("run.jsonl");
    std::fs::write(&path, Checkpoint::start()).unwrap();
    let family = Family::named("Li6+xPS5+xBr1-x").unwrap();
    let members = family.grid(&[], &[]).unwrap();
    let options = |checkpoint| ScreenOptions {
        direct_spacing_ang: Some(0.3),
        checkpoint,
        ..ScreenOptions::default()
    };
    let count = AtomicUsize::new(0);
    let progress = |n: usize| {
        count.fetch_max(n, Ordering::Relaxed);
    };
    let empty = Checkpoint::open(&path).unwrap();
    let first = TRAINED
        .screen(
            &family,
            &members[..6],
            &options(Some(&empty)),
            Some(&progress),
        )
        .unwrap();
    assert_eq!((first.resumed, count.load(Ordering::Relaxed)), (0, 6));
    let filled = Checkpoint::open(&path).unwrap();
    let all = TRAINED
        .screen(&family, &members, &options(Some(&filled)), None)
        .unwrap();
    // The parent and the first six.
    assert_eq!(all.resumed, 7);
    let one_thread = rayon::ThreadPoolBuilder::new()
        .num_threads(1)
        .build()
        .unwrap();
    let fresh = options(None);
    let alone = one_thread.install(|| TRAINED.screen(&family, &members, &fresh, None).unwrap());
    assert_eq!(alone.candidates, all.candidates);
}

#[test]
fn cif_of_a_winner_has_its_sites() {
    let family = Family::named("Li6+xPS5+xBr0.25I0.75-x").unwrap();
    let member = family.member(&[("x", 0.3)], &[]).unwrap();
    let screening = TRAINED
        .screen(&family, &[member], &ScreenOptions::default(), None)
        .unwrap();
    let cif = screening.candidates[0].cif().unwrap();
    println!("{cif}");
    assert!(cif.contains("data_Li6.3PS5.3Br0.25I0.45\n"));
    assert!(cif.contains("_chemical_formula_sum 'Li6.3 P1 S5.3 Br0.25 I0.45'"));
    let atoms: Vec<&str> = cif.lines().filter(|l| l.contains("_A ")).collect();
    // Halides, then chalcogenides.
    assert!(atoms[0].starts_with("Br_A Br 0 0 0 0."), "{atoms:?}");
    assert!(atoms[1].starts_with("I_A") && atoms[2].starts_with("S_A"));
    assert_eq!(cif.lines().filter(|l| l.starts_with('\'')).count(), 96);
    // Read back, it is the same crystal.
    let reading = hecs_cif::read_structure(cif.as_bytes(), &hecs_cif::ReadOptions::default());
    let read = reading.structure.unwrap();
    let hecs = hecs_descriptors::Hecs::describe(&read).unwrap();
    for (descriptor, value) in screening.candidates[0].candidate().hecs.iter() {
        let difference = (hecs[descriptor] - value).abs();
        assert!(
            difference < 1e-8 * value.abs().max(1.0),
            "{descriptor} {difference}"
        );
    }
}

#[test]
fn the_threshold_is_that_of_the_paper() {
    assert_eq!(VIP_THRESHOLD, paper()["vip_threshold"]);
}

#[test]
fn too_little_to_learn_from_is_an_error() {
    let few = known().into_iter().take(3).collect();
    let options = hecs_design::TrainOptions::published().unwrap();
    let error = Trained::new(few, options, None).unwrap_err();
    assert!(
        matches!(error, DesignError::TooFewCompounds { .. }),
        "{error}"
    );
    let mut no_lithium = known();
    let mut crystal = no_lithium[0].structure.to_builder();
    crystal.retain_sites(|site| !site.contains(Element::LI));
    no_lithium[0].structure = crystal.build().unwrap();
    let options = hecs_design::TrainOptions::published().unwrap();
    assert!(known()[0].check().is_ok());
    let alone = no_lithium[0].check().unwrap_err();
    let together = Trained::new(no_lithium, options, None).unwrap_err();
    for error in [alone, together] {
        assert!(
            matches!(error, DesignError::KnownCompound { .. }),
            "{error}"
        );
    }
}
