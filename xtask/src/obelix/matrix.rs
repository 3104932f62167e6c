//! Features of materials as a matrix.

use std::error::Error;

use hecs_pls::Table;

use super::dataset::Material;

/// Share of the rows in which a column must be known.
const KNOWN: f64 = 0.5;

/// Some features of materials.
pub(super) struct Features {
    /// Of one material, `None` where there is no value.
    pub(super) of: fn(&Material) -> Vec<Option<f64>>,
    pub(super) names: Vec<String>,
}

impl Features {
    /// Those that are known in enough rows, and not the same in all of them: their positions.
    pub(super) fn usable(&self, rows: &[&Material]) -> Vec<usize> {
        let values: Vec<Vec<Option<f64>>> = rows.iter().map(|m| (self.of)(m)).collect();
        let is_usable = |j: &usize| {
            let known: Vec<f64> = values.iter().filter_map(|row| row[*j]).collect();
            let differs = known.iter().any(|v| (v - known[0]).abs() > 1e-12);
            differs && known.len() as f64 >= KNOWN * rows.len() as f64
        };
        (0..self.names.len()).filter(is_usable).collect()
    }

    /// Those at some positions as a table, NaN where there is no value.
    pub(super) fn table(
        &self,
        rows: &[&Material],
        kept: &[usize],
    ) -> Result<Table, Box<dyn Error>> {
        let of_row = |m: &&Material| {
            let all = (self.of)(m);
            let values = kept.iter().map(|j| all[*j].unwrap_or(f64::NAN));
            values.collect::<Vec<f64>>()
        };
        let records: Vec<Vec<f64>> = rows.iter().map(of_row).collect();
        let ids: Vec<&str> = rows.iter().map(|m| m.id.as_str()).collect();
        let names: Vec<&str> = kept.iter().map(|j| self.names[*j].as_str()).collect();
        Ok(Table::from_records(&ids, &names, &records)?)
    }
}
