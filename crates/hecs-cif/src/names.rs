//! The data names that a structure is read from, with their aliases.
//!
//! DDL2 writes `_category.item` where DDL1 writes `_category_item`; both are folded into the DDL1
//! form before they are looked up, so that only names that really differ stand in the table.

use crate::Document;
use crate::diagnostic::Extent;
use crate::document::{Block, Item, Loop, Value};

macro_rules! names {
    ($( $variant:ident: $( $text:literal )+; )*) => {
        /// An item with a meaning for the structure.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub(crate) enum Name { $( $variant, )* }

        const COUNT: usize = [$( Name::$variant, )*].len();

        static TABLE: &[(&str, Name)] = &[ $( $( ($text, Name::$variant), )+ )* ];
    };
}

names! {
    CellLengthA: "_cell_length_a";
    CellLengthB: "_cell_length_b";
    CellLengthC: "_cell_length_c";
    CellAngleAlpha: "_cell_angle_alpha";
    CellAngleBeta: "_cell_angle_beta";
    CellAngleGamma: "_cell_angle_gamma";
    CellVolume: "_cell_volume";
    FormulaUnits: "_cell_formula_units_z";
    Operation: "_space_group_symop_operation_xyz" "_symmetry_equiv_pos_as_xyz" "_space_group_symop.operation_xyz";
    MagneticOperation: "_space_group_symop_magn_operation_xyz";
    MagneticCentring: "_space_group_symop_magn_centering_xyz";
    Hall: "_space_group_name_hall" "_symmetry_space_group_name_hall";
    HermannMauguin: "_space_group_name_h-m_alt" "_symmetry_space_group_name_h-m" "_space_group_name_h-m";
    HermannMauguinFull: "_space_group_name_h-m_full" "_symmetry_space_group_name_h-m_full";
    GroupNumber: "_space_group_it_number" "_symmetry_int_tables_number";
    CoordinateSystem: "_space_group_it_coordinate_system_code";
    FormulaSum: "_chemical_formula_sum";
    TypeSymbol: "_atom_type_symbol";
    TypeOxidation: "_atom_type_oxidation_number";
    SiteLabel: "_atom_site_label" "_atom_site_id";
    SiteType: "_atom_site_type_symbol";
    SiteX: "_atom_site_fract_x";
    SiteY: "_atom_site_fract_y";
    SiteZ: "_atom_site_fract_z";
    SiteCartnX: "_atom_site_cartn_x";
    SiteCartnY: "_atom_site_cartn_y";
    SiteCartnZ: "_atom_site_cartn_z";
    SiteXyz: "_atom_site_fract_xyz";
    SiteCartnXyz: "_atom_site_cartn_xyz";
    SiteOccupancy: "_atom_site_occupancy";
    SiteMultiplicity: "_atom_site_symmetry_multiplicity" "_atom_site_site_symmetry_multiplicity";
    SiteOrder: "_atom_site_site_symmetry_order";
    SiteWyckoff: "_atom_site_wyckoff_symbol" "_atom_site_wyckoff_label";
    SiteCalcFlag: "_atom_site_calc_flag";
    SiteAssembly: "_atom_site_disorder_assembly";
    SiteGroup: "_atom_site_disorder_group";
    SiteHydrogens: "_atom_site_attached_hydrogens";
    SiteOxidation: "_atom_site_oxidation_number" "_atom_site_pdbx_formal_charge";
}

/// Longest name that can be in the table; longer ones need no look.
const LONGEST: usize = 48;

/// The name a tag stands for.
pub(crate) fn lookup(tag: &str) -> Option<Name> {
    let bytes = tag.as_bytes();
    // _cell, _chemical, _atom, _space, _symmetry: nothing else matters here.
    if bytes.len() > LONGEST
        || !matches!(bytes.get(1), Some(b'a' | b'A' | b'c' | b'C' | b's' | b'S'))
    {
        return None;
    }
    let mut folded = [0u8; LONGEST];
    for (out, byte) in folded.iter_mut().zip(bytes) {
        *out = match byte {
            b'.' => b'_',
            b => b.to_ascii_lowercase(),
        };
    }
    let folded = &folded[..bytes.len()];
    SORTED
        .binary_search_by(|(text, _)| text.as_bytes().cmp(folded))
        .ok()
        .map(|i| SORTED[i].1)
}

/// The names of an item, in the DDL1 form and in lower case.
pub(crate) fn spellings(name: Name) -> impl Iterator<Item = &'static str> {
    let of_it = SORTED.iter().filter(move |(_, n)| *n == name);
    of_it.map(|(text, _)| text.as_str())
}

