//! `hecs design`: compositions of a family, ranked, with reasons.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::Path;

use hecs_design::resume::Checkpoint;
use hecs_design::{
    Assessment, Direct, Family, Formula, Member, Overrides, Range, ScreenOptions, Screening,
    TrainOptions, Trained,
};

use serde::Serialize;

use crate::args::{Common, Design, Format};
use crate::files::write_atomic;
use crate::known::{Known, KnownFiles, known_compounds};
use crate::output::{columns, csv_text, print_json, rounded};
use crate::progress::Progress;
use crate::results::resolve;
use crate::verb::{Outcome, VerbError};

/// Runs the verb.
pub(crate) fn run(arguments: &Design, common: &Common) -> Result<Outcome, VerbError> {
    if arguments.list {
        print_families(&families()?, resolve(common.format))?;
        return Ok(Outcome::done());
    }
    let done = screened(arguments, common.quiet)?;
    let Screened {
        screening,
        left_out,
        ..
    } = &done;
    for reason in left_out {
        say!("error: left out: {reason}");
    }
    for failed in &screening.failed {
        say!("error: {}: {}", failed.formula, failed.reason);
    }
    if let Some(failure) = &done.checkpoint_failure {
        say!("warning: the checkpoint could not be written to its end: {failure}");
    }
    if !common.quiet {
        for note in &screening.notes {
            say!("note: {note}");
        }
        if screening.resumed > 0 {
            say!(
                "note: {} barriers are from the checkpoint",
                screening.resumed
            );
        }
    }
    let format = resolve(common.format);
    match format {
        Format::Json => writeln!(io::stdout(), "{}", screening.to_json()?)?,
        Format::Jsonl => print_json(screening, format)?,
        Format::Csv => io::stdout().write_all(screening.to_csv()?.as_bytes())?,
        Format::Table => print_screening(screening, arguments.best)?,
    }
    let candidates = screening.candidates.len() + screening.failed.len();
    let known = Outcome::counted(left_out.len(), done.known);
    Ok(known.and(screening.failed.len(), candidates))
}

/// A screening with what was said on the way.
pub(crate) struct Screened {
    pub(crate) screening: Screening,
    /// Why files of known structures were left out, and how many there were.
    pub(crate) left_out: Vec<String>,
    known: usize,
    /// Why the checkpoint could not be written to its end.
    pub(crate) checkpoint_failure: Option<String>,
}

/// The screening that the arguments ask for; the CIF files of its best candidates are written where they are asked for.
pub(crate) fn screened(arguments: &Design, quiet: bool) -> Result<Screened, VerbError> {
    let (name, parent, members) = candidates(arguments)?;
    let overrides = settings(&arguments.set)?;
    let overrides_by_formula = match &arguments.overrides {
        Some(path) => {
            let text = fs::read_to_string(path).map_err(VerbError::file(path))?;
            Overrides::from_csv(&text)?
        }
        None => BTreeMap::new(),
    };
    // Before the work: a file that is none is known at once.
    let checkpoint = arguments.resume.as_deref().map(checkpoint).transpose()?;
    let (trained, left_out, known) = train(arguments, quiet)?;
    let options = ScreenOptions {
        direct_spacing_ang: (arguments.direct > 0.0).then_some(arguments.direct),
        spse: arguments.spse,
        spse_direct: false,
        overrides,
        overrides_by_formula,
        unanchored: false,
        checkpoint: checkpoint.as_ref(),
    };
    let bar = Progress::new(members.len(), "compositions", quiet);
    let tick = |_: usize| bar.step();
    let screening = trained.screen_from(&name, &parent, &members, &options, Some(&tick))?;
    drop(bar);
    if let Some(folder) = &arguments.cif {
        for candidate in screening.candidates.iter().take(arguments.best) {
            let path = folder.join(format!("{:03}_{}.cif", candidate.rank, candidate.formula));
            write_atomic(&path, candidate.cif()?.as_bytes()).map_err(VerbError::file(&path))?;
        }
    }
    let failure = checkpoint.as_ref().and_then(Checkpoint::failure);
    Ok(Screened {
        screening,
        left_out,
        known,
        checkpoint_failure: failure,
    })
}

