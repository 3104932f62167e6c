//! Images of a hop, from which a calculation of its path from first principles starts.
//!
//! A supercell holds the crystal; the ion that moves is its first atom, and no other atom changes its place or its number from
//! image to image, unless the host is to give way: then its ions near the hop go where the elastic host has them, at rest at both
//! ends. Which atoms there are follows from the ends of the hop:
//!
//! - both are sites of the ion: the end is emptied, and the ion hops into the vacancy;
//! - one is: the ion of that site moves, and leaves or fills it;
//! - none is: the ion is one more.

use hecs_bvse::{ElasticHost, Framework, HostDisplacement, Options};
use hecs_core::{Element, Ion, Lattice, PeriodicPoints, Site, Species, Structure};
use nalgebra::{Matrix3, Vector3};

use crate::records::Failure;
use crate::words::failure_of;

/// An end belongs to a site of the ion within this distance, Å: minima of the energy are off the sites of diffraction by less.
const END_OF_SITE_ANG: f64 = 1.0;
/// No calculation starts from two ions nearer than this, Å.
const LEAST_DISTANCE_ANG: f64 = 1.2;
/// A site is full within this much.
const FULL: f64 = 1e-3;
/// More atoms than a calculation from first principles can take.
const MOST_ATOMS: usize = 5000;

/// Which images of a hop are wanted.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct ImageSettings {
    /// Images between the ends, one or more.
    pub between: usize,
    /// Least distance in Å between opposite faces of the supercell, so that the ion is far from its own images.
    pub least_width_ang: f64,
    /// The host that gives way to the ion between the ends; `None` for one whose atoms stay where they are.
    pub host: Option<ElasticHost>,
}

impl ImageSettings {
    /// So many images between the ends, in a supercell at least 10 Å wide.
    pub fn new(between: usize) -> Self {
        Self {
            between,
            least_width_ang: 10.0,
            host: None,
        }
    }

    /// The same with a host that gives way.
    #[must_use]
    pub fn in_host(mut self, host: ElasticHost) -> Self {
        self.host = Some(host);
        self
    }
}

/// How the ion moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mechanism {
    /// From site to site: into a vacancy.
    Vacancy,
    /// From a site to a place between, or back.
    VacancyInterstitial,
    /// From place to place between the sites: one ion more than the crystal has.
    Interstitial,
}

impl Mechanism {
    /// `vacancy`, `vacancy-interstitial` or `interstitial`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Vacancy => "vacancy",
            Self::VacancyInterstitial => "vacancy-interstitial",
            Self::Interstitial => "interstitial",
        }
    }
}

/// The images of a hop.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Images {
    /// The images with both ends, atoms in one order; the first atom is the ion that moves.
    pub frames: Vec<Structure>,
    /// How often the cell is repeated along its axes.
    pub supercell: [usize; 3],
    /// How the ion moves.
    pub mechanism: Mechanism,
    /// The least distance in Å of the ion from another atom over all images.
    pub closest_ang: f64,
}

