//! Numbers of independent implementations, from fixtures/reference/.

use std::error::Error;
use std::fs::File;
use std::path::Path;

use hecs_pls::Sheet;
use serde::Deserialize;

use hecs_bvse::spse::STEP_EV;

use super::compute::Computed;
use super::published::Published;

/// Relative tolerance of a recomputed descriptor; the reference prints eight digits.
const DESCRIPTOR_TOLERANCE: f64 = 1e-6;

/// A row of ea_steps.csv.
#[derive(Deserialize)]
pub(crate) struct Steps {
    pub(crate) no: u32,
    pub(crate) spse_as_published: u32,
    #[serde(rename = "softbv_model_0.1A")]
    pub(crate) softbv: u32,
}

/// Both reference tables.
pub(crate) struct Reference {
    steps: Vec<Steps>,
    /// Columns of the descriptor table.
    names: Vec<String>,
    /// (no, values in the order of `names`).
    rows: Vec<(u32, Vec<f64>)>,
}

impl Reference {
    pub(crate) fn read(fixtures: &Path) -> Result<Self, Box<dyn Error>> {
        let folder = fixtures.join("reference");
        let steps = crate::fixtures::read_table(&folder.join("ea_steps.csv"))?;
        let sheet = Sheet::read(File::open(folder.join("descriptors_recomputed.csv"))?)?;
        let table = sheet.table_without(&["no", "formula"])?;
        let mut rows = Vec::new();
        for (i, no) in sheet.labels("no")?.iter().enumerate() {
            rows.push((no.parse()?, table.values().row(i).iter().copied().collect()));
        }
        Ok(Self {
            steps,
            names: table.columns().iter().map(|c| c.name.clone()).collect(),
            rows,
        })
    }

    /// Number of cells of the descriptor reference, the as-published entropy included.
    pub(crate) fn descriptor_cells(&self) -> usize {
        self.rows.len() * self.names.len()
    }

    /// Cells of ours within 1e-6 (relative) of the reference.
    pub(crate) fn matching_descriptor_cells(
        &self,
        published: &Published,
        computed: &[Computed],
    ) -> usize {
        let mut matching = 0;
        for (no, values) in &self.rows {
            let Some(ours) = computed.iter().find(|c| c.no == *no) else {
                continue;
            };
            for (name, value) in self.names.iter().zip(values) {
                let recomputed = if name == "S_conf_Li_as_published" {
                    Some(ours.s_conf_li_as_published)
                } else {
                    published
                        .descriptors
                        .iter()
                        .position(|d| d == name)
                        .map(|j| ours.descriptors[j])
                };
                let near = recomputed
                    .is_some_and(|x| (x - value).abs() <= DESCRIPTOR_TOLERANCE * value.abs());
                matching += usize::from(near);
            }
        }
        matching
    }

    /// Compounds whose steps equal those of the reference.
    pub(crate) fn matching_steps(
        &self,
        computed: &[Computed],
        theirs: impl Fn(&Steps) -> u32,
        ours: &dyn Fn(&Computed) -> u32,
    ) -> usize {
        computed
            .iter()
            .filter(|c| {
                let row = self.steps.iter().find(|s| s.no == c.no);
                row.is_some_and(|row| theirs(row) == ours(c))
            })
            .count()
    }

    /// Compounds whose `softbv` Ea is within one step of the reference.
    pub(crate) fn near_softbv(&self, computed: &[Computed]) -> usize {
        computed
            .iter()
            .filter(|c| {
                let row = self.steps.iter().find(|s| s.no == c.no);
                // The reference is the upper end of a step: Ea lies in (n−1, n] steps.
                row.is_some_and(|row| {
                    let steps = c.softbv_grid_ev / STEP_EV;
                    steps > f64::from(row.softbv) - 2.0 && steps <= f64::from(row.softbv) + 1.0
                })
            })
            .count()
    }
}
