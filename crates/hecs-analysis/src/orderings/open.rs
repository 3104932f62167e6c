//! The open mean field: the mean over the disorder without the other ions on the sites that the mobile ion shares.
//!
//! In the mean field a part of each of them stays on the site while the mobile ion is there, which closes it. Left
//! out, they close nothing, and block no path that they would block: the barrier is one of a crystal in which every shared
//! site is free.

use hecs_bvse::{Framework, Migration, Options, SharedSite};
use hecs_core::{Ion, Structure};

use crate::maps::memory_for;
use crate::memory::MemoryPool;
use crate::records::Failure;
use crate::words::failure_of;

/// Barriers in eV in one, two and three dimensions.
pub(super) fn open_mean_field(
    structure: &Structure,
    ion: Ion,
    shared: &[SharedSite],
    options: &Options,
    spacing_ang: f64,
    memory: &MemoryPool,
) -> Result<[Option<f64>; 3], Failure> {
    let sharers = || shared.iter().flat_map(|site| &site.others);
    let mut builder = structure.to_builder();
    for (number, site) in structure.sites().iter().enumerate() {
        if let Some(species) = builder.species_mut(number) {
            species.retain(|s| !sharers().any(|o| o.site == site.label && o.species == *s));
        }
    }
    builder.retain_sites(|site| !site.species.is_empty());
    let open = builder
        .build()
        .map_err(|error| Failure::new("open-mean-field", error.to_string()))?;
    let framework = Framework::new(&open, ion, options).map_err(|e| failure_of(&e))?;
    let _share = memory_for(&framework, spacing_ang, 1, memory)?;
    let migration = Migration::of(&framework, spacing_ang).map_err(|e| failure_of(&e))?;
    Ok([1, 2, 3].map(|dimension| migration.barriers().energy_ev(dimension)))
}
