//! The 32 descriptors of a structure.

use std::ops::Index;

use hecs_core::{Element, Ion, IonTables, Structure};

use crate::composition::Composition;
use crate::entropy::{SConfLi, lithium_entropy, site_entropy};
use crate::error::DescriptorError;
use crate::geometry::Geometry;
use crate::ion_means::{lookup, mean};
use crate::note::Note;
use crate::property::Property;
use crate::role::{Role, RoleTolerances};
use crate::roles::Roles;
use crate::table::Descriptor;

/// Occupancies closer than this are equal when the majority of a site is asked for.
const EQUAL_OCCUPANCY: f64 = 1e-9;

const BOTTLENECKS: &[&str] = &["BN_intra", "BN_doublet", "BN_inter"];

/// Choices behind the descriptors.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DescribeOptions {
    /// Form of the lithium entropy.
    pub s_conf_li: SConfLi,
    /// Tolerances of the search for roles.
    pub tolerances: RoleTolerances,
}

/// What fills the sites: ions with their occupancies; what is missing to 1 is vacancy.
#[derive(Clone, Debug, PartialEq)]
pub struct Occupancies {
    /// Ions on A.
    pub a: Vec<(Ion, f64)>,
    /// Ions on C.
    pub c: Vec<(Ion, f64)>,
    /// Ions on E.
    pub e: Vec<(Ion, f64)>,
    /// Lithium on 48h.
    pub li_48h: f64,
    /// Lithium on 24g.
    pub li_24g: f64,
}

impl Occupancies {
    /// The occupancies of a structure whose roles are known.
    pub fn of(roles: &Roles) -> Self {
        Self {
            a: roles.a.species.clone(),
            c: roles.c.species.clone(),
            e: roles.e.species.clone(),
            li_48h: roles.li_48h.occupancy_of(Element::LI),
            li_24g: roles.li_24g.occupancy_of(Element::LI),
        }
    }
}

/// The 32 descriptors of a structure, in the order of Table S2 of
/// doi:10.1016/j.scib.2021.04.029.
///
/// ```
/// # use hecs_descriptors::{Composition, Geometry, Hecs};
/// # fn show(structure: &hecs_core::Structure) -> Result<(), hecs_descriptors::DescriptorError> {
/// let hecs = Hecs::describe(structure)?;
/// for (descriptor, value) in hecs.iter() {
///     println!("{descriptor:<16}{value:>12.5} {}", descriptor.unit());
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Hecs {
    values: [f64; 32],
    /// What was assumed or left out.
    pub notes: Vec<Note>,
}

impl Hecs {
    /// Finds the roles of a structure's sites and describes it with the standard definitions.
    ///
    /// # Errors
    /// As [`Roles::find`] and [`Self::from_parts`].
    pub fn describe(structure: &Structure) -> Result<Self, DescriptorError> {
        Self::describe_with(structure, &DescribeOptions::default())
    }

    /// Finds the roles of a structure's sites and describes it.
    ///
    /// # Errors
    /// As [`Roles::find`] and [`Self::from_parts`].
    pub fn describe_with(
        structure: &Structure,
        options: &DescribeOptions,
    ) -> Result<Self, DescriptorError> {
        let roles = Roles::find_with(structure, &options.tolerances)?;
        Self::from_roles(structure, &roles, options)
    }

    /// Describes a structure whose roles are known.
    ///
    /// # Errors
    /// As [`Geometry::measure`] and [`Self::from_parts`].
    pub fn from_roles(
        structure: &Structure,
        roles: &Roles,
        options: &DescribeOptions,
    ) -> Result<Self, DescriptorError> {
        let (composition, composition_notes) = Composition::of(structure, roles);
        let geometry = Geometry::measure(structure, roles)?;
        let occupancies = Occupancies::of(roles);
        let mut hecs = Self::from_parts(&composition, &occupancies, &geometry, options.s_conf_li)?;
        let notes = roles.notes.iter().cloned();
        hecs.notes.splice(0..0, notes.chain(composition_notes));
        Ok(hecs)
    }

    /// Describes a compound from its parts, without a structure: for many compositions on one
    /// geometry.
    ///
    /// # Errors
    /// [`DescriptorError::MissingProperty`] for an ion without an entry in a table,
    /// [`DescriptorError::NoIons`] for an empty composition or site,
    /// [`DescriptorError::EntropyDiverges`] for the published entropy of a filled 24g site,
    /// [`DescriptorError::DegenerateWindow`] for three anions on a line.
    pub fn from_parts(
        composition: &Composition,
        occupancies: &Occupancies,
        geometry: &Geometry,
        s_conf_li: SConfLi,
    ) -> Result<Self, DescriptorError> {
        use Descriptor as D;
        let tables = IonTables::published();
        let average = |ions: &[(Ion, f64)], property, name: &'static [&'static str]| {
            mean(tables, ions, property, name)
        };
        let (anions, framework) = (&composition.anions, &composition.framework);
        let radius_a_ang = majority_radius_ang(tables, &occupancies.a)?;
        let radius_c_ang = majority_radius_ang(tables, &occupancies.c)?;
        let radius_e_ang = majority_radius_ang(tables, &occupancies.e)?;
        let radius_ang = |role| match role {
            Role::A => radius_a_ang,
            Role::C => radius_c_ang,
            _ => radius_e_ang,
        };
        let entropy = |m: f64, ions: &[(Ion, f64)]| site_entropy(m, ions.iter().map(|(_, o)| *o));
        let (s_a, s_c) = (entropy(4.0, &occupancies.a), entropy(4.0, &occupancies.c));
        let (li_48h, li_24g) = (occupancies.li_48h, occupancies.li_24g);
        let s_li = lithium_entropy(s_conf_li, li_48h, li_24g)
            .ok_or(DescriptorError::EntropyDiverges { occupancy: li_24g })?;
        let [intra, doublet, inter] = &geometry.jumps;
        let [to_a_ang, to_b_ang, to_c_ang, to_e_ang] = geometry.lithium_distances_ang;

