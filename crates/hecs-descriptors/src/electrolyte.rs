//! An electrolyte of any family: which site plays which part, found from geometry and chemistry.
//!
//! M is the mobile ion, F any other cation, X an anion.
//!
//! 1. A site that holds M is mobile, whoever shares it; other cations make a framework site.
//! 2. X is bound where at least half an F, weighted with occupancy, is bonded to it (see the module
//!    `bonds`); a dilute dopant binds none. Other X are free: bonded to M only.
//! 3. Where the bond of F to X is of a strength (charge of F over the X around it, Pauling 1929,
//!    doi:10.1021/ja01379a006) of at least half the charge of X, the group holds together more strongly
//!    than it holds to the rest: groups of such bonds that end are polyanions, others are networks.
//! 4. M positions nearer than 2.0 Å whose occupancies leave room for one ion are one node.
//!
//! No label, Wyckoff letter or setting is asked.

use hecs_core::{Ion, Lattice, Structure};

use crate::bonds::{Bond, Host, radius_ang};
use crate::error::DescriptorError;
use crate::groups::{AnionGroup, GroupInput, framework_dimension, groups};
use crate::joined_sites::{JoinedSite, Kind, join_sites, total};
use crate::nodes::{MobileNodes, nodes};
use crate::part::{Part, PartReason, SitePart};
use crate::surroundings::{Surroundings, classes, surroundings};

/// Rows this close (Å) share one position: above the rounding of a file, below the distance of split
/// positions.
const COINCIDENCE_ANG: f64 = 0.05;
/// An anion with fewer framework cations than this around it, weighted with occupancy, is free.
const LEAST_CATIONS: f64 = 0.5;

/// The parts of all sites of an electrolyte.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Electrolyte {
    /// The mobile ion.
    pub ion: Ion,
    /// The filled sites in the order of the structure, those that share their positions joined.
    pub sites: Vec<SitePart>,
    /// Groups held together by strong bonds, the most frequent first.
    pub groups: Vec<AnionGroup>,
    /// Number of directions, 0–3, in which framework cations and the anions bonded to them are
    /// connected without end.
    pub framework_dimension: usize,
    /// What of the mobile ion can be filled at once.
    pub nodes: MobileNodes,
    pub(crate) lattice: Lattice,
    pub(crate) joined: Vec<JoinedSite>,
    pub(crate) seen: Vec<Surroundings>,
    /// Bonds of framework cations: of each joined site each position, empty where it holds none.
    pub(crate) framework_bonds: Vec<Vec<Vec<Bond>>>,
    /// Bonds of the mobile ion: of each joined site its first position.
    pub(crate) mobile_bonds: Vec<Vec<Bond>>,
}

impl Electrolyte {
    /// Finds the parts of the sites of a structure for a mobile cation.
    ///
    /// # Errors
    /// [`DescriptorError::NotACation`], [`DescriptorError::NoMobileIon`], [`DescriptorError::NoAnions`],
    /// [`DescriptorError::MissingCharge`], [`DescriptorError::MixedSigns`], and
    /// [`DescriptorError::MissingProperty`] for an ion without radius.
    pub fn find(structure: &Structure, ion: Ion) -> Result<Self, DescriptorError> {
        if ion.charge <= 0 {
            return Err(DescriptorError::NotACation { ion });
        }
        let joined = join_sites(structure, ion.element, COINCIDENCE_ANG)?;
        let has = |kind: Kind| joined.iter().any(|site| site.kind == kind);
        if !has(Kind::Mobile) {
            return Err(DescriptorError::NoMobileIon { ion });
        }
        if !has(Kind::Anion) {
            return Err(DescriptorError::NoAnions);
        }
        let lattice = structure.lattice().clone();
        let host = Host::of(&lattice, &joined)?;
        let (mut framework_bonds, mut mobile_bonds) = (Vec::new(), Vec::new());
        for (number, site) in joined.iter().enumerate() {
            let other = site.others(ion.element);
            framework_bonds.push(if site.kind == Kind::Anion || other.is_empty() {
                Vec::new()
            } else {
                host.bonds(number, site.positions.len(), radius_ang(&other)?)
            });
            mobile_bonds.push(if site.kind == Kind::Mobile {
                let mobile: Vec<(Ion, f64)> = site.mobiles(ion.element);
                let of_first = host.bonds(number, 1, radius_ang(&mobile)?);
                of_first.into_iter().next().unwrap_or_default()
            } else {
                Vec::new()
            });
        }
        let seen = surroundings(&lattice, &joined);
        let class_of = classes(&joined, &seen);
        let input = GroupInput {
            joined: &joined,
            mobile: ion.element,
            bonds: &framework_bonds,
        };
        let sites = joined.iter().enumerate().map(|(number, site)| {
            let (part, reason) = part_of(&input, number);
            SitePart {
                label: site.label.clone(),
                sites: site.sites.clone(),
                part,
                reason,
                class: class_of[number],
                multiplicity: site.positions.len(),
            }
        });
        Ok(Self {
            ion,
            sites: sites.collect(),
            groups: groups(&input),
            framework_dimension: framework_dimension(&input),
            nodes: nodes(&lattice, &joined, ion.element),
            lattice,
            seen,
            framework_bonds,
            mobile_bonds,
            joined,
        })
    }

