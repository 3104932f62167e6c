//! `hecs schema`: the JSON schema of a verb's records.

use hecs_analysis::records::{
    BvseRecord, DescribeRecord, FeaturesRecord, FitRecord, InspectRecord, OrderRecord, PathsRecord,
    PredictRecord, ValidateRecord,
};
use hecs_design::Screening;
use hecs_screen::{Line, Summary};
use schemars::{JsonSchema, schema_for};

use crate::args::{Format, Schema, SchemaVerb};
use crate::output::print_json;
use crate::screen::StatusRecord;
use crate::verb::{Outcome, VerbError};

/// Runs the verb.
pub(crate) fn run(arguments: &Schema) -> Result<Outcome, VerbError> {
    let schema = match arguments.verb {
        SchemaVerb::Inspect => of::<Vec<InspectRecord>>(),
        SchemaVerb::Bvse => of::<Vec<BvseRecord>>(),
        SchemaVerb::Paths => of::<Vec<PathsRecord>>(),
        SchemaVerb::Order => of::<Vec<OrderRecord>>(),
        SchemaVerb::Describe => of::<Vec<DescribeRecord>>(),
        SchemaVerb::Features => of::<Vec<FeaturesRecord>>(),
        SchemaVerb::Fit => of::<FitRecord>(),
        SchemaVerb::Predict => of::<Vec<PredictRecord>>(),
        SchemaVerb::Validate => of::<ValidateRecord>(),
        SchemaVerb::Design => of::<Screening>(),
        SchemaVerb::Screen => of::<ScreenDocument>(),
    };
    print_json(&schema, Format::Json)?;
    Ok(Outcome::done())
}

/// What `hecs screen` writes: a line of a sink, the summary beside it, or on stdout the states of sinks.
#[derive(JsonSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "a schema reads types, not values")]
enum ScreenDocument {
    Line(Line),
    Summary(Summary),
    States(Vec<StatusRecord>),
}

fn of<T: JsonSchema>() -> schemars::Schema {
    schema_for!(T)
}
