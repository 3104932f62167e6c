//! Which oxidation states add up to no charge.

use std::collections::BTreeMap;

use hecs_core::{Element, IonTables};

use crate::states::{State, states};

/// More combinations than this are not tried; the rarest states of the elements with most of
/// them are dropped first.
const MAX_COMBINATIONS: usize = 50_000;

/// Cost of an anion that is less electronegative than a cation beside it (P³⁻ beside Cl⁷⁺): such an
/// assignment is no answer.
const INVERTED: f64 = 100.0;

/// Cost of hydride beside an oxide: hydrogen in the company of oxygen is a proton.
const HYDRIDE_IN_OXIDE: f64 = 6.0;

/// Cost of a couple that is oxidised beside a reduced one which gives its electron more easily
/// (Ni3+ beside Co2+): only where no average does better.
const STRAINED: f64 = 20.0;

/// Cost of an average above the usual states of an element, as one in a rare state would have.
const RARE_AVERAGE: f64 = 6.0;

/// Couples M(n)/M(n+1) as symbol and n, in the order in which they are oxidised in oxides
/// (J. B. Goodenough, Y. Kim, Chem. Mater. 22 (2010) 587, doi:10.1021/cm901452z).
const COUPLES: [(&str, f64); 10] = [
    ("Cr", 2.0),
    ("Ti", 3.0),
    ("Fe", 2.0),
    ("Mn", 2.0),
    ("Mn", 3.0),
    ("Co", 2.0),
    ("Ni", 2.0),
    ("Co", 3.0),
    ("Ni", 3.0),
    ("Fe", 3.0),
];

/// Charge over positive charge up to which usual states are assumed though they do not balance.
const FURTHEST_FROM_BALANCE: f64 = 0.5;

/// A second answer that is less than e times rarer than the first is as good as the first.
const AS_LIKELY: f64 = 1.0;

/// Charges of elements in e.
pub type Charges = BTreeMap<Element, f64>;

/// Charges that balance.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Solution {
    pub(crate) charges: Charges,
    /// Others that balance as well and are about as common.
    pub(crate) alternative: Option<Charges>,
    /// Whether it takes a rare state, or a couple that is oxidised beside a reduced one which gives its
    /// electron more easily: a mixed valence is likelier.
    pub(crate) is_doubtful: bool,
}

/// Amounts of elements whose charges are sought so that all charges add up to zero.
///
/// Of the combinations that do, the one whose states are the most frequent is the answer: the smallest
/// sum of −ln p, p the share of a state among those of its element, with a surcharge on rare ones.
pub(crate) struct Problem {
    elements: Vec<Element>,
    amounts: Vec<f64>,
    states: Vec<Vec<State>>,
    fixed: f64,
}

/// A combination of states, as places in their lists, and its cost.
type Combination = (f64, Vec<usize>);

impl Problem {
    /// `fixed` is the charge of what is known, `bonded` the elements with bonds between their own
    /// atoms. `None` where an element has no listed state, or there are too many combinations.
    pub(crate) fn new(
        elements: &[Element],
        fixed: f64,
        bonded: &[Element],
        amount: impl Fn(Element) -> f64,
    ) -> Option<Self> {
        let mut lists: Vec<Vec<State>> = elements
            .iter()
            .map(|e| states(*e, bonded.contains(e)))
            .collect();
        let amounts: Vec<f64> = elements.iter().map(|e| amount(*e)).collect();
        if lists.iter().any(Vec::is_empty) || amounts.iter().all(|n| *n <= 0.0) {
            return None;
        }
        while lists.iter().map(|s| s.len() as f64).product::<f64>() > MAX_COMBINATIONS as f64 {
            let longest = lists.iter().map(Vec::len).max()?;
            if longest == 1 {
                return None;
            }
            lists
                .iter_mut()
                .filter(|s| s.len() == longest)
                .for_each(|s| {
                    s.pop();
                });
        }
        Some(Self {
            elements: elements.to_vec(),
            amounts,
            states: lists,
            fixed,
        })
    }

