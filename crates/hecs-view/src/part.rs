//! One input as the page shows it: its row of the ranking, its crystal with the network, its notes.

use hecs_analysis::records::{Failure, Head, PathsRecord, PredictRecord};
use hecs_analysis::{
    BarrierSettings, Entry, Host, MemoryPool, PathAnswer, PathSettings, barriers, charges, hecs_of,
    paths, predict, reduced_formula,
};
use hecs_core::{Ion, Structure, ion_text};
use hecs_descriptors::DescribeOptions;
use hecs_pls::Model;
use hecs_report::data::{
    Caveat, CompoundRow, CrystalView, Detail, ModelPrediction, OrderingsData, Ranked, Set, Shown,
};

use crate::crystal::{crystal_view, easiest_points, network_view};
use crate::orderings::orderings_data;
use crate::profile::site_names;

/// What the numbers rest on.
pub const CITATION: &str = concat!(
    "Barriers by hecs ",
    env!("CARGO_PKG_VERSION"),
    ", bond-valence site energies with the parameters of softBV (H. Chen, L. L. Wong, S. Adams, Acta Cryst. B 75 (2019) 18, \
     doi:10.1107/S2052520618015718)"
);

/// What one input contributes.
#[derive(Clone, Debug)]
pub struct Part {
    /// Its row of the ranking, without a number.
    pub row: CompoundRow,
    /// Its crystal, without a number; `None` where there is no structure.
    pub view: Option<CrystalView>,
    /// The barriers of its orderings, where they were asked for and there are some.
    pub orderings: Option<OrderingsData>,
    /// What decides its numbers.
    pub settings: String,
    /// How the question fared, with why the page lacks what was asked for.
    pub head: Head,
}

/// Distance between the grid points of the page's maps in Å; the page keeps 56 divisions per axis.
pub(crate) const SPACING_ANG: f64 = 0.18;

/// A network of more hops than this is left out: the page is to stay light, and its other parts quick.
const MOST_HOPS: usize = 1500;

/// The settings of the structures of a page: the network of an ion in this host.
pub fn page_settings(ion: Ion, host: Host) -> PathSettings {
    let mut settings = PathSettings::new(ion);
    settings.spacing_ang = SPACING_ANG;
    settings.most_hops = MOST_HOPS;
    settings.host = host;
    settings
}

/// What decides the numbers of the page.
fn settings_in_words(settings: &PathSettings) -> String {
    let host = match &settings.host {
        Host::Elastic(springs) => format!(", elastic host {}", springs.name()),
        _ => String::new(),
    };
    let (cutoff_ang, spacing_ang) = (settings.options.cutoff_ang, settings.spacing_ang);
    format!("softbv, ions up to {cutoff_ang} Å, grid of {spacing_ang} Å, refined{host}")
}

/// The network of an entry; where it has too many hops, those that decide percolation alone, and why.
fn ask(
    entry: &Entry,
    settings: &PathSettings,
    memory: &MemoryPool,
) -> (PathAnswer, Option<String>) {
    let mut answer = paths(entry, settings, memory);
    if answer.record.head.code.as_deref() != Some(TOO_MANY_HOPS) {
        return (answer, None);
    }
    let levels = BarrierSettings {
        spacing_ang: settings.spacing_ang,
        orderings: settings.orderings.clone(),
        ..BarrierSettings::new(settings.ion)
    };
    let found = barriers(entry, &levels, memory);
    let reason = answer.record.head.message.take();
    answer.record.head = found.record.head;
    answer.migration = found.migration;
    answer.record.orderings = found.record.orderings;
    (answer, reason)
}

/// The code of a network that is left out.
const TOO_MANY_HOPS: &str = "too-many-hops";

