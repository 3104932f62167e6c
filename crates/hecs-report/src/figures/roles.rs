//! Names and colours of the parts that sites play.

use crate::data::Role;
use crate::palette::{BLUE, GREEN, GREY, ORANGE, PURPLE, SKY, VERMILION};
use crate::scene::Paint;

/// The colour of a site, the same as in the three-dimensional view.
pub(crate) fn role_colour(role: Role) -> Paint {
    match role {
        Role::A => ORANGE,
        Role::B => PURPLE,
        Role::C => VERMILION,
        Role::E => BLUE,
        Role::Mobile => GREEN,
        Role::Cation => SKY,
        Role::Anion => GREY,
    }
}

/// The name of a site in a legend.
pub(crate) fn role_name(role: Role) -> &'static str {
    match role {
        Role::A => "A, free anion",
        Role::B => "B, cation",
        Role::C => "C, free anion",
        Role::E => "E, bonded anion",
        Role::Mobile => "mobile ion",
        Role::Cation => "other cation",
        Role::Anion => "other anion",
    }
}
