//! Bytes → readings: which blocks of a file are read, and what is wrong around them.

use hecs_charges::ChargeAccount;
use hecs_core::{Composition, Structure, density_of_mass_g_per_cm3, mass_da};

use crate::columns::{has_atoms, looks_like_atoms, say_what_is_missing};
use crate::diagnostic::{Diagnostic, Findings, Span};
use crate::displacement::Displacements;
use crate::document::{Block, Document};
use crate::harmless::is_outside_the_structure;
use crate::names::Items;
use crate::options::ReadOptions;
use crate::parser::{Syntax, excerpt};
use crate::structure::Stage;
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
    /// Mass in Da of the atoms of the cell beyond that of natural hydrogen: of deuterium and tritium,
    /// which compositions count as hydrogen.
    pub isotope_mass_da: f64,
    /// Where the atoms of the structure stand in the file.
    pub atoms: Option<Span>,
    /// How far the atoms move about their places, as far as the file says it.
    pub displacements: Displacements,
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

    /// Density in g/cm³ of all atoms of the cell, those without positions too; `None` without a
    /// structure and where an element has no standard atomic weight.
    pub fn density_g_per_cm3(&self) -> Option<f64> {
        let volume = self.structure.as_ref()?.lattice().volume();
        let mass = mass_da(&self.composition()?)? + self.isotope_mass_da;
        density_of_mass_g_per_cm3(mass, volume)
    }

    /// Why there is no structure: the first error in the file, but one that another explains (no atoms
    /// where a text field has swallowed them) only where there is no other.
    pub fn first_error(&self) -> Option<&Diagnostic> {
        let errors = self.diagnostics.iter();
        errors
            .filter(|d| d.severity == Severity::Error)
            .min_by_key(|d| d.code.distance_from_cause())
    }

    /// The structure, for callers who need no diagnostics beside it.
    ///
    /// # Errors
    /// The error that [`Self::first_error`] gives.
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

/// Reads the structure of a CIF file, as the file states it: charges too; of several, the first, or the
/// one of the block that the options name. Never fails and never panics: without a structure, the
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
    let mut readings = read(bytes, options, false);
    // There is one always.
    readings.swap_remove(0)
}

/// Reads every structure of a CIF file: one reading for each block that has atoms, or for the block
/// that the options name. Where no block has atoms there is one reading, which says why.
///
/// What is wrong with the syntax of a block is said in its own reading; what is wrong with blocks
/// without atoms, in the first.
///
/// ```
/// use hecs_cif::{ReadOptions, read_structures};
///
/// let phase = |name: &str, a: f64| format!("data_{name}
/// _cell_length_a {a}
/// _cell_length_b {a}
/// _cell_length_c {a}
/// _cell_angle_alpha 90
/// _cell_angle_beta 90
/// _cell_angle_gamma 90
/// _space_group_name_H-M_alt 'F m -3 m'
/// loop_ _atom_site_label _atom_site_fract_x _atom_site_fract_y _atom_site_fract_z
/// Na1 0 0 0
/// Cl1 0.5 0.5 0.5
/// ");
/// let cif = phase("cold", 5.59) + &phase("warm", 5.64);
/// let readings = read_structures(cif.as_bytes(), &ReadOptions::default());
/// let blocks: Vec<_> = readings.iter().filter_map(|r| r.block.as_deref()).collect();
/// assert_eq!(blocks, ["cold", "warm"]);
/// ```
pub fn read_structures(bytes: &[u8], options: &ReadOptions) -> Vec<Reading> {
    read(bytes, options, true)
}