/// The images of an ion that moves along a path of unwrapped fractional positions in the cell of an ordered structure.
///
/// Ends within 1 Å of a site of the ion are put onto it, and the path follows. Images are at equal distances along the path.
///
/// # Errors
/// `disordered-sites` where a site is shared or filled in part, `images-too-close` where the path comes within 1.2 Å of an
/// atom, `no-path` for fewer than two positions, `too-many-atoms` for a supercell of more than 5000.
pub fn images(
    structure: &Structure,
    ion: Ion,
    path: &[Vector3<f64>],
    settings: &ImageSettings,
) -> Result<Images, Failure> {
    if path.len() < 2 || settings.between == 0 {
        let words = "images need a path with two ends, and one image or more between them";
        return Err(Failure::new("no-path", words));
    }
    refuse_disorder(structure)?;
    let supercell = Supercell::of(structure, settings.least_width_ang)?;
    let mut path: Vec<Vector3<f64>> = path.iter().map(|x| supercell.fract_of(x)).collect();
    let mobile = |atom: &Atom| atom.species.element == ion.element;
    let [start, end] = [path[0], path[path.len() - 1]].map(|x| supercell.nearest(&x, mobile));
    put_ends_on_sites(
        &mut path,
        [start, end].map(|site| site.map(|(_, shift)| shift)),
    );
    let (start, end) = (start.map(|(atom, _)| atom), end.map(|(atom, _)| atom));
    let mechanism = match (start, end) {
        (Some(_), Some(_)) => Mechanism::Vacancy,
        (None, None) => Mechanism::Interstitial,
        _ => Mechanism::VacancyInterstitial,
    };
    let others: Vec<&Atom> = (supercell.atoms.iter().enumerate())
        .filter(|(number, _)| Some(*number) != start && Some(*number) != end)
        .map(|(_, atom)| atom)
        .collect();
    let others: Vec<&Atom> = in_order(&others, ion.element).collect();
    let places = at_equal_distances(&supercell.lattice, &path, settings.between + 1);
    let crowds = match &settings.host {
        None => vec![others.iter().map(|atom| atom.fract).collect(); places.len()],
        Some(host) => given_way(structure, ion, host, &supercell, &others, &places)?,
    };
    let closest_ang = closest(&supercell.lattice, &others, &crowds, &places, ion.element)?;
    let frames = (places.iter().zip(&crowds).enumerate())
        .map(|(image, (place, crowd))| {
            let moving = (vec![Species::of(ion)], *place);
            let rest = others.iter().zip(crowd);
            let atoms = rest.map(|(atom, fract)| (vec![atom.species.clone()], *fract));
            let frame = Structure::from_positions(
                supercell.lattice.clone(),
                std::iter::once(moving).chain(atoms),
            );
            let name = format!("{}, {ion} hop, image {image}", structure.name());
            frame
                .and_then(|frame| {
                    frame
                        .to_builder()
                        .named(name.trim_start_matches(", "))
                        .build()
                })
                .map_err(|error| Failure::new("no-path", error.to_string()))
        })
        .collect::<Result<Vec<Structure>, Failure>>()?;
    Ok(Images {
        frames,
        supercell: supercell.repeats,
        mechanism,
        closest_ang,
    })
}

fn refuse_disorder(structure: &Structure) -> Result<(), Failure> {
    let is_ordered = |site: &&Site| {
        let first = site.species.first().map(|s| s.element);
        let is_one = site.species.iter().all(|s| Some(s.element) == first);
        first.is_some() && is_one && (site.occupancy() - 1.0).abs() <= FULL
    };
    let disordered: Vec<&str> = (structure.sites().iter())
        .filter(|site| !is_ordered(site))
        .map(|site| site.label.as_str())
        .collect();
    if disordered.is_empty() {
        return Ok(());
    }
    Err(Failure::new(
        "disordered-sites",
        format!(
            "a calculation needs every site filled by one element, and {} {} not ({}); make an ordered structure first, for example with SHRY, pymatgen or supercell, and ask for a hop in that",
            disordered.len(),
            if disordered.len() == 1 { "is" } else { "are" },
            disordered.join(", ")
        ),
    ))
}

struct Atom {
    label: String,
    species: Species,
    fract: Vector3<f64>,
}

/// The crystal in a cell wide enough, positions fractional in that.
struct Supercell {
    lattice: Lattice,
    repeats: [usize; 3],
    atoms: Vec<Atom>,
}

impl Supercell {
    fn of(structure: &Structure, least_width_ang: f64) -> Result<Self, Failure> {
        let lattice = structure.lattice();
        let widths = lattice.perpendicular_widths();
        // A width that is short of the least one by rounding is wide enough.
        let repeats = widths.map(|width| ((least_width_ang / width - 1e-9).ceil() as usize).max(1));
        let count = repeats.iter().product::<usize>() * structure.position_count();
        if count > MOST_ATOMS {
            return Err(Failure::new(
                "too-many-atoms",
                format!(
                    "the supercell would have {count} atoms, more than the {MOST_ATOMS} that a calculation from first principles can take; start from the primitive cell"
                ),
            ));
        }
        let factors = Vector3::from(repeats.map(|n| n as f64));
        let vectors = lattice.basis() * Matrix3::from_diagonal(&factors);
        let wide = Lattice::from_basis(&vectors)
            .map_err(|error| Failure::new("no-path", error.to_string()))?;
        let mut atoms = Vec::with_capacity(count);
        for site in structure.sites() {
            let Some(species) = site.majority() else {
                continue;
            };
            for position in &site.positions {
                for cell in cells(repeats) {
                    atoms.push(Atom {
                        label: site.label.clone(),
                        species: Species {
                            occupancy: 1.0,
                            ..species.clone()
                        },
                        fract: (position + cell).component_div(&factors),
                    });
                }
            }
        }
        Ok(Self {
            lattice: wide,
            repeats,
            atoms,
        })
    }

