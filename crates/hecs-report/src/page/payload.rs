//! The three-dimensional view: its controls, and the crystals as JSON for the script.

use serde_json::{Value, json};

use super::network::{network, polyhedra};
use super::packing::{five_digits, packed};
use super::profile::{drawn, of_path, thinned, thinned_profile};
use crate::data::{Atom, CompoundRow, CrystalView, DisplayMap, PathPoint, ReportData, Role, Shown};
use crate::elements;
use crate::figures;
use crate::figures::roles::{role_colour, role_name};
use crate::palette;
use crate::rich::{self, escape};

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
    controls(&options, report.crystals.is_empty())
}

/// The controls with these options of the choice; words in the place of the view where there will be no crystal.
pub(super) fn controls(options: &str, without_crystals: bool) -> String {
    let canvas = if without_crystals {
        "<p class=\"words\">No crystal was given for the three-dimensional view.</p>".to_owned()
    } else {
        r#"<div id="stage"><canvas id="view" tabindex="0" role="img" aria-label="Crystal with the energy surface and the hops of the mobile ion; arrow keys turn it, plus and minus zoom, N and P choose the next and the previous hop">Your browser shows no canvas.</canvas><div id="tags" aria-hidden="true"></div><p id="stage-words" class="words" hidden></p></div>
<div id="scale" hidden><span>Saddle point above the lowest site (eV)</span><span id="scale-low"></span><span id="scale-bar" role="img" aria-label="Colours of the hops, from low to high"></span><span id="scale-high"></span></div>
<div class="tools" id="level-tools"><label for="level">Level <output id="level-text" for="level"></output></label><input type="range" id="level" min="0" max="1000" value="0" step="1"><span id="level-marks"></span></div>
<p class="words" id="level-hint" hidden></p>
<div id="roles" role="group" aria-label="Show or hide"></div>
<div class="tools" role="group" aria-label="View"><span>Look along</span><button type="button" data-axis="0"><i>a</i></button><button type="button" data-axis="1"><i>b</i></button><button type="button" data-axis="2"><i>c</i></button><button type="button" class="switch" id="names" aria-pressed="false">Names of all sites</button><button type="button" class="switch" id="by-role" aria-pressed="false">Colours by role</button><button type="button" class="switch" id="perspective" aria-pressed="false">Perspective</button><button type="button" id="picture">Save PNG</button></div>
<p class="hint">Drag to turn, scroll with Ctrl or pinch to zoom, double-click to reset; a click on a hop shows its profile, clicks on two atoms or sites their distance. Sectors of an atom are the shares of its species, white what is empty. The surface bounds the region the ion reaches at the level; it is drawn from a map thinned for display, the barriers are from the full one.</p>"#.to_owned()
    };
    format!(
        "<div class=\"tools\"><label>Compound <select id=\"choose\">{options}</select></label><button type=\"button\" id=\"previous\">Previous</button><button type=\"button\" id=\"next\">Next</button></div>\n<div class=\"viewer\"><div>{canvas}</div><div id=\"side\"><div id=\"profile\"></div><div id=\"details\"></div></div></div>\n<div id=\"network\"></div>\n<noscript><p class=\"words\">The three-dimensional view needs JavaScript.</p></noscript>\n"
    )
}

/// All that the script needs, with nothing in it that could end the script element.
pub(super) fn json(report: &ReportData) -> String {
    text(&value(report))
}

/// JSON with nothing in it that could end the script element.
pub(super) fn text(data: &Value) -> String {
    data.to_string().replace('<', "\\u003c")
}

/// The same as a value.
pub(super) fn value(report: &ReportData) -> Value {
    let compounds: Vec<Value> = report.compounds.iter().map(compound).collect();
    let is_compared = report.is_compared();
    let crystals = report.crystals.iter().map(|view| {
        let mut crystal = crystal(view);
        if is_compared {
            crystal["along"] = along(view);
        }
        crystal
    });
    let crystals: Vec<Value> = crystals.collect();
    let roles: Vec<Value> = ROLES
        .into_iter()
        .map(|role| {
            let (r, g, b) = role_colour(role).rgb();
            json!({ "name": role_name(role), "colour": [r, g, b] })
        })
        .collect();
    let scale: Vec<[u8; 3]> = (0..=SCALE_STEPS)
        .map(|step| {
            let (r, g, b) = palette::plasma(f64::from(step) / f64::from(SCALE_STEPS)).rgb();
            [r, g, b]
        })
        .collect();
    let elements: Vec<Value> = elements::table()
        .map(|(name, colour)| json!({ "name": name, "colour": colour }))
        .collect();
    json!({ "compounds": compounds, "crystals": crystals, "elements": elements, "roles": roles, "scale": scale })
}