/// Opens a checkpoint; one that is not there is begun.
fn checkpoint(path: &Path) -> Result<Checkpoint, VerbError> {
    if !path.exists() {
        write_atomic(path, Checkpoint::start().as_bytes()).map_err(VerbError::file(path))?;
    }
    Ok(Checkpoint::open(path)?)
}

/// What to screen: the members of a family, or one formula against a parent.
fn candidates(arguments: &Design) -> Result<(String, Formula, Vec<Member>), VerbError> {
    let family = match (&arguments.family_file, &arguments.family) {
        (Some(path), _) => {
            let text = fs::read_to_string(path).map_err(VerbError::file(path))?;
            Family::from_toml(&text)?
        }
        (None, Some(name)) => match Family::named(name) {
            Ok(family) => family,
            Err(unknown) => return single(name, arguments.parent.as_deref(), unknown),
        },
        (None, None) => return Err(VerbError::Usage("name a family".to_owned())),
    };
    let mut ranges = Vec::new();
    for (name, range) in pairs("--range", &arguments.range)? {
        ranges.push((name, range.parse::<Range>()?));
    }
    let choices = pairs("--choose", &arguments.choose)?;
    let members = family.grid(&ranges, &choices)?;
    let parent: Formula = match &arguments.parent {
        Some(parent) => parent.parse()?,
        None => family.parent.parse()?,
    };
    Ok((family.name, parent, members))
}

/// A formula in place of a family. What is neither gets the list of families; where it could have
/// been meant as a formula, also what is wrong with it.
fn single(
    text: &str,
    parent: Option<&str>,
    unknown: hecs_design::DesignError,
) -> Result<(String, Formula, Vec<Member>), VerbError> {
    let looks_like_a_family = text.contains(['+', '-', '(']);
    let formula: Formula = match text.parse() {
        Ok(formula) => formula,
        Err(_) if looks_like_a_family => return Err(unknown.into()),
        Err(error) => {
            return Err(VerbError::Usage(format!(
                "{unknown}; as a formula, {error}"
            )));
        }
    };
    let parent: Formula = match parent {
        Some(parent) => parent.parse()?,
        None => formula.clone(),
    };
    let member = Member {
        variables: Vec::new(),
        choices: Vec::new(),
        formula,
    };
    Ok((text.to_owned(), parent, vec![member]))
}

/// What is learnt from the known compounds, why files of theirs were left out, and how many there are.
fn train(arguments: &Design, quiet: bool) -> Result<(Trained, Vec<String>, usize), VerbError> {
    let folder = arguments
        .known
        .as_deref()
        .ok_or_else(|| VerbError::Usage("--known names the structures to learn from".to_owned()))?;
    let Known {
        compounds: known,
        left_out,
    } = known_compounds(&KnownFiles {
        structures: folder,
        published: arguments.published.as_deref(),
        as_published: arguments.as_published.as_deref(),
    })?;
    let inputs = known.len() + left_out.len();
    let bar = Progress::new(known.len(), "learning", quiet);
    let tick = |_: usize| bar.step();
    let trained = Trained::new(known, TrainOptions::published()?, Some(&tick))?;
    Ok((trained, left_out, inputs))
}

/// `NAME=VALUE`.
fn pair<'t>(flag: &str, text: &'t str) -> Result<(&'t str, &'t str), VerbError> {
    text.split_once('=')
        .map(|(name, value)| (name.trim(), value.trim()))
        .ok_or_else(|| VerbError::Usage(format!("{flag} {text}: write NAME=VALUE")))
}

/// The pairs of a flag that may be repeated, but not for the same name.
fn pairs<'t>(flag: &str, texts: &'t [String]) -> Result<Vec<(&'t str, &'t str)>, VerbError> {
    let mut found: Vec<(&str, &str)> = Vec::new();
    for text in texts {
        let (name, value) = pair(flag, text)?;
        if let Some((_, other)) = found.iter().find(|(known, _)| *known == name) {
            return Err(VerbError::Usage(format!(
                "{flag}: {name} is given twice, as {other} and {value}; give it once"
            )));
        }
        found.push((name, value));
    }
    Ok(found)
}

fn settings(texts: &[String]) -> Result<Overrides, VerbError> {
    let mut overrides = Overrides::default();
    for (name, value) in pairs("--set", texts)? {
        let value: f64 = value
            .parse()
            .map_err(|_| VerbError::Usage(format!("--set {name}: {value} is no number")))?;
        overrides.set(name, value)?;
    }
    Ok(overrides)
}

