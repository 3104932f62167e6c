//! The window of a hop in a record.

use hecs_bvse::{Framework, Window};
use nalgebra::Vector3;

use crate::records::{BottleneckRecord, WindowIonRecord};

/// The window around a saddle point.
pub(super) fn bottleneck(framework: &Framework, saddle: &Vector3<f64>) -> BottleneckRecord {
    let Window {
        radius_ang, ions, ..
    } = framework.window(saddle);
    let ions = ions.into_iter().map(|ion| WindowIonRecord {
        label: ion.label,
        ion: ion.ion.to_string(),
        fract: ion.fract.into(),
    });
    BottleneckRecord {
        radius: radius_ang,
        ions: ions.collect(),
    }
}
