//! The pictures of the reproduction as data, section by section.

use std::collections::BTreeMap;
use std::error::Error;

use hecs_core::Element;
use hecs_descriptors::{Role, Roles};
use hecs_design::claims::Claim;
use hecs_design::{KnownCompound, SeriesRules};
use hecs_report::data::{
    self, ContourPanel, ContourPoint, DeviationData, FigureSection, FitData, FitPoint, FitSet,
    FrameworkData, HeatmapData, MechanismData, NamedFigure, PlsScheme, PressData, SamplingData,
    SeriesData, SeriesPoint, SiteSampling, StrategyData, StrategyRow, VipBar, VipData,
};
use hecs_report::labels::FIG_5_PAIRS;

use super::level3::relative_deviations;
use super::model::Regression;
use super::outputs::Results;
use super::pattern::Pattern;
use super::published::{Compound, Published, Set};
use super::section33;

/// Every section of figures, in the order of the page.
pub(crate) fn sections(
    results: &Results<'_>,
    pattern: &Pattern,
) -> Result<Vec<FigureSection>, Box<dyn Error>> {
    let published = results.published;
    let [(_, level2), (_, level3), (_, level4)] = results.models;
    let section = |title: &str, text: &str, figures: Vec<NamedFigure>| FigureSection {
        title: title.to_owned(),
        text: text.to_owned(),
        figures,
    };
    let contours = |panels: Vec<ContourPanel>| -> Vec<NamedFigure> {
        panels
            .into_iter()
            .map(|panel| NamedFigure::Contour(panel.into()))
            .collect()
    };
    let rows: Vec<Vec<f64>> = published
        .compounds
        .iter()
        .filter(|c| c.set != Set::Dropped)
        .map(|c| c.descriptors.clone())
        .collect();
    Ok(vec![
        section(
            "From structure to prediction",
            "",
            vec![
                NamedFigure::Framework(framework(results, pattern)?.into()),
                NamedFigure::Sampling(sampling(results, pattern)?.into()),
                NamedFigure::PlsScheme(pls_scheme(results, pattern)?.into()),
            ],
        ),
        section(
            "Calculated and predicted activation energy (Fig. 3)",
            "The paper's model on the published table, and the same regression on what was computed from the structures.",
            vec![
                NamedFigure::Fit(fit("L2: published descriptors and Ea", level2, published).into()),
                NamedFigure::Fit(
                    fit(
                        "L4: standard structures, softbv Ea of the grid",
                        level4,
                        published,
                    )
                    .into(),
                ),
            ],
        ),
        section(
            "Number of components (Fig. S3)",
            "",
            vec![
                NamedFigure::Press(press("L2: published", level2).into()),
                NamedFigure::Press(press("L4: softbv, grid", level4).into()),
            ],
        ),
        section(
            "Importance of the descriptors (Fig. 4)",
            "",
            vec![
                NamedFigure::Vip(vip("L2: published", level2, published)?.into()),
                NamedFigure::Vip(vip("L4: softbv, grid", level4, published)?.into()),
            ],
        ),
        section(
            "Activation energy over pairs of descriptors (Fig. 5)",
            "Published descriptors and published Ea of the 50 compounds.",
            contours(panels_5(results)),
        ),
        section(
            "Activation energy over the anion radius (Fig. S4)",
            "",
            contours(panels_s4(results)?),
        ),
        section(
            "Correlations (Fig. S2)",
            "",
            vec![NamedFigure::Heatmap(
                HeatmapData::pearson(&published.descriptors, &rows).into(),
            )],
        ),
        section(
            "Mechanism and strategies (Figs. 6 and 7)",
            "The paper's mechanism with the signs of our own coefficients.",
            vec![
                NamedFigure::Mechanism(mechanism("L2: published", level2, published)?.into()),
                NamedFigure::Mechanism(mechanism("L4: softbv, grid", level4, published)?.into()),
                NamedFigure::Strategies(strategies(results).into()),
            ],
        ),
        section(
            "What the paper does not show",
            "Published against recomputed Ea, series by series: the `spse` rules reproduce the published values, \
             the standard structures with each species' own D0 move them. And how far the recomputed descriptors \
             lie from the published ones.",
            vec![
                NamedFigure::Series(series(results)?.into()),
                NamedFigure::Deviations(deviations(results).into()),
                NamedFigure::Fit(
                    fit("L3: recomputed descriptors and spse Ea", level3, published).into(),
                ),
            ],
        ),
    ])
}

fn framework(results: &Results<'_>, pattern: &Pattern) -> Result<FrameworkData, Box<dyn Error>> {
    let published = results.published;
    let model = results.models[0].1;
    let count = |set: Set| published.compounds.iter().filter(|c| c.set == set).count();
    let threshold = published.number("vip_threshold")?;
    Ok(FrameworkData {
        compounds: count(Set::Train) + count(Set::Test),
        descriptors: published.descriptors.len(),
        train: count(Set::Train),
        test: count(Set::Test),
        components: model.components,
        important: model.important(&published.descriptors, threshold).len(),
        crystal: pattern.crystal.clone().into(),
    })
}

