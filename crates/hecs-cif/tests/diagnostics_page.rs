//! docs/diagnostics.md says what the codes say.

use std::path::PathBuf;

#[test]
fn the_page_is_up_to_date() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/diagnostics.md");
    let page = hecs_cif::diagnostics_page();
    if std::env::var_os("HECS_WRITE_DOCS").is_some() {
        std::fs::write(&path, &page).unwrap();
    }
    // The page lies outside the crate; a packaged crate has nothing to compare.
    let Ok(written) = std::fs::read_to_string(&path) else {
        return;
    };
    assert_eq!(
        written, page,
        "rewrite it: HECS_WRITE_DOCS=1 cargo test -p hecs-cif --test diagnostics_page"
    );
}
