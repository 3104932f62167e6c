//! Oxidation states: stated ones, else those that balance the charge of the cell.

use hecs_core::{Element, Lattice, Site};

use crate::bonds::bonded_to_its_like;
use crate::charge_balance::{Charges, Problem, Solution, is_mixed};
use crate::diagnostic::{Extent, Findings};
use crate::formula::{Composition, amount};
use crate::oxidation_states::bonded_state;
use crate::{Code, Severity};

/// What charges are found from.
pub(crate) struct Content<'a> {
    pub(crate) lattice: &'a Lattice,
    /// The declared content of the cell where it has the elements of the sites, or hydrogen besides;
    /// refined occupancies rarely balance exactly, formulae do.
    pub(crate) declared: Option<&'a Composition>,
    /// The content of the sites.
    pub(crate) located: &'a Composition,
}

/// Fills in the charges that the file does not state.
pub(crate) fn assign(
    sites: &mut [Site],
    content: &Content<'_>,
    extent: Option<Extent>,
    findings: &mut Findings,
) {
    forget_placeholders(sites, content.located);
    let unknown = unknown_elements(sites);
    if !unknown.is_empty() {
        if let Some(found) = find(sites, &unknown, content) {
            set(sites, &found.charges);
            found.report(&unknown, extent, findings);
        } else {
            let names: Vec<String> = unknown.iter().map(Element::to_string).collect();
            findings.add(
                Code::ChargesUnresolved,
                extent,
                format!(
                    "no common oxidation states of {} balance the charge",
                    names.join(", ")
                ),
            );
        }
    }
    check_balance(sites, unknown.is_empty(), extent, findings);
}

/// `0` for every atom of a compound says that a program knew no charges.
fn forget_placeholders(sites: &mut [Site], found: &Composition) {
    let all = || sites.iter().flat_map(|s| &s.species);
    let placeholder = found.len() > 1 && all().all(|s| s.charge.is_none_or(|q| q == 0.0));
    if placeholder {
        for species in sites.iter_mut().flat_map(|s| &mut s.species) {
            species.charge = None;
        }
    }
}

fn unknown_elements(sites: &[Site]) -> Vec<Element> {
    let mut list: Vec<Element> = sites
        .iter()
        .flat_map(|s| &s.species)
        .filter(|s| s.charge.is_none())
        .map(|s| s.element)
        .collect();
    list.sort_unstable();
    list.dedup();
    list
}

/// Charges, and how they were come by.
struct Found {
    charges: Charges,
    how: How,
    /// Others that balance as well.
    rival: Option<Charges>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum How {
    /// The file holds one element.
    Element,
    Balance,
    Average,
    NearBalance,
    Usual,
}

impl Found {
    fn new(charges: Charges, how: How) -> Self {
        Self {
            charges,
            how,
            rival: None,
        }
    }

    fn report(&self, unknown: &[Element], extent: Option<Extent>, findings: &mut Findings) {
        let list = |charges: &Charges| -> String {
            let parts: Vec<String> = charges
                .iter()
                .filter(|(element, _)| unknown.contains(element))
                .map(|(element, q)| format!("{element} {:+}", (q * 1e3).round() / 1e3))
                .collect();
            parts.join(", ")
        };
        let (code, how) = match self.how {
            How::Element => return,
            How::Balance => (Code::ChargesAssumed, "by charge balance"),
            How::Average => (Code::AverageCharge, "one as an average"),
            How::NearBalance => (Code::ChargesAssumed, "as nearly balanced"),
            How::Usual => (
                Code::ChargesAssumed,
                "as the usual ones, which do not balance",
            ),
        };
        let (severity, also) = match &self.rival {
            Some(rival) => (
                Severity::Warning,
                format!("; {} would do as well", list(rival)),
            ),
            None => (code.severity(), String::new()),
        };
        findings.add_as(
            code,
            severity,
            extent,
            format!(
                "oxidation states are assumed {how}: {}{also}",
                list(&self.charges)
            ),
        );
    }
}

/// Finds the charges of the unknown elements.
fn find(sites: &[Site], unknown: &[Element], content: &Content<'_>) -> Option<Found> {
    let stated = sites
        .iter()
        .any(|s| s.species.iter().any(|x| x.charge.is_some()));
    if !stated && content.located.len() == 1 {
        let neutral = unknown.iter().map(|e| (*e, 0.0)).collect();
        return Some(Found::new(neutral, How::Element));
    }
    let bonded: Vec<Element> = unknown
        .iter()
        .copied()
        .filter(|e| bonded_state(*e).is_some() && bonded_to_its_like(*e, sites, content.lattice))
        .collect();
    // Stated charges enter with the content of the sites; the formula does not tell species apart.
    let fixed: f64 = sites
        .iter()
        .flat_map(|site| site.species.iter().map(move |s| (s, site.positions.len())))
        .filter_map(|(s, m)| Some(s.charge? * s.occupancy * m as f64))
        .sum();
    let of_sites = Problem::new(unknown, fixed, &bonded, |e| free_amount(sites, e))?;
    let of_formula = content.declared.filter(|_| !stated).and_then(|declared| {
        let elements: Vec<Element> = declared.keys().copied().collect();
        Problem::new(&elements, 0.0, &bonded, |e| amount(declared, e))
    });
    let exact = of_formula
        .as_ref()
        .and_then(|p| p.solve(2e-3))
        .or_else(|| of_sites.solve(1e-2));
    let balanced = |solution: Solution| Found {
        rival: solution.rival,
        ..Found::new(solution.charges, How::Balance)
    };
    let exact = match exact {
        Some(solution) if !solution.doubtful => return Some(balanced(solution)),
        other => other,
    };
    let average = of_formula
        .as_ref()
        .and_then(Problem::average)
        .or_else(|| of_sites.average());
    match (average, exact) {
        (Some(charges), exact) if exact.is_none() || is_mixed(&charges) => {
            return Some(Found::new(charges, How::Average));
        }
        (_, Some(solution)) => return Some(balanced(solution)),
        _ => {}
    }
    if let Some(near) = of_sites.frequent().solve(0.12) {
        return Some(Found::new(near.charges, How::NearBalance));
    }
    // Some published occupancies are far off (a lithium site filled twice over): the states that the
    // elements usually have beside each other are still known.
    Some(Found::new(of_sites.usual()?, How::Usual))
}

fn free_amount(sites: &[Site], element: Element) -> f64 {
    sites
        .iter()
        .flat_map(|site| site.species.iter().map(move |s| (s, site.positions.len())))
        .filter(|(s, _)| s.element == element && s.charge.is_none())
        .map(|(s, m)| s.occupancy * m as f64)
        .sum()
}

fn set(sites: &mut [Site], charges: &Charges) {
    for species in sites.iter_mut().flat_map(|s| &mut s.species) {
        if species.charge.is_none() {
            species.charge = charges.get(&species.element).copied();
        }
    }
}

fn check_balance(
    sites: &[Site],
    all_stated: bool,
    extent: Option<Extent>,
    findings: &mut Findings,
) {
    let (mut net, mut positive) = (0.0, 0.0);
    for site in sites {
        for species in &site.species {
            let Some(charge) = species.charge else { return };
            let q = charge * species.occupancy * site.positions.len() as f64;
            net += q;
            positive += f64::max(q, 0.0);
        }
    }
    let margin = if all_stated { 0.01 } else { 0.02 } * f64::max(positive, 1.0);
    if f64::abs(net) > margin {
        findings.add(
            Code::ChargeImbalance,
            extent,
            format!("the charges of the sites add up to {net:+.3} e per cell, not to 0"),
        );
    }
}
