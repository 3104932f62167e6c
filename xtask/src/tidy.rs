//! `cargo xtask tidy`: rules of the repository that a compiler does not check.
//!
//! In every crate data flow forward: no file imports from a file that, directly or over others,
//! imports from it. And no file is so long that nobody reads it.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use crate::root;

/// Lines of a source file beyond which it should be two.
const MOST_LINES: usize = 600;

/// Fails with what breaks a rule.
pub(crate) fn run() -> Result<(), Box<dyn Error>> {
    let mut problems = Vec::new();
    let mut sources = vec![root().join("xtask/src")];
    for entry in fs::read_dir(root().join("crates"))? {
        sources.push(entry?.path().join("src"));
    }
    sources.sort();
    for source in &sources {
        let files = SourceFiles::read(source)?;
        problems.extend(files.too_long());
        problems.extend(files.cycles());
    }
    if problems.is_empty() {
        println!("{} crates are tidy", sources.len());
        return Ok(());
    }
    Err(problems.join("\n").into())
}

/// The files of a crate by module path (`network::saddle`; the root is empty).
struct SourceFiles {
    name: String,
    files: BTreeMap<String, (PathBuf, String)>,
}

impl SourceFiles {
    fn read(source: &Path) -> Result<Self, Box<dyn Error>> {
        let mut files = BTreeMap::new();
        let mut folders = vec![source.to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(&folder)? {
                let path = entry?.path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.extension().is_some_and(|e| e == "rs") {
                    let text = fs::read_to_string(&path)?;
                    let inner = path.strip_prefix(source)?.with_extension("");
                    let module: Vec<String> = inner
                        .iter()
                        .map(|part| part.to_string_lossy().into_owned())
                        .filter(|part| !matches!(part.as_str(), "lib" | "main" | "mod"))
                        .collect();
                    files.insert(module.join("::"), (path, text));
                }
            }
        }
        let name = source.parent().and_then(Path::file_name);
        Ok(Self {
            name: name.map_or(String::new(), |n| n.to_string_lossy().into_owned()),
            files,
        })
    }

    fn too_long(&self) -> Vec<String> {
        let long = self.files.values().filter_map(|(path, text)| {
            let lines = text.lines().count();
            (lines > MOST_LINES)
                .then(|| format!("{}: {lines} lines, make it two files", path.display()))
        });
        long.collect()
    }

    /// The files that each file imports from, its own modules apart: a parent presents its children.
    fn imports(&self) -> BTreeMap<&str, BTreeSet<&str>> {
        let mut imports = BTreeMap::new();
        for (module, (_, text)) in &self.files {
            let mut found = BTreeSet::new();
            for path in paths(module, without_tests(text)) {
                let target = self.defining_file(&path, 0);
                if let Some(target) = target.filter(|t| *t != module && !t.is_empty()) {
                    found.insert(target);
                }
            }
            imports.insert(module.as_str(), found);
        }
        imports
    }

    /// The file that defines what a path from the root of the crate names; re-exports are followed.
    fn defining_file(&self, path: &[String], depth: usize) -> Option<&str> {
        let longest = (0..=path.len())
            .rev()
            .find(|n| self.files.contains_key(&path[..*n].join("::")))?;
        let (module, (_, text)) = self.files.get_key_value(&path[..longest].join("::"))?;
        let Some(item) = path.get(longest).filter(|_| depth < 8) else {
            return Some(module);
        };
        let exported = paths_of(module, without_tests(text), "pub use ")
            .chain(paths_of(module, without_tests(text), "pub(crate) use "))
            .find(|exported| exported.last() == Some(item) && exported != path);
        match exported {
            Some(exported) => self.defining_file(&exported, depth + 1),
            None => Some(module),
        }
    }

    /// One line for each set of files that import from one another.
    fn cycles(&self) -> Vec<String> {
        let imports = self.imports();
        let reach: BTreeMap<&str, BTreeSet<&str>> = imports
            .keys()
            .map(|start| (*start, reachable(&imports, start)))
            .collect();
        let mut known: BTreeSet<&str> = BTreeSet::new();
        let mut lines = Vec::new();
        for (module, reached) in &reach {
            if known.contains(module) || !reached.contains(module) {
                continue;
            }
            let ring: Vec<&str> = reached
                .iter()
                .copied()
                .filter(|other| reach.get(other).is_some_and(|r| r.contains(module)))
                .collect();
            known.extend(&ring);
            lines.push(format!(
                "{}: files import from one another: {}",
                self.name,
                ring.join(", ")
            ));
        }
        lines
    }
}

/// Everything that is imported from a start, directly or over others.
fn reachable<'f>(imports: &BTreeMap<&'f str, BTreeSet<&'f str>>, start: &str) -> BTreeSet<&'f str> {
    let mut reached = BTreeSet::new();
    let mut open: Vec<&str> = imports.get(start).into_iter().flatten().copied().collect();
    while let Some(module) = open.pop() {
        if reached.insert(module) {
            open.extend(imports.get(module).into_iter().flatten().copied());
        }
    }
    reached
}

