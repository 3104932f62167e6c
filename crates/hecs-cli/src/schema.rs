//! `hecs schema`: the JSON schema of a verb's records.

use hecs_analysis::records::{
    BvseRecord, DescribeRecord, FitRecord, InspectRecord, PathsRecord, PredictRecord,
    ValidateRecord,
};
use hecs_design::Screening;
use schemars::{JsonSchema, schema_for};

use crate::args::{Format, Schema, SchemaVerb};
use crate::output::print_json;
use crate::verb::{Outcome, VerbError};

/// Runs the verb.
pub(crate) fn run(arguments: &Schema) -> Result<Outcome, VerbError> {
    let schema = match arguments.verb {
        SchemaVerb::Inspect => of::<Vec<InspectRecord>>(),
        SchemaVerb::Bvse => of::<Vec<BvseRecord>>(),
        SchemaVerb::Paths => of::<Vec<PathsRecord>>(),
        SchemaVerb::Describe => of::<Vec<DescribeRecord>>(),
        SchemaVerb::Fit => of::<FitRecord>(),
        SchemaVerb::Predict => of::<Vec<PredictRecord>>(),
        SchemaVerb::Validate => of::<ValidateRecord>(),
        SchemaVerb::Design => of::<Screening>(),
    };
    print_json(&schema, Format::Json)?;
    Ok(Outcome::done())
}

fn of<T: JsonSchema>() -> schemars::Schema {
    schema_for!(T)
}
