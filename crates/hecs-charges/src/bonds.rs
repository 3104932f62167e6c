//! Which covalent bonds the atoms of a crystal have.

use hecs_core::{Element, IonTables, PeriodicPoints, Structure};

/// Two atoms nearer than the sum of their covalent radii and this are bonded: O–O of peroxides
/// 1.5 Å, S–S 2.1, P–P 2.2; the shortest distances of atoms that are not are 0.5 Å longer.
const SLACK_ANG: f64 = 0.3;

/// The same for carbon, whose bonds are short: C–C 1.55 Å, C–O 1.45 Å at most.
const SLACK_OF_CARBON_ANG: f64 = 0.15;

/// Nearer than this share of the sum of the radii are two places of one atom, not two atoms: triple
/// bonds are 0.74 of it, bonds of hydrogen seen by X-rays 0.75.
const SPLIT: f64 = 0.7;

/// Occupancies that add up to more than this cannot be of sites that exclude each other.
const TOGETHER: f64 = 1.02;

/// Images that are looked at for one structure; what is not found by then is taken as absent. A
/// crystal of 10⁵ atoms needs 10⁶.
const MOST_LOOKED_AT: u64 = 10_000_000;

/// The atoms of one element on a site, and what they are bonded to.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct BondedAtom {
    /// Place of the site in the structure.
    pub(crate) site: usize,
    pub(crate) element: Element,
    /// Occupancy of the element on the site.
    pub(crate) occupancy: f64,
    pub(crate) bonds: Vec<Bond>,
}

/// A bond, as seen from one of its ends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Bond {
    /// Element of the other end.
    pub(crate) element: Element,
    /// Place of its site in the structure.
    pub(crate) site: usize,
    /// Share of the atoms of this end that have it.
    pub(crate) weight: f64,
    pub(crate) length_ang: f64,
    /// Whether the occupancies leave no doubt that both ends are there at the same time.
    pub(crate) is_sure: bool,
}

impl BondedAtom {
    /// How many sure bonds it has to elements of a kind; a whole number where nothing is disordered.
    pub(crate) fn count(&self, of: impl Fn(Element) -> bool) -> f64 {
        let sure = self.bonds.iter().filter(|b| b.is_sure && of(b.element));
        sure.map(|b| b.weight).sum()
    }

    /// How many sure bonds it has to its like.
    pub(crate) fn likes(&self) -> f64 {
        self.count(|e| e == self.element)
    }

    /// Whether its site holds nothing else and no vacancy, so that what is around it is there.
    pub(crate) fn is_full(&self) -> bool {
        self.occupancy > 0.98
    }
}

/// The symbols of an element's partners that matter for its state; empty where none does.
fn partners(element: Element) -> &'static [&'static str] {
    const COVALENT: &[&str] = &[
        "H", "B", "C", "N", "O", "F", "Al", "Si", "P", "S", "Cl", "Ge", "As", "Se", "Br", "Te", "I",
    ];
    match element.symbol() {
        "H" | "C" => COVALENT,
        "N" => &["H", "C", "N", "O"],
        "O" => &["O", "C", "N", "P", "S"],
        "B" => &["B", "H", "F", "Cl", "Br", "I"],
        "S" => &["C", "O", "S"],
        "Se" => &["O", "Se"],
        "Te" => &["O", "Te"],
        "P" => &["H", "C", "N", "O", "F", "P", "S", "Cl", "Se"],
        "As" => &["As", "O", "S", "Se"],
        "I" => &["I"],
        _ => &[],
    }
}

/// A set of elements.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Elements(u128);

impl Elements {
    fn with(self, element: Element) -> Self {
        Self(self.0 | 1 << element.atomic_number())
    }

    fn contains(self, element: Element) -> bool {
        self.0 >> element.atomic_number() & 1 == 1
    }

    fn partners_of(element: Element) -> Self {
        let elements = partners(element)
            .iter()
            .filter_map(|s| Element::from_symbol(s));
        elements.fold(Self::default(), Self::with)
    }
}

