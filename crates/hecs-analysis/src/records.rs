//! What the answers look like: the JSON of every verb is defined here.

mod bvse;
mod choice;
mod describe;
mod estimate;
mod features;
mod fit;
mod head;
mod inspect;
mod joint_fit;
mod left_out;
mod order;
mod orderings;
mod paths;
mod predict;
mod recipe;
mod validate;

pub use bvse::{BarrierRecord, BvseRecord, PointRecord, Seconds, SettingsRecord};
pub use choice::{ChoiceRecord, ComparisonRecord, CrossValidationRecord};
pub use describe::DescribeRecord;
pub use estimate::EstimateRecord;
pub use features::{
    ClassHopRecord, ExplanationRecord, FeaturesRecord, GroupRecord, LikenessRecord, PartRecord,
};
pub use fit::{ComponentRecord, ErrorsRecord, FitRecord, FittedRow, LimitsRecord, PredictorRecord};
pub use head::{Failure, Head, Note, Status};
pub use inspect::{
    Cell, ChargesRecord, DiagnosticRecord, ElementChargesRecord, Group, InspectRecord, SiteRecord,
    SpeciesRecord,
};
pub use joint_fit::{JointFitRecord, JointResponseRecord, JointRow};
pub use left_out::{LeftOutColumn, LeftOutLabel, LeftOutRecord, LeftOutRow};
pub use order::{
    ConfigurationRecord, ExcludedRecord, OrderEnergiesRecord, OrderRecord, OrderedSiteRecord,
    PlacedSpeciesRecord, ShortRangeRecord,
};
pub use orderings::{
    OrderingRecord, OrderingsBarrierRecord, OrderingsRecord, QuartilesRecord, RoundedRecord,
};
pub use paths::{
    BothWays, BottleneckRecord, ImagesRecord, NetworkBarrierRecord, NetworkHopRecord, OneHopRecord,
    PathSiteRecord, PathsRecord, ProfilePointRecord, WindowIonRecord,
};
pub use predict::PredictRecord;
pub use recipe::{KeptRecord, RecipeRecord, SelectionRecord};
pub use validate::{
    CoefficientRecord, NestedRecord, PermutationRecord, PermutedRecord, TestRow, ValidateRecord,
};
