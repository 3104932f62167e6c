//! A crystal on paper: atoms, coordination polyhedra, cell, the surface of the energy map, the path of the ion.

mod atoms;
mod facets;
mod jumps;
mod legend;
mod lines;
mod painter;
mod projection;
mod solid;
mod still;
mod visible;

pub use still::Still;

pub(crate) use atoms::Colouring;

use self::atoms::{Atoms, atoms};
use self::facets::facets;
use self::legend::{Key, legend, triad};
use self::projection::{Extent, Projection, Sheet};
use self::solid::Solid;
use crate::axes::TICK_SIZE;
use crate::data::{CrystalView, JumpView, PathPoint, Role, Shown};
use crate::error::ReportError;
use crate::figures::{Figure, slug};
use crate::rich;
use crate::scene::{Node, ONE_COLUMN, Paint, Style, circle};
use crate::space::Vector;

/// Margin of the picture in points.
const MARGIN: f64 = 4.0;
/// Height of the crystal at most, in points: 85 mm.
const HIGHEST: f64 = ONE_COLUMN;
/// Points for one Å at most: a cell of one atom is no poster.
const LARGEST: f64 = 26.0;
/// What the radii of the view are multiplied with where a pathway is to be seen between the atoms.
const SMALLER: f64 = 0.85;
/// How far above a barrier the surface is drawn, in eV: at the very energy of a saddle point it is pinched off there.
const ABOVE_BARRIER_EV: f64 = 0.03;

/// Draws a crystal with what bounds the region that the ion percolates through, and the path of the ion.
///
/// What is absent of the view (map, path) is left out; the legend says so.
///
/// # Errors
/// [`ReportError::NoCell`] where the cell spans no volume or the direction of the view is none, [`ReportError::TooFew`]
/// without atoms.
pub fn pathway(view: &CrystalView, still: &Still) -> Result<Figure, ReportError> {
    let barrier_ev = still.barrier_ev(&view.barriers);
    let level_ev = barrier_ev.map(|barrier_ev| barrier_ev + ABOVE_BARRIER_EV);
    let look = Look {
        along: still.along,
        cells: still.cells_of(&view.cell),
        level_ev,
        path: match (barrier_ev, &view.path) {
            (Some(_), Shown::Data(points)) => points,
            _ => &[],
        },
        enlarged: SMALLER,
        ..Look::new(Colouring::Elements)
    };
    let room = [MARGIN, MARGIN, ONE_COLUMN - 2.0 * MARGIN, HIGHEST];
    let drawn = draw(view, &look, room)?;
    let mut nodes = drawn.nodes;
    let below = MARGIN + drawn.height + 7.0;
    let (axes, size) = triad(&drawn.projection, MARGIN, below);
    nodes.extend(axes);
    let mut keys = elements(view);
    keys.extend(of_ion(
        view,
        still,
        &look,
        drawn.has_surface,
        drawn.has_pockets,
    ));
    let (entries, bottom) = legend(&keys, MARGIN + size.0 + 8.0, ONE_COLUMN - MARGIN, below);
    nodes.extend(entries);
    let formula = &view.formula;
    Ok(Figure {
        id: slug(&["pathway", formula]),
        title: format!("Crystal of {formula} with the pathway of the ion"),
        alt: alt(view, still, &look, drawn.has_surface),
        caption: caption(view, still, &look, drawn.has_surface),
        width: ONE_COLUMN,
        height: bottom.max(below + size.1) + MARGIN,
        nodes,
    })
}

/// How a crystal is looked at and what is shown of it.
pub(crate) struct Look<'a> {
    pub(crate) along: Option<Vector>,
    pub(crate) cells: [usize; 3],
    pub(crate) colouring: Colouring,
    /// What the radii of the view are multiplied with.
    pub(crate) enlarged: f64,
    /// Level of the surface, in eV above the minimum of the map.
    pub(crate) level_ev: Option<f64>,
    pub(crate) path: &'a [PathPoint],
    /// Kinds of jumps, which are numbered.
    pub(crate) jumps: &'a [JumpView],
}

impl Look<'_> {
    /// One cell seen obliquely, without surface, path or jumps.
    pub(crate) fn new(colouring: Colouring) -> Self {
        Self {
            along: None,
            cells: [1; 3],
            colouring,
            enlarged: 1.0,
            level_ev: None,
            path: &[],
            jumps: &[],
        }
    }
}

/// A crystal on paper.
pub(crate) struct Drawn {
    pub(crate) nodes: Vec<Node>,
    projection: Projection,
    pub(crate) height: f64,
    has_surface: bool,
    has_pockets: bool,
}