/// The matrices of the paper's fit.
fn pls_scheme(results: &Results<'_>, pattern: &Pattern) -> Result<PlsScheme, Box<dyn Error>> {
    let fit = framework(results, pattern)?;
    Ok(PlsScheme {
        rows: fit.train,
        columns: fit.descriptors,
        components: fit.components,
    })
}

/// How many compounds have each element on each site, from the structures.
fn sampling(results: &Results<'_>, pattern: &Pattern) -> Result<SamplingData, Box<dyn Error>> {
    let places = [
        (Role::A, data::Role::A, "4a"),
        (Role::B, data::Role::B, "4b"),
        (Role::C, data::Role::C, "4c"),
        (Role::E, data::Role::E, "16e"),
    ];
    let mut sites = Vec::new();
    for (role, drawn, wyckoff) in places {
        let mut counts: BTreeMap<Element, usize> = BTreeMap::new();
        for computed in results.computed {
            let structure = computed.structure()?;
            let roles = Roles::find(structure).map_err(|e| e.to_string())?;
            let mut here: Vec<Element> = structure
                .sites()
                .iter()
                .enumerate()
                .filter(|(i, _)| roles.of_site(*i) == Some(role))
                .flat_map(|(_, site)| site.species.iter().map(|s| s.element))
                .collect();
            here.sort_unstable();
            here.dedup();
            for element in here {
                *counts.entry(element).or_insert(0) += 1;
            }
        }
        sites.push(SiteSampling {
            role: drawn,
            wyckoff: wyckoff.to_owned(),
            species: counts
                .into_iter()
                .map(|(element, n)| (element.symbol().to_owned(), n))
                .collect(),
        });
    }
    Ok(SamplingData {
        general_formula: "Li_{7−x+y}(M_{1−y}N_{y}Y_{4})Y_{2−x}X_{x}, 0 ≤ x ≤ 2, 0 ≤ y ≤ 1"
            .to_owned(),
        sites,
        crystal: pattern.crystal.clone().into(),
        jumps: pattern.jumps.clone(),
    })
}

fn fit(name: &str, model: &Regression, published: &Published) -> FitData {
    let set = |set: Set, drawn: data::Set, quality: super::model::Quality| FitSet {
        set: drawn,
        r2: Some(quality.r2),
        r2_pearson: (set == Set::Test).then_some(quality.pearson_r2),
        rmse_ev: Some(quality.rmse),
        points: model
            .predictions
            .iter()
            .filter(|p| p.set == set)
            .map(|p| FitPoint {
                no: p.no,
                formula: formula_of(published, p.no),
                calculated_ev: p.observed,
                predicted_ev: p.predicted,
            })
            .collect(),
    };
    FitData {
        name: name.to_owned(),
        x_label: "E_{a} calculated (eV)".to_owned(),
        y_label: "E_{a} predicted (eV)".to_owned(),
        sets: vec![
            set(Set::Train, data::Set::Train, model.train),
            set(Set::Test, data::Set::Test, model.test),
        ],
    }
}

fn formula_of(published: &Published, no: u32) -> String {
    published
        .compounds
        .iter()
        .find(|c| c.no == no)
        .map_or(String::new(), |c| c.formula.clone())
}

fn press(name: &str, model: &Regression) -> PressData {
    PressData {
        name: name.to_owned(),
        root_mean_press: model.cross_validation.root_mean_press(),
        q2: model.cross_validation.q2(),
        chosen: model.components,
        ..PressData::default()
    }
}

fn vip(name: &str, model: &Regression, published: &Published) -> Result<VipData, Box<dyn Error>> {
    let important = published.important()?;
    Ok(VipData {
        name: name.to_owned(),
        threshold: published.number("vip_threshold")?,
        bars: published
            .descriptors
            .iter()
            .zip(&model.vip)
            .map(|(d, vip)| VipBar::new(d, *vip, Some(important.contains(&d.as_str()))))
            .collect(),
    })
}

/// Fig. 5 a–f.
pub(crate) fn panels_5(results: &Results<'_>) -> Vec<ContourPanel> {
    FIG_5_PAIRS
        .iter()
        .map(|(letter, x, y)| panel(results.published, letter, x, y))
        .collect()
}

/// Fig. S4: the leading descriptor against each of the others that the paper names as important.
pub(crate) fn panels_s4(results: &Results<'_>) -> Result<Vec<ContourPanel>, Box<dyn Error>> {
    let important = results.published.important()?;
    let leading = results.published.text("leading_descriptor")?;
    let others = important.iter().filter(|name| **name != leading);
    Ok(others
        .zip('a'..='z')
        .map(|(y, letter)| panel(results.published, &letter.to_string(), leading, y))
        .collect())
}