    /// A fractional position of the crystal's cell in this one.
    fn fract_of(&self, position: &Vector3<f64>) -> Vector3<f64> {
        position.component_div(&Vector3::from(self.repeats.map(|n| n as f64)))
    }

    /// The atom of a kind that is nearest to a position, within reach of a site, and the fractional vector to it.
    fn nearest(
        &self,
        position: &Vector3<f64>,
        is_wanted: impl Fn(&Atom) -> bool,
    ) -> Option<(usize, Vector3<f64>)> {
        let wanted: Vec<usize> = (0..self.atoms.len())
            .filter(|&number| is_wanted(&self.atoms[number]))
            .collect();
        let places = wanted.iter().map(|&number| self.atoms[number].fract);
        let points = PeriodicPoints::new(&self.lattice, places, END_OF_SITE_ANG);
        let found = points.nearest(position, END_OF_SITE_ANG)?;
        Some((wanted[found.index], self.lattice.fractional(&found.vector)))
    }
}

fn cells([a, b, c]: [usize; 3]) -> impl Iterator<Item = Vector3<f64>> {
    (0..a).flat_map(move |i| {
        (0..b).flat_map(move |j| (0..c).map(move |k| Vector3::new(i as f64, j as f64, k as f64)))
    })
}

/// Moves the ends of a path by the vectors to their sites; what is between follows in proportion.
fn put_ends_on_sites(path: &mut [Vector3<f64>], shifts: [Option<Vector3<f64>>; 2]) {
    let [start, end] = shifts.map(Option::unwrap_or_default);
    let last = (path.len() - 1) as f64;
    for (number, place) in path.iter_mut().enumerate() {
        *place += start.lerp(&end, number as f64 / last);
    }
}

/// Places along a path that divide it into `parts` of equal length, ends included.
fn at_equal_distances(lattice: &Lattice, path: &[Vector3<f64>], parts: usize) -> Vec<Vector3<f64>> {
    let mut distances = vec![0.0];
    for pair in path.windows(2) {
        let step = lattice.cartesian(&(pair[1] - pair[0])).norm();
        distances.push(distances[distances.len() - 1] + step);
    }
    let length = distances[distances.len() - 1];
    let mut places = vec![path[0]];
    let mut segment = 0;
    for part in 1..parts {
        let wanted = length * part as f64 / parts as f64;
        while segment + 2 < distances.len() && distances[segment + 1] < wanted {
            segment += 1;
        }
        let step = distances[segment + 1] - distances[segment];
        let share = if step > 0.0 {
            (wanted - distances[segment]) / step
        } else {
            0.0
        };
        places.push(path[segment].lerp(&path[segment + 1], share));
    }
    places.push(path[path.len() - 1]);
    places
}