/// What the page shows of an entry, with a prediction where there is a model; `memory` is what all answers in work share. An
/// entry without an answer has a row that says why.
pub fn part(
    entry: &Entry,
    settings: &PathSettings,
    model: Option<&Model>,
    memory: &MemoryPool,
) -> Part {
    let mut row = CompoundRow {
        no: 0,
        formula: entry.file.clone(),
        series: String::new(),
        set: Set::Neither,
        energies_ev: vec![None; 3],
        descriptors: Vec::new(),
        prediction: None,
        ranked: None,
        details: Vec::new(),
    };
    let (answer, too_many) = ask(entry, settings, memory);
    let mut head = answer.record.head.clone();
    row.details.push(detail("file", &head.name(), false));
    let Ok(structure) = entry.structure() else {
        let reason = head.message.as_deref().unwrap_or_default();
        row.details.push(detail("not read", reason, true));
        row.ranked = Some(Ranked {
            source: head.name(),
            deciding: String::new(),
            caveats: caveats(&head, &[]),
        });
        return Part {
            row,
            view: None,
            orderings: None,
            settings: settings_in_words(settings),
            head,
        };
    };
    describe_structure(&mut row, structure);
    if let Ok(reading) = &entry.reading {
        for diagnostic in &reading.diagnostics {
            let code = diagnostic.code.to_string();
            let warning = diagnostic.severity > hecs_cif::Severity::Advice;
            row.details
                .push(detail(&code, &diagnostic.message, warning));
        }
    }
    for note in head
        .notes
        .iter()
        .filter(|note| !note.code.starts_with("cif::"))
    {
        row.details.push(detail(&note.code, &note.message, true));
    }
    row.details
        .push(detail("settings", &settings_in_words(settings), false));
    let reason = head.message.clone().unwrap_or_default();
    let migration = answer.migration.as_ref().ok_or(reason.as_str());
    let mut view = crystal_view(0, &row.formula, structure, settings.ion, migration);
    view.network = match too_many {
        Some(reason) => Shown::absent(format!("No network: {reason}.")),
        None => network_view(&answer, &row.formula),
    };
    if let Ok(migration) = migration {
        view.wider_paths = [2, 3].map(|dimension| easiest_points(migration, dimension));
    }
    row.energies_ev = vec![view.barriers.e1d, view.barriers.e2d, view.barriers.e3d];
    match hecs_of(entry, &DescribeOptions::default()) {
        Ok(hecs) => {
            row.descriptors = hecs.values().iter().map(|x| Some(*x)).collect();
            if let Some(model) = model {
                match predicted(predict(entry, model)) {
                    Ok(prediction) => row.prediction = Some(prediction),
                    Err(reason) => {
                        row.details.push(detail("no prediction", &reason, true));
                        if head.ok {
                            head.fail(Failure::new(
                                "not-predicted",
                                format!("no prediction: {reason}"),
                            ));
                        }
                    }
                }
            }
        }
        // Of other crystals nothing is missed, unless a model wants them.
        Err(why) if model.is_some() => {
            row.details
                .push(detail("no descriptors", &why.message, false));
        }
        Err(_) => {}
    }
    row.ranked = Some(Ranked {
        source: head.name(),
        deciding: deciding_hop(&answer.record),
        caveats: caveats(&head, &row.details),
    });
    let ordered = answer.record.orderings.as_ref();
    Part {
        orderings: ordered.map(|found| orderings_data(&row.formula, &answer.record.ion, found)),
        row,
        view: Some(view),
        settings: settings_in_words(settings),
        head,
    }
}

/// The hop that decides the barrier in most dimensions, in words; empty where there is none.
fn deciding_hop(record: &PathsRecord) -> String {
    let names = site_names(&record.sites);
    let barrier = record.barriers.values().rev().flatten().next();
    let hop = barrier.and_then(|barrier| record.hops.get(barrier.hop));
    let Some((hop, from, to)) =
        hop.and_then(|hop| Some((hop, names.get(hop.from)?, names.get(hop.to)?)))
    else {
        return String::new();
    };
    let window: Vec<&str> = (hop.bottleneck.ions.iter())
        .map(|ion| ion.label.as_str())
        .collect();
    let through = match window.as_slice() {
        [] => String::new(),
        labels => format!(", through {}", labels.join(" ")),
    };
    // The unit stays with its number where the cell of a table is narrow.
    format!("{from} → {to}, {:.2}\u{a0}Å{through}", hop.distance)
}

/// What qualifies the barriers: why there are none, the notes of the answer, and what was found wrong with the file.
fn caveats(head: &Head, details: &[Detail]) -> Vec<Caveat> {
    let name = |code: &str| code.rsplit("::").next().unwrap_or(code).replace('-', " ");
    let caveat = |code: &str, words: &str| Caveat {
        name: name(code),
        words: words.to_owned(),
    };
    let failed = head.code.iter().zip(&head.message);
    let failed = failed.map(|(code, message)| caveat(code, message));
    let (of_file, of_answer): (Vec<&Detail>, Vec<&Detail>) = (details.iter())
        .filter(|detail| detail.warning)
        .partition(|detail| detail.name.contains("::"));
    let warned = of_answer.into_iter().chain(of_file);
    let mut caveats: Vec<Caveat> = failed.collect();
    caveats.extend(warned.map(|detail| caveat(&detail.name, &detail.value)));
    caveats.sort_by_key(|caveat| {
        GRAVEST
            .iter()
            .position(|name| *name == caveat.name)
            .unwrap_or(GRAVEST.len())
    });
    caveats.dedup();
    caveats
}

