//! The energy surface as facets: on a grid no finer than the picture, cut at the faces of the cells, lit, and without
//! what lies behind other facets.

use super::projection::{Projection, Sheet, area_normal, brightness};
use super::solid::{Solid, lit};
use super::visible::visible;
use crate::data::DisplayMap;
use crate::scene::Paint;
use crate::space::{Vector, between, plus, unit};
use crate::surface::{Net, percolating, surface_net};

/// The surface of what percolates, seen from above its level and from within.
pub(super) const OPEN: Paint = Paint::Rgb(64, 196, 154);
const OPEN_INSIDE: Paint = Paint::Rgb(24, 132, 100);
/// The same of closed pockets.
pub(super) const POCKET: Paint = Paint::Rgb(176, 178, 184);
const POCKET_INSIDE: Paint = Paint::Rgb(124, 126, 132);

/// Edge of a facet in points: smaller ones cannot be seen, and make files large.
const FACET: f64 = 1.7;
/// Steps of brightness; facets of one step become one path.
const STEPS: f64 = 14.0;
/// How far above the level (eV) a map as coarse as this may close a channel that is open: tried one after the other.
const TOO_HIGH_EV: [f64; 6] = [0.0, 0.02, 0.05, 0.1, 0.2, 0.4];

/// The surface of a level.
pub(super) struct Facets {
    pub(super) solids: Vec<Solid>,
    /// Whether there are facets about what percolates, and about closed pockets.
    pub(super) is_open: bool,
    pub(super) has_pockets: bool,
}

/// The facets of the surface at `level_ev` above the minimum in some cells of a map.
pub(super) fn facets(
    map: &DisplayMap,
    level_ev: f64,
    cells: [usize; 3],
    projection: &Projection,
    sheet: &Sheet,
) -> Facets {
    let none = Facets {
        solids: Vec::new(),
        is_open: false,
        has_pockets: false,
    };
    let is_scale = map.ceiling_ev.is_finite() && map.ceiling_ev > 0.0;
    if !map.is_whole() || !is_scale || !level_ev.is_finite() {
        return none;
    }
    let edges_ang = projection.edges_ang();
    let wanted = [0, 1, 2].map(|k| {
        (edges_ang[k] * sheet.scale / FACET)
            .ceil()
            .clamp(8.0, 512.0)
    });
    let map = map.coarser(wanted.map(|n| n as usize));
    // A whisker above, so that a point exactly on the level belongs to the region.
    let code = |level_ev: f64| 255.0 * level_ev / map.ceiling_ev + 1e-3;
    let open = TOO_HIGH_EV
        .into_iter()
        .map(|more| percolating(&map.codes, map.divisions, code(level_ev + more)))
        .find(|open| open.contains(&true))
        .unwrap_or_else(|| vec![false; map.codes.len()]);
    let net = surface_net(&map.codes, map.divisions, cells, code(level_ev), &open);
    let polygons = polygons(&net, cells, projection);
    let seen = visible(
        &polygons.iter().map(|p| &p.corners[..]).collect::<Vec<_>>(),
        sheet,
    );
    let polygons: Vec<Polygon> = polygons
        .into_iter()
        .zip(seen)
        .filter_map(|(polygon, seen)| seen.then_some(polygon))
        .collect();
    Facets {
        is_open: polygons.iter().any(|p| p.is_open),
        has_pockets: polygons.iter().any(|p| !p.is_open),
        solids: polygons.into_iter().map(Polygon::solid).collect(),
    }
}

/// A facet in the picture.
struct Polygon {
    corners: Vec<Vector>,
    /// 0 to 1.
    brightness: f64,
    is_outside: bool,
    is_open: bool,
}

impl Polygon {
    fn solid(self) -> Solid {
        let paint = match (self.is_open, self.is_outside) {
            (true, true) => OPEN,
            (true, false) => OPEN_INSIDE,
            (false, true) => POCKET,
            (false, false) => POCKET_INSIDE,
        };
        let step = (self.brightness * STEPS).round() / STEPS;
        Solid::Facet {
            corners: self.corners,
            paint: lit(paint, 0.58 + 0.56 * step),
        }
    }
}

/// The quadrangles of a net within the cells, lit by normals that change smoothly over it.
fn polygons(net: &Net, cells: [usize; 3], projection: &Projection) -> Vec<Polygon> {
    let places: Vec<Vector> = net.vertices.iter().map(|f| projection.place(*f)).collect();
    let outwards = if projection.is_right_handed() {
        1.0
    } else {
        -1.0
    };
    let mut normals = vec![[0.0; 3]; places.len()];
    for quad in &net.quads {
        let normal = area_normal(&quad.map(|k| places[k])).map(|x| x * outwards);
        for corner in quad {
            normals[*corner] = plus(normals[*corner], normal);
        }
    }
    let mut polygons = Vec::new();
    for quad in &net.quads {
        let corners = within(quad.map(|k| net.vertices[k]).to_vec(), cells);
        if corners.len() < 3 {
            continue;
        }
        let corners: Vec<Vector> = corners.iter().map(|f| projection.place(*f)).collect();
        let sum = quad.iter().filter_map(|k| unit(normals[*k]));
        let normal = sum.fold([0.0; 3], plus);
        polygons.push(Polygon {
            brightness: brightness(normal),
            // What it shows is decided by the facet itself, lest the rim of a ball be seen from within.
            is_outside: area_normal(&corners)[2] * outwards > 0.0,
            is_open: quad.iter().any(|k| net.is_open[*k]),
            corners,
        });
    }
    polygons
}

/// The part of a polygon (fractional) within some cells (I. E. Sutherland and G. W. Hodgman, Commun. ACM 17 (1974) 32,
/// doi:10.1145/360767.360802).
fn within(mut polygon: Vec<Vector>, cells: [usize; 3]) -> Vec<Vector> {
    for axis in 0..3 {
        let far = cells[axis] as f64;
        for (bound, sign) in [(0.0, 1.0), (far, -1.0)] {
            let height = |p: &Vector| (p[axis] - bound) * sign;
            if polygon.iter().all(|p| height(p) >= 0.0) {
                continue;
            }
            let next = polygon.iter().cycle().skip(1);
            polygon = (polygon.iter().zip(next))
                .flat_map(|(p, q)| {
                    let (hp, hq) = (height(p), height(q));
                    let crosses = (hp >= 0.0) != (hq >= 0.0);
                    let cut = crosses.then(|| between(*p, *q, hp / (hp - hq)));
                    (hp >= 0.0).then_some(*p).into_iter().chain(cut)
                })
                .collect();
        }
    }
    polygon
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn polygons_are_cut_at_the_faces_of_the_cells() {
        let square = vec![
            [-0.5, 0.2, 0.5],
            [0.5, 0.2, 0.5],
            [0.5, 0.8, 0.5],
            [-0.5, 0.8, 0.5],
        ];
        let cut = within(square.clone(), [1; 3]);
        assert_eq!(cut.len(), 4);
        assert!(cut.iter().all(|p| (0.0..=0.5).contains(&p[0])));
        let outside = square.into_iter().map(|p| [p[0], p[1], 2.5]).collect();
        assert!(within(outside, [1, 1, 2]).is_empty());
    }
}
