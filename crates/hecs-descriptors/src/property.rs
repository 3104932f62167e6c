//! The tabulated properties of ions that descriptors are means of.

use std::fmt;

/// A tabulated property of an ion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Property {
    /// Shannon's ionic radius for six neighbours.
    IonicRadiusVi,
    /// Shannon's ionic radius for four neighbours.
    IonicRadiusIv,
    /// Shannon's crystal radius for six neighbours.
    CrystalRadiusVi,
    /// Shannon's crystal radius in any coordination, with those of the few ions added to his table.
    CrystalRadius,
    /// Pauling's electronegativity.
    Electronegativity,
    /// The ionic polarizability.
    Polarizability,
}

impl fmt::Display for Property {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::IonicRadiusVi => "ionic radius for coordination VI in Shannon's table",
            Self::IonicRadiusIv => "ionic radius for coordination IV in Shannon's table",
            Self::CrystalRadiusVi => "crystal radius for coordination VI in Shannon's table",
            Self::CrystalRadius => "tabulated crystal radius",
            Self::Electronegativity => "entry in the table of Pauling electronegativities",
            Self::Polarizability => "entry in the table of ionic polarizabilities",
        })
    }
}
