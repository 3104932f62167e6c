//! The barriers of one hop by every method.

use std::fs;

use hecs_bvse::{ElasticHost, Framework, Options};
use hecs_cif::{ReadOptions, read_structure};
use hecs_core::Structure;

use super::dataset::Hop;

/// Interactions reach this far in Å, as in the reference values.
const CUTOFF_ANG: f64 = 8.0;

/// A way to compute a barrier.
pub(super) struct Method {
    pub(super) name: &'static str,
    /// Heading in the CSV file.
    pub(super) column: &'static str,
    others: Others,
    host: fn() -> Option<ElasticHost>,
}

/// What becomes of the other ions of the mobile element.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Others {
    Removed,
    Fixed,
}

pub(super) const METHODS: [Method; 7] = [
    Method {
        name: "rigid, others fixed",
        column: "rigid_fixed_eV",
        others: Others::Fixed,
        host: || None,
    },
    Method {
        name: "rigid, others removed",
        column: "rigid_removed_eV",
        others: Others::Removed,
        host: || None,
    },
    Method {
        name: "elastic, k = 5",
        column: "elastic_k5_eV",
        others: Others::Removed,
        host: || Some(ElasticHost::plain(hecs_bvse::STIFFNESS_EV_PER_ANG2)),
    },
    Method {
        name: "elastic S",
        column: "elastic_s_eV",
        others: Others::Removed,
        host: || Some(ElasticHost::site_consistent()),
    },
    Method {
        name: "elastic F",
        column: "elastic_f_eV",
        others: Others::Removed,
        host: || Some(ElasticHost::by_charge()),
    },
    Method {
        name: "elastic S, others fixed",
        column: "elastic_s_fixed_eV",
        others: Others::Fixed,
        host: || Some(ElasticHost::site_consistent()),
    },
    Method {
        name: "elastic F, others fixed",
        column: "elastic_f_fixed_eV",
        others: Others::Fixed,
        host: || Some(ElasticHost::by_charge()),
    },
];

/// What each method answers, or why none does.
pub(super) type Answers = Result<[Option<f64>; METHODS.len()], String>;

/// The barriers in eV, forward, of a hop.
pub(super) fn barriers(hop: &Hop) -> Answers {
    let structure = structure_of(hop)?;
    let [removed, fixed] =
        [Others::Removed, Others::Fixed].map(|others| framework(hop, &structure, others));
    let (removed, fixed) = (removed?, fixed?);
    Ok(METHODS.map(|method| {
        let framework = match method.others {
            Others::Removed => &removed,
            Others::Fixed => &fixed,
        };
        let path = match (method.host)() {
            None => framework.hop(&hop.from, &hop.to),
            Some(host) => framework.elastic_hop(&hop.from, &hop.to, &host),
        };
        path.ok().map(|path| path.barrier_ev)
    }))
}

/// The structure of a hop, with the charges of the table.
pub(super) fn structure_of(hop: &Hop) -> Result<Structure, String> {
    let bytes = fs::read(&hop.path).map_err(|e| format!("{}: {e}", hop.path.display()))?;
    let reading = read_structure(&bytes, &ReadOptions::default()).with_charges(&hop.charges);
    reading.into_structure().map_err(|e| e.message)
}

fn framework(hop: &Hop, structure: &Structure, others: Others) -> Result<Framework, String> {
    let mut options = Options {
        cutoff_ang: CUTOFF_ANG,
        ..Options::default()
    };
    if others == Others::Fixed {
        // The first site is the ion that moves.
        let stay = structure.sites().iter().skip(1);
        let stay = stay.filter(|site| site.contains(hop.ion.element));
        options.fixed = stay.map(|site| site.label.clone()).collect();
    }
    Framework::new(structure, hop.ion, &options).map_err(|e| e.to_string())
}
