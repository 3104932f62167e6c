//! Block → structure: its cell, and the stages that follow.

use hecs_charges::ElementCharges;
use hecs_core::{Composition, Lattice, SpaceGroup, Structure};

use crate::Code;
use crate::atoms::{self, Row, Rows};
use crate::cell;
use crate::columns::has_atoms;
use crate::content::{Content, difference};
use crate::diagnostic::{Extent, Findings};
use crate::disorder;
use crate::document::{Block, Document, Value};
use crate::label_choice;
use crate::names::{Items, Name};
use crate::operations::Broken;
use crate::options::ReadOptions;
use crate::oxidation;
use crate::parser::excerpt;
use crate::plausibility;
use crate::sites::{self, Expanded};
use crate::symmetry::{self, Candidates};

/// The reading of a block, and what was found so far.
pub(crate) struct Stage<'s> {
    document: &'s Document<'s>,
    options: &'s ReadOptions,
    pub(crate) findings: Findings,
    pub(crate) unlocated: Composition,
    pub(crate) isotope_mass_da: f64,
    pub(crate) atoms: Option<Extent>,
    /// How the file states the charges that it states.
    pub(crate) stated: Vec<ElementCharges>,
}

impl<'s> Stage<'s> {
    pub(crate) fn new(
        document: &'s Document<'s>,
        options: &'s ReadOptions,
        findings: Findings,
    ) -> Self {
        Self {
            document,
            options,
            findings,
            unlocated: Composition::new(),
            isotope_mass_da: 0.0,
            atoms: None,
            stated: Vec::new(),
        }
    }

    /// The structure; `None` where there is none that could be put together.
    pub(crate) fn structure(&mut self, block: &'s Block) -> Option<Structure> {
        let text: &'s str = &self.document.text;
        let items = Items::of(self.document, block);
        self.check_repeated(&items);
        if !has_atoms(&items) {
            self.findings.add(
                Code::NoSites,
                block.heading,
                "the block has no atoms with coordinates",
            );
            return None;
        }
        let lattice = cell::read(text, &items, block, &mut self.findings);
        let content = Content::read(text, &items, &mut self.findings);
        if items
            .column(Name::SiteX)
            .is_some_and(|(t, _)| !t.is_complete())
        {
            // Rows that are shifted against their columns say nothing more.
            return None;
        }
        // Where the cell is missing the rest is still read, for what is wrong with it.
        let stand_in = lattice.clone().or_else(|| Lattice::cubic(10.0).ok())?;
        let mut rows = atoms::read(
            text,
            &items,
            &stand_in,
            content.formula.as_ref(),
            self.options.as_listed,
            &mut self.findings,
        );
        oxidation::apply(text, &items, &mut rows.rows, &mut self.findings);
        self.stated = atoms::reasons_of_charges(&rows.rows);
        disorder::select_groups(
            &mut rows.rows,
            &self.options.disorder_group,
            &mut self.findings,
        );
        let candidates = symmetry::candidates(text, &items, lattice.as_ref(), &mut self.findings);
        if (lattice.is_none() || rows.rows.is_empty())
            && let Some(broken) = &candidates.broken
        {
            broken.report(false, &mut self.findings);
        }
        let lattice = lattice?;
        if rows.rows.is_empty() && !self.findings.has_error() {
            self.findings.add(
                Code::NoSites,
                items.extent(Name::SiteX),
                "no atom of the block has coordinates that can be used",
            );
            return None;
        }
        if rows.rows.is_empty() {
            return None;
        }
        let expanded = self.expand(&mut rows, &lattice, &candidates, &content);
        let extent = items.extent(Name::CellLengthA).or(block.heading.into());
        self.assemble(block, expanded, &rows, &content, extent)
    }

    /// The formula, and the parts put together.
    fn assemble(
        &mut self,
        block: &Block,
        expanded: Expanded,
        rows: &Rows<'_>,
        content: &Content,
        cell: Option<Extent>,
    ) -> Option<Structure> {
        self.atoms = sites::extent_of(&rows.rows);
        self.isotope_mass_da = expanded.isotope_da;
        atoms::add_unlocated(&mut self.unlocated, &rows.unlocated);
        atoms::add_unlocated(&mut self.unlocated, &expanded.attached);
        let mut found = expanded.structure.composition();
        for (element, n) in &self.unlocated {
            *found.entry(*element).or_insert(0.0) += n;
        }
        if self.findings.has_error() {
            // Sums over sites that could not all be read would only repeat the error.
            return None;
        }
        let formula = content.check(&found, &mut self.findings);
        let builder = expanded.structure.named(block.name(self.document));
        // Coordinates and occupancies that are no numbers have been refused row by row.
        let structure = builder.with_formula(formula).build().ok()?;
        if let Some(doubt) = plausibility::of_contents(&structure, &found, self.isotope_mass_da) {
            self.findings.add(Code::ImplausibleDensity, cell, doubt);
        }
        Some(structure)
    }