/// Steps of the colour scale of hops.
const SCALE_STEPS: u32 = 16;

const ROLES: [Role; 7] = [
    Role::A,
    Role::B,
    Role::C,
    Role::E,
    Role::Mobile,
    Role::Cation,
    Role::Anion,
];

pub(super) fn compound(row: &CompoundRow) -> Value {
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
        "formula": row.formula,
        "energies": row.energies_ev,
        "source": row.ranked.as_ref().map(|ranked| &ranked.source),
        "details": details,
    })
}

pub(super) fn crystal(view: &CrystalView) -> Value {
    let is_drawable = |a: &Atom| a.fract.iter().all(|x| x.is_finite()) && a.radius.is_finite();
    let mut count = 0;
    let kept: Vec<Option<usize>> = view
        .atoms
        .iter()
        .map(|atom| {
            count += usize::from(is_drawable(atom));
            is_drawable(atom).then(|| count - 1)
        })
        .collect();
    let atoms: Vec<Value> = view
        .atoms
        .iter()
        .filter(|atom| is_drawable(atom))
        .map(|a| {
            let role = ROLES.iter().position(|&r| r == a.role).unwrap_or(0);
            let parts: Vec<Value> = (a.species.iter())
                .map(|(element, occupancy)| {
                    json!([elements::number(element), five_digits(*occupancy)])
                })
                .collect();
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
                format!("{}: {}", a.label, mix.join(", ")),
                parts
            ])
        })
        .collect();
    let (map, why) = match &view.map {
        Shown::Data(map) => (display(map), Value::Null),
        Shown::Absent(why) => (Value::Null, json!(why)),
    };
    let path = view.path.data().map(|points| {
        let fract = |p: &PathPoint| json!(p.fract.map(five_digits));
        thinned(points).iter().map(fract).collect::<Vec<_>>()
    });
    let (profiles, no_path) = profiles(view);
    let (network, no_network) = network(view);
    let b = &view.barriers;
    json!({
        "no": view.no,
        "html": rich::html(&rich::formula(&view.formula)),
        "name": figures::slug(&[&view.formula]),
        "cell": view.cell,
        "atoms": atoms,
        "polyhedra": polyhedra(view, &kept),
        "map": map,
        "noMap": why,
        "barriers": [b.e1d, b.e2d, b.e3d],
        "path": path,
        "profiles": profiles,
        "noPath": no_path,
        "network": network,
        "noNetwork": no_network,
    })
}

/// The profiles along the easiest paths in one, two and three dimensions, as [`by_dimension`]; and why there is none, or null.
fn profiles(view: &CrystalView) -> (Value, Value) {
    let network = view.network.data();
    let profile = |number: usize, points: &[PathPoint]| {
        let of_network = network.and_then(|network| match number {
            0 => network.profile.data(),
            _ => network.wider_profiles[number - 1].as_ref(),
        });
        let bare = || of_path(&view.formula, points).with_barriers(view.barriers);
        let data = of_network.cloned().unwrap_or_else(bare);
        drawn(&figures::profile(&thinned_profile(&data)))
    };
    let mut why = match &view.path {
        Shown::Data(_) => Value::Null,
        Shown::Absent(why) => json!(why),
    };
    let profiles = by_dimension(view, |number, points| {
        let (picture, failure) = profile(number, points);
        if number == 0 {
            why = failure;
        }
        picture
    });
    (profiles, why)
}

/// What the comparison draws: energy (eV) over distance (Å) along the easiest paths, as [`by_dimension`].
fn along(view: &CrystalView) -> Value {
    by_dimension(view, |_, points| {
        let line = thinned(points);
        let point = |p: &PathPoint| json!([five_digits(p.distance), five_digits(p.energy_ev)]);
        line.iter().map(point).collect()
    })
}

/// Something of the easiest paths in one, two and three dimensions. That of a path that is the one of a dimension fewer is
/// the number of that dimension, from 0; null where the ion does not percolate.
fn by_dimension(view: &CrystalView, mut of: impl FnMut(usize, &[PathPoint]) -> Value) -> Value {
    let [wide, widest] = &view.wider_paths;
    let paths = [view.path.data(), wide.as_ref(), widest.as_ref()];
    let all = paths.iter().enumerate().map(|(number, path)| match path {
        None => Value::Null,
        Some(_) if number > 0 && paths[number - 1] == *path => json!(number - 1),
        Some(points) => of(number, points),
    });
    all.collect()
}

/// A map as deflated bytes in base 64.
fn display(map: &DisplayMap) -> Value {
    json!({ "n": map.divisions, "top": map.ceiling_ev, "data": packed(&map.codes) })
}
