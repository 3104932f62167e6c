//! The springs of an elastic host: those of a model, or of the displacement parameters of the file.
//!
//! An ion on a spring k moves with thermal energy by U_iso = k_B T/k along each axis, so k = k_B T/U_iso.

use hecs_bvse::{ElasticHost, Springs};
use hecs_core::Structure;

use super::settings::SpringModel;
use crate::Entry;
use crate::records::Failure;

/// The Boltzmann constant in eV/K (CODATA 2018, exact).
const BOLTZMANN_EV_PER_K: f64 = 8.617_333_262e-5;
/// Temperature in K of a measurement that the file does not state.
const ROOM_TEMPERATURE_K: f64 = 300.0;

/// The elastic host that a model describes in the structure of an input.
///
/// # Errors
/// Where there is no structure, or no displacement parameters for springs that come from them.
pub fn elastic_host(model: SpringModel, entry: &Entry) -> Result<ElasticHost, Failure> {
    host(model, entry, entry.structure()?)
}

/// The host that a model describes in a structure.
pub(super) fn host(
    model: SpringModel,
    entry: &Entry,
    structure: &Structure,
) -> Result<ElasticHost, Failure> {
    match model {
        SpringModel::SiteConsistent => Ok(ElasticHost::site_consistent()),
        SpringModel::ByCharge => Ok(ElasticHost::by_charge()),
        SpringModel::Plain(k) => Ok(ElasticHost::plain(k)),
        SpringModel::Displacement => {
            let springs = of_displacements(entry, structure)?;
            Ok(ElasticHost::site_consistent().with_springs(springs))
        }
    }
}

fn of_displacements(entry: &Entry, structure: &Structure) -> Result<Springs, Failure> {
    let reading = entry.reading.as_ref().map_err(Clone::clone)?;
    let stated = &reading.displacements;
    let thermal_ev = BOLTZMANN_EV_PER_K * stated.temperature_k.unwrap_or(ROOM_TEMPERATURE_K);
    let of_sites: Vec<Option<f64>> = structure
        .sites()
        .iter()
        .map(|site| stated.of(&site.label).map(|u_ang2| thermal_ev / u_ang2))
        .collect();
    if of_sites.iter().all(Option::is_none) {
        return Err(Failure::new(
            "no-displacement-parameters",
            "the file states no displacement parameters (U_iso, B_iso or U_ij) for the springs: use --springs S",
        ));
    }
    Ok(Springs::PerSite(of_sites))
}

/// The same host for a structure whose sites are those numbered `site_of` of the first one.
pub(super) fn in_order(host: &ElasticHost, site_of: &[usize]) -> ElasticHost {
    match &host.springs {
        Springs::PerSite(of_sites) => {
            let springs = site_of.iter().map(|site| of_sites[*site]).collect();
            host.clone().with_springs(Springs::PerSite(springs))
        }
        _ => host.clone(),
    }
}
