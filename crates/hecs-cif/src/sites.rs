//! Rows and a space group → sites with all their positions: merging, multiplicities, occupancies.

use hecs_core::{
    Composition, Element, FractionalOperation, GrowingPoints, Lattice, Orbit, OverlapRule,
    SpaceGroup, Species, StructureBuilder, TabulatedSetting,
};
use nalgebra::Vector3;

use crate::Code;
use crate::atoms::{Row, add_unlocated};
use crate::diagnostic::{Extent, Findings};
use crate::options::ReadOptions;
use crate::parser::excerpt;

/// Rounding widens the merge distance up to this in Å; beyond, real split sites would merge.
const WIDEST_MERGE_ANG: f64 = 0.1;

/// Occupancies are refined to three digits at best; sums up to this above 1 are rounding.
const OCCUPANCY_SLACK: f64 = 0.011;

/// Images that may be looked at for one structure: about a second. A protein of 10⁵ atoms needs
/// 10⁶.
const MOST_WORK: u64 = 100_000_000;

/// The sites of a cell, and what did not become one.
pub(crate) struct Expanded {
    pub(crate) structure: StructureBuilder,
    /// Atoms without positions in the cell: attached hydrogens.
    pub(crate) attached: Vec<(Element, f64)>,
    /// Mass in Da of the isotopes in the cell, beyond that of their elements.
    pub(crate) isotope_da: f64,
    /// How badly the result fits: stated multiplicities missed, atoms that overlap, sites that
    /// are too full. For the choice between settings.
    pub(crate) faults: usize,
}

/// Expands rows under a group.
pub(crate) fn expand(
    rows: &[Row<'_>],
    lattice: &Lattice,
    group: &SpaceGroup,
    options: &ReadOptions,
    findings: &mut Findings,
) -> Expanded {
    let merge = options.merge_distance_ang.max(1e-6);
    let tolerance =
        |row: &Row<'_>| merge.max((2.0 * row.rounding_ang).min(WIDEST_MERGE_ANG.max(merge)));
    let widest = rows.iter().map(&tolerance).fold(merge, f64::max);
    let expected = rows.len().saturating_mul(group.operations.len());
    let reach = widest.max(OverlapRule::LISTED.nearer_than_ang);
    let points = GrowingPoints::new(lattice, reach, expected.min(options.max_positions));
    let letters = if rows.iter().any(|r| r.wyckoff.is_some()) {
        let setting = group
            .hall
            .as_deref()
            .and_then(TabulatedSetting::by_hall_symbol);
        setting.map_or_else(Vec::new, |s| s.wyckoff_multiplicities().collect())
    } else {
        Vec::new()
    };
    let mut state = Expansion {
        letters,
        out: Expanded {
            structure: StructureBuilder::new(lattice.clone(), group.clone()),
            attached: Vec::new(),
            isotope_da: 0.0,
            faults: 0,
        },
        points,
        looked_at: 0,
        first_rows: Vec::with_capacity(rows.len()),
        as_listed: options.as_listed,
        findings,
    };
    for (index, row) in rows.iter().enumerate() {
        if state.looked_at > MOST_WORK {
            state.findings.add(
                Code::TooLarge,
                row.extent,
                "the atoms are too many and too close together to be a crystal",
            );
            break;
        }
        let within = tolerance(row);
        if let Some(site) = state.nearest(&row.fract, within)
            && state.share(site, row)
        {
            continue;
        }
        let found = state.out.structure.orbit(&row.fract, within);
        // What rounding does not explain was meant to be somewhere else.
        if found.snapped_by_ang > merge.max(row.rounding_ang) {
            state.findings.add(
                Code::SnappedSite,
                row.extent,
                format!(
                    "{} was moved by {:.3} Å onto its special position",
                    excerpt(&row.label),
                    found.snapped_by_ang
                ),
            );
        }
        // A neighbour may be within the tolerance of the snapped position only.
        if found.snapped_by_ang > 0.0
            && let Some(site) = state.nearest(&found.positions[0], within)
            && state.share(site, row)
        {
            continue;
        }
        if state.points.len() + found.positions.len() > options.max_positions {
            state.findings.add(
                Code::TooLarge,
                row.extent,
                format!("more than {} positions in the cell", options.max_positions),
            );
            break;
        }
        state.add(index, row, found, group.operations.len());
    }
    state.check_occupancies(rows);
    state.check_overlaps(rows);
    state.out
}

impl Expanded {
    /// Atoms of each element in the cell, those without positions too.
    pub(crate) fn composition(&self) -> Composition {
        let mut sum = self.structure.composition();
        add_unlocated(&mut sum, &self.attached);
        sum
    }
}

struct Expansion<'f> {
    /// Wyckoff letters of the group with their multiplicities, where they are known and needed.
    letters: Vec<(char, usize)>,
    out: Expanded,
    /// All positions so far, tagged with their sites.
    points: GrowingPoints,
    /// Images looked at in all searches.
    looked_at: u64,
    /// The row that founded each site.
    first_rows: Vec<usize>,
    /// Whether repeats become sites of their own.
    as_listed: bool,
    findings: &'f mut Findings,
}

