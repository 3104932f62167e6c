//! `hecs schema`: the JSON schema of a verb's records.

use hecs_design::Screening;
use schemars::{JsonSchema, schema_for};

use crate::args::{Schema, SchemaVerb};
use crate::bvse::BvseRecord;
use crate::describe::DescribeRecord;
use crate::fit::FitRecord;
use crate::inspect::InspectRecord;
use crate::output::print_json;
use crate::predict::PredictRecord;
use crate::validate::ValidateRecord;
use crate::verb::{Outcome, VerbError};

/// Runs the verb.
pub(crate) fn run(arguments: &Schema) -> Result<Outcome, VerbError> {
    let schema = match arguments.verb {
        SchemaVerb::Inspect => of::<Vec<InspectRecord>>(),
        SchemaVerb::Bvse => of::<Vec<BvseRecord>>(),
        SchemaVerb::Describe => of::<Vec<DescribeRecord>>(),
        SchemaVerb::Fit => of::<FitRecord>(),
        SchemaVerb::Predict => of::<Vec<PredictRecord>>(),
        SchemaVerb::Validate => of::<ValidateRecord>(),
        SchemaVerb::Design => of::<Screening>(),
    };
    print_json(&schema)?;
    Ok(Outcome::done())
}

fn of<T: JsonSchema>() -> schemars::Schema {
    schema_for!(T)
}
