//! How descriptors are written in figures; what they are is said by [`Descriptor`].

use hecs_descriptors::{Category, Descriptor};

/// Letter, horizontal and vertical descriptor of Fig. 5 a–f of the paper.
pub const FIG_5_PAIRS: [(&str, &str, &str); 6] = [
    ("a", "r_anion", "EN_cation"),
    ("b", "v", "V_BE4"),
    ("c", "D_Li_B", "D_Li_C"),
    ("d", "BN_inter", "BN_intra"),
    ("e", "S_conf_A", "S_conf_C"),
    ("f", "r_A", "r_C"),
];

/// The category of a descriptor by its name; `None` for one of the user's own.
pub(crate) fn category(descriptor: &str) -> Option<Category> {
    Descriptor::from_name(descriptor).map(Descriptor::category)
}

/// The name of a category for a legend.
pub(crate) fn category_name(category: Option<Category>) -> &'static str {
    category.map_or("Other", Category::name)
}

/// The symbol of a descriptor by its name, in label markup; an unknown name is written as it is.
pub(crate) fn symbol(descriptor: &str) -> String {
    Descriptor::from_name(descriptor)
        .map_or_else(|| as_text(descriptor), |d| symbol_of(d).to_owned())
}

/// The symbol with its unit in brackets, for an axis.
pub(crate) fn axis(descriptor: &str) -> String {
    match Descriptor::from_name(descriptor).map(unit_of) {
        Some(unit) if !unit.is_empty() => format!("{} ({unit})", symbol(descriptor)),
        _ => symbol(descriptor),
    }
}

/// The symbol of a descriptor in label markup.
pub(crate) fn symbol_of(descriptor: Descriptor) -> &'static str {
    match descriptor {
        Descriptor::RAnion => "*r*_{anion}",
        Descriptor::EnAnion => "*EN*_{anion}",
        Descriptor::PlAnion => "*PL*_{anion}",
        Descriptor::RCation => "*r*_{cation}",
        Descriptor::EnCation => "*EN*_{cation}",
        Descriptor::PlCation => "*PL*_{cation}",
        Descriptor::CLi => "*C*_{Li}",
        Descriptor::A => "*a*",
        Descriptor::V => "*v*",
        Descriptor::VLiACE2 => "*V*_{LiACE₂}",
        Descriptor::VBE4 => "*V*_{BE₄}",
        Descriptor::DLiA => "*D*_{Li–A}",
        Descriptor::DLiB => "*D*_{Li–B}",
        Descriptor::DLiC => "*D*_{Li–C}",
        Descriptor::DLiE => "*D*_{Li–E}",
        Descriptor::BnIntra => "*BN*_{intra}",
        Descriptor::BnDoublet => "*BN*_{doublet}",
        Descriptor::BnInter => "*BN*_{inter}",
        Descriptor::DLiLiIntra => "*D*_{Li–Li,intra}",
        Descriptor::DLiLiDoublet => "*D*_{Li–Li,doublet}",
        Descriptor::DLiLiInter => "*D*_{Li–Li,inter}",
        Descriptor::OccLi48h => "*OCC*_{Li,48h}",
        Descriptor::OccLi24g => "*OCC*_{Li,24g}",
        Descriptor::OccLi => "*OCC*_{Li}",
        Descriptor::SConfLi => "*S*_{conf,Li}",
        Descriptor::SConfA => "*S*_{conf,A}",
        Descriptor::SConfC => "*S*_{conf,C}",
        Descriptor::SConfAnion => "*S*_{conf,anion}",
        Descriptor::RA => "*r*_{A}",
        Descriptor::EnA => "*EN*_{A}",
        Descriptor::RC => "*r*_{C}",
        Descriptor::EnC => "*EN*_{C}",
    }
}

/// The unit of a descriptor in label markup, empty where it has none.
pub(crate) fn unit_of(descriptor: Descriptor) -> &'static str {
    match descriptor.unit() {
        "Å³" => "Å^{3}",
        "J/(mol K)" => "J mol^{−1} K^{−1}",
        // A number of atoms has no unit, but an axis should say of what it is counted.
        "" if descriptor == Descriptor::CLi => "per formula",
        unit => unit,
    }
}

/// Whether names are those of the paper's descriptors for the most part, so that its symbols and colours mean what they mean there; a
/// column `a` among others is no lattice parameter.
pub(crate) fn are_descriptors<'a>(names: impl IntoIterator<Item = &'a str>) -> bool {
    let (known, all) = names.into_iter().fold((0, 0), |(known, all), name| {
        (known + usize::from(category(name).is_some()), all + 1)
    });
    2 * known > all
}

/// A name of the reader's own, short enough for a label: the middle of a long one is left out, because names of one table often
/// differ at their end.
pub(crate) fn short(name: &str) -> String {
    const LONGEST: usize = 22;
    let text = as_text(name);
    let letters: Vec<char> = text.chars().collect();
    if letters.len() <= LONGEST {
        return text;
    }
    let (start, end) = (&letters[..11], &letters[letters.len() - 10..]);
    start.iter().chain(&['…']).chain(end).collect()
}

/// A name free of markup.
pub(crate) fn as_text(name: &str) -> String {
    name.chars()
        .filter(|c| !matches!(c, '*' | '{' | '}'))
        .collect()
}
