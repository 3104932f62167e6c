//! The three-dimensional view: its controls, and the crystals as JSON for the script.

use serde_json::{Value, json};

use crate::data::ReportData;
use crate::data::{CompoundRow, CrystalView, DisplayMap, PathPoint, ProfileData, Role, Shown};
use crate::figures;
use crate::figures::sampling::{role_colour, role_name};
use crate::rich::{self, escape};

/// Points of a path that the profile marks; longer paths are thinned.
const MAX_PATH_POINTS: usize = 120;

/// The controls; empty where there is neither crystal nor detail to show.
pub(super) fn viewer(report: &ReportData) -> String {
    let details = report
        .compounds
        .iter()
        .any(|c| !c.details.is_empty() || c.prediction.is_some());
    if report.crystals.is_empty() && !details {
        return String::new();
    }
    let mut keys: Vec<(u32, &str)> = report
        .compounds
        .iter()
        .map(|c| (c.no, c.formula.as_str()))
        .collect();
    for crystal in &report.crystals {
        if !keys.iter().any(|k| k.0 == crystal.no) {
            keys.push((crystal.no, &crystal.formula));
        }
    }
    let options: String = keys
        .iter()
        .map(|(no, formula)| format!("<option value=\"{no}\">{no} · {}</option>", escape(formula)))
        .collect();
    let canvas = if report.crystals.is_empty() {
        "<p class=\"words\">No crystal was given for the three-dimensional view.</p>".to_owned()
    } else {
        r#"<div id="stage"><canvas id="view" tabindex="0" role="img" aria-label="Crystal with the energy surface of the mobile ion; arrow keys turn it, plus and minus zoom">Your browser shows no canvas.</canvas><p id="stage-words" class="words" hidden></p></div>
<div class="tools" id="level-tools"><label for="level">Level <output id="level-text" for="level"></output></label><input type="range" id="level" min="0" max="1000" value="0" step="1"><span id="level-marks"></span></div>
<p class="words" id="level-hint" hidden></p>
<div class="tools" id="roles" role="group" aria-label="Show or hide"></div>
<p class="hint">Drag to turn, scroll with Ctrl or pinch to zoom, double-click to reset. The surface bounds the region the ion reaches at the level; it is drawn from a map thinned for display, the barriers are from the full one.</p>"#.to_owned()
    };
    format!(
        "<div class=\"tools\"><label>Compound <select id=\"choose\">{options}</select></label><button type=\"button\" id=\"previous\">Previous</button><button type=\"button\" id=\"next\">Next</button></div>\n<div class=\"viewer\"><div>{canvas}</div><div id=\"side\"><div id=\"profile\"></div><div id=\"details\"></div></div></div>\n<noscript><p class=\"words\">The three-dimensional view needs JavaScript.</p></noscript>\n"
    )
}

/// All that the script needs, with nothing in it that could end the script element.
pub(super) fn json(report: &ReportData) -> String {
    let compounds: Vec<Value> = report.compounds.iter().map(compound).collect();
    let crystals: Vec<Value> = report.crystals.iter().map(crystal).collect();
    let roles: Vec<Value> = ROLES
        .into_iter()
        .map(|role| {
            let (r, g, b) = role_colour(role).rgb();
            json!({ "name": role_name(role), "colour": [r, g, b] })
        })
        .collect();
    let all = json!({ "compounds": compounds, "crystals": crystals, "roles": roles });
    all.to_string().replace('<', "\\u003c")
}

const ROLES: [Role; 7] = [
    Role::A,
    Role::B,
    Role::C,
    Role::E,
    Role::Mobile,
    Role::Cation,
    Role::Anion,
];

fn compound(row: &CompoundRow) -> Value {
    let mut details: Vec<Value> = row
        .details
        .iter()
        .map(|d| json!([d.name, d.value, d.warning]))
        .collect();
    if let Some(p) = &row.prediction {
        let interval = p.interval_ev.map_or_else(String::new, |(low, high)| {
            format!(", interval {low:.3} to {high:.3} eV")
        });
        details.push(json!([
            format!("predicted {}", p.response),
            format!(
                "{:.4} eV{interval}, on the scale of the model's training data, which need not be that of the barriers",
                p.ea_ev
            ),
            false
        ]));
        details.push(json!(["applicability", p.applicability, !p.applicable]));
    }
    json!({
        "no": row.no,
        "html": rich::html(&rich::formula(&row.formula)),
        "details": details,
    })
}