    /// The most common states whose charge is below `tolerance` × the positive charge.
    pub(crate) fn solve(&self, tolerance: f64) -> Option<Solution> {
        let (mut best, mut second): (Option<Combination>, Option<Combination>) = (None, None);
        let cheaper = |cost: f64, than: &Option<Combination>| {
            than.as_ref().is_none_or(|(c, _)| cost < *c - 1e-12)
        };
        self.for_each_combination(|choice| {
            let (net, positive) = self.charge(choice);
            if net.abs() > tolerance * positive.max(1e-9) || positive <= 0.0 {
                return;
            }
            let cost = self.cost(choice) + net.abs() / positive;
            if cost >= INVERTED {
                return;
            }
            if cheaper(cost, &best) {
                second = best.replace((cost, choice.to_vec()));
            } else if cheaper(cost, &second) {
                second = Some((cost, choice.to_vec()));
            }
        });
        let (cost, choice) = best?;
        let alternative = second.filter(|(c, _)| *c < cost + AS_LIKELY);
        Some(Solution {
            charges: self.charges(&choice),
            alternative: alternative.map(|(_, choice)| self.charges(&choice)),
            is_doubtful: cost >= STRAINED
                || choice
                    .iter()
                    .zip(&self.states)
                    .any(|(i, states)| states[*i].rare),
        })
    }

    /// The most common states in which cations and anions stand beside each other, whatever their sum,
    /// if it is less than [`FURTHEST_FROM_BALANCE`] of the positive charge; no rare ones, which would
    /// only make up for atoms that are missing.
    ///
    /// Not for carbon, whose state in an organic molecule is a matter of bookkeeping.
    pub(crate) fn usual(&self) -> Option<Charges> {
        let carbon = Element::from_symbol("C");
        if self.elements.iter().any(|e| Some(*e) == carbon) {
            return None;
        }
        Some(self.frequent().solve(FURTHEST_FROM_BALANCE)?.charges)
    }

    /// The problem without rare states.
    pub(crate) fn frequent(&self) -> Self {
        let frequent = |states: &Vec<State>| -> Vec<State> {
            states.iter().copied().filter(|s| !s.rare).collect()
        };
        Self {
            elements: self.elements.clone(),
            amounts: self.amounts.clone(),
            states: self.states.iter().map(frequent).collect(),
            fixed: self.fixed,
        }
    }

    /// Common states for all but one element that has several positive ones; it gets what is
    /// left, where that is between its lowest and its highest.
    pub(crate) fn average(&self) -> Option<Charges> {
        let mut best: Option<(f64, Vec<usize>, usize, f64)> = None;
        for mixed in 0..self.elements.len() {
            if !mixes_valences(self.elements[mixed]) || self.amounts[mixed] <= 0.0 {
                continue;
            }
            let positive = || self.states[mixed].iter().filter(|s| s.charge > 0.0);
            let low = positive().fold(f64::INFINITY, |low, s| low.min(s.charge));
            let high = positive().fold(0.0, |high, s| s.charge.max(high));
            let usual = positive().filter(|s| !s.rare);
            let highest_usual = usual.fold(0.0, |high, s| s.charge.max(high));
            let own = self.states[mixed][0];
            self.for_each_combination(|choice| {
                if choice[mixed] != 0 {
                    return;
                }
                let (net, _) = self.charge(choice);
                let average = own.charge - net / self.amounts[mixed];
                if average < low || average > high {
                    return;
                }
                let mut cost = self.cost_of(choice, Some((mixed, average))) - own.cost;
                if average > highest_usual {
                    cost += RARE_AVERAGE;
                }
                if cost >= INVERTED {
                    return;
                }
                if best.as_ref().is_none_or(|(c, ..)| cost < *c - 1e-12) {
                    best = Some((cost, choice.to_vec(), mixed, average));
                }
            });
        }
        best.map(|(_, choice, mixed, average)| {
            let mut charges = self.charges(&choice);
            charges.insert(self.elements[mixed], average);
            charges
        })
    }

    fn charges(&self, choice: &[usize]) -> Charges {
        self.elements
            .iter()
            .zip(&self.states)
            .zip(choice)
            .map(|((element, states), i)| (*element, states[*i].charge))
            .collect()
    }

    fn charge(&self, choice: &[usize]) -> (f64, f64) {
        let mut net = self.fixed;
        let mut positive = self.fixed.max(0.0);
        for ((states, amount), i) in self.states.iter().zip(&self.amounts).zip(choice) {
            let q = states[*i].charge * amount;
            net += q;
            positive += q.max(0.0);
        }
        (net, positive)
    }

    fn cost(&self, choice: &[usize]) -> f64 {
        self.cost_of(choice, None)
    }

