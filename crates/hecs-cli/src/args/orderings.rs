//! How orderings of what is disordered are asked for.

use clap::Args;
use hecs_analysis::OrderingSettings;

use super::count;

/// Options of the barriers over orderings.
#[derive(Clone, Debug, Args)]
pub struct Orderings {
    /// Also the barriers of so many orderings of what is disordered, drawn at random in a supercell, from a grid of 0.25 Å:
    /// every species but the mobile ion on whole positions; auto draws 16, and 64 where some percolate and others do not
    #[arg(long, value_name = "N|auto", value_parser = count_of_orderings)]
    pub orderings: Option<OrderingCount>,
    /// How often the cell is repeated for the orderings [default: about 200 atoms; where some percolate and others do not, at
    /// least 15 Å and 64 shared positions]
    #[arg(long, value_name = "A,B,C", value_parser = supercell, requires = "orderings")]
    pub supercell: Option<[u32; 3]>,
    /// Seed that the orderings are drawn with
    #[arg(long, default_value_t = 1, value_name = "N", requires = "orderings")]
    pub seed: u64,
}

/// A number of orderings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OrderingCount {
    /// As many as the answer needs.
    Auto,
    /// So many.
    Number(usize),
}

impl Orderings {
    /// What is asked for, if anything.
    pub(crate) fn settings(&self) -> Option<OrderingSettings> {
        let mut settings = settings_of(self.orderings?);
        settings.supercell = self.supercell;
        settings.seed = self.seed;
        Some(settings)
    }
}

/// So many orderings, the rest as it is unless it is asked for.
pub(super) fn settings_of(count: OrderingCount) -> OrderingSettings {
    let mut settings = OrderingSettings::default();
    settings.samples = match count {
        OrderingCount::Auto => None,
        OrderingCount::Number(samples) => Some(samples),
    };
    settings
}

pub(super) fn count_of_orderings(text: &str) -> Result<OrderingCount, String> {
    match (text, count(text)) {
        ("auto", _) => Ok(OrderingCount::Auto),
        (_, Ok(samples)) => Ok(OrderingCount::Number(samples)),
        (_, Err(words)) => Err(format!("{words}, or auto")),
    }
}

fn supercell(text: &str) -> Result<[u32; 3], String> {
    let numbers: Option<Vec<u32>> = text
        .split(',')
        .map(|part| part.trim().parse().ok().filter(|n| (1..=100).contains(n)))
        .collect();
    let numbers = numbers.and_then(|numbers| <[u32; 3]>::try_from(numbers).ok());
    numbers.ok_or_else(|| "write three whole numbers from 1 to 100, such as 3,3,2".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_and_supercells() {
        assert_eq!(count_of_orderings("auto"), Ok(OrderingCount::Auto));
        assert_eq!(count_of_orderings("40"), Ok(OrderingCount::Number(40)));
        assert!(count_of_orderings("0").is_err() && count_of_orderings("all").is_err());
        assert_eq!(supercell("3, 3,2"), Ok([3, 3, 2]));
        assert!(supercell("3,3").is_err() && supercell("0,1,1").is_err());
    }
}
