//! How the positions of a site are shared out: whole numbers of atoms for its occupancies.

use hecs_core::{Site, Species, Structure};

use crate::largest_remainder::{EQUAL, whole_counts};
use crate::neutral::{ChargedSite, neutral_counts};
use crate::{OrderError, Rounding, SupercellOptions};

/// Species on one site that a configuration can tell apart, one byte for each place.
const MOST_SPECIES: usize = 255;

/// How the positions of a site are shared out.
#[derive(Clone, Debug)]
pub(crate) struct Share<'a> {
    pub(crate) index: usize,
    pub(crate) site: &'a Site,
    /// Of the site in the supercell.
    pub(crate) positions: usize,
    pub(crate) untouched: Vec<&'a Species>,
    pub(crate) ordered: Vec<&'a Species>,
    /// Positions for each that is ordered.
    pub(crate) counts: Vec<usize>,
}

impl<'a> Share<'a> {
    /// Those of all sites by the method of the largest remainder.
    pub(crate) fn of_all(
        structure: &'a Structure,
        copies: usize,
        options: &SupercellOptions,
    ) -> Result<Vec<Self>, OrderError> {
        let share = |(index, site): (usize, &'a Site)| {
            let positions = site.multiplicity() * copies;
            let present = site.species.iter().filter(|s| s.occupancy > 0.0);
            let (untouched, ordered): (Vec<&Species>, Vec<&Species>) =
                present.partition(|s| options.is_untouched(s));
            if ordered.len() > MOST_SPECIES {
                return Err(OrderError::TooManySpecies {
                    site: site.label.clone(),
                    species: ordered.len(),
                    most: MOST_SPECIES,
                });
            }
            let occupancies: Vec<f64> = ordered.iter().map(|s| s.occupancy).collect();
            Ok(Self {
                index,
                site,
                positions,
                untouched,
                ordered,
                counts: whole_counts(positions, &occupancies),
            })
        };
        structure.sites().iter().enumerate().map(share).collect()
    }

    /// Whether the species that are ordered fill the site in the file already.
    pub(crate) fn is_full_of_ordered(&self) -> bool {
        is_full(&self.ordered)
    }

    /// The same of those that are not.
    pub(crate) fn is_full_of_untouched(&self) -> bool {
        is_full(&self.untouched)
    }

    /// What that does to the occupancies.
    pub(crate) fn rounding(&self) -> impl Iterator<Item = Rounding> {
        let placed = self.ordered.iter().zip(&self.counts);
        placed.map(|(species, count)| Rounding {
            site: self.site.label.clone(),
            species: (*species).clone(),
            positions: self.positions,
            count: *count,
        })
    }
}

fn is_full(species: &[&Species]) -> bool {
    species.iter().map(|s| s.occupancy).sum::<f64>() > 1.0 - EQUAL
}

/// The same with numbers that leave no net charge; `None` where a charge is unknown, or none near the occupancies do.
pub(crate) fn neutral_shares<'a>(shares: &[Share<'a>]) -> Option<Vec<Share<'a>>> {
    let mut fixed_e = 0.0;
    let mut sites = Vec::with_capacity(shares.len());
    for share in shares {
        for species in &share.untouched {
            fixed_e += species.charge? * species.occupancy * share.positions as f64;
        }
        let occupancies = share.ordered.iter().map(|s| s.occupancy);
        let scale = share.positions as f64 / occupancies.clone().sum::<f64>().max(1.0);
        sites.push(ChargedSite {
            positions: share.positions,
            quotas: occupancies.map(|x| x * scale).collect(),
            charges_e: share
                .ordered
                .iter()
                .map(|s| s.charge)
                .collect::<Option<_>>()?,
        });
    }
    let counts = neutral_counts(&sites, fixed_e)?;
    let shares = shares.iter().zip(counts);
    Some(
        shares
            .map(|(share, counts)| Share {
                counts,
                ..share.clone()
            })
            .collect(),
    )
}
