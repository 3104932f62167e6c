//! Pages of docs/ that are made from the code: the commands, the diagnostics, the features, the columns of screenings; the links of
//! all pages; the book; the pictures.

mod book;
mod links;
mod pictures;

use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use clap::{Command, CommandFactory};
use hecs_cli::args::Arguments;
use hecs_cli::write_atomic;
use hecs_descriptors::Feature;
use hecs_screen::{Kind, Question, columns};

use crate::root;

/// Writes the pages and builds the book, or with `check` fails where a page is out of date; looks at all links.
pub(crate) fn run(check: bool) -> Result<(), Box<dyn Error>> {
    let pages = [
        ("docs/commands.md", commands()),
        ("docs/diagnostics.md", hecs_cif::diagnostics_page()),
        ("docs/features.md", features()),
        ("docs/screen-columns.md", screen_columns()),
    ];
    for (name, text) in pages {
        let path = root().join(name);
        if fs::read_to_string(&path).is_ok_and(|old| old == text) {
            continue;
        }
        if check {
            return Err(format!("{name} is out of date, run `cargo xtask docs`").into());
        }
        write_atomic(&path, text.as_bytes())?;
    }
    links::check()?;
    if check { Ok(()) } else { book::build() }
}

/// Makes the pictures of docs/figures from the reproduction in a folder, and in a browser.
pub(crate) fn figures(reproduction: &Path) -> Result<(), Box<dyn Error>> {
    copy_figures(reproduction)?;
    pictures::take(&root().join("docs/figures"))
}

/// Pictures of docs/figures.md and the files of the reproduction they are.
const FIGURES: [(&str, &str); 15] = [
    ("framework.svg", "framework.svg"),
    ("sampling.svg", "sampling.svg"),
    ("pls-scheme.svg", "pls-scheme.svg"),
    ("fit.svg", "fit-l2-published-descriptors-and-ea.svg"),
    ("vip.svg", "vip-l2-published.svg"),
    ("contours-5.png", "contours-figure-5.png"),
    ("mechanism.svg", "mechanism-l2-published.svg"),
    ("strategies.svg", "strategies.svg"),
    ("heatmap.png", "heatmap.png"),
    ("press.svg", "press-l2-published.svg"),
    ("contours-s4.png", "contours-figure-s4.png"),
    (
        "series.svg",
        "series-compounds-of-each-series-in-the-order-of-the-published-table.svg",
    ),
    (
        "deviations.png",
        "deviations-recomputed-against-published-descriptors.png",
    ),
    ("profile.svg", "profile-li6ps5i.svg"),
    ("pathway.png", "pathway-li6ps5i.png"),
];

/// Copies the pictures of docs/figures.md from a reproduction.
fn copy_figures(reproduction: &Path) -> Result<(), Box<dyn Error>> {
    for (name, source) in FIGURES {
        let from = reproduction.join("figures").join(source);
        let bytes = fs::read(&from)
            .map_err(|e| format!("{}: {e}; run `cargo xtask reproduce` first", from.display()))?;
        write_atomic(&root().join("docs/figures").join(name), &bytes)?;
    }
    Ok(())
}

/// The 54 features, what they mean and where they hold.
fn features() -> String {
    let mut out = String::from(
        "# Features of any electrolyte\n\nMade from the program by `cargo xtask docs`. `hecs describe --set generic` gives the 54 features of \
         one structure or a few,\n`hecs screen features` those of any number, `hecs.describe(…, set=\"generic\")` in Python; `--explain` says \
         which sites and hops they rest\non. A feature without a value has a reason in place of it, never 0.\n\n\
         M is the mobile ion, F any other cation, X an anion, free where it is bonded to no F; ⟨·⟩ is a mean weighted with amount or\n\
         occupancy, N are numbers in the cell, o is an occupancy, m a multiplicity. The last column has the number of the descriptor of cubic\n\
         argyrodites ([science.md](science.md)) that the feature is a general form of. What the features predict and how they bear noise\n\
         is in [model-card-conductivity.md](model-card-conductivity.md); descriptors of one family are in [prototypes.md](prototypes.md).\n",
    );
    let mut last = None;
    for feature in Feature::ALL {
        let category = feature.category();
        if last != Some(category) {
            let _ = write!(
                out,
                "\n## {}\n\n| feature | unit | meaning | formula | valid | argyrodites |\n|---|---|---|---|---|---|\n",
                category.name()
            );
            last = Some(category);
        }
        // A bar would end the cell.
        let cell = |text: &str| text.replace('|', "\\|");
        let _ = writeln!(
            out,
            "| `{}` | {} | {} | {} | {} | {} |",
            feature.name(),
            feature.unit(),
            cell(feature.meaning()),
            cell(feature.formula()),
            cell(feature.validity()),
            feature.argyrodite()
        );
    }
    out
}

/// The columns of the tables of `hecs screen`.
fn screen_columns() -> String {
    let mut out = String::from(
        "# Columns of screenings\n\nMade from the program by `cargo xtask docs`. Tables in Parquet hold a row for each structure and these\n\
         columns, all of them optional: text is UTF-8, an integer has 64 bits with a sign, a number 64 bits.\n\
         Conditions of `--stage` name the columns of their question, with or without the unit; the metadata hold the\n\
         settings under `hecs.screen` and this table under `hecs.columns`.\n",
    );
    for question in Question::ALL {
        let _ = write!(
            out,
            "\n## hecs screen {}\n\n| column | type | meaning |\n|---|---|---|\n",
            question.name()
        );
        for column in columns(question) {
            let kind = match column.kind {
                Kind::Text => "text",
                Kind::Integer => "integer",
                Kind::Number => "number",
                Kind::Flag => "true or false",
            };
            let _ = writeln!(out, "| `{}` | {kind} | {} |", column.name, column.meaning);
        }
    }
    out
}

/// The help of every verb.
fn commands() -> String {
    let mut program = Arguments::command().term_width(100);
    program.build();
    let mut out = String::from(
        "# Commands\n\nMade from the program by `cargo xtask docs`. Results go to stdout, talk to stderr.\n",
    );
    section(&mut out, &mut program, "hecs");
    let verbs: Vec<String> = program
        .get_subcommands()
        .map(|verb| verb.get_name().to_owned())
        .filter(|name| name != "help")
        .collect();
    for name in verbs {
        if let Some(verb) = program.find_subcommand_mut(&name) {
            section(&mut out, verb, &format!("hecs {name}"));
            let inner: Vec<String> = (verb.get_subcommands())
                .map(|inner| inner.get_name().to_owned())
                .filter(|name| name != "help")
                .collect();
            for question in inner {
                if let Some(inner) = verb.find_subcommand_mut(&question) {
                    section(&mut out, inner, &format!("hecs {name} {question}"));
                }
            }
        }
    }
    out
}

fn section(out: &mut String, command: &mut Command, title: &str) {
    let help = command.render_long_help().to_string();
    let lines: Vec<&str> = help.lines().map(str::trim_end).collect();
    let _ = write!(out, "\n## {title}\n\n```text\n{}\n```\n", lines.join("\n"));
}
