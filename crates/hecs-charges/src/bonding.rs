//! What the bonds of an atom say about its oxidation state.
//!
//! A bond between unlike atoms counts for the more electronegative one, a bond between like atoms for
//! neither (P. Karen, P. McArdle, J. Takats, Pure Appl. Chem. 86 (2014) 1017,
//! doi:10.1515/pac-2013-0505). Metals take no part: their bonds are what the balance is about.

use hecs_core::Element;

use crate::bonds::{Bond, BondedAtom};

/// What is known of the state of an atom from its bonds.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Bonding {
    /// Nothing: the states of the element.
    Free,
    /// The charge (e) that its bonds make.
    Certain(f64),
    /// A charge that its bonds make likelier than those of the element; the others remain.
    Expected(f64),
    /// A charge that it has if a bond is there which disorder leaves in doubt.
    Possible(f64),
    /// Bonds to its like that leave open how many electrons it has: any charge in this range, if it
    /// balances.
    Catenated { low: f64, high: f64 },
}

/// O–O up to this length in Å is that of a superoxide (1.28–1.35) or ozonide, beyond that of a
/// peroxide (1.45–1.55).
const SUPEROXIDE_ANG: f64 = 1.40;

/// No two oxygen atoms are nearer than those of O₂, 1.21 Å.
const SHORTEST_OXYGEN_ANG: f64 = 1.15;

/// C≡N is shorter than this in Å, C=N and C–N are longer (F. H. Allen et al., J. Chem. Soc. Perkin
/// Trans. 2 (1987) S1, doi:10.1039/P298700000S1, as the two below).
const TRIPLE_ANG: f64 = 1.22;
/// C=O and C=N are shorter than this.
const DOUBLE_ANG: f64 = 1.31;
/// The bonds C–N of pyridine are shorter than this, and count one and a half.
const AROMATIC_ANG: f64 = 1.355;
/// C=S is shorter than this.
const DOUBLE_TO_SULFUR_ANG: f64 = 1.70;

/// What the bonds say of each atom, in their order.
pub(crate) fn bonding(atoms: &[BondedAtom]) -> Vec<Bonding> {
    let around = Around { atoms };
    atoms.iter().map(|atom| around.of(atom)).collect()
}

struct Around<'a> {
    atoms: &'a [BondedAtom],
}

