//! Oxidation states of a formula, without a structure.

use hecs_core::{Composition, Element};

use crate::Basis;
use crate::account::{Charges, add_charge};
use crate::balance::Problem;
use crate::judge::{Filling, judge};
use crate::kinds::Kind;

/// Charges of a formula, and how they were come by.
#[derive(Clone, Debug, PartialEq)]
pub struct FormulaCharges {
    /// In e.
    pub charges: Charges,
    /// How.
    pub basis: Basis,
    /// Others that balance as well, the likeliest first; none where the first answer is more than 20
    /// times as common.
    pub alternatives: Vec<Charges>,
}

/// The oxidation states of the elements of a formula, by the balance that structures have too.
/// `bonded` are elements whose atoms are known to be bonded to each other (peroxides, disulfides);
/// of others that is assumed where nothing else balances. `None` where nothing comes near to balance.
///
/// A formula tells less than a structure: an element in two states (ammonium nitrate) gets its average.
///
/// ```
/// use hecs_charges::assign_formula;
/// use hecs_core::{Element, read_formula};
///
/// # fn main() -> Result<(), hecs_core::CoreError> {
/// let ferrate = assign_formula(&read_formula("K2FeO4")?, &[]).expect("it balances");
/// assert_eq!(ferrate.charges[&"Fe".parse::<Element>()?], [6.0]);
/// # Ok(())
/// # }
/// ```
pub fn assign_formula(composition: &Composition, bonded: &[Element]) -> Option<FormulaCharges> {
    let amounts = composition.iter().filter(|(_, n)| **n > 0.0);
    let kinds = amounts.map(|(e, n)| Kind::of_formula(*e, *n, bonded.contains(e)));
    let problem = Problem::new(kinds.collect(), (0.0, 0.0))?;
    if problem.kinds.len() == 1 {
        return None;
    }
    let is_whole = |kind: &Kind| (kind.amount - kind.amount.round()).abs() < 1e-6;
    let filling = if problem.kinds.iter().all(is_whole) {
        Filling::Ordered
    } else {
        Filling::Mixed
    };
    let verdict = judge(&problem, None, filling)?;
    let named = |by_kind: &[f64]| {
        let mut charges = Charges::new();
        for (kind, charge) in problem.kinds.iter().zip(by_kind) {
            add_charge(&mut charges, kind.element, *charge);
        }
        charges
    };
    Some(FormulaCharges {
        charges: named(&verdict.charges),
        basis: verdict.basis,
        alternatives: verdict.alternatives.iter().map(|(_, q)| named(q)).collect(),
    })
}
