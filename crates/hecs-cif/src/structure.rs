//! Document → structure: which block, its cell, and the stages that follow.

use hecs_charges::{ChargeAccount, ElementCharges};
use hecs_core::{Composition, Lattice, SpaceGroup, Structure};

use crate::atoms::{self, Rows};
use crate::cell;
use crate::content::{Content, difference};
use crate::diagnostic::{Diagnostic, Extent, Findings, Span};
use crate::disorder;
use crate::document::{Block, Document};
use crate::names::{Items, Name};
use crate::options::ReadOptions;
use crate::oxidation;
use crate::parser::excerpt;
use crate::sites::{self, Expanded};
use crate::symmetry::{self, Candidates};
use crate::{Code, Severity};

/// What was read from a file.
#[derive(Clone, Debug)]
pub struct Reading {
    /// The structure; `None` where a diagnostic is an error.
    pub structure: Option<Structure>,
    /// Name of the block that was read, where there is one with atoms.
    pub block: Option<String>,
    /// Atoms of each element in the cell that the file states without giving them positions:
    /// attached hydrogens, sites whose coordinates are `?`. The formula check counts them.
    pub unlocated: Composition,
    /// Where the atoms of the structure stand in the file.
    pub atoms: Option<Span>,
    /// What the charges rest on, element by element; [`Self::with_charges`] completes it.
    pub charges: ChargeAccount,
    /// Everything found on the way, in the order of the file.
    pub diagnostics: Vec<Diagnostic>,
    /// Whether warnings count as errors.
    pub(crate) strict: bool,
}

impl Reading {
    /// Atoms of each element in the cell: those of the sites and those without positions.
    pub fn composition(&self) -> Option<Composition> {
        let mut sum = self.structure.as_ref()?.composition();
        for (element, n) in &self.unlocated {
            *sum.entry(*element).or_insert(0.0) += n;
        }
        sum.retain(|_, n| *n > 0.0);
        Some(sum)
    }

    /// The first diagnostic that is an error: why there is no structure.
    pub fn first_error(&self) -> Option<&Diagnostic> {
        self.diagnostics
            .iter()
            .find(|d| d.severity == Severity::Error)
    }

    /// The structure, for callers who need no diagnostics beside it.
    ///
    /// # Errors
    /// The first diagnostic that is an error.
    pub fn into_structure(self) -> Result<Structure, Diagnostic> {
        let first = self.first_error().cloned();
        self.structure.ok_or_else(|| {
            first.unwrap_or_else(|| Diagnostic {
                code: Code::NoSites,
                severity: Severity::Error,
                message: "the file holds no structure".to_owned(),
                help: Code::NoSites.help().map(str::to_owned),
                span: None,
            })
        })
    }

    /// Whether a diagnostic is at least this severe.
    pub fn has(&self, severity: Severity) -> bool {
        self.diagnostics.iter().any(|d| d.severity >= severity)
    }
}

/// Reads the structure of a CIF file, as the file states it: charges too. Never fails and never panics: without a structure, the
/// diagnostics say why.
///
/// ```
/// use hecs_cif::{ReadOptions, read_structure};
///
/// let cif = b"data_NaCl
/// _cell_length_a 5.64
/// _cell_length_b 5.64
/// _cell_length_c 5.64
/// _cell_angle_alpha 90
/// _cell_angle_beta 90
/// _cell_angle_gamma 90
/// _space_group_name_H-M_alt 'F m -3 m'
/// loop_ _atom_site_label _atom_site_fract_x _atom_site_fract_y _atom_site_fract_z
/// Na1 0 0 0
/// Cl1 0.5 0.5 0.5
/// ";
/// let structure = read_structure(cif, &ReadOptions::default()).into_structure()?;
/// assert_eq!(structure.sites()[1].multiplicity(), 4);
/// # Ok::<(), hecs_cif::Diagnostic>(())
/// ```
pub fn read_structure(bytes: &[u8], options: &ReadOptions) -> Reading {
    let mut findings = Findings::default();
    if bytes.len() > options.max_bytes.min(u32::MAX as usize / 4) {
        findings.add(
            Code::TooLarge,
            None,
            format!("the file has {} bytes", bytes.len()),
        );
        return Reading {
            structure: None,
            block: None,
            unlocated: Composition::new(),
            atoms: None,
            charges: ChargeAccount::default(),
            diagnostics: findings.into_diagnostics("", options.strict),
            strict: options.strict,
        };
    }
    let document = Document::parse_with(bytes, &mut findings);
    let mut stage = Stage {
        document: &document,
        options,
        findings,
        unlocated: Composition::new(),
        atoms: None,
        stated: Vec::new(),
    };
    let block = stage.choose_block();
    let structure = block.and_then(|block| stage.structure(block));
    let Stage {
        findings,
        unlocated,
        atoms,
        stated,
        ..
    } = stage;
    let diagnostics = findings.into_diagnostics(&document.text, options.strict);
    let sound = diagnostics.iter().all(|d| d.severity < Severity::Error);
    Reading {
        structure: structure.filter(|_| sound),
        block: block.map(|b| b.name(&document).to_owned()),
        unlocated,
        atoms: atoms.map(|extent| extent.span(&document.text)),
        charges: ChargeAccount {
            elements: stated,
            ..ChargeAccount::default()
        },
        diagnostics,
        strict: options.strict,
    }
}