    /// Expands under the only space group, or under the candidate that fits best.
    fn expand(
        &mut self,
        rows: &mut Rows<'_>,
        lattice: &Lattice,
        candidates: &Candidates,
        content: &Content,
    ) -> Expanded {
        self.settle_dots(rows, lattice, candidates, content);
        let group = self.choose_group(&rows.rows, lattice, candidates, content);
        let options = self.options;
        let fractional = &candidates.fractional;
        let images = |rows: &[Row<'_>], findings: &mut Findings| {
            if fractional.is_empty() {
                return sites::expand(rows, lattice, &group, options, findings);
            }
            let all = sites::with_images(rows, lattice, &group, fractional, options);
            sites::expand(&all, lattice, &group, options, findings)
        };
        label_choice::settle(
            &mut rows.rows,
            content,
            |rows| images(rows, &mut Findings::default()).composition(),
            &mut self.findings,
        );
        images(&rows.rows, &mut self.findings)
    }

    /// Coordinates printed as dots are 0 where multiplicities and formula then come out; else the atoms
    /// have no place.
    fn settle_dots(
        &mut self,
        rows: &mut Rows<'_>,
        lattice: &Lattice,
        candidates: &Candidates,
        content: &Content,
    ) {
        if rows.rows.iter().all(|row| row.dot.is_none()) {
            return;
        }
        let comes_out = content.formula.is_some()
            && candidates.groups.iter().take(4).any(|group| {
                let mut scratch = Findings::default();
                let tried = sites::expand(&rows.rows, lattice, group, self.options, &mut scratch);
                tried.faults == 0 && content.misfit(&tried.composition()) < 0.02
            });
        for row in &rows.rows {
            let Some(dot) = row.dot else { continue };
            let label = excerpt(&row.label);
            let message = if comes_out {
                format!("the dots of {label} are read as 0: multiplicity and formula come out so")
            } else {
                format!("{label} has no coordinates")
            };
            self.findings.add(Code::MissingCoordinates, dot, message);
        }
        if comes_out {
            return;
        }
        for row in rows.rows.iter().filter(|row| row.dot.is_some()) {
            let count = row.multiplicity.map_or(1.0, |m| m.0) * row.occupancy;
            rows.unlocated.push((row.element, count));
        }
        rows.rows.retain(|row| row.dot.is_none());
    }

    /// The only space group, or the one under which multiplicities, formula and distances come out best.
    fn choose_group(
        &mut self,
        rows: &[Row<'_>],
        lattice: &Lattice,
        candidates: &Candidates,
        content: &Content,
    ) -> SpaceGroup {
        let groups = &candidates.groups;
        let mut chosen = 0;
        if groups.len() > 1 {
            let mut best: Option<(usize, f64)> = None;
            for (i, group) in groups.iter().enumerate() {
                let mut scratch = Findings::default();
                let tried = sites::expand(rows, lattice, group, self.options, &mut scratch);
                let misfit = content.misfit(&tried.composition());
                let crowded = plausibility::crowded_sites(&tried.structure);
                let score = (tried.faults + crowded) as f64
                    + 10.0 * f64::from(misfit > 0.02)
                    + misfit.min(1.0);
                if best.is_none_or(|(_, s)| score < s - 1e-9) {
                    best = Some((i, score));
                }
            }
            chosen = best.map_or(0, |b| b.0);
        }
        let has_completed = |b: &Broken| b.completed.is_some();
        let completed = candidates.broken.as_ref().is_some_and(has_completed);
        let stated = groups.len() - usize::from(completed);
        if let Some(broken) = &candidates.broken {
            broken.report(chosen >= stated, &mut self.findings);
        }
        if stated > 1 && chosen < stated {
            let named = |g: &SpaceGroup| g.hermann_mauguin.clone().unwrap_or_default();
            let others: Vec<String> = groups[..stated]
                .iter()
                .enumerate()
                .filter(|(i, _)| *i != chosen)
                .take(4)
                .map(|(_, g)| named(g))
                .collect();
            self.findings.add(
                Code::AmbiguousSetting,
                candidates.extent,
                format!(
                    "{} has several settings; {} is used, not {}",
                    excerpt(&candidates.stated),
                    named(&groups[chosen]),
                    others.join(", ")
                ),
            );
        }
        groups[chosen].clone()
    }

    /// Items that the structure needs, given twice with different values.
    fn check_repeated(&mut self, items: &Items<'_>) {
        let text = &self.document.text;
        for (name, extent, place) in &items.repeated {
            let Some(first) = items.extent(*name) else {
                continue;
            };
            if !first.of(text).eq_ignore_ascii_case(extent.of(text)) {
                continue;
            }
            let alike = |one: &Value, two: &Value| {
                crate::value::content(one, text) == crate::value::content(two, text)
                    || one.number_in(text).map(|n| n.value) == two.number_in(text).map(|n| n.value)
                        && one.number_in(text).is_some()
            };
            let (mut ones, mut twos) = (items.values(*name), place.values());
            let same = loop {
                match (ones.next(), twos.next()) {
                    (Some(one), Some(two)) if alike(one, two) => {}
                    (None, None) => break true,
                    _ => break false,
                }
            };
            if !same {
                self.findings.raise(
                    Code::DuplicateName,
                    *extent,
                    format!(
                        "{} is given again with another value",
                        excerpt(extent.of(text))
                    ),
                );
            }
        }
    }
}

/// Whether two compositions are the same within `tolerance` (relative, at least of one atom).
pub fn same_composition(a: &Composition, b: &Composition, tolerance: f64) -> bool {
    difference(a, b) <= tolerance
}
