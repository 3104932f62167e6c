//! Which format a text has: told by its content, by its name only where the content leaves it open.

use std::fmt;

use hecs_cif::decode;

/// A format of crystal structures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// Crystallographic Information File, 1.1 or 2.0.
    Cif,
    /// POSCAR or CONTCAR of VASP.
    Poscar,
    /// Extended XYZ.
    ExtendedXyz,
    /// JSON of pymatgen or OPTIMADE: objects, lists of them, lines of them.
    Json,
}

impl Format {
    /// Name for people.
    pub fn name(self) -> &'static str {
        match self {
            Self::Cif => "CIF",
            Self::Poscar => "POSCAR",
            Self::ExtendedXyz => "extended XYZ",
            Self::Json => "JSON",
        }
    }

    /// The format that a file name says, that of a compressed file too.
    ///
    /// ```
    /// use hecs_io::Format;
    ///
    /// assert_eq!(Format::of_name("runs/17/CONTCAR.gz"), Some(Format::Poscar));
    /// assert_eq!(Format::of_name("mp.jsonl.zst"), Some(Format::Json));
    /// assert_eq!(Format::of_name("README.md"), None);
    /// ```
    pub fn of_name(name: &str) -> Option<Self> {
        let lower = name.to_ascii_lowercase();
        let base = lower.rsplit(['/', '\\']).next().unwrap_or_default();
        let base = base
            .strip_suffix(".gz")
            .or_else(|| base.strip_suffix(".zst"))
            .unwrap_or(base);
        match base.rsplit_once('.').map(|(_, extension)| extension) {
            Some("cif" | "mcif") => Some(Self::Cif),
            Some("vasp" | "poscar" | "contcar") => Some(Self::Poscar),
            Some("xyz" | "extxyz") => Some(Self::ExtendedXyz),
            Some("json" | "jsonl" | "ndjson") => Some(Self::Json),
            _ if base.starts_with("poscar") || base.starts_with("contcar") => Some(Self::Poscar),
            _ => None,
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// Whether a file name is that of structures or of an archive that may hold some: what is taken of a
/// folder.
///
/// ```
/// assert!(hecs_io::has_known_name("POSCAR"));
/// assert!(hecs_io::has_known_name("cod.tar.zst"));
/// assert!(!hecs_io::has_known_name("INCAR"));
/// ```
pub fn has_known_name(name: &str) -> bool {
    const ARCHIVES: [&str; 6] = [".tar", ".tgz", ".tzst", ".tar.gz", ".tar.zst", ".zip"];
    let lower = name.to_ascii_lowercase();
    Format::of_name(name).is_some() || ARCHIVES.iter().any(|end| lower.ends_with(end))
}

/// Whether a file name says that each line is an object.
pub(crate) fn has_name_of_lines(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    [".jsonl", ".ndjson"].iter().any(|end| {
        let at = lower.rfind(end);
        at.is_some_and(|at| matches!(&lower[at + end.len()..], "" | ".gz" | ".zst"))
    })
}

/// How a format was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ToldBy {
    /// By the first lines.
    Content,
    /// By the name alone.
    Name,
}

impl fmt::Display for ToldBy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Content => "its first lines",
            Self::Name => "its name",
        })
    }
}

/// The format of a text that begins with `head`, in a file of this name.
pub(crate) fn told(head: &[u8], name: &str) -> Option<(Format, ToldBy)> {
    if let Some(format) = of_content(&decode(head).text) {
        return Some((format, ToldBy::Content));
    }
    Format::of_name(name).map(|format| (format, ToldBy::Name))
}

/// The first bytes as they can stand in a message.
pub(crate) fn shown(head: &[u8]) -> String {
    const MOST: usize = 40;
    let text: String = decode(head).text.trim_start().chars().take(MOST).collect();
    if text.is_empty() {
        "nothing".to_owned()
    } else {
        format!("{text:?}")
    }
}