struct Stage<'s> {
    document: &'s Document<'s>,
    options: &'s ReadOptions,
    findings: Findings,
    unlocated: Composition,
    atoms: Option<Extent>,
    /// How the file states the charges that it states.
    stated: Vec<ElementCharges>,
}

impl<'s> Stage<'s> {
    /// The block asked for, else the first with atoms.
    fn choose_block(&mut self) -> Option<&'s Block> {
        let document = self.document;
        if let Some(name) = &self.options.block {
            let found = document.block(name);
            if found.is_none() {
                let names: Vec<&str> = document
                    .blocks()
                    .iter()
                    .take(10)
                    .map(|b| b.name(document))
                    .collect();
                self.findings.add(
                    Code::BlockNotFound,
                    None,
                    format!(
                        "the file has no block {}; it has: {}",
                        excerpt(name),
                        names.join(", ")
                    ),
                );
            }
            return found;
        }
        let mut with_atoms = document
            .blocks()
            .iter()
            .filter(|b| atoms::has_atoms(&Items::of(document, b)));
        let first = with_atoms.next();
        let further: Vec<&Block> = with_atoms.take(10).collect();
        if let (Some(first), Some(second)) = (first, further.first()) {
            self.findings.add(
                Code::SeveralStructures,
                second.heading,
                format!(
                    "{} further blocks have atoms; {} is read",
                    if further.len() < 10 {
                        further.len().to_string()
                    } else {
                        "10 or more".to_owned()
                    },
                    excerpt(first.name(document))
                ),
            );
        }
        if first.is_none() {
            if document.blocks().is_empty() {
                self.findings
                    .add(Code::NoBlocks, None, "the file has no data block");
            } else {
                let heading = document.blocks()[0].heading;
                self.findings.add(
                    Code::NoSites,
                    heading,
                    "no block of the file has atoms with coordinates",
                );
            }
        }
        first
    }

    fn structure(&mut self, block: &'s Block) -> Option<Structure> {
        let text: &'s str = &self.document.text;
        let items = Items::of(self.document, block);
        self.check_repeated(&items);
        if !atoms::has_atoms(&items) {
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
        let candidates = symmetry::candidates(text, &items, &stand_in, &mut self.findings);
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
        let expanded = self.expand(&rows, &lattice, candidates, &content);
        self.assemble(block, expanded, &rows, &content)
    }

    /// The formula, and the parts put together.
    fn assemble(
        &mut self,
        block: &Block,
        expanded: Expanded,
        rows: &Rows<'_>,
        content: &Content,
    ) -> Option<Structure> {
        self.atoms = sites::extent_of(&rows.rows);
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
        builder.with_formula(formula).build().ok()
    }

    /// Expands under the only space group, or under the candidate that fits best.
    fn expand(
        &mut self,
        rows: &Rows<'_>,
        lattice: &Lattice,
        candidates: Candidates,
        content: &Content,
    ) -> Expanded {
        let Candidates {
            mut groups,
            extent,
            stated,
        } = candidates;
        let mut chosen = 0;
        if groups.len() > 1 {
            let mut best: Option<(usize, f64)> = None;
            for (i, group) in groups.iter().enumerate() {
                let mut scratch = Findings::default();
                let tried = sites::expand(&rows.rows, lattice, group, self.options, &mut scratch);
                let misfit = content.misfit(&tried.composition());
                let score = tried.faults as f64 + 10.0 * f64::from(misfit > 0.02) + misfit.min(1.0);
                if best.is_none_or(|(_, s)| score < s - 1e-9) {
                    best = Some((i, score));
                }
            }
            chosen = best.map_or(0, |b| b.0);
            let named = |g: &SpaceGroup| g.hermann_mauguin.clone().unwrap_or_default();
            let others: Vec<String> = groups
                .iter()
                .enumerate()
                .filter(|(i, _)| *i != chosen)
                .take(4)
                .map(|(_, g)| named(g))
                .collect();
            self.findings.add(
                Code::AmbiguousSetting,
                extent,
                format!(
                    "{} has several settings; {} is used, not {}",
                    excerpt(&stated),
                    named(&groups[chosen]),
                    others.join(", ")
                ),
            );
        }
        let group = groups.swap_remove(chosen);
        sites::expand(
            &rows.rows,
            lattice,
            &group,
            self.options,
            &mut self.findings,
        )
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
            let (Some(one), Some(two)) = (items.value(*name), place.first()) else {
                continue;
            };
            let same = crate::value::content(one, text) == crate::value::content(two, text)
                || one.number_in(text).map(|n| n.value) == two.number_in(text).map(|n| n.value)
                    && one.number_in(text).is_some();
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