impl Around<'_> {
    fn of(&self, atom: &BondedAtom) -> Bonding {
        match atom.element.symbol() {
            "H" => hydrogen(atom),
            "C" => self.carbon(atom),
            "N" => self.nitrogen(atom),
            "O" => self.oxygen(atom),
            "S" | "Se" | "Te" => self.chalcogen(atom),
            "P" | "As" => pnictogen(atom),
            // Boranes; borides are alloys.
            "B" if atom.likes() > 0.0 && atom.count(|e| e.symbol() != "B") > 0.0 => {
                Bonding::Catenated {
                    low: -1.0,
                    high: 3.0,
                }
            }
            "I" if atom.likes() > 0.0 => Bonding::Catenated {
                low: -1.0,
                high: 0.0,
            },
            _ => Bonding::Free,
        }
    }

    /// The atoms of an element on a site; they come site by site.
    fn at(&self, site: usize, element: Element) -> Option<&BondedAtom> {
        let first = self.atoms.partition_point(|a| a.site < site);
        let here = self.atoms[first..].iter().take_while(|a| a.site == site);
        here.into_iter().find(|a| a.element == element)
    }

    /// The partners of its own element.
    fn like_partners<'s>(&'s self, atom: &'s BondedAtom) -> impl Iterator<Item = &'s BondedAtom> {
        let likes = atom
            .bonds
            .iter()
            .filter(|b| b.is_sure && b.element == atom.element);
        likes.filter_map(|bond| self.at(bond.site, atom.element))
    }

    /// Whether it is one of three like atoms in a row.
    fn is_of_three(&self, atom: &BondedAtom) -> bool {
        match whole(atom.likes()) {
            Some(1) => self
                .like_partners(atom)
                .any(|p| whole(p.likes()) == Some(2)),
            Some(2) => self
                .like_partners(atom)
                .all(|p| whole(p.likes()) == Some(1)),
            _ => false,
        }
    }

    /// Peroxide −1, superoxide −1/2, ozonide −1/3. A partly filled oxygen of a carbonate or phosphate
    /// that is near another is disordered; a full one is of a peroxocarbonate or -sulfate.
    fn oxygen(&self, atom: &BondedAtom) -> Bonding {
        let likes = atom.bonds.iter().filter(|b| b.element == Element::O);
        let sure = likes.filter(|b| b.is_sure).map(|b| b.length_ang);
        let Some(shortest) = sure.reduce(f64::min) else {
            return Bonding::Free;
        };
        let is_of_anion = atom.bonds.iter().any(|b| b.element != Element::O);
        if shortest < SHORTEST_OXYGEN_ANG
            || is_of_anion && (!atom.is_full() || shortest < SUPEROXIDE_ANG)
        {
            Bonding::Free
        } else if self.is_of_three(atom) {
            Bonding::Expected(-1.0 / 3.0)
        } else if shortest < SUPEROXIDE_ANG {
            Bonding::Expected(-0.5)
        } else {
            Bonding::Expected(-1.0)
        }
    }

    /// Nitrate +5, nitrite +3, azide −1/3; −3 without bonds to oxygen or nitrogen.
    fn nitrogen(&self, atom: &BondedAtom) -> Bonding {
        let to_oxygen = atom.count(|e| e == Element::O);
        let is_oxygen_near = atom.bonds.iter().any(|b| b.element == Element::O);
        match (whole(to_oxygen), whole(atom.likes())) {
            (Some(3), Some(0)) => Bonding::Certain(5.0),
            (Some(2), Some(0)) => Bonding::Certain(3.0),
            (Some(0), Some(0)) if !is_oxygen_near => Bonding::Certain(-3.0),
            (Some(0), Some(_)) if self.is_of_three(atom) => Bonding::Expected(-1.0 / 3.0),
            (Some(0), Some(0)) => Bonding::Free,
            _ => Bonding::Catenated {
                low: -3.0,
                high: 5.0,
            },
        }
    }

    /// A full shell of eight electrons is −2; each oxygen takes two of them, each bond to its like
    /// one: disulfide −1, the middle of a chain 0, dithionate +5.
    ///
    /// A thiosulfate is a sulfate with sulfur in place of an oxygen, as its name says: −2 and +6.
    fn chalcogen(&self, atom: &BondedAtom) -> Bonding {
        let to_oxygen = whole(atom.count(|e| e == Element::O));
        let (Some(oxygen), Some(likes)) = (to_oxygen, whole(atom.likes())) else {
            return Bonding::Free;
        };
        if likes == 0 {
            // Sulfonates, sulfones: sulfur is but little more electronegative than carbon.
            let is_organic = atom.count(|e| e.symbol() == "C") > 0.0;
            return if is_organic && oxygen > 0 {
                Bonding::Certain(2.0 * f64::from(oxygen) - 2.0)
            } else {
                Bonding::Free
            };
        }
        let is_thio = |end: &BondedAtom, centre: &BondedAtom| {
            let oxygens = |a: &BondedAtom| whole(a.count(|e| e == Element::O));
            let only_bond = |a: &BondedAtom| whole(a.likes()) == Some(1);
            oxygens(end) == Some(0)
                && oxygens(centre) == Some(3)
                && only_bond(end)
                && only_bond(centre)
        };
        if self.like_partners(atom).any(|p| is_thio(atom, p)) {
            return Bonding::Expected(-2.0);
        }
        if self.like_partners(atom).any(|p| is_thio(p, atom)) {
            return Bonding::Expected(6.0);
        }
        match (oxygen, likes) {
            (0, 1 | 2) | (1..=3, 1) => {
                Bonding::Expected(2.0 * f64::from(oxygen) - 2.0 + f64::from(likes))
            }
            _ => Bonding::Catenated {
                low: -2.0,
                high: 5.0,
            },
        }
    }

    /// Four bonds, or the lone pair of a cyanide or carbide: +1 for each to a more electronegative atom,
    /// −1 to a less electronegative one, 0 to carbon. Oxalate +3, carboxylate +3 beside methyl −3,
    /// cyanide +2, carbonate +4.
    fn carbon(&self, atom: &BondedAtom) -> Bonding {
        let own = self.with_own_hydrogens(atom);
        let atom = &own;
        let is_positive = |e: Element| {
            matches!(
                e.symbol(),
                "H" | "B" | "Al" | "Si" | "P" | "Ge" | "As" | "Te"
            )
        };
        let likes = whole(atom.likes());
        let less = whole(atom.count(is_positive));
        let more = whole(atom.count(|e| e != atom.element && !is_positive(e)));
        let is_sure = atom.is_full() && atom.bonds.iter().all(|b| b.is_sure);
        let (Some(likes), Some(less), Some(more), true) = (likes, less, more, is_sure) else {
            return carbon_in_between(atom);
        };
        if whole(atom.count(|e| e.symbol() == "B")) >= Some(2) {
            // In the cage of a carborane.
            return Bonding::Certain(-4.0);
        }
        let shortest = |symbol: &str| {
            let to = atom.bonds.iter().filter(|b| b.element.symbol() == symbol);
            to.map(|b| b.length_ang).fold(f64::INFINITY, f64::min)
        };
        let order = || {
            let is_double = shortest("O").min(shortest("N")) < DOUBLE_ANG
                || shortest("S") < DOUBLE_TO_SULFUR_ANG;
            match is_double {
                true => 1.0,
                false if shortest("N") < AROMATIC_ANG => 0.5,
                false => 0.0,
            }
        };
        // Bonds that are counted once more, because they are double or triple.
        let multiple = match (likes, less, more) {
            _ if likes + less + more == 4 => 0.0,
            (_, _, 2..) | (0, _, 1) if likes + less + more == 3 => 1.0,
            (_, _, 1) if likes + less + more == 3 => order(),
            (_, _, 0) if likes + less + more == 3 => 0.0,
            (0, 0, 2) => 2.0,
            (1, 0, 1) | (0, 1, 1) if shortest("N") < TRIPLE_ANG => 2.0,
            (0, 0, 1) => 1.0,
            (1, 0, 0) if shortest("C") < TRIPLE_ANG + 0.06 => return Bonding::Certain(-1.0),
            (1, 1, 0) => 0.0,
            (0, 0, 0) => return Bonding::Free,
            _ => return carbon_in_between(atom),
        };
        Bonding::Certain(f64::from(more) + multiple - f64::from(less))
    }

    /// The atom without bonds to hydrogens that are nearer to another: a hydrogen has one bond.
    fn with_own_hydrogens(&self, atom: &BondedAtom) -> BondedAtom {
        let is_own = |bond: &&Bond| {
            let hydrogen = self.at(bond.site, Element::H);
            let other = hydrogen.and_then(nearest).map(|b| b.site);
            bond.element != Element::H || other.is_none_or(|site| site == atom.site)
        };
        BondedAtom {
            bonds: atom.bonds.iter().filter(is_own).copied().collect(),
            ..atom.clone()
        }
    }
}