    /// Sum over the states; more for an anion that is less electronegative than a cation beside it, for
    /// hydride in oxides, and for couples that would exchange electrons. `average` is the place and the
    /// charge of an element in two states.
    fn cost_of(&self, choice: &[usize], average: Option<(usize, f64)>) -> f64 {
        let tables = IonTables::published();
        let mut cost = 0.0;
        let mut softest_anion = f64::INFINITY;
        let mut hardest_cation: f64 = 0.0;
        for ((element, states), i) in self.elements.iter().zip(&self.states).zip(choice) {
            let en = tables.electronegativity(*element).unwrap_or(2.0);
            cost += states[*i].cost;
            if states[*i].charge < 0.0 {
                softest_anion = softest_anion.min(en);
            } else {
                hardest_cation = hardest_cation.max(en);
            }
        }
        if hardest_cation > softest_anion {
            cost += INVERTED;
        }
        let charge_of = |symbol: &str| {
            let place = self.elements.iter().position(|e| e.symbol() == symbol)?;
            Some(match average {
                Some((mixed, average)) if mixed == place => average,
                _ => self.states[place][choice[place]].charge,
            })
        };
        if charge_of("H").is_some_and(|q| q < 0.0) && charge_of("O").is_some() {
            cost += HYDRIDE_IN_OXIDE;
        }
        let mut is_reduced = false;
        for (symbol, low) in COUPLES {
            let Some(charge) = charge_of(symbol) else {
                continue;
            };
            if charge > low + 1e-3 && is_reduced {
                cost += STRAINED;
                break;
            }
            is_reduced |= charge < low + 1.0 - 1e-3;
        }
        cost
    }

    fn for_each_combination(&self, mut visit: impl FnMut(&[usize])) {
        let mut choice = vec![0; self.states.len()];
        loop {
            visit(&choice);
            let mut at = 0;
            loop {
                if at == choice.len() {
                    return;
                }
                choice[at] += 1;
                if choice[at] < self.states[at].len() {
                    break;
                }
                choice[at] = 0;
                at += 1;
            }
        }
    }
}

/// Whether an element is in two states.
pub(crate) fn is_mixed(charges: &Charges) -> bool {
    charges.values().any(|q| (q - q.round()).abs() > 0.01)
}

/// Metals that occur in two valences in one solid.
fn mixes_valences(element: Element) -> bool {
    matches!(element.atomic_number(), 22..=29 | 40..=47 | 50 | 51 | 58..=71 | 72..=79 | 82 | 83 | 92)
}

#[cfg(test)]
mod tests {
    use super::*;
    use hecs_core::{Composition, parse_formula};

    fn problem(composition: &Composition, bonded: &[Element]) -> Problem {
        let elements: Vec<Element> = composition.keys().copied().collect();
        Problem::new(&elements, 0.0, bonded, |e| composition[&e]).unwrap()
    }

