//! What is known of a hop before anything is estimated.

use hecs_bvse::{ElasticHost, Framework, Options};
use hecs_core::{Ion, Structure};
use nalgebra::Vector3;

use crate::records::Failure;
use crate::words::failure_of;

/// Range of the pair energies in Å, as in the training.
const CUTOFF_ANG: f64 = 8.0;

/// What the estimate of a hop rests on. Other ions of the mobile element are not there, so that shared and partly
/// filled sites do no harm.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct HopFacts {
    /// The ion that moves.
    pub ion: Ion,
    /// Barrier in eV from the first end, in the elastic host S.
    pub elastic_s_ev: f64,
    /// The same in the elastic host F.
    pub elastic_f_ev: f64,
    /// Straight distance of the ends, Å.
    pub distance_ang: f64,
    /// Mean charge of the anions in the cell, e.
    pub anion_charge: f64,
}

impl HopFacts {
    /// The facts of the hop between two fractional positions, unwrapped. Of the options, sites that stay and the insertion of
    /// the ion count.
    ///
    /// # Errors
    /// Ions that are not positive, and what [`Framework::new`] and [`Framework::elastic_hop`] refuse, in words with what
    /// helps.
    pub fn of(
        structure: &Structure,
        ion: Ion,
        ends: &[Vector3<f64>; 2],
        options: &Options,
    ) -> Result<Self, Failure> {
        if ion.charge <= 0 {
            return Err(Failure::new(
                "estimate-of-an-anion",
                format!("the estimate was trained on cations only, and {ion} is none"),
            ));
        }
        let options = Options {
            cutoff_ang: CUTOFF_ANG,
            fixed: options.fixed.clone(),
            insert: options.insert,
            ..Options::default()
        };
        let framework =
            Framework::new(structure, ion, &options).map_err(|error| failure_of(&error))?;
        let [from, to] = ends;
        let barrier_ev = |host: &ElasticHost| {
            let path = framework.elastic_hop(from, to, host);
            path.map(|path| path.barrier_ev)
                .map_err(|error| failure_of(&error))
        };
        let anion_charge = anion_charge(structure, ion).ok_or_else(|| {
            Failure::new(
                "no-anions",
                "the structure holds no anion, and the estimate was trained on crystals with anions",
            )
        })?;
        Ok(Self {
            ion,
            elastic_s_ev: barrier_ev(&ElasticHost::site_consistent())?,
            elastic_f_ev: barrier_ev(&ElasticHost::by_charge())?,
            distance_ang: structure.lattice().cartesian(&(to - from)).norm(),
            anion_charge,
        })
    }
}

/// Mean charge of the anions, each counted as often as it is in the cell.
fn anion_charge(structure: &Structure, mobile: Ion) -> Option<f64> {
    let (mut charge, mut amount) = (0.0, 0.0);
    for site in structure.sites() {
        for species in &site.species {
            let q = species.charge.unwrap_or(0.0);
            if q < 0.0 && species.element != mobile.element {
                let count = species.occupancy * site.multiplicity() as f64;
                charge += q * count;
                amount += count;
            }
        }
    }
    (amount > 0.0).then(|| charge / amount)
}