fn of_content(text: &str) -> Option<Format> {
    if is_json(text) {
        Some(Format::Json)
    } else if is_poscar(text) {
        Some(Format::Poscar)
    } else if is_xyz(text) {
        Some(Format::ExtendedXyz)
    } else if is_cif(text) {
        Some(Format::Cif)
    } else {
        None
    }
}

/// An object with a key, or a list of objects or lists.
fn is_json(text: &str) -> bool {
    let rest = text.trim_start();
    let follows = |c| rest.strip_prefix(c).map(str::trim_start);
    follows('{').is_some_and(|rest| rest.is_empty() || rest.starts_with(['"', '}']))
        || follows('[').is_some_and(|rest| rest.is_empty() || rest.starts_with(['{', '[', ']']))
}

/// A comment, a scale, three vectors.
fn is_poscar(text: &str) -> bool {
    let mut lines = text.lines().skip(1);
    let mut numbers = |wanted: usize| {
        let fields = lines.next().unwrap_or_default().split_whitespace();
        fields
            .take(wanted)
            .filter(|f| f.parse::<f64>().is_ok())
            .count()
    };
    numbers(1) == 1 && (0..3).all(|_| numbers(3) == 3)
}

/// A number of atoms, and two lines further an atom; or a comment with a lattice.
fn is_xyz(text: &str) -> bool {
    let mut lines = text.lines().skip_while(|line| line.trim().is_empty());
    let count = lines.next().unwrap_or_default().trim();
    let comment = lines.next().unwrap_or_default().to_ascii_lowercase();
    let atom = lines.next().unwrap_or_default();
    let is_atom = || {
        let mut fields = atom.split_whitespace();
        let is_symbol = fields
            .next()
            .is_some_and(|f| f.starts_with(char::is_alphabetic));
        is_symbol && fields.take(3).filter(|f| f.parse::<f64>().is_ok()).count() == 3
    };
    count.parse::<usize>().is_ok()
        && (comment.contains("lattice=") || comment.contains("properties=") || is_atom())
}

/// A line that begins as only those of CIF do.
fn is_cif(text: &str) -> bool {
    const WORDS: [&str; 6] = [
        "data_",
        "loop_",
        "_cell",
        "_atom_site",
        "_symmetry",
        "_space_group",
    ];
    text.starts_with("#\\#CIF")
        || text.split(['\n', '\r']).any(|line| {
            let line = line.trim_start();
            WORDS.iter().any(|word| {
                line.get(..word.len())
                    .is_some_and(|start| start.eq_ignore_ascii_case(word))
            })
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_goes_before_the_name() {
        let format = |text: &str| told(text.as_bytes(), "x.cif");
        let poscar = "data_set of mine\n1.0\n4 0 0\n0 4 0\n0 0 4\nLi\n1\nDirect\n0 0 0\n";
        let content = |format| Some((format, ToldBy::Content));
        assert_eq!(format(poscar), content(Format::Poscar));
        assert_eq!(format(" [\n {\"a\": 1}]"), content(Format::Json));
        assert_eq!(format("\u{feff}{}"), content(Format::Json));
        let frame = "1\nLattice=\"4 0 0 0 4 0 0 0 4\" Properties=species:S:1:pos:R:3\nLi 0 0 0\n";
        assert_eq!(format(frame), content(Format::ExtendedXyz));
        assert_eq!(
            format("1\nno cell\nLi 0 0 0\n"),
            content(Format::ExtendedXyz)
        );
        assert_eq!(
            format("# by hand\r\rdata_x\r_cell_length_a 4"),
            content(Format::Cif)
        );
        assert_eq!(format("nothing"), Some((Format::Cif, ToldBy::Name)));
        assert_eq!(told(b"nothing", "x.txt"), None);
        let utf16: Vec<u8> = "data_x\n"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        assert_eq!(told(&utf16, ""), content(Format::Cif));
    }

    #[test]
    fn beginnings_are_shown_short() {
        assert_eq!(shown(b""), "nothing");
        assert!(shown(&[0; 500]).len() < 200);
        assert_eq!(shown(b"  hello\n"), "\"hello\\n\"");
    }
}
