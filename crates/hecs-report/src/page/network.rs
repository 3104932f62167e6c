//! A crystal's polyhedra and network as JSON for the script.

use serde_json::{Value, json};

use super::packing::{five_digits, packed};
use super::profile::drawn;
use crate::data::{CrystalView, HopView, NetworkView, ProfileData, Shown};
use crate::figures;
use crate::space::cartesian;
use crate::surface::hull_faces;

/// Points of a hop in the view, saddle point and ends among them: more would not be seen.
const POINTS_OF_HOP: usize = 7;

/// The polyhedra: atom in the middle, corners as atom and cell, faces as corners. `kept` has the new index of each atom.
pub(super) fn polyhedra(view: &CrystalView, kept: &[Option<usize>]) -> Value {
    let at = |atom: usize| kept.get(atom).copied().flatten();
    let all = view.polyhedra.iter().filter_map(|polyhedron| {
        let centre = at(polyhedron.centre)?;
        let corners: Option<Vec<(usize, [i32; 3])>> = polyhedron
            .corners
            .iter()
            .map(|(atom, cell)| Some((at(*atom)?, *cell)))
            .collect();
        let places: Vec<[f64; 3]> = polyhedron
            .corners
            .iter()
            .filter_map(|(atom, cell)| {
                let fract = view.atoms.get(*atom)?.fract;
                let fract = [0, 1, 2].map(|k| fract[k] + f64::from(cell[k]));
                Some(cartesian(&view.cell, fract))
            })
            .collect();
        let corners: Vec<Value> = corners?
            .iter()
            .map(|(atom, [a, b, c])| json!([atom, a, b, c]))
            .collect();
        Some(json!([centre, corners, hull_faces(&places)]))
    });
    Value::Array(all.collect())
}

/// The network, packed; or null, and why.
pub(super) fn network(view: &CrystalView) -> (Value, Value) {
    match &view.network {
        Shown::Data(network) => (
            json!(packed(of(network).to_string().as_bytes())),
            Value::Null,
        ),
        Shown::Absent(why) => (Value::Null, json!(why)),
    }
}

fn of(network: &NetworkView) -> Value {
    let sites: Vec<Value> = network
        .sites
        .iter()
        .map(|site| {
            let images: Vec<[f64; 3]> = site.images.iter().map(|f| f.map(five_digits)).collect();
            json!({
                "name": site.name,
                "energy": site.energy_ev,
                "valence": five_digits(site.bond_valence_sum),
                "images": images,
            })
        })
        .collect();
    let is_whole = |hop: &&HopView| {
        hop.ends.iter().all(|end| *end < sites.len())
            && hop.saddle < hop.path.len()
            && hop.path.iter().flatten().all(|x| x.is_finite())
    };
    let hops: Vec<Value> = network.hops.iter().filter(is_whole).map(hop).collect();
    json!({
        "level": network.level_ev,
        "remark": network.remark,
        "sites": sites,
        "hops": hops,
        "tables": network.tables,
    })
}

fn hop(hop: &HopView) -> Value {
    let (path, saddle) = shape(hop);
    let images: Vec<Value> = hop
        .images
        .iter()
        .map(|image| json!([image.rotation, image.translation.map(five_digits)]))
        .collect();
    let window: Vec<Value> = hop
        .window
        .iter()
        .map(|ion| json!({ "label": ion.label, "ion": ion.ion, "at": ion.fract.map(five_digits) }))
        .collect();
    let (svg, why) = match &hop.profile {
        Shown::Data(data) => picture(data),
        Shown::Absent(why) => (Value::Null, json!(why)),
    };
    json!({
        "no": hop.no,
        "ends": hop.ends,
        "distance": hop.distance_ang,
        "energy": hop.energy_ev,
        "rigid": hop.rigid_ev,
        "elastic": hop.elastic_ev,
        "bottleneck": hop.bottleneck_ang,
        "window": window,
        "decides": hop.decides,
        "note": hop.note,
        "svg": svg,
        "noSvg": why,
        "path": path,
        "saddle": saddle,
        "images": images,
    })
}

fn picture(data: &ProfileData) -> (Value, Value) {
    drawn(&figures::profile(data))
}

/// A few points of the path of a hop, with both ends and the saddle point, and the index of that.
fn shape(hop: &HopView) -> (Vec<[f64; 3]>, usize) {
    let last = hop.path.len() - 1;
    let half = POINTS_OF_HOP / 2;
    let up = (0..half).map(|k| hop.saddle * k / half);
    let down = (0..=half).map(|k| hop.saddle + (last - hop.saddle) * k / half);
    let mut points: Vec<usize> = up.chain(down).collect();
    points.dedup();
    let saddle = points
        .iter()
        .position(|point| *point == hop.saddle)
        .unwrap_or(0);
    let path = points.iter().map(|point| hop.path[*point].map(five_digits));
    (path.collect(), saddle)
}