fn read(bytes: &[u8], options: &ReadOptions, all: bool) -> Vec<Reading> {
    let mut findings = Findings::default();
    if bytes.len() > options.max_bytes.min(u32::MAX as usize / 4) {
        findings.add(
            Code::TooLarge,
            None,
            format!("the file has {} bytes", bytes.len()),
        );
        return vec![without_block(findings, "", options)];
    }
    let (document, syntax) = Document::parse_by_block(bytes);
    let blocks = document.blocks();
    let mut wanted: Vec<usize> = if let Some(name) = &options.block {
        let is_it = |b: &Block| b.name(&document).eq_ignore_ascii_case(name);
        blocks.iter().position(is_it).into_iter().collect()
    } else {
        let with_atoms =
            (0..blocks.len()).filter(|i| has_atoms(&Items::of(&document, &blocks[*i])));
        // Further ones are counted up to ten where they are not read.
        with_atoms.take(if all { usize::MAX } else { 11 }).collect()
    };
    if wanted.is_empty() {
        findings.absorb(syntax.joined());
        say_why_none(&document, options, &mut findings);
        return vec![without_block(findings, document.text(), options)];
    }
    if !all && wanted.len() > 1 {
        say_how_many(&document, &wanted, &mut findings);
        wanted.truncate(1);
    }
    let first_findings = around(&document, &syntax, &wanted, options);
    findings.absorb(first_findings);
    let Syntax {
        of_file,
        blocks: mut of_blocks,
    } = syntax;
    let mut readings = Vec::with_capacity(wanted.len());
    for index in wanted {
        let block = &blocks[index];
        let mut found = std::mem::take(&mut findings);
        found.absorb(of_file.clone());
        let mut own = std::mem::take(&mut of_blocks[index]);
        own.soften(|code, extent| is_outside_the_structure(&document, block, code, extent));
        found.absorb(own);
        readings.push(read_block(&document, block, found, options));
    }
    readings
}

/// What is wrong with blocks that give no reading, as warnings: the structures do not rest on them.
fn around(
    document: &Document<'_>,
    syntax: &Syntax,
    wanted: &[usize],
    options: &ReadOptions,
) -> Findings {
    let mut findings = Findings::default();
    if options.block.is_some() {
        return findings;
    }
    for (index, of_block) in syntax.blocks.iter().enumerate() {
        let block = &document.blocks()[index];
        let is_read = wanted.contains(&index) || has_atoms(&Items::of(document, block));
        if !of_block.is_empty() && !is_read {
            findings.absorb(of_block.clone());
        }
    }
    findings.soften(|_, _| true);
    findings
}

fn read_block(
    document: &Document<'_>,
    block: &Block,
    findings: Findings,
    options: &ReadOptions,
) -> Reading {
    let mut stage = Stage::new(document, options, findings);
    let structure = stage.structure(block);
    let lattice = structure.as_ref().map(Structure::lattice);
    let displacements = Displacements::read(document, block, lattice);
    let Stage {
        findings,
        unlocated,
        isotope_mass_da,
        atoms,
        stated,
        ..
    } = stage;
    let diagnostics = findings.into_diagnostics(document.text(), options.strict);
    let sound = diagnostics.iter().all(|d| d.severity < Severity::Error);
    Reading {
        structure: structure.filter(|_| sound),
        block: Some(block.name(document).to_owned()),
        unlocated,
        isotope_mass_da,
        atoms: atoms.map(|extent| extent.span(document.text())),
        displacements,
        charges: ChargeAccount {
            elements: stated,
            ..ChargeAccount::default()
        },
        diagnostics,
        strict: options.strict,
    }
}

fn without_block(findings: Findings, text: &str, options: &ReadOptions) -> Reading {
    Reading {
        structure: None,
        block: None,
        unlocated: Composition::new(),
        isotope_mass_da: 0.0,
        atoms: None,
        displacements: Displacements::default(),
        charges: ChargeAccount::default(),
        diagnostics: findings.into_diagnostics(text, options.strict),
        strict: options.strict,
    }
}

fn say_how_many(document: &Document<'_>, wanted: &[usize], findings: &mut Findings) {
    let further = wanted.len() - 1;
    let count = if further < 10 {
        further.to_string()
    } else {
        "10 or more".to_owned()
    };
    let blocks = document.blocks();
    findings.add(
        Code::SeveralStructures,
        blocks[wanted[1]].heading,
        format!(
            "{count} further blocks have atoms; {} is read",
            excerpt(blocks[wanted[0]].name(document))
        ),
    );
}

fn say_why_none(document: &Document<'_>, options: &ReadOptions, findings: &mut Findings) {
    let blocks = document.blocks();
    if let Some(name) = &options.block {
        let names: Vec<&str> = blocks.iter().take(10).map(|b| b.name(document)).collect();
        findings.add(
            Code::BlockNotFound,
            None,
            format!(
                "the file has no block {}; it has: {}",
                excerpt(name),
                names.join(", ")
            ),
        );
    } else if let Some(items) = blocks
        .iter()
        .take(10)
        .map(|b| Items::of(document, b))
        .find(|items| looks_like_atoms(items, document.text()))
    {
        say_what_is_missing(&items, document.text(), findings);
    } else if let Some(first) = blocks.first() {
        findings.add(
            Code::NoSites,
            first.heading,
            "no block of the file has atoms with coordinates",
        );
    } else {
        findings.add(Code::NoBlocks, None, "the file has no data block");
    }
}
