//! Every kind of finding, with its name, severity and explanation.
//!
//! The page docs/diagnostics.md is written from this table by [`diagnostics_page`].

use std::fmt::{self, Write as _};

use crate::severity::Severity;

/// Declares [`Code`] and its table in one place, so that neither can lack a row.
macro_rules! codes {
    ($( $chapter:literal { $( $variant:ident $name:literal $severity:ident $meaning:literal $help:literal )* } )*) => {
        /// The kind of a diagnostic; `Display` writes its stable name, such as
        /// `cif::unclosed-quote`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Code {
            $( $(
                #[doc = $meaning]
                $variant,
            )* )*
        }

        impl Code {
            /// Every code, in the order of the documentation.
            pub const ALL: &'static [Self] = &[ $( $( Self::$variant, )* )* ];

            fn row(self) -> &'static Row {
                match self {
                    $( $( Self::$variant => &Row {
                        chapter: $chapter,
                        name: concat!("cif::", $name),
                        severity: Severity::$severity,
                        meaning: $meaning,
                        help: $help,
                    }, )* )*
                }
            }
        }
    };
}

struct Row {
    chapter: &'static str,
    name: &'static str,
    severity: Severity,
    meaning: &'static str,
    help: &'static str,
}

codes! {
    "Encoding" {
        Utf16 "utf-16" Advice
            "The file is UTF-16. It is converted; broken surrogates or half a character make it an error."
            "save the file as UTF-8 or ASCII"
        NotUtf8 "not-utf-8" Advice
            "A byte is no UTF-8; the whole file is read as Latin-1, in which old files carry names and degree signs."
            "save the file as UTF-8, or spell the character as CIF does (\\'e, \\%)"
        NonAscii "non-ascii" Advice
            "A character outside ASCII in a file that does not say it is CIF 2.0. It is read as UTF-8."
            "spell it in ASCII, or begin the file with #\\#CIF_2.0"
        RepeatedByteOrderMark "repeated-byte-order-mark" Warning
            "More than one byte-order mark at the start, as left by tools that join files."
            "remove the marks; CIF needs none"
        TooLarge "too-large" Error
            "The file is larger than the limit set in the options."
            "raise `ReadOptions::max_bytes` if the file is meant to be so large"
    }
    "Lexical" {
        UnclosedQuote "unclosed-quote" Error
            "A quote is opened and not closed on its line. The value is taken to end with the line; a warning where no structure is read from it, as in a citation."
            "close the quote in front of a blank, or use a text field between lines that start with ';'"
        UnclosedTextField "unclosed-text-field" Error
            "A text field is opened by ';' at the start of a line and never closed; all that follows is in it."
            "close it with a line that starts with ';'"
        MissingWhitespace "missing-whitespace" Error
            "Two tokens touch where the grammar asks for a blank."
            "put a blank between them"
        ControlCharacter "control-character" Warning
            "A control character, such as the Ctrl-Z that DOS puts at the end of a file. Between tokens it is taken as a blank."
            "remove it"
        ReservedCharacter "reserved-character" Warning
            "A bare word begins with a dollar sign or a square bracket, which CIF 1.1 reserves. It is read as a value."
            "quote the value"
    }
    "Syntax" {
        NoBlockHeader "no-block-header" Error
            "Something stands in front of the first data_ heading."
            "begin the file with a line such as data_name"
        ValueWithoutName "value-without-name" Error
            "A value follows a value; often a quote is missing around text with blanks, or a loop is broken."
            "quote values that contain blanks"
        NameWithoutValue "name-without-value" Error
            "A data name is followed by no value."
            "write ? where the value is unknown"
        LoopWithoutNames "loop-without-names" Error
            "loop_ is followed by no data names."
            "write the names of the columns after loop_"
        LoopWithoutValues "loop-without-values" Warning
            "A loop has names but no values. It is read as an empty table."
            "remove the loop or give it a row"
        IncompleteLoop "incomplete-loop" Error
            "The number of values in a loop is no multiple of the number of its names. The place is the first row that looks too short or too long. A warning where no structure is read from the loop, as in a powder pattern."
            "write ? or . for a value that is missing"
        DuplicateName "duplicate-name" Warning
            "A data name is given twice in one block. The first is used; where the two differ in a value the structure needs, it is an error."
            "remove one of the two"
        DuplicateBlock "duplicate-block" Warning
            "Two data blocks have the same name."
            "rename one of the two"
        UnclosedFrame "unclosed-frame" Error
            "A save frame is not closed before the next data block or the end of the file."
            "close it with save_"
        StrayFrameEnd "stray-frame-end" Error
            "save_ closes a frame that was never opened."
            "remove it"
        NestedFrame "nested-frame" Warning
            "A save frame inside a save frame, which neither CIF 1.1 nor CIF 2.0 has."
            "close the outer frame first"
        ReservedWord "reserved-word" Error
            "stop_ or global_, which CIF reserves and does not use."
            "remove it"
        UnclosedContainer "unclosed-container" Error
            "A list or table of CIF 2.0 is not closed, or closed by the wrong bracket."
            "close it with ] or }"
        BadTable "bad-table" Error
            "An entry of a CIF 2.0 table is not a quoted key, a colon and a value."
            "write entries as 'key':value"
        NestingTooDeep "nesting-too-deep" Error
            "Lists, tables or save frames are nested deeper than the limit."
            "flatten the value"
    }
    "Content" {
        NoBlocks "no-blocks" Error
            "The file has no data block."
            "check that the file is a CIF"
        BlockNotFound "block-not-found" Error
            "The block asked for is not in the file."
            "ask for one of the blocks named in the message"
        NoSites "no-sites" Error
            "No data block has atoms with coordinates."
            "the file may hold reflections, a dictionary or a macromolecule; ask for another file or block"
        SeveralStructures "several-structures" Advice
            "More than one block has atoms, and only one was asked for; the first is read."
            "choose another with the option for the block"
        NotANumber "not-a-number" Error
            "A value that must be a number is none."
            "write a number such as 0.25 or 1.234(5)"
        FractionAsNumber "fraction-as-number" Warning
            "A number is written as a fraction such as 1/3, which CIF does not have. It is read as meant."
            "write the decimal number"
        MisspeltName "misspelt-name" Warning
            "A column of the atoms has no name that is known, but nearly one that is missing, such as _atom_site_occupation. It is read as that one. Coordinates and cell lengths are not: there it is an error that names both."
            "correct the spelling of the name"
        UnreadColumn "unread-column" Warning
            "Occupancies, types, disorder groups or attached hydrogens stand in another loop than the coordinates, and are not read."
            "put them into the loop of the coordinates"
        MissingCell "missing-cell" Error
            "A length of the unit cell is missing."
            "give _cell_length_a, _b, _c"
        AssumedAngle "assumed-angle" Warning
            "An angle of the unit cell is missing; 90° is assumed."
            "give _cell_angle_alpha, _beta, _gamma"
        InvalidCell "invalid-cell" Error
            "The lengths and angles of the cell span no volume, or none that a crystal has: edges of 0.7 to 10 000 Å, at least 1 Å³."
            "check the six numbers; lengths are in Å, angles in degrees"
        VolumeMismatch "volume-mismatch" Warning
            "The volume the file states is not that of its cell (by more than 0.5 % and its uncertainty)."
            "check the cell for a mistyped digit"
    }
    "Symmetry" {
        BadOperation "bad-operation" Error
            "A symmetry operation cannot be read. Where the file has a Hall or Hermann–Mauguin symbol, that is used and this is a warning; where multiplicities and formula fit the group that the other operations generate better, that group is used."
            "write it as x,y,z with fractions such as 1/2"
        NotAGroup "not-a-group" Error
            "The symmetry operations form no group: a product of two is missing. Where the file has a Hall or Hermann–Mauguin symbol, that is used and this is a warning; where multiplicities and formula fit the group that all operations but one generate better, that group is used."
            "check the list for missing or mistyped operations"
        FractionalOperations "fractional-operations" Advice
            "Some operations have fractions before x, y or z, as in a centred cell that is larger than the symmetry needs. The atoms get their images as sites of their own; the space group of the structure keeps the other operations."
            "nothing needs to be done"
        DuplicateOperation "duplicate-operation" Warning
            "A symmetry operation is listed more than once. Each is used once."
            "remove the repetition"
        UnknownHall "unknown-hall" Warning
            "The Hall symbol cannot be read."
            "check the symbol against the International Tables B, A1.4.2"
        UnknownHermannMauguin "unknown-hermann-mauguin" Warning
            "The Hermann–Mauguin symbol is in none of the tabulated settings."
            "check the symbol, or list the operations"
        UnknownNumber "unknown-number" Warning
            "The space-group number is not between 1 and 230."
            "check the number"
        SymmetryConflict "symmetry-conflict" Warning
            "Two statements of the file about its symmetry differ. The first of operations, Hall symbol, Hermann–Mauguin symbol and number is used."
            "correct the one that is wrong"
        AmbiguousSetting "ambiguous-setting" Advice
            "The symbol or number fits several settings or origins. The one that fits the cell, the multiplicities, the formula and the distances best is used."
            "list the operations, or write the setting (:1, :2, :H, :R, :b1) after the symbol"
        NoSymmetry "no-symmetry" Warning
            "The file says nothing usable about its symmetry; P1 is assumed."
            "give _space_group_symop_operation_xyz or _space_group_name_H-M_alt"
        CellBreaksSymmetry "cell-breaks-symmetry" Warning
            "The cell is not mapped onto itself by the operations, by more than its printed precision. By more than 10 % it is an error: the cell or the group is another crystal's."
            "check the cell and the setting"
    }
    "Sites" {
        UnknownElement "unknown-element" Error
            "Neither the type symbol nor the label of a site names an element."
            "give _atom_site_type_symbol"
        AssumedElement "assumed-element" Advice
            "The element was taken from a label or symbol that can be read in more than one way, or that names a group such as Wat, OH or D."
            "give _atom_site_type_symbol with an element"
        MissingCoordinates "missing-coordinates" Warning
            "A site has no coordinates (? or .). It is left out of the structure and counted in the formula check. Dots are read as 0 where multiplicities and formula then come out."
            "give the coordinates"
        DummySite "dummy-site" Advice
            "A site is a dummy (_atom_site_calc_flag dum, type X, Q or Z, or no element at all) and is left out. One that names an element and a multiplicity stands for atoms that were not located: the formula check counts them. Read as listed, one with an element is an atom."
            "nothing needs to be done"
        BadOccupancy "bad-occupancy" Warning
            "An occupancy is negative, above 1 or no number. Above 1 it is taken as 1 (unless rows are read as listed), below 0 as 0; no number is an error."
            "check the occupancy"
        OccupancyAboveOne "occupancy-above-one" Warning
            "The occupancies of the species on one site add up to more than 1."
            "check the occupancies, or choose one disorder group"
        DuplicateSite "duplicate-site" Warning
            "A site repeats another at the same or an equivalent position with a species it is already full of. It is left out, unless rows are read as listed."
            "list each site of the asymmetric unit once"
        SnappedSite "snapped-site" Advice
            "A site was moved onto a special position by more than its rounding."
            "print one digit more, or the exact fraction"
        MultiplicityMismatch "multiplicity-mismatch" Warning
            "The multiplicity or Wyckoff letter a file states is not the number of equivalent positions found."
            "check the coordinates and the symmetry"
        AttachedHydrogens "attached-hydrogens" Advice
            "Hydrogens without coordinates belong to a site. They are no sites of the structure; the formula check counts them."
            "nothing needs to be done"
        DisorderGroups "disorder-groups" Advice
            "Sites belong to disorder groups; all or the chosen ones are read with their occupancies. A warning where the group asked for is not in the file."
            "choose a group with the option for disorder"
        CloseSites "close-sites" Warning
            "Two fully occupied sites are closer than atoms can be."
            "check the coordinates, the cell and the setting"
    }
    "Plausibility" {
        ImplausibleDensity "implausible-density" Warning
            "The density or the distances between neighbouring atoms are not those of a crystal: denser than 25 g/cm³ (osmium has 22.6), or most atoms much nearer to their neighbours or much farther from them than bonds are long. The message names the unit of length that would explain it, where there is one."
            "check that the cell is in Å (1 bohr = 0.529177 Å, 1 nm = 10 Å, 100 pm = 1 Å), and that no atoms are missing"
    }
    "Charges" {
        ChargesAssumed "charges-assumed" Advice
            "The file states no oxidation states. They are common ones that balance the charge, that the covalent bonds of the atom make, or that come as near to balance as refined occupancies can tell; the message says which. A warning where others would do as well."
            "give _atom_type_oxidation_number"
        AverageCharge "average-charge" Warning
            "No integer oxidation states balance; one element got an average."
            "give _atom_type_oxidation_number"
        StatedChargesUnused "stated-charges-unused" Warning
            "Oxidation numbers of the file are not used: the element cannot have them, one symbol has two of them, nothing says which atoms have which, or all are 0, as programs write that know none."
            "give each type symbol or site label one _atom_type_oxidation_number"
        ChargeImbalance "charge-imbalance" Warning
            "The charges do not add up to zero over the cell: occupancies that were refined, atoms that were not located, or wrong oxidation states. Hydrogens without coordinates are counted. Advice where no more than 1 % of the positive charge is left."
            "check occupancies and oxidation states"
        ChargesUnknown "charges-unknown" Warning
            "No oxidation states could be found; the charges of the structure are unknown."
            "give _atom_type_oxidation_number"
        OneElement "one-element" Advice
            "The structure holds one element alone, whose atoms have no charge."
            "add the atoms of the framework if this is no element"
    }
    "Formula" {
        NoFormula "no-formula" Advice
            "The file states no formula; the composition is that of the sites."
            "give _chemical_formula_sum and _cell_formula_units_Z"
        BadFormulaUnits "bad-formula-units" Warning
            "Z is no whole number (or half of one) from 0.5 to 10 000. It is left out, as if it were not stated."
            "give the number of formula units in the cell"
        BadFormula "bad-formula" Warning
            "The formula cannot be read."
            "write it as 'Li6 P S5 Cl'"
        FormulaOfCell "formula-of-cell" Advice
            "The formula is that of the whole cell and not of one of its Z units, or Z is not stated and was found from the sites."
            "let formula × Z be the content of the cell"
        FormulaMismatch "formula-mismatch" Warning
            "The sites do not add up to formula × Z."
            "look for missing atoms, wrong occupancies or symmetry, or a file cut short"
    }
}

