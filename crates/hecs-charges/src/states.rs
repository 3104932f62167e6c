//! How often each element has which oxidation state in solids.

use hecs_core::Element;

/// Oxidation states of each element and how often each occurs in the Inorganic Crystal Structure
/// Database, the most frequent first.
///
/// Which states are listed: those of general inorganic chemistry (Greenwood & Earnshaw, Chemistry of
/// the Elements, 2nd ed., the table of each group). The counts: the table of occurrences that
/// pymatgen prints (doi:10.1016/j.commatsci.2012.10.028, `icsd_bv.yaml`); 0 where it has none.
///
/// `!` marks states that are the making of few compounds (Fe(IV), Ta(IV), Cl(I)), or of bonds
/// that a formula does not tell (cyanide, peroxide): among refined occupancies they are there by chance more often than by
/// chemistry.
const SEEN: &str = "\
H 1:1788 -1:1002;Li 1:1773;Be 2:249;B 3:1722;C 4:858 2:372! -4:248;N -3:2141 5:217 3:173;\
O -2:44783 -1:101!;F -1:7473;Na 1:3060;Mg 2:545;Al 3:1141;Si 4:2368 -4:71!;\
P 5:3000 -3:379 4:173! 3:69 1:0;S -2:5711 6:459 -1:276! 4:239;Cl -1:4371 7:45 5:21 3:0! 1:0!;\
K 1:3112;Ca 2:1332;Sc 3:252;Ti 4:665 3:119 2:39!;V 5:527 4:225 3:151 2:34!;\
Cr 3:323 6:116 2:102 5:46! 4:37!;Mn 2:577 3:256 4:127 7:13! 6:0! 5:0!;Fe 3:549 2:340 4:14! 6:0!;\
Co 2:333 3:93 4:18!;Ni 2:407 3:62 4:14!;Cu 1:887 2:835 3:33!;Zn 2:1389;Ga 3:642;\
Ge 4:735 2:51 -4:8!;As 5:518 -3:404 3:225;Se -2:2441 4:352 -1:253! 6:76;\
Br -1:1625 5:22 7:0! 1:0!;Rb 1:1543;Sr 2:1447;Y 3:460;Zr 4:352;Nb 5:564 4:105! 3:50!;\
Mo 6:590 5:85 3:78! 4:56 2:29!;Tc 7:0 4:0;Ru 5:81! 4:59 3:22! 6:0!;Rh 3:71 4:25!;Pd 2:211 4:22!;\
Ag 1:966 2:32!;Cd 2:1089;In 3:478 1:62!;Sn 4:387 2:232 -4:0!;Sb 3:507 5:418 -3:214;\
Te -2:749 4:582 6:187 -1:137!;I -1:2357 5:210 7:22 1:0!;Cs 1:1231;Ba 2:2373;La 3:838;\
Ce 3:192 4:44;Pr 3:435 4:32!;Nd 3:536;Pm 3:0;Sm 3:365 2:25!;Eu 3:109 2:83;Gd 3:235;Tb 3:209 4:30!;\
Dy 3:258;Ho 3:271;Er 3:302;Tm 3:154;Yb 3:227 2:37!;Lu 3:179;Hf 4:123;Ta 5:442 4:51!;\
W 6:411 5:31! 4:18!;Re 7:77 4:40 6:40;Os 4:0 6:0 8:0;Ir 4:56 5:39 3:22;Pt 4:0 2:0;Au 1:0 3:0;\
Hg 2:590 1:100!;Tl 1:698 3:95;Pb 2:604 4:58 -4:0!;Bi 3:793 5:46 -3:2!;Po 4:0 -2:0;Ra 2:0;Ac 3:0;\
Th 4:119;Pa 5:0 4:0;U 6:269 4:122 5:49!;Np 5:0 4:0 6:0;Pu 4:0 3:0;Am 3:0;Cm 3:0;He 0:0;Ne 0:0;\
Ar 0:0;Kr 0:0;Xe 0:0 2:0! 4:0! 6:0!";

/// Count of a state without one: unlikely, not impossible.
const NEVER_SEEN: f64 = 0.5;

/// States with a smaller share than this are more costly than their share by [`RARE`]: Ni4+ beside
/// Mn2+ is no better than Ni3+ beside Mn3+, though the product of the shares says so.
const RARE_SHARE: f64 = 0.05;
const RARE: f64 = 2.0;

/// A state with its cost.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct State {
    /// Charge in e.
    pub(crate) charge: f64,
    /// −ln of the share of this state among the listed ones of the element, more where it is rare.
    pub(crate) cost: f64,
    /// Whether it is the making of few compounds.
    pub(crate) is_exceptional: bool,
    /// Whether the table counts any compound with it.
    pub(crate) is_seen: bool,
}

impl State {
    /// A state that is certain, whatever the other compounds of the element have.
    pub(crate) fn certain(charge: f64) -> Self {
        Self {
            charge,
            cost: 0.0,
            is_exceptional: false,
            is_seen: true,
        }
    }
}

/// States of an element, the cheapest first; empty where none is listed.
pub(crate) fn states(element: Element) -> Vec<State> {
    let listed = SEEN.split(';').find_map(|row| {
        let mut words = row.split(' ');
        (words.next() == Some(element.symbol())).then_some(words)
    });
    let seen: Vec<(f64, f64, bool)> = listed
        .into_iter()
        .flatten()
        .filter_map(|word| {
            let (charge, count) = word.split_once(':')?;
            let is_exceptional = count.ends_with('!');
            let count: f64 = count.trim_end_matches('!').parse().ok()?;
            Some((charge.parse().ok()?, count, is_exceptional))
        })
        .collect();
    let total: f64 = seen.iter().map(|(_, n, _)| f64::max(*n, NEVER_SEEN)).sum();
    let mut states: Vec<State> = seen
        .into_iter()
        .map(|(charge, count, is_exceptional)| {
            let share = f64::max(count, NEVER_SEEN) / total;
            let rare = if share < RARE_SHARE { RARE } else { 0.0 };
            State {
                charge,
                cost: rare - share.ln(),
                is_exceptional,
                is_seen: count > 0.0,
            }
        })
        .collect();
    states.sort_by(|a, b| a.cost.total_cmp(&b.cost));
    states
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_names_an_element_and_its_states_by_falling_count() {
        for row in SEEN.split(';') {
            let symbol = row.split(' ').next().unwrap_or("");
            let element = Element::from_symbol(symbol);
            assert!(element.is_some_and(|e| !states(e).is_empty()), "{row}");
            let counts: Vec<u32> = row
                .split(' ')
                .skip(1)
                .map(|w| {
                    w.split_once(':')
                        .unwrap()
                        .1
                        .trim_end_matches('!')
                        .parse()
                        .unwrap()
                })
                .collect();
            assert!(counts.is_sorted_by(|a, b| a >= b), "{row}");
        }
    }

    #[test]
    fn every_listed_state_is_possible() {
        for z in 1..=118 {
            let element = Element::from_atomic_number(z).unwrap();
            let possible = element.oxidation_range();
            for state in states(element) {
                assert!(possible.contains(&state.charge), "{element} {state:?}");
            }
        }
    }
}