/// What makes a barrier mean least comes first.
const GRAVEST: [&str; 4] = [
    "shared sites",
    "implausible bond valence",
    "averaged charge",
    "not refined",
];

fn describe_structure(row: &mut CompoundRow, structure: &Structure) {
    row.formula = reduced_formula(structure);
    let group = structure.space_group();
    let number = group.number.map_or("?".to_owned(), |n| n.to_string());
    let name = group.hermann_mauguin.as_deref().unwrap_or("unnamed");
    row.details
        .push(detail("space group", &format!("{name} ({number})"), false));
    let [a, b, c] = structure.lattice().lengths();
    let [alpha, beta, gamma] = structure.lattice().angles();
    row.details.push(detail(
        "cell",
        &format!("{a} {b} {c} Å, {alpha} {beta} {gamma}°"),
        false,
    ));
    let charges: Vec<String> = charges(structure)
        .iter()
        .map(|(element, charges)| {
            let list: Vec<String> = charges.iter().map(|q| ion_text(element, *q)).collect();
            list.join(" and ")
        })
        .collect();
    row.details
        .push(detail("charges", &charges.join(", "), false));
}

fn predicted(record: PredictRecord) -> Result<ModelPrediction, String> {
    let (Some(ea_ev), Some(inside)) = (record.value, record.inside) else {
        return Err(record.head.message.unwrap_or_default());
    };
    let number = |x: Option<f64>| x.unwrap_or(f64::NAN);
    Ok(ModelPrediction {
        response: record.response.clone(),
        ea_ev,
        interval_ev: record.low.zip(record.high),
        applicable: inside,
        applicability: if inside {
            format!(
                "inside the model's domain: T² {:.2}, Q {:.2}",
                number(record.hotelling_t2),
                number(record.q_residual)
            )
        } else {
            record.reasons.join("; ")
        },
    })
}

fn detail(name: &str, value: &str, warning: bool) -> Detail {
    Detail {
        name: name.to_owned(),
        value: value.to_owned(),
        warning,
    }
}

#[cfg(test)]
mod tests {
    use hecs_analysis::ReadSettings;

    use super::*;

    #[test]
    fn a_network_of_too_many_hops_leaves_the_barriers_and_says_so() {
        let cif = b"data_Li3OCl _space_group_name_H-M_alt 'P m -3 m'
_cell_length_a 3.91 _cell_length_b 3.91 _cell_length_c 3.91
_cell_angle_alpha 90 _cell_angle_beta 90 _cell_angle_gamma 90
loop_ _atom_site_label _atom_site_type_symbol _atom_site_fract_x _atom_site_fract_y _atom_site_fract_z
Li1 Li1+ 0 0.5 0.5  O1 O2- 0.5 0.5 0.5  Cl1 Cl1- 0 0 0";
        let entry = Entry::from_cif("Li3OCl.cif".to_owned(), cif, &ReadSettings::default());
        let whole = page_settings(Ion::LI, Host::Rigid);
        let mut limited = whole.clone();
        limited.most_hops = 0;
        let parts = [whole, limited]
            .map(|settings| part(&entry, &settings, None, &MemoryPool::unlimited()));
        let [all, few] = parts.map(|part| part.view.expect("a view"));
        assert_eq!(all.barriers, few.barriers);
        let network = all.network.data().expect("a network");
        assert!(!network.hops.is_empty() && !network.sites.is_empty());
        assert!(few.path.data().is_some());
        let barriers = [few.barriers.e2d, few.barriers.e3d];
        for (path, barrier_ev) in few.wider_paths.iter().zip(barriers) {
            let points = path.as_ref().expect("a path");
            let highest_ev = points.iter().map(|p| p.energy_ev).fold(0.0, f64::max);
            let difference_ev = highest_ev - barrier_ev.expect("a barrier");
            assert!(difference_ev.abs() < 1e-3, "{difference_ev} eV");
        }
        assert_eq!(all.wider_paths, few.wider_paths);
        let Shown::Absent(why) = few.network else {
            panic!("there is a network");
        };
        assert!(
            why.starts_with("No network: ") && why.contains("hops"),
            "{why}"
        );
    }
}