/// A family as `--list` shows it.
#[derive(Debug, Serialize)]
struct FamilyRecord {
    family: String,
    parent: String,
    variables: Vec<VariableRecord>,
    /// Elements that can stand for each placeholder.
    choices: BTreeMap<String, Vec<String>>,
}

/// A variable of a family and its bounds.
#[derive(Debug, Serialize)]
struct VariableRecord {
    name: String,
    minimum: f64,
    maximum: f64,
}

/// The families that are built in, as JSON.
pub(crate) fn families_json() -> Result<String, VerbError> {
    serde_json::to_string(&families()?).map_err(|e| VerbError::Print(e.into()))
}

fn families() -> Result<Vec<FamilyRecord>, VerbError> {
    let record = |family: Family| FamilyRecord {
        family: family.name,
        parent: family.parent,
        variables: family
            .variables
            .into_iter()
            .map(|v| VariableRecord {
                name: v.name,
                minimum: v.minimum,
                maximum: v.maximum,
            })
            .collect(),
        choices: family
            .choices
            .into_iter()
            .map(|(name, elements)| {
                let symbols = elements.iter().map(|e| e.symbol().to_owned()).collect();
                (name, symbols)
            })
            .collect(),
    };
    Ok(Family::built_in()?.into_iter().map(record).collect())
}

fn print_families(families: &[FamilyRecord], format: Format) -> io::Result<()> {
    let header = ["family", "parent", "variables", "choices"].map(str::to_owned);
    let rows: Vec<Vec<String>> = families.iter().map(FamilyRecord::row).collect();
    match format {
        Format::Json | Format::Jsonl => print_json(&families, format),
        Format::Csv => io::stdout().write_all(&csv_text(&header, &rows)?),
        Format::Table => writeln!(io::stdout(), "{}", columns(&header, &rows)),
    }
}

impl FamilyRecord {
    fn row(&self) -> Vec<String> {
        let variables: Vec<String> = self
            .variables
            .iter()
            .map(|v| format!("{} {}…{}", v.name, v.minimum, v.maximum))
            .collect();
        let choices: Vec<String> = self
            .choices
            .iter()
            .map(|(name, elements)| format!("{name}: {}", elements.join(" ")))
            .collect();
        vec![
            self.family.clone(),
            self.parent.clone(),
            variables.join(", "),
            choices.join(", "),
        ]
    }
}

fn print_screening(screening: &Screening, best: usize) -> Result<(), VerbError> {
    let mut out = io::stdout().lock();
    let parent = &screening.parent;
    writeln!(
        out,
        "{} against {}: {} candidates, Ea in eV on the softbv scale",
        screening.family,
        parent.formula,
        screening.candidates.len()
    )?;
    let direct = |d: Option<&Direct>| rounded(d.and_then(|d| d.ea_ev), 3);
    let row = |rank: String, a: &Assessment| {
        let domain = match (a.softbv.inside, a.beyond_known.is_empty()) {
            (true, true) => "inside",
            (false, _) => "outside the model",
            (true, false) => "beyond the known",
        };
        vec![
            rank,
            a.formula.clone(),
            direct(a.softbv_direct.as_ref()),
            format!("{:.3}", a.softbv.ea_ev),
            rounded(a.softbv.low_ev, 3),
            rounded(a.softbv.high_ev, 3),
            domain.to_owned(),
            format!("{:.1}", a.disorder),
            if a.pareto { "yes" } else { "" }.to_owned(),
            if a.disagree { "yes" } else { "" }.to_owned(),
        ]
    };
    let mut rows = vec![row("parent".to_owned(), &parent.virtual_one)];
    rows.extend(
        screening
            .candidates
            .iter()
            .take(best)
            .map(|a| row(a.rank.to_string(), a)),
    );
    let header = [
        "rank", "formula", "direct", "model", "low", "high", "domain", "disorder", "Pareto",
        "disagree",
    ]
    .map(str::to_owned);
    writeln!(out, "{}", columns(&header, &rows))?;
    for a in screening.candidates.iter().take(best) {
        writeln!(out, "{}: {}", a.formula, a.reasons.words)?;
    }
    Ok(())
}
