//! What is kept of the configurations handed out: sums, and the first of them.

use hecs_order::{Coulomb, ShortRange, Supercell};

use super::ordered_one::OrderedOne;
use crate::records::{ConfigurationRecord, Failure, OrderRecord, ShortRangeRecord};
use crate::words::failure_of_order;

/// Configurations that a record lists.
const MOST_ROWS: usize = 1000;

/// Configurations on their way to whoever wants them, and what they have in common so far.
pub(super) struct Tally<'a, V> {
    supercell: &'a Supercell,
    order: &'a ShortRange,
    coulomb: Option<&'a Coulomb>,
    total: Option<u64>,
    visit: V,
    pairs: Vec<ShortRangeRecord>,
    rows: Vec<ConfigurationRecord>,
    given: u64,
    /// Sum of the multiplicities, as long as all are known.
    multiplicities: Option<u64>,
    /// Sums over the configurations, each with its weight: 1, α, α², energy.
    weight: f64,
    sums: Vec<(f64, f64)>,
    energy_sum: f64,
    lowest: Option<f64>,
    /// Whether each stands for as many as its multiplicity, as where each inequivalent one is given once.
    is_weighted: bool,
}

impl<'a, V: FnMut(&OrderedOne<'_>) -> Result<(), Failure>> Tally<'a, V> {
    pub(super) fn new(
        supercell: &'a Supercell,
        order: &'a ShortRange,
        coulomb: Option<&'a Coulomb>,
        (total, is_weighted): (Option<u64>, bool),
        visit: V,
    ) -> Self {
        let pairs = order.pairs.iter().map(|pair| ShortRangeRecord {
            pair: pair.name.clone(),
            distance: pair.distance_ang,
            mean: None,
            deviation: None,
        });
        Self {
            supercell,
            order,
            coulomb,
            total,
            visit,
            pairs: pairs.collect(),
            rows: Vec::new(),
            given: 0,
            multiplicities: Some(0),
            weight: 0.0,
            sums: vec![(0.0, 0.0); order.pairs.len()],
            energy_sum: 0.0,
            lowest: None,
            is_weighted,
        }
    }

    /// Hands a configuration on; its energy is computed where it is wanted and not known.
    pub(super) fn take(
        &mut self,
        configuration: &[u8],
        multiplicity: Option<u64>,
        energy_ev: Option<f64>,
        chain: Option<usize>,
    ) -> Result<(), Failure> {
        let energy = match (energy_ev, self.coulomb) {
            (None, Some(coulomb)) => {
                let energy = coulomb.energy_ev(configuration);
                Some(energy.map_err(|error| failure_of_order(&error))?)
            }
            (known, _) => known,
        };
        self.given += 1;
        let row = ConfigurationRecord {
            number: self.given,
            multiplicity,
            energy,
            chain,
            short_range: self.order.parameters(configuration),
        };
        self.add(&row);
        (self.visit)(&OrderedOne {
            row: &row,
            pairs: &self.pairs,
            total: self.total,
            supercell: self.supercell,
            configuration,
        })?;
        if self.rows.len() < MOST_ROWS {
            self.rows.push(row);
        }
        Ok(())
    }

    fn add(&mut self, row: &ConfigurationRecord) {
        self.multiplicities = self
            .multiplicities
            .zip(row.multiplicity)
            .and_then(|(sum, m)| sum.checked_add(m));
        let weight = match row.multiplicity {
            Some(multiplicity) if self.is_weighted => multiplicity as f64,
            _ => 1.0,
        };
        self.weight += weight;
        for (sum, alpha) in self.sums.iter_mut().zip(&row.short_range) {
            sum.0 += weight * alpha;
            sum.1 += weight * alpha * alpha;
        }
        if let Some(energy) = row.energy {
            self.energy_sum += weight * energy;
            self.lowest = Some(self.lowest.map_or(energy, |low| low.min(energy)));
        }
    }

    /// What the record says of them.
    pub(super) fn describe(self, record: &mut OrderRecord) {
        record.given = self.given;
        record.short_range = self.pairs;
        record.rows = self.rows;
        if self.given == 0 {
            return;
        }
        record.multiplicity_sum = self.multiplicities.filter(|_| self.is_weighted);
        for (pair, (sum, squares)) in record.short_range.iter_mut().zip(&self.sums) {
            let mean = sum / self.weight;
            pair.mean = Some(mean);
            pair.deviation = Some((squares / self.weight - mean * mean).max(0.0).sqrt());
        }
        if let Some(energies) = &mut record.energies {
            energies.lowest = self.lowest;
            energies.mean = Some(self.energy_sum / self.weight);
        }
    }
}
