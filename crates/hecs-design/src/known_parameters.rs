//! The parameters of a known structure: what the structure model learns from.

use hecs_core::Structure;
use hecs_descriptors::{Geometry, Hecs, Roles};
use nalgebra::Vector3;

use crate::known::composition;
use crate::{DesignError, Formula, KnownCompound};

/// Two coordinates that agree to this are equal.
const EQUAL: f64 = 1e-4;

/// Parameters of one known structure in the setting A 0,0,0; B ½,½,½; C ¼,¼,¼; E ½+u; Li 48h x,x,z; Li 24g ¼,¼,z.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct KnownParameters {
    pub(crate) no: u32,
    pub(crate) name: String,
    pub(crate) formula: Formula,
    /// Cell edge in Å.
    pub(crate) a: f64,
    /// B–E bond in Å.
    pub(crate) bond: f64,
    pub(crate) x: f64,
    pub(crate) z: f64,
    /// Share of the lithium that is on 24g.
    pub(crate) li_24g_share: f64,
    /// Share of the halides that is on C; none without halides.
    pub(crate) halide_on_c: Option<f64>,
    /// Exchange constant of selenide between free sites and E; none unless both chalcogenides are on both.
    pub(crate) selenide_exchange: Option<f64>,
}

impl KnownParameters {
    /// Reads them off a structure; sites may be in any F-43m setting of the conventional cell.
    pub(crate) fn of(compound: &KnownCompound) -> Result<Self, DesignError> {
        let structure = &compound.structure;
        let refused = |reason: String| DesignError::KnownCompound {
            name: compound.name(),
            reason,
        };
        let roles = Roles::find(structure).map_err(|e| refused(e.to_string()))?;
        let geometry = Geometry::measure(structure, &roles).map_err(|e| refused(e.to_string()))?;
        let (x, z) = lithium(structure, &roles).ok_or_else(|| {
            refused("its lithium is not at x,x,z of F-43m in the conventional cell".to_owned())
        })?;
        let count = |site: &hecs_descriptors::RoleSite, m: f64| m * site.occupancy();
        let (h, g) = (count(&roles.li_48h, 12.0), count(&roles.li_24g, 6.0));
        let halides = |species: &[(hecs_core::Ion, f64)]| -> f64 {
            let found = species.iter().filter(|(i, _)| i.charge == -1);
            found.fold(0.0, |sum, (_, o)| sum + o)
        };
        let (on_a, on_c) = (halides(&roles.a.species), halides(&roles.c.species));
        Ok(Self {
            no: compound.no,
            name: compound.formula.clone(),
            formula: composition(structure, &roles),
            a: roles.edge_ang,
            bond: geometry.bond_ang,
            x,
            z,
            li_24g_share: g / (g + h),
            halide_on_c: (on_a + on_c > 0.0).then(|| on_c / (on_a + on_c)),
            selenide_exchange: exchange(&roles),
        })
    }
}

impl KnownCompound {
    /// Whether models can learn from it.
    ///
    /// # Errors
    /// [`DesignError::KnownCompound`] for what is no cubic argyrodite in its conventional cell, or lacks what the descriptors need.
    pub fn check(&self) -> Result<(), DesignError> {
        KnownParameters::of(self)?;
        let described = Hecs::describe(&self.structure);
        described.map_err(|error| DesignError::KnownCompound {
            name: self.name(),
            reason: error.to_string(),
        })?;
        Ok(())
    }
}

/// (Se/S on the free sites) / (Se/S on E).
fn exchange(roles: &Roles) -> Option<f64> {
    let amount = |species: &[(hecs_core::Ion, f64)], symbol: &str| -> f64 {
        let of = |i: &hecs_core::Ion| i.element.symbol() == symbol;
        species.iter().filter(|(i, _)| of(i)).map(|(_, o)| o).sum()
    };
    let free = |symbol| amount(&roles.a.species, symbol) + amount(&roles.c.species, symbol);
    let bonded = |symbol| amount(&roles.e.species, symbol);
    let ratio = free("Se") / free("S") / (bonded("Se") / bonded("S"));
    (ratio.is_finite() && ratio > 0.0).then_some(ratio)
}

/// x and z of the 48h position x,x,z with ¼ < x < ½ and |z| < ¼, the origin put on A and C on ¼,¼,¼.
fn lithium(structure: &Structure, roles: &Roles) -> Option<(f64, f64)> {
    let origin = roles.a.positions.first()?;
    let c = roles.c.positions.first()?;
    let wrapped = |v: Vector3<f64>| v.map(|d| d - (d + 0.5).floor());
    // C is at (¼,¼,¼) + fcc or at its inverse; the sum of the differences modulo ½ tells which.
    let sum = wrapped(c - origin).sum().rem_euclid(1.0);
    let sign = if (sum - 0.75).abs() < 0.1 { 1.0 } else { -1.0 };
    let cubic = structure.lattice().lengths();
    if cubic
        .iter()
        .any(|l| (l / roles.edge_ang - 1.0).abs() > 1e-3)
    {
        return None;
    }
    roles.li_48h.positions.iter().find_map(|p| {
        let at = wrapped((p - origin) * sign);
        let diagonal = (at.x - at.y).abs() < EQUAL && at.x > 0.25 + EQUAL && at.z.abs() < 0.25;
        diagonal.then_some((at.x, at.z))
    })
}