/// A proton on what holds its electrons tighter, a hydride on boron, silicon and metals.
fn hydrogen(atom: &BondedAtom) -> Bonding {
    match nearest(atom).map(|b| b.element.symbol()) {
        None => Bonding::Free,
        Some("B" | "Al" | "Si" | "Ge") => Bonding::Certain(-1.0),
        Some(_) => Bonding::Certain(1.0),
    }
}

/// The shortest bond of a hydrogen to another element.
fn nearest(hydrogen: &BondedAtom) -> Option<&Bond> {
    let others = hydrogen.bonds.iter().filter(|b| b.element != Element::H);
    others.min_by(|a, b| a.length_ang.total_cmp(&b.length_ang))
}

/// Carbon whose hydrogens or bonds are not all known.
fn carbon_in_between(atom: &BondedAtom) -> Bonding {
    let in_molecule = |b: &Bond| matches!(b.element.symbol(), "C" | "H" | "N");
    if atom.bonds.iter().any(in_molecule) {
        Bonding::Catenated {
            low: -4.0,
            high: 4.0,
        }
    } else {
        Bonding::Free
    }
}

/// Phosphines +3, phosphonates +5, and less by two for each bond to hydrogen (hypophosphite +1), whose
/// electrons phosphorus has by convention; hypodiphosphates +4; phosphides with bonds between their
/// atoms, each of which spares an electron.
fn pnictogen(atom: &BondedAtom) -> Bonding {
    let ligands = atom.count(|e| e != atom.element).round();
    let hydrogens = atom.count(|e| e == Element::H);
    if hydrogens + atom.count(|e| e.symbol() == "C") > 0.0 && atom.likes() == 0.0 {
        return match (whole(ligands), whole(hydrogens)) {
            (Some(ligands @ (3 | 4)), Some(hydrogens)) if atom.is_full() => {
                Bonding::Certain(2.0 * f64::from(ligands) - 3.0 - 2.0 * f64::from(hydrogens))
            }
            _ => Bonding::Free,
        };
    }
    let is_near_its_like = atom.bonds.iter().any(|b| b.element == atom.element);
    match whole(atom.likes()) {
        None | Some(0) if is_near_its_like && ligands > 0.0 => Bonding::Possible(4.0),
        None | Some(0) => Bonding::Free,
        Some(likes) if ligands > 0.0 => Bonding::Expected(5.0 - f64::from(likes)),
        Some(likes @ 1..=3) => Bonding::Expected(f64::from(likes) - 3.0),
        Some(_) => Bonding::Catenated {
            low: -3.0,
            high: 0.0,
        },
    }
}

/// A number of bonds, where disorder leaves it a whole one.
fn whole(count: f64) -> Option<u8> {
    ((count - count.round()).abs() < 0.1 && count < 20.0).then_some(count.round() as u8)
}