/// Where the other atoms are at each place of the moving ion in a host that gives way.
fn given_way(
    structure: &Structure,
    ion: Ion,
    host: &ElasticHost,
    supercell: &Supercell,
    others: &[&Atom],
    places: &[Vector3<f64>],
) -> Result<Vec<Vec<Vector3<f64>>>, Failure> {
    /// An ion of the host and its atom are at the same place within this, Å.
    const SAME_PLACE_ANG: f64 = 0.01;
    let factors = Vector3::from(supercell.repeats.map(|n| n as f64));
    let options = Options {
        insert: true,
        ..Options::default()
    };
    let framework = Framework::new(structure, ion, &options).map_err(|e| failure_of(&e))?;
    let along: Vec<Vector3<f64>> = (places.iter())
        .map(|place| place.component_mul(&factors))
        .collect();
    let displaced = framework.host_displacements(&along, host);
    let rest: Vec<Vector3<f64>> = others.iter().map(|atom| atom.fract).collect();
    let points = PeriodicPoints::new(&supercell.lattice, rest.iter().copied(), SAME_PLACE_ANG);
    let crowd = |displaced: &Vec<HostDisplacement>| {
        let mut crowd = rest.clone();
        for host_ion in displaced {
            let place = host_ion.place_fract.component_div(&factors);
            if let Some(atom) = points.nearest(&place, SAME_PLACE_ANG) {
                crowd[atom.index] += host_ion.moved_fract.component_div(&factors);
            }
        }
        crowd
    };
    Ok((displaced.map_err(|e| failure_of(&e))?.iter())
        .map(crowd)
        .collect())
}

/// The least distance of the moving ion from another atom; refused where it is too small.
fn closest(
    lattice: &Lattice,
    others: &[&Atom],
    crowds: &[Vec<Vector3<f64>>],
    places: &[Vector3<f64>],
    mobile: Element,
) -> Result<f64, Failure> {
    /// Every atom of a crystal has another within this, Å.
    const REACH_ANG: f64 = 6.0;
    let mut closest_ang = REACH_ANG;
    for (image, (place, crowd)) in places.iter().zip(crowds).enumerate() {
        let points = PeriodicPoints::new(lattice, crowd.iter().copied(), REACH_ANG);
        let Some(near) = points.nearest(place, REACH_ANG) else {
            continue;
        };
        closest_ang = closest_ang.min(near.distance_ang);
        if near.distance_ang < LEAST_DISTANCE_ANG {
            let atom = others[near.index];
            let remedy = if atom.species.element == mobile {
                "ask for the hops to this site and on from it one after the other, or with the others fixed"
            } else {
                "take a path around it"
            };
            return Err(Failure::new(
                "images-too-close",
                format!(
                    "image {image} brings the ion within {:.2} Å of {}, too near to start a calculation from; {remedy}",
                    near.distance_ang, atom.label
                ),
            ));
        }
    }
    Ok(closest_ang)
}