    /// Numbers of the sites of a part.
    pub(crate) fn of_part(&self, part: Part) -> impl Iterator<Item = usize> {
        (0..self.sites.len()).filter(move |n| self.sites[*n].part == part)
    }

    /// The classes of free anions, each with its sites, those nearest to the mobile ion first: in
    /// argyrodites 4c before 4a.
    pub fn free_anions(&self) -> Vec<Vec<usize>> {
        let mut found = self.classes_of(Part::FreeAnion);
        let contact = |sites: &[usize]| self.seen[sites[0]].mobile;
        found.sort_by(|a, b| contact(b).total_cmp(&contact(a)));
        found
    }

    /// The classes of sites of the mobile ion, each with its sites, those that hold most of it first.
    pub fn mobile_classes(&self) -> Vec<Vec<usize>> {
        let mut found = self.classes_of(Part::Mobile);
        let held = |sites: &[usize]| sites.iter().map(|n| self.mobile_on(*n)).sum::<f64>();
        // What rounding tells apart keeps the order of the surroundings, which no setting changes.
        found.sort_by(|a, b| self.seen[a[0]].anions.total_cmp(&self.seen[b[0]].anions));
        let rounded = |sites: &[usize]| (held(sites) / self.lattice.volume() * 1e9).round();
        found.sort_by(|a, b| rounded(b).total_cmp(&rounded(a)));
        found
    }

    /// The classes of sites of a part, each with its sites, in the order of the structure.
    pub(crate) fn classes_of(&self, part: Part) -> Vec<Vec<usize>> {
        let mut found: Vec<Vec<usize>> = Vec::new();
        for site in self.of_part(part) {
            let class = self.sites[site].class;
            match found.iter_mut().find(|f| self.sites[f[0]].class == class) {
                Some(known) => known.push(site),
                None => found.push(vec![site]),
            }
        }
        found
    }

    /// Anions bonded to the mobile ion on a site, weighted with occupancy.
    pub(crate) fn anions_around(&self, site: usize) -> f64 {
        let bonds = self.mobile_bonds[site].iter();
        bonds
            .map(|b| self.joined[b.anion.0].occupancy().min(1.0))
            .sum()
    }

    /// Mobile ions of a site in the cell.
    pub(crate) fn mobile_on(&self, site: usize) -> f64 {
        self.joined[site].occupancy_of(self.ion.element) * self.joined[site].weight()
    }
}

fn part_of(input: &GroupInput, number: usize) -> (Part, PartReason) {
    let site = &input.joined[number];
    let other = site.others(input.mobile);
    match site.kind {
        Kind::Mobile => {
            let occupancy = site.occupancy_of(input.mobile);
            let reason = PartReason::HoldsMobile {
                occupancy,
                others: other,
            };
            (Part::Mobile, reason)
        }
        Kind::Cation => {
            let coordination = input.coordination(number);
            (Part::Framework, PartReason::HoldsCations { coordination })
        }
        Kind::Anion => {
            let (cations, nearest) = bonded(input, number);
            match nearest.filter(|_| cations >= LEAST_CATIONS) {
                Some((to, bond)) => {
                    let reason = PartReason::Bonded {
                        to: input.joined[to].label.clone(),
                        distance_ang: bond.vector.norm(),
                        limit_ang: bond.limit_ang,
                        cations,
                    };
                    (Part::BoundAnion, reason)
                }
                None => (Part::FreeAnion, PartReason::Unbonded { cations }),
            }
        }
    }
}

/// Framework cations bonded to a position of an anion site, weighted with occupancy, and the nearest.
fn bonded<'i>(input: &'i GroupInput, anion: usize) -> (f64, Option<(usize, &'i Bond)>) {
    let mut cations = 0.0;
    let mut nearest: Option<(usize, &Bond)> = None;
    for (number, positions) in input.bonds.iter().enumerate() {
        let filled = total(&input.joined[number].others(input.mobile), |_| true);
        let own = positions.iter().flatten();
        for bond in own.filter(|bond| bond.anion.0 == anion) {
            cations += filled;
            if nearest.is_none_or(|(_, n)| bond.vector.norm() < n.vector.norm()) {
                nearest = Some((number, bond));
            }
        }
    }
    (cations / input.joined[anion].weight(), nearest)
}
