//! Colours that readers with any colour vision can tell apart.

use hecs_descriptors::Category;

use crate::scene::Paint;

/// Okabe and Ito's colours (2008), without black and yellow, which vanish on dark and on white.
pub(crate) const BLUE: Paint = Paint::Rgb(0, 114, 178);
pub(crate) const VERMILION: Paint = Paint::Rgb(213, 94, 0);
pub(crate) const GREEN: Paint = Paint::Rgb(0, 158, 115);
pub(crate) const ORANGE: Paint = Paint::Rgb(230, 159, 0);
pub(crate) const SKY: Paint = Paint::Rgb(86, 180, 233);
pub(crate) const PURPLE: Paint = Paint::Rgb(204, 121, 167);
pub(crate) const GREY: Paint = Paint::Rgb(140, 140, 140);

/// The colour of a category; of none for what is none of the 32 descriptors.
pub(crate) fn category(category: Option<Category>) -> Paint {
    match category {
        Some(Category::Composition) => BLUE,
        Some(Category::Structure) => ORANGE,
        Some(Category::ConductionPathway) => GREEN,
        Some(Category::IonDistribution) => PURPLE,
        Some(Category::SpecialIons) => VERMILION,
        None => GREY,
    }
}

/// Anchors of viridis (van der Walt and Smith), from low to high.
const VIRIDIS: [(u8, u8, u8); 9] = [
    (68, 1, 84),
    (71, 44, 122),
    (59, 81, 139),
    (44, 113, 142),
    (33, 144, 141),
    (39, 173, 129),
    (92, 200, 99),
    (170, 220, 50),
    (253, 231, 37),
];

/// Anchors of plasma (van der Walt and Smith) from 0.3 to 0.8: its ends vanish on black and on white.
const PLASMA: [(u8, u8, u8); 6] = [
    (143, 13, 164),
    (177, 42, 144),
    (204, 71, 120),
    (225, 100, 98),
    (242, 132, 75),
    (252, 166, 54),
];

/// Blue through white to red, for −1 … 1 (after ColorBrewer's RdBu, Cynthia Brewer).
const DIVERGING: [(u8, u8, u8); 9] = [
    (33, 102, 172),
    (67, 147, 195),
    (146, 197, 222),
    (209, 229, 240),
    (247, 247, 247),
    (253, 219, 199),
    (244, 165, 130),
    (214, 96, 77),
    (178, 24, 43),
];

/// Viridis at `t` in 0 … 1.
pub(crate) fn viridis(t: f64) -> Paint {
    between(&VIRIDIS, t)
}

/// Plasma at `t` in 0 … 1.
pub(crate) fn plasma(t: f64) -> Paint {
    between(&PLASMA, t)
}

/// The diverging scale at `t` in −1 … 1.
pub(crate) fn diverging(t: f64) -> Paint {
    between(&DIVERGING, f64::midpoint(t, 1.0))
}

fn between(anchors: &[(u8, u8, u8)], t: f64) -> Paint {
    let last = anchors.len() - 1;
    let position = t.clamp(0.0, 1.0) * last as f64;
    let low = (position.floor() as usize).min(last - 1);
    let f = position - low as f64;
    let mix = |a: u8, b: u8| (f64::from(a) * (1.0 - f) + f64::from(b) * f).round() as u8;
    let (a, b) = (anchors[low], anchors[low + 1]);
    Paint::Rgb(mix(a.0, b.0), mix(a.1, b.1), mix(a.2, b.2))
}
