//! The table of a check, and whether its marks hold.

use hecs_cli::columns;

/// The table that is printed, and the details under it.
pub(super) struct Report {
    rows: Vec<[String; 4]>,
    pub(super) details: Vec<String>,
    pub(super) holds: bool,
}

impl Default for Report {
    fn default() -> Self {
        Self {
            rows: Vec::new(),
            details: Vec::new(),
            holds: true,
        }
    }
}

impl Report {
    pub(super) fn row(&mut self, what: &str, mark: &str, found: String, holds: bool) {
        let verdict = if holds { "holds" } else { "MISSED" };
        self.holds &= holds;
        self.rows
            .push([what.to_owned(), mark.to_owned(), found, verdict.to_owned()]);
    }

    pub(super) fn text(&self) -> String {
        let header = ["", "mark", "found", "verdict"].map(str::to_owned);
        let rows: Vec<Vec<String>> = self.rows.iter().map(|row| row.to_vec()).collect();
        let mut lines = vec![columns(&header, &rows)];
        lines.extend(self.details.iter().map(|detail| format!("  {detail}")));
        lines.join("\n")
    }
}