fn crystal(view: &CrystalView) -> Value {
    let atoms: Vec<Value> = view
        .atoms
        .iter()
        .filter(|a| a.fract.iter().all(|x| x.is_finite()) && a.radius.is_finite())
        .map(|a| {
            let role = ROLES.iter().position(|&r| r == a.role).unwrap_or(0);
            let mix: Vec<String> = a
                .species
                .iter()
                .map(|(element, occupancy)| format!("{element} {occupancy:.3}"))
                .collect();
            let [x, y, z] = a.fract.map(five_digits);
            json!([
                role,
                x,
                y,
                z,
                five_digits(a.radius),
                format!("{}: {}", a.label, mix.join(", "))
            ])
        })
        .collect();
    let (map, why) = match &view.map {
        Shown::Data(map) => (display(map), Value::Null),
        Shown::Absent(why) => (Value::Null, json!(why)),
    };
    let (path, profile, no_path) = match &view.path {
        Shown::Data(points) => {
            let thinned = thinned(points);
            let path: Vec<_> = thinned
                .iter()
                .map(|p| json!(p.fract.map(five_digits)))
                .collect();
            let data = ProfileData {
                formula: view.formula.clone(),
                points: thinned,
                barriers: view.barriers,
            };
            match figures::profile(&data) {
                Ok(figure) => (json!(path), json!(figure.svg_inline()), Value::Null),
                Err(error) => (json!(path), Value::Null, json!(error.to_string())),
            }
        }
        Shown::Absent(why) => (Value::Null, Value::Null, json!(why)),
    };
    let b = &view.barriers;
    json!({
        "no": view.no,
        "html": rich::html(&rich::formula(&view.formula)),
        "cell": view.cell,
        "atoms": atoms,
        "map": map,
        "noMap": why,
        "barriers": [b.e1d, b.e2d, b.e3d],
        "path": path,
        "profile": profile,
        "noPath": no_path,
    })
}

/// A path of at most about [`MAX_PATH_POINTS`] points: both ends, and every site and saddle point (where
/// the energy turns) among them.
fn thinned(points: &[PathPoint]) -> Vec<PathPoint> {
    let step = points.len().div_ceil(MAX_PATH_POINTS).max(1);
    let turns = |k: usize| {
        let around = points.get(k.wrapping_sub(1)).zip(points.get(k + 1));
        around.is_some_and(|(before, after)| {
            let [left, right] = [before, after].map(|p| points[k].energy_ev - p.energy_ev);
            left * right > 0.0
        })
    };
    (0..points.len())
        .filter(|k| k % step == 0 || k + 1 == points.len() || turns(*k))
        .map(|k| points[k])
        .collect()
}

/// A map as deflated bytes in base 64.
fn display(map: &DisplayMap) -> Value {
    let packed = miniz_oxide::deflate::compress_to_vec(&map.codes, 7);
    json!({ "n": map.divisions, "top": map.ceiling_ev, "data": base64(&packed) })
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let at = |k: usize| u32::from(chunk.get(k).copied().unwrap_or(0));
        let bits = at(0) << 16 | at(1) << 8 | at(2);
        for k in 0..4 {
            let digit = DIGITS[(bits >> (18 - 6 * k) & 63) as usize];
            out.push(if k <= chunk.len() {
                char::from(digit)
            } else {
                '='
            });
        }
    }
    out
}

fn five_digits(value: f64) -> f64 {
    (value * 1e5).round() / 1e5
}

#[cfg(test)]
mod tests {
    use super::base64;

    #[test]
    fn base64_pads() {
        assert_eq!(base64(b"Man"), "TWFu");
        assert_eq!(base64(b"Ma"), "TWE=");
        assert_eq!(base64(b"M"), "TQ==");
        assert_eq!(base64(b""), "");
    }
}
