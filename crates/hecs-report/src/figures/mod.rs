//! The pictures, one function each: data in, [`Figure`] out, or an error whose words stand in the
//! place of the picture. A number that is NaN, infinite or beyond 1e300 counts as absent, so that every coordinate is finite.

pub(crate) mod boxes;
mod contour;
pub(crate) mod crystal;
mod deviations;
mod fit;
mod framework;
mod heatmap;
mod legend_row;
mod mechanism;
mod orderings;
pub mod pls;
mod pls_scheme;
mod press;
mod profile;
mod ranking;
pub(crate) mod roles;
mod sampling;
mod series;
mod strategies;
mod vip;

pub use crate::scene::Figure;
pub use contour::{contour, contours};
pub use crystal::{Still, pathway};
pub use deviations::deviations;
pub use fit::fit;
pub use framework::framework;
pub use heatmap::heatmap;
pub use mechanism::mechanism;
pub use orderings::orderings;
pub use pls_scheme::pls_scheme;
pub use press::press;
pub use profile::{profile, profiles};
pub use ranking::ranking;
pub use sampling::sampling;
pub use series::series;
pub use strategies::strategies;
pub use vip::vip;

use crate::data::{NamedFigure, Shown};
use crate::error::ReportError;

/// Draws any picture of a report.
///
/// # Errors
/// [`ReportError::Absent`] where the data say that there is none, and the errors of the picture.
pub fn draw(figure: &NamedFigure) -> Result<Figure, ReportError> {
    fn with<T>(
        data: &Shown<T>,
        draw: impl Fn(&T) -> Result<Figure, ReportError>,
    ) -> Result<Figure, ReportError> {
        match data {
            Shown::Data(data) => draw(data),
            Shown::Absent(why) => Err(ReportError::Absent { why: why.clone() }),
        }
    }
    match figure {
        NamedFigure::Framework(data) => with(data, framework),
        NamedFigure::Sampling(data) => with(data, sampling),
        NamedFigure::PlsScheme(data) => with(data, pls_scheme),
        NamedFigure::Fit(data) => with(data, fit),
        NamedFigure::Vip(data) => with(data, vip),
        NamedFigure::Contour(data) => with(data, contour),
        NamedFigure::Mechanism(data) => with(data, mechanism),
        NamedFigure::Strategies(data) => with(data, strategies),
        NamedFigure::Heatmap(data) => with(data, heatmap),
        NamedFigure::Press(data) => with(data, press),
        NamedFigure::Series(data) => with(data, series),
        NamedFigure::Deviations(data) => with(data, deviations),
        NamedFigure::Orderings(data) => with(data, orderings),
    }
}

/// A name made fit for an identifier and a file name: letters, digits, hyphens.
pub(crate) fn slug(parts: &[&str]) -> String {
    let joined = parts.join("-").to_lowercase();
    let mut out = String::new();
    for c in joined.chars() {
        if c.is_ascii_alphanumeric() {
            out.push(c);
        } else if !out.ends_with('-') {
            out.push('-');
        }
    }
    out.trim_matches('-').to_owned()
}

/// What is left unsaid when points had to be dropped, as an end to a caption.
pub(crate) fn dropped(count: usize) -> String {
    not_drawn(count, "compound")
}

/// The same for marks of any kind.
pub(crate) fn not_drawn(count: usize, noun: &str) -> String {
    match count {
        0 => String::new(),
        1 => format!(" One {noun} is not drawn: a number is missing, infinite or beyond 1e300."),
        n => {
            format!(" {n} {noun}s are not drawn: a number is missing, infinite or beyond 1e300.")
        }
    }
}
