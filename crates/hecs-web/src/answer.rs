//! Answers to requests, as bytes.

use hecs_analysis::records::Head;
use hecs_analysis::{BarrierSettings, Field, MemoryPool, barriers};
use hecs_bvse::MapFormat;
use hecs_core::{Ion, Structure};
use hecs_report::page;
use hecs_view::{page_settings, part};

use crate::request::{Question, Request};
use crate::{Opened, WebError};

/// Bytes that the maps of an answer may take: addresses of a module end at 4 GiB, and a tab of a browser before that.
const MEMORY_BYTES: u64 = 1 << 30;

/// Atoms that a page draws, split positions among them.
const MOST_ATOMS: usize = 5000;

/// Distances between grid points in Å that a page may ask for.
const SPACING_ANG: std::ops::RangeInclusive<f64> = 0.02..=1.0;

impl Opened {
    /// The answer to a request: JSON in UTF-8, or the text of a map.
    ///
    /// # Errors
    /// Where the request cannot be met; what keeps a structure from an answer is in its record.
    pub fn answer(&self, request: &Request) -> Result<Vec<u8>, WebError> {
        let entry = self.entry(request.entry)?;
        let refused = |reason: String| WebError::Request { reason };
        let ion: Ion = (request.ion.parse())
            .map_err(|e: hecs_core::CoreError| refused(format!("ion: {e}")))?;
        if !SPACING_ANG.contains(&request.spacing) {
            let (least, most) = (SPACING_ANG.start(), SPACING_ANG.end());
            return Err(refused(format!(
                "spacing: {} Å is not between {least} and {most} Å",
                request.spacing
            )));
        }
        let memory = MemoryPool::new(MEMORY_BYTES);
        let mut settings = BarrierSettings::new(ion);
        settings.spacing_ang = request.spacing;
        // What all maps may take together decides.
        settings.options.memory_limit_bytes = u64::MAX;
        match request.question {
            Question::Barriers => {
                let record = barriers(entry, &settings, &memory).record;
                serde_json::to_vec_pretty(&record).map_err(WebError::not_written)
            }
            Question::Map => {
                settings.refine = false;
                settings.field = Some(Field::SiteEnergy);
                let answer = barriers(entry, &settings, &memory);
                let field = (answer.field).ok_or_else(|| no_map(&answer.record.head))?;
                let mut text = Vec::new();
                (field.write_to(&mut text, MapFormat::Cube)).map_err(WebError::not_written)?;
                Ok(text)
            }
            Question::Page => {
                let atoms = entry.structure().map_or(0, atoms);
                if atoms > MOST_ATOMS {
                    return Err(WebError::TooManyAtoms {
                        count: atoms,
                        most: MOST_ATOMS,
                    });
                }
                let settings = page_settings(ion, request.host.into());
                let mut part = part(entry, &settings, None, &memory);
                part.row.no = request.no;
                if let Some(view) = &mut part.view {
                    view.no = request.no;
                }
                Ok(page::structure_json(&part.row, part.view.as_ref()).into_bytes())
            }
        }
    }
}

/// Positions in the cell.
fn atoms(structure: &Structure) -> usize {
    let sites = structure.sites().iter();
    sites.map(|site| site.positions.len()).sum()
}

fn no_map(head: &Head) -> WebError {
    let reason = head.message.clone();
    WebError::NoMap {
        reason: reason.unwrap_or_else(|| "the structure has no answer".to_owned()),
    }
}