fn panel(published: &Published, letter: &str, x: &str, y: &str) -> ContourPanel {
    let place = |name: &str| published.descriptors.iter().position(|d| d == name);
    let value = |c: &Compound, name: &str| place(name).map_or(f64::NAN, |j| c.descriptors[j]);
    ContourPanel {
        letter: letter.to_owned(),
        x: x.to_owned(),
        y: y.to_owned(),
        points: published
            .compounds
            .iter()
            .filter(|c| c.set != Set::Dropped)
            .map(|c| ContourPoint {
                no: c.no,
                formula: c.formula.clone(),
                x: value(c, x),
                y: value(c, y),
                ea_ev: c.ea,
            })
            .collect(),
        response: None,
    }
}

fn mechanism(
    name: &str,
    model: &Regression,
    published: &Published,
) -> Result<MechanismData, Box<dyn Error>> {
    let threshold = published.number("vip_threshold")?;
    Ok(MechanismData {
        name: name.to_owned(),
        coefficients: published
            .descriptors
            .iter()
            .cloned()
            .zip(model.standardised.iter().copied())
            .collect(),
        important: model
            .important(&published.descriptors, threshold)
            .iter()
            .map(|d| (*d).to_owned())
            .collect(),
    })
}

/// Fig. 7 as a table: the paper's six families with its bounds and what became of them.
fn strategies(results: &Results<'_>) -> StrategyData {
    // Strategy and path of each family, in the order of the abstract.
    const WORDS: [(&str, &str, &str); 6] = [
        (
            "Smaller anions, more site disorder",
            "Cl for S on 4a and 4c",
            "Li_{6−x}PS_{5−x}Cl_{1+x}",
        ),
        (
            "More lithium, concerted motion",
            "S for Br",
            "Li_{6+x}PS_{5+x}Br_{1−x}",
        ),
        (
            "More lithium, concerted motion",
            "S for I beside Br",
            "Li_{6+x}PS_{5+x}Br_{0.25}I_{0.75−x}",
        ),
        (
            "Wider bottlenecks, induced disorder",
            "Si, Ge or Sn for P",
            "Li_{6+(5−n)y}P_{1−y}N_{y}S_{5}I",
        ),
        (
            "Wider bottlenecks, induced disorder",
            "Si, Ge or Sn for As",
            "Li_{6+(5−n)y}As_{1−y}N_{y}S_{5}I",
        ),
        (
            "Wider bottlenecks, induced disorder",
            "Si, Ge or Sn for As in the selenide",
            "Li_{6+(5−n)y}As_{1−y}N_{y}Se_{5}I",
        ),
    ];
    // Lowest direct spse Ea of the members within the domain.
    let lowest = |claim: &Claim| {
        claim
            .points
            .iter()
            .filter(|p| p.counts[0] && p.formula != claim.parent)
            .filter_map(|p| p.ea_ev[0])
            .reduce(f64::min)
    };
    StrategyData {
        rows: results
            .claims
            .iter()
            .zip(WORDS)
            .map(|(claim, (strategy, path, family))| StrategyRow {
                strategy: strategy.to_owned(),
                path: path.to_owned(),
                family: family.to_owned(),
                bound_ev: Some(claim.bound_ev),
                predicted_ev: lowest(claim),
                verdict: section33::verdict_in_words(claim),
            })
            .collect(),
    }
}

fn series(results: &Results<'_>) -> Result<SeriesData, Box<dyn Error>> {
    let names = series_names(results)?;
    let mut points: Vec<SeriesPoint> = results
        .published
        .compounds
        .iter()
        .zip(results.computed)
        .zip(names)
        .map(|((c, ours), series)| SeriesPoint {
            no: c.no,
            formula: c.formula.clone(),
            series,
            published_ev: Some(c.ea),
            recomputed_ev: vec![
                Some(ours.spse_as_published.ea_ev),
                Some(ours.softbv_grid_ev),
            ],
        })
        .collect();
    points.sort_by(|a, b| a.series.cmp(&b.series).then(a.no.cmp(&b.no)));
    Ok(SeriesData {
        name: "compounds of each series in the order of the published table".to_owned(),
        recomputed: vec![
            "spse, as published".to_owned(),
            "softbv, standard, grid".to_owned(),
        ],
        points,
    })
}

/// The series of each compound, by the rules of the design crate.
pub(crate) fn series_names(results: &Results<'_>) -> Result<Vec<String>, Box<dyn Error>> {
    let rules = SeriesRules::built_in()?;
    results
        .computed
        .iter()
        .zip(&results.published.compounds)
        .map(|(computed, c)| {
            let known = KnownCompound::new(c.no, &c.formula, computed.structure()?.clone());
            Ok(rules.of(&known.composition()?).to_owned())
        })
        .collect()
}

fn deviations(results: &Results<'_>) -> DeviationData {
    DeviationData {
        name: "recomputed against published descriptors".to_owned(),
        tolerance: super::level3::CELL_TOLERANCE,
        columns: relative_deviations(results.published, results.computed),
    }
}
