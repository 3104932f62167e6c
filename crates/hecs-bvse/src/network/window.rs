//! The window that a hop leads through: the counter-ions nearest to its saddle point.

use hecs_core::{Ion, IonTables, bottleneck_radius_ang};
use nalgebra::Vector3;

use crate::framework::Framework;

/// The three counter-ions nearest to a point, and the sphere that fits between them.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Window {
    /// Distance in Å from the radical centre of the three to the nearest surface, with Shannon's crystal
    /// radii in six-fold coordination (doi:10.1107/S0567739476001551), or the first that is tabulated;
    /// negative where the centre lies inside an ion. `None` where the three lie on a line or a radius is
    /// missing.
    pub radius_ang: Option<f64>,
    /// The ions, the nearest first.
    pub ions: Vec<WindowIon>,
}

/// An ion of a window.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct WindowIon {
    /// Label of its site.
    pub label: String,
    /// The counter-ion that fills most of the site.
    pub ion: Ion,
    /// Fractional position, unwrapped: next to the point.
    pub fract: Vector3<f64>,
}

impl Framework {
    /// The window around a fractional position, such as a saddle point.
    pub fn window(&self, fract: &Vector3<f64>) -> Window {
        const CORNERS: usize = 3;
        let counter_ion = |index: usize| {
            let (_, kind) = self.positions[index];
            let counter = self.kinds[kind as usize].ions.iter();
            let counter = counter.filter(|ion| ion.bond.is_some());
            // The first of equals.
            counter.reduce(|most, ion| {
                if ion.occupancy > most.occupancy {
                    ion
                } else {
                    most
                }
            })
        };
        let around = self.neighbours.within(fract, self.options.cutoff_ang);
        let nearest: Vec<(Vector3<f64>, usize, Ion)> = around
            .iter()
            .filter_map(|near| Some((near.vector, near.index, counter_ion(near.index)?.ion)))
            .take(CORNERS)
            .collect();
        let tables = IonTables::published();
        let radii = nearest.iter();
        let radii = radii.map(|(_, _, ion)| tables.crystal_radius_ang(*ion));
        let radii: Option<Vec<f64>> = radii.collect();
        let radius_ang = match (&nearest[..], radii.as_deref()) {
            ([(a, ..), (b, ..), (c, ..)], Some([r, s, t])) => {
                bottleneck_radius_ang(&[*a, *b, *c], &[*r, *s, *t])
            }
            _ => None,
        };
        let ions = nearest.into_iter().map(|(vector, index, ion)| WindowIon {
            label: self.labels[self.site_of[index] as usize].clone(),
            ion,
            fract: fract + self.lattice.fractional(&vector),
        });
        Window {
            radius_ang,
            ions: ions.collect(),
        }
    }
}
