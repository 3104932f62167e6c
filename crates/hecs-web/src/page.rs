//! The page around the module.

use hecs_report::page::{AppPage, render_app};

/// The page that computes in the browser: one HTML file with a module of this crate in it.
pub fn page(module: &[u8]) -> String {
    let introduction = [
        "Drop the crystal of a solid electrolyte or an electrode: what its ions have to climb to cross it, by bond-valence site \
         energies, and along which sites and hops."
            .to_owned(),
    ];
    render_app(&AppPage {
        title: "hecs: barriers and pathways of ions in a crystal",
        introduction: &introduction,
        generator: concat!("hecs ", env!("CARGO_PKG_VERSION")),
        citation: hecs_view::CITATION,
        opening: include_str!("../assets/opening.html"),
        style: include_str!("../assets/app.css"),
        script: concat!(
            include_str!("../assets/engine.js"),
            include_str!("../assets/app.js")
        ),
        worker: include_str!("../assets/worker.js"),
        module,
    })
}