impl Code {
    /// The stable name, such as `cif::unclosed-quote`.
    pub fn name(self) -> &'static str {
        self.row().name
    }

    /// The severity it usually has.
    pub fn severity(self) -> Severity {
        self.row().severity
    }

    /// What it means, in a sentence or two.
    pub fn meaning(self) -> &'static str {
        self.row().meaning
    }

    /// What usually helps.
    pub fn help(self) -> Option<&'static str> {
        Some(self.row().help).filter(|help| !help.is_empty())
    }

    /// How likely it is what remains to be seen of another fault: 0 for causes, more for what an unclosed
    /// text field that swallows the atoms, or a broken loop, leaves behind.
    pub(crate) fn distance_from_cause(self) -> u8 {
        match self {
            Self::NoBlocks | Self::BlockNotFound | Self::NoSites | Self::MissingCell => 2,
            Self::ValueWithoutName | Self::NameWithoutValue => 1,
            _ => 0,
        }
    }

    /// The chapter of the documentation it stands in.
    pub fn chapter(self) -> &'static str {
        self.row().chapter
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// The documentation of all codes as Markdown: the content of docs/diagnostics.md.
pub fn diagnostics_page() -> String {
    let mut page = String::from(concat!(
        "# Diagnostics of the CIF reader\n\n",
        "Written from `crates/hecs-cif/src/codes.rs`; a test keeps it true ",
        "(`HECS_WRITE_DOCS=1 cargo test -p hecs-cif --test diagnostics_page` rewrites it).\n\n",
        "An **error** means that no structure is returned; a **warning** that something is wrong or was repaired; ",
        "an **advice** that something was assumed. Strict mode turns warnings into errors. ",
        "At most 20 diagnostics of one code are kept for a file; the last says how many more there were.\n",
    ));
    let mut chapter = "";
    for code in Code::ALL {
        if code.chapter() != chapter {
            chapter = code.chapter();
            let _ = write!(
                page,
                "\n## {chapter}\n\n| code | severity | meaning | what helps |\n|---|---|---|---|\n"
            );
        }
        let _ = writeln!(
            page,
            "| `{}` | {} | {} | {} |",
            code.name(),
            code.severity(),
            code.meaning(),
            code.help().unwrap_or("")
        );
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_kebab_case() {
        let mut names: Vec<_> = Code::ALL.iter().map(|c| c.name()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), Code::ALL.len());
        for name in names {
            let bare = name.strip_prefix("cif::").unwrap_or("");
            assert!(!bare.is_empty());
            assert!(
                bare.bytes()
                    .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
            );
        }
    }
}