/// Draws a crystal into a box (left, top, width, height in points), at its top.
pub(crate) fn draw(
    view: &CrystalView,
    look: &Look<'_>,
    room: [f64; 4],
) -> Result<Drawn, ReportError> {
    let projection = Projection::new(&view.cell, look.along).ok_or(ReportError::NoCell)?;
    let Atoms { balls, mut solids } =
        atoms(view, look.cells, look.colouring, look.enlarged, &projection);
    if balls.is_empty() {
        return Err(ReportError::TooFew {
            what: "A crystal",
            of: "atoms",
            needed: 1,
            found: 0,
        });
    }
    solids.extend(lines::edges(look.cells, &projection, &balls));
    solids.extend(lines::path(look.path, look.cells, &projection));
    let corners = (0..8).map(|c| {
        let fract = [0, 1, 2].map(|k| {
            if c >> k & 1 == 1 {
                look.cells[k] as f64
            } else {
                0.0
            }
        });
        (projection.place(fract), 0.1)
    });
    let around = balls.iter().map(|ball| (ball.at, ball.radius + 0.05));
    let lines = solids.iter().filter_map(|solid| match solid {
        Solid::Line {
            ends,
            shines_through: true,
            ..
        } => Some(ends.map(|at| (at, 0.2))),
        _ => None,
    });
    let extent =
        Extent::around(around.chain(corners).chain(lines.flatten())).ok_or(ReportError::NoCell)?;
    let sheet = Sheet::fit(&extent, room, LARGEST);
    solids.extend(balls.into_iter().map(Solid::Ball));
    let others: Vec<&Solid> = solids.iter().collect();
    let (jumps, numbered) = jumps::jumps(look.jumps, &projection, &others);
    solids.extend(jumps);
    let (mut has_surface, mut has_pockets) = (false, false);
    if let (Shown::Data(map), Some(level_ev)) = (&view.map, look.level_ev) {
        let surface = facets(map, level_ev, look.cells, &projection, &sheet);
        (has_surface, has_pockets) = (surface.is_open, surface.has_pockets);
        solids.extend(surface.solids);
    }
    let mut nodes = painter::paint(&solids, &sheet);
    nodes.extend(painter::hidden_lines(&solids, &sheet));
    for (number, at) in (1..).zip(numbered) {
        nodes.extend(tag(number, sheet.at(at)));
    }
    Ok(Drawn {
        nodes,
        projection,
        height: sheet.height,
        has_surface,
        has_pockets,
    })
}

/// The number of a jump on a white ground, as it stands at the jump and in the legend.
pub(crate) fn tag(number: usize, (x, y): (f64, f64)) -> Vec<Node> {
    let ground = Style::fill(Paint::Paper).outlined(Paint::Ink, 0.6);
    let text = Node::text(x, y + 0.36 * TICK_SIZE, number.to_string(), TICK_SIZE);
    vec![
        Node::path(circle(x, y, 3.9), ground),
        text.middle().bold().into(),
    ]
}

/// The elements of a crystal, the mobile ion first, and the sign of what is empty.
fn elements(view: &CrystalView) -> Vec<Key> {
    let mobile = view.atoms.iter().filter(|a| a.role == Role::Mobile);
    let others = view.atoms.iter().filter(|a| a.role != Role::Mobile);
    let mut names: Vec<&str> = Vec::new();
    for (element, _) in mobile.chain(others).flat_map(|atom| &atom.species) {
        if !names.contains(&element.as_str()) {
            names.push(element);
        }
    }
    let mut keys: Vec<Key> = names
        .into_iter()
        .map(|name| Key::Element(name.to_owned()))
        .collect();
    if view
        .atoms
        .iter()
        .any(|atom| atoms::filled(atom) <= atoms::FULL)
    {
        keys.push(Key::Vacant);
    }
    keys
}

/// What is shown of the ion, or why it is not.
fn of_ion(
    view: &CrystalView,
    still: &Still,
    look: &Look<'_>,
    has_surface: bool,
    has_pockets: bool,
) -> Vec<Key> {
    let mut keys = Vec::new();
    if let (true, Some(level_ev)) = (has_surface, look.level_ev) {
        let directions = still.directions();
        keys.push(Key::Open(format!(
            "*E* ≤ {level_ev:.2} eV, percolates in {directions}"
        )));
        if has_pockets {
            keys.push(Key::Pockets);
        }
    }
    if let (Some(barrier_ev), false) = (still.barrier_ev(&view.barriers), look.path.is_empty()) {
        keys.push(Key::Path(format!("easiest path, {barrier_ev:.2} eV")));
        keys.push(Key::Site);
        keys.push(Key::Saddle);
    }
    if keys.is_empty() {
        keys.push(Key::Words(match &view.map {
            Shown::Data(_) => format!("The ion does not percolate in {}.", still.directions()),
            Shown::Absent(_) => "There is no energy map.".to_owned(),
        }));
    }
    keys
}

fn alt(view: &CrystalView, still: &Still, look: &Look<'_>, has_surface: bool) -> String {
    let mut alt = format!(
        "Crystal of {} {}: {} atoms of a cell with coordination polyhedra",
        view.formula,
        still.in_words(),
        view.atoms.len()
    );
    if has_surface {
        alt += ", the surface of the region that the ion percolates through";
    }
    if !look.path.is_empty() {
        alt += ", the easiest path";
    }
    match still.barrier_ev(&view.barriers) {
        Some(barrier_ev) => alt += &format!(". The barrier is {barrier_ev:.3} eV."),
        None => alt.push('.'),
    }
    alt
}

fn caption(view: &CrystalView, still: &Still, look: &Look<'_>, has_surface: bool) -> String {
    let formula = rich::formula(&view.formula);
    let mut caption = format!("{formula}, {}.", still.in_words());
    if !look.path.is_empty() {
        caption += " Line: the easiest path, thin where atoms lie before it.";
    }
    let barrier_ev = still.barrier_ev(&view.barriers);
    if let (Some(level_ev), Some(barrier_ev), true) = (look.level_ev, barrier_ev, has_surface) {
        caption += &format!(
            " Surface: bound of the region up to {level_ev:.3} eV above the lowest site, {ABOVE_BARRIER_EV:.2} eV above the barrier \
             of percolation in {} ({barrier_ev:.3} eV).",
            still.directions()
        );
    }
    caption
}