impl Expansion<'_> {
    /// The site of the nearest position within a distance in Å; of several as near, the first.
    fn nearest(&mut self, fract: &Vector3<f64>, within_ang: f64) -> Option<usize> {
        let mut best: Option<(u32, f64)> = None;
        let looked_at = self.points.for_each_within(fract, within_ang, |site, d| {
            if best.is_none_or(|(s, nearest)| d < nearest || (d == nearest && site < s)) {
                best = Some((site, d));
            }
        });
        self.looked_at += looked_at;
        best.map(|(site, _)| site as usize)
    }

    /// A new site.
    fn add(&mut self, index: usize, row: &Row<'_>, orbit: Orbit, order: usize) {
        let found = orbit.positions.len();
        self.check_multiplicity(row, found, order);
        self.check_letter(row, found);
        self.attach(row, found);
        self.first_rows.push(index);
        let site = self.out.structure.sites().len() as u32;
        for position in &orbit.positions {
            self.points.insert(position, site);
        }
        let species = vec![species(row)];
        self.out.structure.add_orbit(&row.label, species, orbit);
    }

    /// One more species on a site; `false` where the row is to be a site of its own.
    fn share(&mut self, index: usize, row: &Row<'_>) -> bool {
        let site = &self.out.structure.sites()[index];
        let multiplicity = site.multiplicity();
        let same = |s: &Species| s.element == row.element && s.charge == row.charge;
        let place = site.species.iter().position(same);
        let sum = place.map_or(0.0, |i| site.species[i].occupancy + row.occupancy);
        if sum > 1.0 + OCCUPANCY_SLACK {
            self.out.faults += 1;
            self.findings.add(
                Code::DuplicateSite,
                row.extent,
                format!(
                    "{} is at a position of {} and of the same element; {}",
                    excerpt(&row.label),
                    excerpt(&site.label),
                    if self.as_listed {
                        "both are read, as listed"
                    } else {
                        "it is left out"
                    }
                ),
            );
            return !self.as_listed;
        }
        if let Some(list) = self.out.structure.species_mut(index) {
            match place {
                Some(i) => list[i].occupancy += row.occupancy,
                None => list.push(species(row)),
            }
        }
        self.attach(row, multiplicity);
        true
    }

    fn attach(&mut self, row: &Row<'_>, multiplicity: usize) {
        self.out.isotope_da += row.isotope_da * row.occupancy * multiplicity as f64;
        if row.hydrogens > 0.0 {
            let count = row.hydrogens * row.occupancy * multiplicity as f64;
            self.out.attached.push((Element::H, count));
            self.findings.add(
                Code::AttachedHydrogens,
                row.extent,
                format!(
                    "{} carries {} H without coordinates",
                    excerpt(&row.label),
                    row.hydrogens
                ),
            );
        }
    }

    /// The stated multiplicity counts positions in the cell; SHELX writes the order of the site
    /// symmetry under the same name, so that is accepted too.
    fn check_multiplicity(&mut self, row: &Row<'_>, found: usize, order: usize) {
        let Some((stated, extent)) = row.multiplicity else {
            return;
        };
        let is = |n: usize| (stated - n as f64).abs() < 0.5;
        if !is(found) && !is(order / found) {
            self.out.faults += 1;
            self.findings.add(
                Code::MultiplicityMismatch,
                extent,
                format!(
                    "the file gives {} the multiplicity {stated}; it has {found} equivalent positions",
                    excerpt(&row.label)
                ),
            );
        }
    }

    fn check_letter(&mut self, row: &Row<'_>, found: usize) {
        let Some((stated, extent)) = row.wyckoff else {
            return;
        };
        let known = self.letters.iter().find(|(letter, _)| *letter == stated);
        if let Some((_, expected)) = known.filter(|(_, expected)| *expected != found) {
            self.out.faults += 1;
            self.findings.add(
                Code::MultiplicityMismatch,
                extent,
                format!(
                    "the file puts {} on Wyckoff position {expected}{stated}; it has {found} equivalent positions",
                    excerpt(&row.label)
                ),
            );
        }
    }

    fn check_occupancies(&mut self, rows: &[Row<'_>]) {
        for (site, index) in self.out.structure.sites().iter().zip(&self.first_rows) {
            let sum = site.occupancy();
            if sum > 1.0 + OCCUPANCY_SLACK {
                self.out.faults += 1;
                self.findings.add(
                    Code::OccupancyAboveOne,
                    rows[*index].extent,
                    format!(
                        "the occupancies on the site of {} add up to {sum:.4}",
                        excerpt(&site.label)
                    ),
                );
            }
        }
    }

    /// Positions that overlap although their occupancies leave no room for both.
    fn check_overlaps(&mut self, rows: &[Row<'_>]) {
        let rule = OverlapRule::LISTED;
        let sites = self.out.structure.sites();
        let mut looked_at = 0;
        let mut clashes = Vec::new();
        for (i, site) in sites.iter().enumerate() {
            if looked_at > MOST_WORK / 10 {
                break;
            }
            let Some(position) = site.positions.first() else {
                continue;
            };
            let occupancy = site.occupancy();
            let mut clash: Option<(usize, f64)> = None;
            looked_at +=
                self.points
                    .for_each_within(position, rule.nearer_than_ang, |other, distance| {
                        let other = other as usize;
                        // The position itself, and pairs seen from the other side.
                        let is_counted = other > i || distance < 1e-9;
                        if !is_counted
                            && rule.applies(distance, occupancy, sites[other].occupancy())
                            && clash.is_none_or(|c| distance < c.1)
                        {
                            clash = Some((other, distance));
                        }
                    });
            clashes.extend(clash.map(|(other, distance)| (i, other, distance)));
        }
        for (i, other, distance) in clashes {
            self.out.faults += 1;
            self.findings.add(
                Code::CloseSites,
                rows[self.first_rows[i]].extent,
                format!(
                    "{} is {distance:.2} Å from {}, and together they are fuller than one atom",
                    excerpt(&sites[i].label),
                    if other == i {
                        "its own image".to_owned()
                    } else {
                        excerpt(&sites[other].label)
                    }
                ),
            );
        }
    }
}

fn species(row: &Row<'_>) -> Species {
    Species {
        element: row.element,
        charge: row.charge,
        occupancy: row.occupancy,
    }
}

/// The rows with the images that operations outside the group make of them: for each the first of every
/// orbit of the group, so that all together are the orbit of the whole.
pub(crate) fn with_images<'t>(
    rows: &[Row<'t>],
    lattice: &Lattice,
    group: &SpaceGroup,
    outside: &[FractionalOperation],
    options: &ReadOptions,
) -> Vec<Row<'t>> {
    let builder = StructureBuilder::new(lattice.clone(), group.clone());
    let merge = options.merge_distance_ang.max(1e-6);
    let mut all = Vec::with_capacity(rows.len());
    for row in rows {
        let within = merge.max((2.0 * row.rounding_ang).min(WIDEST_MERGE_ANG.max(merge)));
        let mut known = builder.orbit(&row.fract, within).positions;
        let before = all.len();
        all.push(row.clone());
        for operation in outside {
            let image = operation.apply(&row.fract);
            if all.len() > options.max_positions
                || known.iter().any(|p| lattice.distance(p, &image) <= within)
            {
                continue;
            }
            known.extend(builder.orbit(&image, within).positions);
            all.push(Row {
                fract: image,
                ..row.clone()
            });
        }
        if all.len() > before + 1 {
            // What is stated of the whole orbit is not that of its parts.
            for part in &mut all[before..] {
                part.multiplicity = None;
                part.wyckoff = None;
            }
        }
    }
    all
}

/// Where the atoms of a structure stand in the file, for findings about all of them.
pub(crate) fn extent_of(rows: &[Row<'_>]) -> Option<Extent> {
    Some(rows.first()?.extent)
}
