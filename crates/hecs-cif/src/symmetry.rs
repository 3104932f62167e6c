//! The space groups that a block can mean.

use hecs_core::{FractionalOperation, Lattice, SpaceGroup, SymmetrySource, operations_from_hall};

use crate::Code;
use crate::diagnostic::{Extent, Findings};
use crate::metric::{METRIC_TOLERANCE, check_metric, metric_strain};
use crate::names::Items;
use crate::operations::{self, Broken, Listing};
use crate::settings::{fingerprint, settings_of_number};
use crate::stated::{Stated, triclinic_centred};

/// The space groups a block can mean, the most likely first; never empty.
pub(crate) struct Candidates {
    pub(crate) groups: Vec<SpaceGroup>,
    /// Where the symmetry was stated, for a diagnostic about the choice.
    pub(crate) extent: Option<Extent>,
    /// What was stated, such as the symbol.
    pub(crate) stated: String,
    /// Operations of the crystal beside those of the group, whose matrices hold fractions in its cell:
    /// they make images of the atoms.
    pub(crate) fractional: Vec<FractionalOperation>,
    /// Where a list of operations could not be used as it is: what is wrong with it. The last of the
    /// groups may be a completed one.
    pub(crate) broken: Option<Broken>,
}

impl Candidates {
    fn of(group: SpaceGroup, extent: Extent, stated: String) -> Self {
        Self {
            groups: vec![group],
            extent: Some(extent),
            stated,
            fractional: Vec::new(),
            broken: None,
        }
    }
}

/// Reads the four statements, compares them, and returns what the first of operations, Hall
/// symbol, Hermann–Mauguin symbol and number means.
pub(crate) fn candidates(
    text: &str,
    items: &Items<'_>,
    lattice: Option<&Lattice>,
    findings: &mut Findings,
) -> Candidates {
    let stated = Stated::read(text, items, findings);
    match operations::read(text, items, &stated, findings) {
        Listing::Group(listed) => {
            check_metric(lattice, &listed.group, listed.extent, findings);
            Candidates {
                fractional: listed.fractional,
                ..Candidates::of(listed.group, listed.extent, String::new())
            }
        }
        Listing::Broken(mut broken) => {
            let mut candidates = without_operations(&stated, lattice, findings);
            let suits = |g: &SpaceGroup| metric_strain(lattice, &g.operations) <= METRIC_TOLERANCE;
            broken.completed = broken.completed.filter(suits);
            candidates.groups.extend(broken.completed.clone());
            candidates.broken = Some(broken);
            candidates
        }
        Listing::None => without_operations(&stated, lattice, findings),
    }
}

/// Hall symbol, else Hermann–Mauguin symbol, else number, else P1.
fn without_operations(
    stated: &Stated,
    lattice: Option<&Lattice>,
    findings: &mut Findings,
) -> Candidates {
    stated.compare_symbols(findings);
    if let Some(hall) = &stated.hall
        && let Some(operations) = operations_from_hall(&hall.symbol)
    {
        let setting = hall.setting;
        let group = SpaceGroup {
            number: setting
                .map(|s| s.number)
                .or_else(|| hecs_core::space_group_number(&operations)),
            hermann_mauguin: setting.map(|s| s.symbol()),
            hall: Some(hall.symbol.clone()),
            operations,
            source: SymmetrySource::Hall,
        };
        check_metric(lattice, &group, hall.extent, findings);
        return Candidates::of(group, hall.extent, hall.symbol.clone());
    }
    let (settings, source, extent, words) = match (&stated.symbol, &stated.number) {
        (Some((symbol, settings, extent)), _) if settings.is_empty() => {
            let group = triclinic_centred(symbol).unwrap_or_else(SpaceGroup::p1);
            return Candidates::of(group, *extent, symbol.clone());
        }
        (Some((symbol, settings, extent)), _) => (
            settings.clone(),
            SymmetrySource::HermannMauguin,
            *extent,
            symbol.clone(),
        ),
        (None, Some((number, extent))) => (
            settings_of_number(*number),
            SymmetrySource::Number,
            *extent,
            format!("number {number}"),
        ),
        (None, None) => {
            findings.add(
                Code::NoSymmetry,
                None,
                "the file states no symmetry; P1 is assumed",
            );
            return Candidates {
                extent: None,
                ..Candidates::of(SpaceGroup::p1(), Extent::default(), String::new())
            };
        }
    };
    let groups: Vec<SpaceGroup> = settings.iter().map(|s| s.space_group(source)).collect();
    let mut fitting: Vec<SpaceGroup> = groups
        .iter()
        .filter(|g| metric_strain(lattice, &g.operations) <= METRIC_TOLERANCE)
        .cloned()
        .collect();
    if fitting.is_empty() {
        fitting = groups;
        if let Some(group) = fitting.first() {
            check_metric(lattice, group, extent, findings);
        }
    }
    // The table has settings twice where two symbols name the same operations.
    let mut seen = Vec::new();
    fitting.retain(|g| {
        let key = fingerprint(&g.operations);
        let new = !seen.contains(&key);
        seen.push(key);
        new
    });
    Candidates {
        groups: fitting,
        ..Candidates::of(SpaceGroup::p1(), extent, words)
    }
}
