//! The crystal of Figs. 1 and 2a: Li6PS5I with the jumps of its lithium on 48h.

use std::error::Error;

use hecs_core::{PeriodicPoints, Structure};
use hecs_descriptors::{Geometry, Jump, JumpKind, Roles};
use hecs_report::data::{CrystalView, JumpView, Polyhedron};

use super::compute::Computed;

/// Number of the compound: the parent whose cages are the farthest apart.
const COMPOUND: u32 = 5;
/// Lengths of one kind of jump differ by less than this (Å), kinds by more.
const SAME_ANG: f64 = 1e-3;

/// The crystal with its jumps: doublet, intracage, intercage.
pub(crate) struct Pattern {
    pub(crate) crystal: CrystalView,
    pub(crate) jumps: Vec<JumpView>,
}

impl Pattern {
    /// The pattern of the compounds.
    pub(crate) fn of(computed: &[Computed], views: &[CrystalView]) -> Result<Self, Box<dyn Error>> {
        let missing = || format!("compound {COMPOUND} is missing");
        let view = views.iter().find(|view| view.no == COMPOUND);
        let computed = computed.iter().find(|c| c.no == COMPOUND);
        let structure = computed.ok_or_else(missing)?.structure()?;
        let roles = Roles::find(structure)?;
        let labels: Vec<&str> = (roles.li_24g.sites.iter())
            .map(|site| structure.sites()[*site].label.as_str())
            .collect();
        let geometry = Geometry::measure(structure, &roles)?;
        let [intra, doublet, inter] = &geometry.jumps;
        Ok(Self {
            crystal: without(view.ok_or_else(missing)?, &labels),
            jumps: [doublet, intra, inter]
                .map(|jump| kind(jump, structure, &roles))
                .into(),
        })
    }
}

/// The crystal without the atoms of some sites: positions of 24g lie in the middle of doublets and would hide them.
fn without(view: &CrystalView, labels: &[&str]) -> CrystalView {
    let stays = |atom: usize| !labels.contains(&view.atoms[atom].label.as_str());
    let number = |atom: usize| (0..atom).filter(|before| stays(*before)).count();
    let polyhedra = view.polyhedra.iter().map(|polyhedron| Polyhedron {
        centre: number(polyhedron.centre),
        corners: (polyhedron.corners.iter())
            .map(|(atom, cell)| (number(*atom), *cell))
            .collect(),
    });
    let atoms = (0..view.atoms.len()).filter(|atom| stays(*atom));
    CrystalView {
        polyhedra: polyhedra.collect(),
        atoms: atoms.map(|atom| view.atoms[atom].clone()).collect(),
        ..view.clone()
    }
}

/// All jumps of one kind that start in the cell.
fn kind(jump: &Jump, structure: &Structure, roles: &Roles) -> JumpView {
    let lattice = structure.lattice();
    let positions = &roles.li_48h.positions;
    let reach_ang = jump.distance_ang + SAME_ANG;
    let near = PeriodicPoints::new(lattice, positions.iter().copied(), reach_ang);
    let mut ends = Vec::new();
    for from in positions {
        for found in near.within(from, reach_ang) {
            if (found.distance_ang - jump.distance_ang).abs() < SAME_ANG {
                let to = from + lattice.fractional(&found.vector);
                ends.push([(*from).into(), to.into()]);
            }
        }
    }
    let (name, stays_in_cage) = match jump.kind {
        JumpKind::Doublet => ("doublet", true),
        JumpKind::Intra => ("intracage", true),
        JumpKind::Inter => ("intercage", false),
    };
    JumpView {
        name: name.to_owned(),
        distance_ang: jump.distance_ang,
        stays_in_cage,
        ends,
    }
}