/// The other atoms with those of the mobile element first, so that it stands in one group behind the moving ion.
fn in_order<'a>(others: &[&'a Atom], mobile: Element) -> impl Iterator<Item = &'a Atom> {
    let mut atoms = others.to_vec();
    atoms.sort_by_key(|atom| atom.species.element != mobile);
    atoms.into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rock salt of lithium and fluorine, a = 4.03 Å.
    fn lithium_fluoride() -> Structure {
        let group = hecs_core::SpaceGroup::from_number(225).unwrap();
        let lattice = Lattice::cubic(4.03).unwrap();
        let mut builder = hecs_core::StructureBuilder::new(lattice, group);
        for (label, ion, x) in [("Li1", "Li+", 0.0), ("F1", "F-", 0.5)] {
            let species = vec![Species::of(ion.parse().unwrap())];
            builder.add_site(label, species, &Vector3::repeat(x), 0.01);
        }
        builder.named("LiF").build().unwrap()
    }

    fn path(points: &[[f64; 3]]) -> Vec<Vector3<f64>> {
        points.iter().map(|x| Vector3::from(*x)).collect()
    }

    #[test]
    fn an_ion_hops_into_a_vacancy() {
        // The ends are a little off the sites, the way is through the tetrahedral hole.
        let points = path(&[[0.01, 0.0, 0.0], [0.25, 0.25, 0.25], [0.5, 0.5, -0.01]]);
        let found = images(
            &lithium_fluoride(),
            Ion::LI,
            &points,
            &ImageSettings::new(5),
        )
        .unwrap();
        assert_eq!((found.frames.len(), found.supercell), (7, [3, 3, 3]));
        assert_eq!(found.mechanism, Mechanism::Vacancy);
        let first = &found.frames[0];
        assert_eq!(first.position_count(), 3 * 3 * 3 * 8 - 1);
        let at = |frame: usize| found.frames[frame].sites()[0].positions[0] * 3.0;
        assert!((at(0) - Vector3::zeros()).norm() < 1e-12, "{}", at(0));
        assert!(
            (at(6) - Vector3::new(0.5, 0.5, 0.0)).norm() < 1e-12,
            "{}",
            at(6)
        );
        for frame in &found.frames {
            assert_eq!(frame.sites()[1..], first.sites()[1..], "only the ion moves");
        }
        // Equal steps along the way.
        let lattice = first.lattice();
        let steps: Vec<f64> = (0..6)
            .map(|i| lattice.cartesian(&((at(i + 1) - at(i)) / 3.0)).norm())
            .collect();
        assert!(
            steps.iter().all(|step| (step - steps[0]).abs() < 0.05),
            "{steps:?}"
        );
        assert!(found.closest_ang > 1.5 && found.closest_ang < 2.1);
    }

    #[test]
    fn a_host_gives_way_between_the_ends_and_not_at_them() {
        // Straight between two fluorine ions at 1.42 Å.
        let points = path(&[[0.0; 3], [0.5, 0.5, 0.0]]);
        let rigid = ImageSettings::new(3);
        let elastic = rigid.clone().in_host(ElasticHost::site_consistent());
        let of = |settings| images(&lithium_fluoride(), Ion::LI, &points, settings).unwrap();
        let (rigid, elastic) = (of(&rigid), of(&elastic));
        assert!(elastic.closest_ang > rigid.closest_ang + 0.1);
        for (image, (stiff, soft)) in rigid.frames.iter().zip(&elastic.frames).enumerate() {
            let moved = (stiff.sites().iter().zip(soft.sites())).map(|(a, b)| {
                let step = (a.positions[0] - b.positions[0]).map(|x| x - x.round());
                stiff.lattice().cartesian(&step).norm()
            });
            let moved = moved.fold(0.0, f64::max);
            let is_end = image == 0 || image == 4;
            assert!(
                if is_end { moved < 1e-6 } else { moved > 0.03 },
                "{image}: {moved}"
            );
            assert_eq!(stiff.position_count(), soft.position_count());
        }
    }

    #[test]
    fn the_ends_say_which_atoms_there_are() {
        let crystal = lithium_fluoride();
        let of = |points: &[[f64; 3]]| {
            let found = images(&crystal, Ion::LI, &path(points), &ImageSettings::new(1)).unwrap();
            (found.mechanism, found.frames[1].position_count())
        };
        let (hole, next) = ([0.25; 3], [0.25, 0.25, 0.75]);
        assert_eq!(of(&[hole, next]), (Mechanism::Interstitial, 217));
        assert_eq!(of(&[[0.0; 3], hole]), (Mechanism::VacancyInterstitial, 216));
        assert_eq!(of(&[hole, [0.0; 3]]), (Mechanism::VacancyInterstitial, 216));
    }

    #[test]
    fn what_no_calculation_can_start_from_is_refused() {
        let crystal = lithium_fluoride();
        let code = |structure: &Structure, points: &[[f64; 3]]| {
            let settings = ImageSettings::new(3);
            images(structure, Ion::LI, &path(points), &settings).unwrap_err()
        };
        let through_fluorine = code(&crystal, &[[0.0; 3], [1.0, 0.0, 0.0]]);
        assert_eq!(through_fluorine.code, "images-too-close");
        assert!(
            through_fluorine.message.contains("F1"),
            "{through_fluorine}"
        );
        let through_lithium = code(&crystal, &[[0.0; 3], [1.0, 1.0, 0.0]]);
        assert!(through_lithium.message.contains("one after the other"));
        let mut half = crystal.to_builder();
        half.species_mut(0).unwrap()[0].occupancy = 0.5;
        let half = half.build().unwrap();
        let refused = code(&half, &[[0.0; 3], [0.5, 0.5, 0.0]]);
        assert_eq!(refused.code, "disordered-sites");
        assert!(refused.message.contains("Li1"), "{refused}");
    }
}
