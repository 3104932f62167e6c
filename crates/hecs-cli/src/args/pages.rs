//! Pages and pictures: `report` and `plot`.

use std::path::PathBuf;

use clap::{ArgGroup, Args, ValueEnum};
use hecs_analysis::OrderingSettings;

use super::count;
use super::orderings::{OrderingCount, count_of_orderings, settings_of};
use super::paths::HostName;
use super::structures::Structures;
use super::table::{Columns, Procedure};

/// The options of a table, which say nothing about structures.
const TABLE_OPTIONS: [&str; 16] = [
    "exclude",
    "include",
    "split",
    "group",
    "name",
    "missing",
    "impute",
    "preprocess",
    "select",
    "max_components",
    "scale",
    "components",
    "choice",
    "cv",
    "seed",
    "level",
];

/// `hecs report`.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  hecs report Li6PS5I.cif --out report.html\n  hecs report structures/ --model model.json --out report.html\n  hecs report table.csv --response Ea --split set --out report.html",
    group = ArgGroup::new("table_options").args(TABLE_OPTIONS).multiple(true).requires("response")
)]
pub struct Report {
    /// The input files.
    #[command(flatten)]
    pub input: Structures,
    /// Mobile ion
    #[arg(
        long,
        default_value = "Li+",
        value_name = "ION",
        allow_hyphen_values = true,
        conflicts_with = "response"
    )]
    pub ion: String,
    /// Whether hops are followed in a host that gives way to the ion, too; those of the rigid host are there in both
    #[arg(
        long,
        value_enum,
        default_value = "elastic",
        conflicts_with = "response"
    )]
    pub host: HostName,
    /// Also the barriers of so many orderings of what is disordered, as in hecs bvse; auto draws 16, and 64 where some percolate
    /// and others do not
    #[arg(long, value_name = "N|auto", value_parser = count_of_orderings, conflicts_with = "response")]
    pub orderings: Option<OrderingCount>,
    /// Model written by `hecs fit`, for predictions
    #[arg(long, value_name = "MODEL.json", conflicts_with = "response")]
    pub model: Option<PathBuf>,
    /// Column to predict: the input is a CSV table, and the page shows a model of it
    #[arg(long, value_name = "COL")]
    pub response: Option<String>,
    /// What the columns of the table are.
    #[command(flatten)]
    pub columns: Columns,
    /// How components are chosen.
    #[command(flatten)]
    pub procedure: Procedure,
    /// Permutations of the response in the test of chance; 0 leaves the test out
    #[arg(long, default_value_t = 200, value_name = "N", value_parser = permutations, requires = "response")]
    pub permutations: usize,
    /// The page
    #[arg(long, default_value = "report.html", value_name = "OUT.html")]
    pub out: PathBuf,
}

impl Report {
    /// The orderings that are asked for, if any.
    pub(crate) fn ordered(&self) -> Option<OrderingSettings> {
        self.orderings.map(settings_of)
    }
}

fn permutations(text: &str) -> Result<usize, String> {
    match text {
        "0" => Ok(0),
        text => count(text),
    }
}

/// What to draw.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum PlotKind {
    /// VIP of the columns with intervals, from the JSON of `hecs fit` as all that follow
    Vip,
    /// Observed against fitted and left-out values
    Fit,
    /// Root Mean PRESS and Q² against components, with van der Voet's test
    Press,
    /// Scores of the rows on two components with the limit of T²
    Scores,
    /// Loadings of the columns on two components
    Loadings,
    /// Rows and columns in the plane of two components
    Biplot,
    /// Scores of the rows against those of the response, component by component
    Inner,
    /// VIP against coefficient
    Importance,
    /// Coefficients with intervals
    Coefficients,
    /// Coefficient and VIP of every column in the order of the table
    Order,
    /// T² against Q with limits
    Domain,
    /// Prediction along each column over its range
    Profiler,
    /// R² and Q² of permuted responses, from the JSON of `hecs validate`
    Permutation,
    /// Pearson correlations of the numeric columns of a table
    Heatmap,
    /// A response over two columns of a table
    Contour,
    /// Barriers of structures, the lowest first, from the JSON of `hecs bvse`, `hecs paths` or `hecs screen`
    Ranking,
    /// Barriers over orderings of a disordered structure, from the JSON of `hecs bvse` or `hecs paths` with --orderings
    Orderings,
    /// Energy along the paths of an ion, from the JSON of `hecs paths`: the easiest path of each network, or one hop
    Profile,
}

/// `hecs plot`.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  hecs fit table.csv --response Ea --format json > fit.json\n  hecs plot vip fit.json --out vip.svg\n  hecs plot scores fit.json --out scores.png\n  hecs plot contour table.csv --x r_anion --y EN_cation --response Ea --out contour.png\n  hecs paths Li6PS5I.cif --host elastic --format json > paths.json\n  hecs plot profile paths.json --out profile.svg"
)]
pub struct Plot {
    /// What to draw
    #[arg(value_enum)]
    pub kind: PlotKind,
    /// JSON of `hecs fit` (of `hecs validate` for permutation, of `hecs paths` for profile), or a CSV table for
    /// heatmap and contour
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// The figure: .svg or .png
    #[arg(long, value_name = "OUT")]
    pub out: PathBuf,
    /// Resolution of a PNG, dots per inch
    #[arg(long, default_value_t = 300.0, value_name = "DPI")]
    pub dpi: f64,
    /// Columns of a heat map to leave out
    #[arg(long, value_name = "A,B")]
    pub exclude: Vec<String>,
    /// Horizontal column of a contour
    #[arg(long, value_name = "COL", required_if_eq("kind", "contour"))]
    pub x: Option<String>,
    /// Vertical column of a contour
    #[arg(long, value_name = "COL", required_if_eq("kind", "contour"))]
    pub y: Option<String>,
    /// Response of a contour
    #[arg(long, value_name = "COL", required_if_eq("kind", "contour"))]
    pub response: Option<String>,
    /// Column with the names of the rows
    #[arg(long, value_name = "COL")]
    pub name: Option<String>,
    /// Directions in which the path of a profile percolates
    #[arg(long, default_value_t = 1, value_name = "1|2|3", value_parser = clap::value_parser!(u8).range(1..=3))]
    pub dimension: u8,
}

#[cfg(test)]
mod tests {
    use clap::Command;

    use super::*;

    #[test]
    fn every_option_of_a_table_needs_a_response() {
        let of_table = Procedure::augment_args(Columns::augment_args(Command::new("table")));
        let options: Vec<&str> = of_table
            .get_arguments()
            .map(|a| a.get_id().as_str())
            .collect();
        assert_eq!(options, TABLE_OPTIONS);
    }
}
