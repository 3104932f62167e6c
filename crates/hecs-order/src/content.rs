//! What the positions of a site of a supercell hold.

use hecs_core::Species;

/// What the positions of a site hold.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Content {
    /// What the configuration says for this group.
    Chosen(usize),
    /// The same on each, whatever the configuration; but where it gives way, since it is untouched species, filled
    /// places nearby drive it off.
    Given {
        species: Vec<Species>,
        gives_way: bool,
    },
}