/// The bonds of the atoms of the elements `of`, those with partners only, site by site.
///
/// The covalent radii are those of Cordero et al., doi:10.1039/b801115j.
pub(crate) fn bonds(structure: &Structure, of: &[Element]) -> Vec<BondedAtom> {
    let places = Places::new(structure, of);
    let Some(reach_ang) = places.reach_ang() else {
        return Vec::new();
    };
    let lattice = structure.lattice();
    let sites = structure.sites();
    let tagged = (0..).zip(&places.list).flat_map(|(i, place)| {
        let positions = sites[place.site].positions.iter();
        positions.map(move |position| (*position, i))
    });
    let points = PeriodicPoints::tagged(lattice, tagged, reach_ang);
    let mut looked_at = 0;
    let mut out = Vec::new();
    for place in &places.list {
        let position = sites[place.site].positions.first();
        let has_partners = place.partners != Elements::default();
        let Some(position) = position.filter(|_| has_partners && looked_at < MOST_LOOKED_AT) else {
            continue;
        };
        let at = lattice.cartesian(position);
        let mut list = Vec::new();
        points.for_each(&at, place.longest_ang, |image| {
            looked_at += 1;
            let other = &places.list[image.tag as usize];
            if !place.partners.contains(other.element) {
                return;
            }
            let sum_ang = place.radius_ang + other.radius_ang;
            let length_ang = (image.position - at).norm();
            let has_carbon = [place.element, other.element]
                .iter()
                .any(|e| e.symbol() == "C");
            let slack_ang = if has_carbon {
                SLACK_OF_CARBON_ANG
            } else {
                SLACK_ANG
            };
            let is_bond = (SPLIT * sum_ang..=sum_ang + slack_ang).contains(&length_ang);
            if is_bond {
                list.push(Bond {
                    element: other.element,
                    site: other.site,
                    weight: other.occupancy.min(1.0),
                    length_ang,
                    is_sure: place.occupancy + other.occupancy > TOGETHER,
                });
            }
        });
        out.push(BondedAtom {
            site: place.site,
            element: place.element,
            occupancy: place.occupancy,
            bonds: list,
        });
    }
    out
}

/// An element on a site.
struct Place {
    site: usize,
    element: Element,
    occupancy: f64,
    radius_ang: f64,
    /// The longest bond that it can have.
    longest_ang: f64,
    partners: Elements,
}

/// Where the atoms are that have bonds or may be at the other end of one.
struct Places {
    list: Vec<Place>,
}

impl Places {
    fn new(structure: &Structure, of: &[Element]) -> Self {
        let centres = of.iter().fold(Elements::default(), |set, e| set.with(*e));
        let wanted = of.iter().fold(centres, |set, e| {
            Elements(set.0 | Elements::partners_of(*e).0)
        });
        let mut radii: Vec<(Element, Option<(f64, f64)>)> = Vec::new();
        let mut list: Vec<Place> = Vec::new();
        for (site, content) in structure.sites().iter().enumerate() {
            for species in content.species.iter().filter(|s| s.occupancy > 0.0) {
                let element = species.element;
                // Species that differ in charge only are one element.
                let known = list.iter_mut().rev().take_while(|p| p.site == site);
                if let Some(same) = known.into_iter().find(|p| p.element == element) {
                    same.occupancy += species.occupancy;
                    continue;
                }
                let known = radii.iter().find(|(e, _)| *e == element);
                let found = known.map_or_else(
                    || {
                        let radius = covalent_radius(element).filter(|_| wanted.contains(element));
                        radius.map(|radius| (radius, longest(element, radius)))
                    },
                    |(_, found)| *found,
                );
                if known.is_none() {
                    radii.push((element, found));
                }
                if let Some((radius_ang, longest_ang)) = found {
                    list.push(Place {
                        site,
                        element,
                        occupancy: species.occupancy,
                        radius_ang,
                        longest_ang,
                        partners: if centres.contains(element) {
                            Elements::partners_of(element)
                        } else {
                            Elements::default()
                        },
                    });
                }
            }
        }
        Self { list }
    }

    /// How far bonds reach; `None` where no atom can have one.
    fn reach_ang(&self) -> Option<f64> {
        let here = self
            .list
            .iter()
            .fold(Elements::default(), |set, p| set.with(p.element));
        let with_partner = self.list.iter().filter(|p| p.partners.0 & here.0 != 0);
        with_partner.map(|p| p.longest_ang).reduce(f64::max)
    }
}

fn longest(element: Element, radius_ang: f64) -> f64 {
    let others = partners(element).iter();
    let radii = others.filter_map(|s| covalent_radius(Element::from_symbol(s)?));
    radius_ang + radii.fold(0.0, f64::max) + SLACK_ANG
}

fn covalent_radius(element: Element) -> Option<f64> {
    IonTables::published()
        .ions()
        .filter(|(ion, _)| ion.element == element)
        .find_map(|(_, data)| data.cordero_radius_ang)
}

#[cfg(test)]
mod tests {
    use super::*;
    use hecs_core::{Lattice, Species};
    use nalgebra::Vector3;

    /// Whether two oxygen atoms at a distance in Å along a are bonded, each there with an occupancy.
    fn bonded(distance_ang: f64, occupancy: f64) -> bool {
        let site = |x: f64| {
            let species = Species {
                element: Element::O,
                charge: None,
                occupancy,
            };
            (vec![species], Vector3::new(x, 0.0, 0.0))
        };
        let sites = [site(0.9), site(0.9 + distance_ang / 8.0 - 1.0)];
        let lattice = Lattice::cubic(8.0).unwrap();
        let structure = Structure::from_positions(lattice, sites).unwrap();
        bonds(&structure, &[Element::O])
            .iter()
            .any(|a| a.likes() > 0.0)
    }

    #[test]
    fn peroxide_is_bonded_split_and_neighbouring_oxygen_is_not() {
        assert!(bonded(1.49, 1.0));
        assert!(!bonded(1.49, 0.5));
        assert!(!bonded(0.6, 0.7));
        assert!(!bonded(2.2, 1.0));
    }
}