        let mut values = [0.0; 32];
        let mut set = |descriptor: D, value: f64| values[descriptor.index()] = value;
        set(
            D::RAnion,
            average(anions, Property::IonicRadiusVi, &["r_anion"])?,
        );
        set(
            D::EnAnion,
            average(anions, Property::Electronegativity, &["EN_anion"])?,
        );
        set(
            D::PlAnion,
            average(anions, Property::Polarizability, &["PL_anion"])?,
        );
        set(
            D::RCation,
            average(framework, Property::IonicRadiusIv, &["r_cation"])?,
        );
        set(
            D::EnCation,
            average(framework, Property::Electronegativity, &["EN_cation"])?,
        );
        set(
            D::PlCation,
            average(framework, Property::Polarizability, &["PL_cation"])?,
        );
        set(D::CLi, composition.lithium);
        set(D::A, geometry.edge_ang);
        set(D::V, geometry.volume_ang3);
        set(D::VLiACE2, geometry.lithium_tetrahedron_ang3);
        set(D::VBE4, geometry.tetrahedron_ang3());
        set(D::DLiA, to_a_ang);
        set(D::DLiB, to_b_ang);
        set(D::DLiC, to_c_ang);
        set(D::DLiE, to_e_ang);
        set(D::BnIntra, intra.bottleneck_ang(radius_ang)?);
        set(D::BnDoublet, doublet.bottleneck_ang(radius_ang)?);
        set(D::BnInter, inter.bottleneck_ang(radius_ang)?);
        set(D::DLiLiIntra, intra.distance_ang);
        set(D::DLiLiDoublet, doublet.distance_ang);
        set(D::DLiLiInter, inter.distance_ang);
        set(D::OccLi48h, li_48h);
        set(D::OccLi24g, li_24g);
        set(D::OccLi, li_48h + li_24g);
        set(D::SConfLi, s_li);
        set(D::SConfA, s_a);
        set(D::SConfC, s_c);
        set(D::SConfAnion, s_a + s_c + entropy(16.0, &occupancies.e));
        set(
            D::RA,
            average(&occupancies.a, Property::CrystalRadiusVi, &["r_A"])?,
        );
        set(
            D::EnA,
            average(&occupancies.a, Property::Electronegativity, &["EN_A"])?,
        );
        set(
            D::RC,
            average(&occupancies.c, Property::CrystalRadiusVi, &["r_C"])?,
        );
        set(
            D::EnC,
            average(&occupancies.c, Property::Electronegativity, &["EN_C"])?,
        );
        Ok(Self {
            values,
            notes: geometry.notes.clone(),
        })
    }

    /// The values in the order of the table, as [`Descriptor::ALL`].
    pub fn values(&self) -> [f64; 32] {
        self.values
    }

    /// Descriptors and values in the order of the table.
    pub fn iter(&self) -> impl Iterator<Item = (Descriptor, f64)> {
        Descriptor::ALL.into_iter().zip(self.values)
    }
}

impl Index<Descriptor> for Hecs {
    type Output = f64;

    fn index(&self, descriptor: Descriptor) -> &f64 {
        &self.values[descriptor.index()]
    }
}

/// Crystal radius in Å of the ion of the largest occupancy. Of equals it is the smaller, so that the
/// order of rows does not count: where half of the windows are wider, lithium takes those.
fn majority_radius_ang(tables: &IonTables, ions: &[(Ion, f64)]) -> Result<f64, DescriptorError> {
    let most = ions.iter().map(|(_, o)| *o).fold(0.0, f64::max);
    if most <= 0.0 {
        return Err(DescriptorError::NoIons {
            needed_for: BOTTLENECKS,
        });
    }
    let mut radius_ang = f64::INFINITY;
    for (ion, _) in ions.iter().filter(|(_, o)| most - o <= EQUAL_OCCUPANCY) {
        radius_ang = radius_ang.min(lookup(
            tables,
            *ion,
            Property::CrystalRadiusVi,
            BOTTLENECKS,
        )?);
    }
    Ok(radius_ang)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_majority_does_not_depend_on_the_order_of_rows() {
        let tables = IonTables::published();
        let (sulphide, selenide): (Ion, Ion) = ("S2-".parse().unwrap(), "Se2-".parse().unwrap());
        let radius_ang = |ions: &[(Ion, f64)]| majority_radius_ang(tables, ions).unwrap();
        assert_eq!(radius_ang(&[(sulphide, 0.51), (selenide, 0.49)]), 1.70);
        assert_eq!(radius_ang(&[(sulphide, 0.5), (selenide, 0.5)]), 1.70);
        assert_eq!(radius_ang(&[(selenide, 0.5), (sulphide, 0.5)]), 1.70);
    }
}
