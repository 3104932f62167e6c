//! Links of the pages: to files of the repository that are there, and all pages of the book within its table of contents.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use crate::root;

/// Fails with every link that leads nowhere, and every page of docs/ that the table of contents lacks.
pub(super) fn check() -> Result<(), Box<dyn Error>> {
    let mut pages = vec![root().join("README.md"), root().join("fixtures/README.md")];
    for folder in ["docs", "docs/guide"] {
        pages.extend(pages_of(&root().join(folder))?);
    }
    for entry in fs::read_dir(root().join("crates"))? {
        pages.push(entry?.path().join("README.md"));
    }
    pages.retain(|page| page.is_file());
    pages.sort();
    let contents = fs::read_to_string(root().join("docs/SUMMARY.md"))?;
    let mut problems = Vec::new();
    for page in &pages {
        let text = fs::read_to_string(page)?;
        let folder = page.parent().unwrap_or(Path::new("."));
        for target in targets(&text) {
            if !leads_somewhere(folder, &text, target)? {
                problems.push(format!("{}: no such place as {target}", page.display()));
            }
        }
        if let Ok(name) = page.strip_prefix(root().join("docs"))
            && !matches!(name.to_str(), Some("SUMMARY.md"))
            && !contents.contains(&format!("({})", name.display()))
        {
            problems.push(format!("{}: not in docs/SUMMARY.md", page.display()));
        }
    }
    if problems.is_empty() {
        return Ok(());
    }
    Err(problems.join("\n").into())
}

fn pages_of(folder: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let mut pages = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|e| e == "md") {
            pages.push(path);
        }
    }
    Ok(pages)
}

/// What the links and pictures of a page point at, blocks of code apart.
fn targets(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut is_code = false;
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            is_code = !is_code;
        }
        if is_code {
            continue;
        }
        let ends = line.match_indices("](").map(|(at, _)| &line[at + 2..]);
        found.extend(ends.filter_map(|rest| rest.split(')').next()));
    }
    found
}

/// Whether a link has an end: elsewhere it is not looked for.
fn leads_somewhere(folder: &Path, page: &str, target: &str) -> Result<bool, Box<dyn Error>> {
    if target.starts_with("http") || target.starts_with("mailto:") {
        return Ok(true);
    }
    let (file, heading) = match target.split_once('#') {
        Some((file, heading)) => (file, Some(heading)),
        None => (target, None),
    };
    let path = folder.join(file);
    if !file.is_empty() && !path.exists() {
        return Ok(false);
    }
    let Some(heading) = heading else {
        return Ok(true);
    };
    let text = if file.is_empty() {
        page.to_owned()
    } else {
        fs::read_to_string(path)?
    };
    Ok(text
        .lines()
        .any(|line| anchor(line).as_deref() == Some(heading)))
}

/// The name under which a heading is linked to.
fn anchor(line: &str) -> Option<String> {
    let title = line.strip_prefix('#')?.trim_start_matches('#').trim();
    let kept = title.to_lowercase();
    let kept = kept
        .chars()
        .filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    Some(kept.map(|c| if c == ' ' { '-' } else { c }).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_outside_of_code_are_found() {
        let page = "A [b](c.md), ![d](e.png)\n```\n[no](link.md)\n```\n[f](#g-h)";
        assert_eq!(targets(page), ["c.md", "e.png", "#g-h"]);
    }

    #[test]
    fn a_link_into_a_page_needs_its_heading() {
        let page = "# G: h\ntext";
        let known = |target| leads_somewhere(Path::new("."), page, target).expect("read");
        assert!(known("#g-h"));
        assert!(!known("#elsewhere"));
        assert!(!known("no-such-file.md"));
        assert!(known("https://example.org/"));
    }
}