/// The text before the tests.
fn without_tests(text: &str) -> &str {
    text.find("#[cfg(test)]\nmod tests")
        .map_or(text, |at| &text[..at])
}

/// Paths from the root of the crate that a file names: in its imports, and in its code.
fn paths(module: &str, text: &str) -> Vec<Vec<String>> {
    let mut found: Vec<Vec<String>> = paths_of(module, text, "use ").collect();
    for line in text.lines().filter(|l| !l.trim_start().starts_with("//")) {
        for (at, _) in line.match_indices("crate::") {
            let path: String = line[at + "crate::".len()..]
                .chars()
                .take_while(|c| c.is_alphanumeric() || matches!(c, '_' | ':'))
                .collect();
            found.push(segments(&path));
        }
    }
    found
}

/// Paths of the statements that begin with some words, such as `pub use `.
fn paths_of<'t>(
    module: &'t str,
    text: &'t str,
    begin: &'t str,
) -> impl Iterator<Item = Vec<String>> + 't {
    let statements = text.match_indices(begin).filter_map(move |(at, _)| {
        let is_first = text[..at].ends_with('\n') || at == 0;
        let body = &text[at + begin.len()..];
        is_first.then(|| &body[..body.find(';').unwrap_or(0)])
    });
    statements.flat_map(move |statement| {
        let mut list = Vec::new();
        expand(
            "",
            &statement.split_whitespace().collect::<String>(),
            &mut list,
        );
        list.into_iter()
            .filter_map(move |path| from_root(module, &path))
    })
}

/// `a::{b, c::{d}}` as `a::b`, `a::c::d`.
fn expand(before: &str, rest: &str, list: &mut Vec<String>) {
    let Some(open) = rest.find('{') else {
        list.push(format!("{before}{rest}"));
        return;
    };
    let before = format!("{before}{}", &rest[..open]);
    let inner = rest[open + 1..]
        .strip_suffix('}')
        .unwrap_or(&rest[open + 1..]);
    let (mut depth, mut start) = (0, 0);
    for (at, c) in inner.char_indices().chain([(inner.len(), ',')]) {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                if at > start {
                    expand(&before, &inner[start..at], list);
                }
                start = at + 1;
            }
            _ => {}
        }
    }
}

/// A path as seen from the root; `None` for other crates.
fn from_root(module: &str, path: &str) -> Option<Vec<String>> {
    let mut own = segments(module);
    let mut rest = segments(path.split("as_").next().unwrap_or(path));
    match rest.first()?.as_str() {
        "crate" => own.clear(),
        "self" => {}
        "super" => {
            own.pop();
        }
        // A module of this file's own, as in `pub use saddle::Saddle`.
        first if first.chars().all(|c| c.is_lowercase() || c == '_') => {
            own.extend(rest);
            return Some(own).filter(|_| !path.starts_with("hecs_") && !path.starts_with("std::"));
        }
        _ => return None,
    }
    rest.remove(0);
    while rest.first().is_some_and(|s| s == "super") {
        own.pop();
        rest.remove(0);
    }
    own.extend(rest);
    Some(own)
}

fn segments(path: &str) -> Vec<String> {
    path.split("::")
        .filter(|s| !s.is_empty())
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn crate_of(files: &[(&str, &str)]) -> SourceFiles {
        let file = |(module, text): &(&str, &str)| {
            let path = PathBuf::from(format!("{module}.rs"));
            ((*module).to_owned(), (path, (*text).to_owned()))
        };
        SourceFiles {
            name: "sample".to_owned(),
            files: files.iter().map(file).collect(),
        }
    }

    #[test]
    fn files_that_import_from_one_another_are_found() {
        let there = ("map", "use crate::kernel::Kernel;\n");
        let back = (
            "kernel",
            "use crate::{\n    error::Error,\n    map::Map,\n};\n",
        );
        assert!(crate_of(&[there, ("kernel", "")]).cycles().is_empty());
        let found = crate_of(&[there, back, ("error", "")]).cycles();
        assert_eq!(
            found,
            ["sample: files import from one another: kernel, map"]
        );
    }

    #[test]
    fn re_exports_and_parents_do_not_hide_a_cycle() {
        let root = (
            "",
            "mod fit;\nmod range;\npub use fit::{Fit, Other};\npub use range::admit;\n",
        );
        let fit = ("fit", "use crate::admit;\n");
        let range = ("range", "use crate::Fit;\n");
        assert_eq!(crate_of(&[root, fit, range]).cycles().len(), 1);
        let apart = (
            "range",
            "use std::fmt;\n#[cfg(test)]\nmod tests { use crate::Fit; }\n",
        );
        assert!(crate_of(&[root, fit, apart]).cycles().is_empty());
        let inside = [
            (
                "network",
                "mod sites;\nmod hops;\npub use self::hops::Hop;\n",
            ),
            ("network::sites", "use super::hops::Hop;\n"),
            ("network::hops", "use crate::network::sites::Sites;\n"),
        ];
        assert_eq!(crate_of(&inside).cycles().len(), 1);
    }
}