static SORTED: std::sync::LazyLock<Vec<(String, Name)>> = std::sync::LazyLock::new(|| {
    let mut table: Vec<(String, Name)> = TABLE
        .iter()
        .map(|(text, name)| (text.replace('.', "_"), *name))
        .collect();
    table.sort_by(|a, b| a.0.cmp(&b.0));
    table.dedup_by(|a, b| a.0 == b.0);
    table
});

/// Where an item stands in a block.
#[derive(Clone, Copy)]
pub(crate) enum Place<'d> {
    Pair(&'d Value),
    Column(&'d Loop, usize),
}

/// What a block says about the items of the table.
pub(crate) struct Items<'d> {
    block: &'d Block,
    places: [Option<(Extent, Place<'d>)>; COUNT],
    /// Names that are given again, under the same or another alias: the second one.
    pub(crate) repeated: Vec<(Name, Extent, Place<'d>)>,
}

impl<'d> Items<'d> {
    pub(crate) fn of(document: &'d Document<'_>, block: &'d Block) -> Self {
        let mut items = Self {
            block,
            places: [const { None }; COUNT],
            repeated: Vec::new(),
        };
        for item in &block.items {
            match item {
                Item::Pair { name, value } => {
                    items.note(document, *name, Place::Pair(value));
                }
                Item::Loop(table) => {
                    for (column, name) in table.names.iter().enumerate() {
                        items.note(document, *name, Place::Column(table, column));
                    }
                }
                Item::Frame(_) => {}
            }
        }
        items
    }

    fn note(&mut self, document: &Document<'_>, extent: Extent, place: Place<'d>) {
        if let Some(name) = lookup(extent.of(&document.text)) {
            let slot = &mut self.places[name as usize];
            match slot {
                // An alias with a value beats one that says ? or nothing.
                Some((_, first)) if first.first().is_some_and(|v| !v.is_null()) => {
                    self.repeated.push((name, extent, place));
                }
                _ => *slot = Some((extent, place)),
            }
        }
    }

    /// The data name as it stands in the file.
    pub(crate) fn extent(&self, name: Name) -> Option<Extent> {
        self.places[name as usize].map(|(extent, _)| extent)
    }

    /// Every data name of the block, in its order.
    pub(crate) fn tags(&self) -> impl Iterator<Item = Extent> + 'd {
        self.block.items.iter().flat_map(|item| match item {
            Item::Pair { name, .. } => std::slice::from_ref(name).iter().copied(),
            Item::Loop(table) => table.names.iter().copied(),
            Item::Frame(_) => [].iter().copied(),
        })
    }

    /// The single value of an item: of a pair, or the first of a column.
    pub(crate) fn value(&self, name: Name) -> Option<&'d Value> {
        let value = self.places[name as usize].and_then(|(_, place)| place.first())?;
        (!value.is_null()).then_some(value)
    }

    /// The loop and column of an item.
    pub(crate) fn column(&self, name: Name) -> Option<(&'d Loop, usize)> {
        match self.places[name as usize] {
            Some((_, Place::Column(table, column))) => Some((table, column)),
            _ => None,
        }
    }

    /// All values of an item, one or many.
    pub(crate) fn values(&self, name: Name) -> Box<dyn Iterator<Item = &'d Value> + 'd> {
        match self.places[name as usize] {
            Some((_, place)) => place.values(),
            None => Box::new(std::iter::empty()),
        }
    }
}

impl<'d> Place<'d> {
    /// All its values, one or many.
    pub(crate) fn values(self) -> Box<dyn Iterator<Item = &'d Value> + 'd> {
        match self {
            Self::Column(table, column) => {
                Box::new(table.rows().filter_map(move |row| row.get(column)))
            }
            Self::Pair(value) => Box::new(std::iter::once(value)),
        }
    }

    pub(crate) fn first(&self) -> Option<&'d Value> {
        match self {
            Self::Pair(value) => Some(value),
            Self::Column(table, column) => table.values.get(*column),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ddl1_and_ddl2_names_in_any_case() {
        for (tag, name) in [
            ("_cell_length_a", Name::CellLengthA),
            ("_CELL.LENGTH_A", Name::CellLengthA),
            ("_symmetry.space_group_name_H-M", Name::HermannMauguin),
            ("_space_group_symop.operation_xyz", Name::Operation),
            ("_symmetry_equiv.pos_as_xyz", Name::Operation),
            ("_Atom_Site.Fract_Z", Name::SiteZ),
            (
                "_space_group_symop.magn_operation_xyz",
                Name::MagneticOperation,
            ),
            (
                "_space_group_symop_magn_operation.xyz",
                Name::MagneticOperation,
            ),
        ] {
            assert_eq!(lookup(tag), Some(name), "{tag}");
        }
        assert_eq!(lookup("_cell_length_aa"), None);
        assert_eq!(lookup("_"), None);
    }
}
