//! `hecs order`: ordered structures of a disordered one.

mod outputs;
mod resumed;

use hecs_analysis::records::{Head, OrderRecord};
use hecs_analysis::{CellChoice, Entry, OrderSettings, OrderTask, order};
use hecs_order::{Annealing, Exclusion, ExpansionOptions, MetropolisOptions};

use self::outputs::{Outputs, Plan};
use crate::args::{Common, Order};
use crate::input::sources;
use crate::progress::Progress;
use crate::reading::for_each_structure;
use crate::results::{Record, Results, header_of, resolve, row_of};
use crate::verb::{Outcome, VerbError};

/// Runs the verb.
pub(crate) fn run(arguments: &Order, common: &Common) -> Result<Outcome, VerbError> {
    let settings = settings(arguments)?;
    let plan = Plan::new(arguments)?;
    let is_alone = sources(&arguments.input.files).len() == 1;
    let mut results = Results::new(resolve(common.format));
    for_each_structure(
        &arguments.input.files,
        &arguments.input.reading,
        common,
        "ordering",
        |entry| record(entry, &settings, &plan, common.quiet || !is_alone),
        |record| &record.head,
        |record| results.push(&record),
    )?;
    Ok(results.finish())
}

/// The record of an entry, its configurations written as the arguments say.
fn record(entry: &Entry, settings: &OrderSettings, plan: &Plan, is_quiet: bool) -> OrderRecord {
    let mut outputs: Option<Outputs> = None;
    let mut progress = None;
    let mut record = order(entry, settings, |one| {
        let progress = progress.get_or_insert_with(|| {
            let total = usize::try_from(one.total.unwrap_or(0)).unwrap_or(0);
            Progress::new(total, "ordering", is_quiet)
        });
        let outputs = match &mut outputs {
            Some(open) => open,
            none => none.insert(Outputs::open(plan, entry, one)?),
        };
        outputs.write(one)?;
        progress.step();
        Ok(())
    });
    drop(progress);
    if let Some(outputs) = outputs {
        match outputs.finish() {
            Ok(files) => record.files = files,
            Err(failure) => record.head.fail(failure),
        }
    }
    record
}

/// What the arguments ask for.
pub(crate) fn settings(arguments: &Order) -> Result<OrderSettings, VerbError> {
    let wanted = &arguments.wanted;
    let seed = arguments.seed;
    // The parser does not ask this of options that exclude each other.
    if arguments.temperature.is_some() && wanted.sample.is_none() {
        return Err(VerbError::Usage(
            "--temperature is that of --sample N, which draws by energy; --lowest needs none"
                .to_owned(),
        ));
    }
    let task = match (wanted.all, wanted.sample, wanted.lowest) {
        (true, ..) => OrderTask::All,
        (_, Some(count), _) => match arguments.temperature {
            None => OrderTask::Sample { count, seed },
            Some(temperature_k) => OrderTask::Boltzmann {
                count,
                seed,
                options: chains(arguments, MetropolisOptions::at(temperature_k)),
            },
        },
        (_, _, Some(count)) => OrderTask::Lowest {
            count,
            annealing: arguments.chains.map_or(Annealing::seeded(seed), |n| {
                Annealing::seeded(seed).with_chains(n)
            }),
        },
        _ => OrderTask::Count,
    };
    if !matches!(arguments.sweeps.len(), 0 | 2) {
        return Err(VerbError::Usage(
            "--sweeps: write two whole numbers, before the first configuration and from one to the next, such as 200,20"
                .to_owned(),
        ));
    }
    let mut settings = OrderSettings::new(task);
    settings.cell = cell(arguments)?;
    if let Some(distance_ang) = arguments.exclude_distance {
        settings.exclusion = Exclusion::Nearer(distance_ang);
    }
    settings.neutral = arguments.neutral;
    settings.energies = arguments.energies;
    settings.permittivity = arguments.permittivity;
    Ok(settings)
}

/// Refuses what writes files, where configurations are handed out in memory.
pub(crate) fn refuse_files(arguments: &Order) -> Result<(), VerbError> {
    let asked = [
        ("--out", arguments.out.is_some()),
        ("--stream", arguments.stream.is_some()),
        ("--table", arguments.table.is_some()),
        ("--resume", arguments.resume),
    ];
    match asked.iter().find(|(_, is_asked)| *is_asked) {
        Some((flag, _)) => Err(VerbError::Usage(format!(
            "{flag}: the structures are in the answer; write them from there"
        ))),
        None => Ok(()),
    }
}

fn chains(arguments: &Order, options: MetropolisOptions) -> MetropolisOptions {
    let options = match arguments.chains {
        Some(chains) => options.with_chains(chains),
        None => options,
    };
    match arguments.sweeps[..] {
        [before, between] => options.with_sweeps(before, between),
        _ => options,
    }
}

fn cell(arguments: &Order) -> Result<CellChoice, VerbError> {
    /// More cells along one edge than any supercell of a crystal has that is worked on.
    const MOST: i32 = 100;
    if arguments.supercell == "auto" {
        let limits = ExpansionOptions::new(arguments.tolerance, arguments.atoms);
        return Ok(CellChoice::Auto(limits));
    }
    let parts: Vec<i32> = arguments
        .supercell
        .split([',', 'x'])
        .filter_map(|part| part.trim().parse().ok())
        .filter(|n| (1..=MOST).contains(n))
        .collect();
    match parts[..] {
        [a, b, c] => Ok(CellChoice::Multiples([a, b, c])),
        _ => Err(VerbError::Usage(format!(
            "--supercell: write auto, or three whole numbers from 1 to {MOST}, such as 2,2,1"
        ))),
    }
}

impl Record for OrderRecord {
    fn header() -> Vec<String> {
        header_of(&[
            "supercell",
            "atoms",
            "net_charge",
            "configurations",
            "inequivalent",
            "given",
            "lowest_eV",
            "mean_eV",
        ])
    }

    fn row(&self) -> Vec<String> {
        cells(self, |x| x.to_string())
    }

    fn short_row(&self) -> Vec<String> {
        cells(self, |x| format!("{x:.4}"))
    }

    fn head(&self) -> &Head {
        &self.head
    }
}

fn cells(record: &OrderRecord, show: impl Fn(f64) -> String) -> Vec<String> {
    let show = |value: Option<f64>| value.map_or_else(String::new, &show);
    let energies = record.energies.as_ref();
    let supercell = record
        .supercell
        .map_or_else(String::new, |[a, b, c]| format!("{a},{b},{c}"));
    row_of(
        &record.head,
        vec![
            supercell,
            record.atoms.to_string(),
            show(record.net_charge),
            record.configurations.clone().unwrap_or_default(),
            record.inequivalent.clone().unwrap_or_default(),
            record.given.to_string(),
            show(energies.and_then(|e| e.lowest)),
            show(energies.and_then(|e| e.mean)),
        ],
    )
}