    /// Charges in the order of the formula; elements behind `|` have bonds to their like.
    fn solved(text: &str) -> Vec<f64> {
        let (formula, bonded) = text.split_once('|').unwrap_or((text, ""));
        let bonded: Vec<Element> = bonded
            .split_whitespace()
            .map(|e| e.parse().unwrap())
            .collect();
        let composition = parse_formula(formula).unwrap();
        let problem = problem(&composition, &bonded);
        let exact = problem.solve(1e-3);
        let average = problem.average();
        let charges = match exact {
            Some(exact) if !exact.is_doubtful => exact.charges,
            Some(exact) => average.filter(is_mixed).unwrap_or(exact.charges),
            None => average.unwrap_or_default(),
        };
        let symbols = formula
            .split_whitespace()
            .map(|word| word.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.'));
        symbols
            .map(|symbol| {
                charges
                    .get(&symbol.parse().unwrap())
                    .copied()
                    .unwrap_or(f64::NAN)
            })
            .collect()
    }

    #[test]
    fn charges_of_well_known_compounds() {
        for (formula, expected) in [
            ("Li6 P S5 Cl", &[1.0, 5.0, -2.0, -1.0][..]),
            ("Na Cl O4", &[1.0, 7.0, -2.0]),
            ("Ca C O3", &[2.0, 4.0, -2.0]),
            ("Fe3 O4", &[8.0 / 3.0, -2.0]),
            ("Fe2 O3", &[3.0, -2.0]),
            ("Li Fe P O4", &[1.0, 2.0, 5.0, -2.0]),
            ("Na3 P", &[1.0, -3.0]),
            ("Li2 S O4", &[1.0, 6.0, -2.0]),
            ("Li10 Ge P2 S12", &[1.0, 4.0, 5.0, -2.0]),
            ("La0.5 Sr0.5 Mn O3", &[3.0, 2.0, 3.5, -2.0]),
            ("Fe Ti O3", &[2.0, 4.0, -2.0]),
            ("Li V P O4 F", &[1.0, 3.0, 5.0, -2.0, -1.0]),
            ("Na3 V2 P2 O8 F3", &[1.0, 3.0, 5.0, -2.0, -1.0]),
            ("Mn O2", &[4.0, -2.0]),
            ("Ni O2", &[4.0, -2.0]),
            ("Ni0.8 Mn0.1 Co0.1 O2", &[4.0, 4.0, 4.0, -2.0]),
            ("Li3 Ni Mn Co O6", &[1.0, 2.0, 4.0, 3.0, -2.0]),
            ("Li10 Ni8 Mn Co O20", &[1.0, 2.875, 4.0, 3.0, -2.0]),
            ("Li5 Ni3 Mn Co O10", &[1.0, 8.0 / 3.0, 4.0, 3.0, -2.0]),
            ("K Mn O4", &[1.0, 7.0, -2.0]),
            ("La2 Co Mn O6", &[3.0, 2.0, 4.0, -2.0]),
            ("Mn Fe2 O4", &[2.0, 3.0, -2.0]),
            ("Na2 H P O3", &[1.0, 1.0, 3.0, -2.0]),
            ("Li N H2", &[1.0, -3.0, 1.0]),
            ("Li2 Ni Mn3 O8", &[1.0, 2.0, 4.0, -2.0]),
            ("Sn S O4", &[2.0, 6.0, -2.0]),
            ("Sb P O4", &[3.0, 5.0, -2.0]),
            ("Cu Fe S2", &[1.0, 3.0, -2.0]),
            ("Li B H4", &[1.0, 3.0, -1.0]),
            ("Li2 O2|O", &[1.0, -1.0]),
            ("Ba O2|O", &[2.0, -1.0]),
            ("Fe S2|S", &[2.0, -1.0]),
            ("Fe P S3|P", &[2.0, 4.0, -2.0]),
            ("Li4 Mn2 P4 S12|P", &[1.0, 2.0, 4.0, -2.0]),
            ("Cu In P2 S6|P", &[1.0, 3.0, 4.0, -2.0]),
            ("Ag V P2 S6|P", &[1.0, 3.0, 4.0, -2.0]),
            ("Cu Cr P2 S6|P", &[1.0, 3.0, 4.0, -2.0]),
        ] {
            let found = solved(formula);
            let right = found
                .iter()
                .zip(expected)
                .all(|(f, e)| (f - e).abs() < 1e-9);
            assert!(
                right && found.len() == expected.len(),
                "{formula}: {found:?}"
            );
        }
    }

    #[test]
    fn oxygen_without_a_bond_to_oxygen_is_no_peroxide() {
        let composition = parse_formula("Li2 O Br").unwrap();
        assert_eq!(problem(&composition, &[]).solve(1e-2), None);
    }

    #[test]
    fn what_could_as_well_be_otherwise_has_an_alternative() {
        let alternative = |formula: &str| {
            let composition = parse_formula(formula).unwrap();
            problem(&composition, &[]).solve(1e-3).unwrap().alternative
        };
        // Cu+ Fe3+ and Cu2+ Fe2+ are about as frequent.
        assert!(alternative("Cu Fe S2").is_some());
        assert_eq!(alternative("Li6 P S5 Cl"), None);
        assert_eq!(alternative("Li Fe P O4"), None);
    }

    #[test]
    fn occupancies_far_off_do_not_turn_chemistry_upside_down() {
        // A published argyrodite whose lithium occupancies add up to almost twice the formula.
        let composition = parse_formula("Li45.888 P4 S20 Cl Br3").unwrap();
        let problem = problem(&composition, &[]);
        assert_eq!(problem.solve(1e-3), None);
        let usual: Vec<f64> = problem.usual().unwrap().into_values().collect();
        assert_eq!(usual, [1.0, 5.0, -2.0, -1.0, -1.0]);
    }
}
