//! `cargo xtask test`: everything that must hold before a change lands.

use std::error::Error;

use xshell::{Shell, cmd};

use crate::{browser, docs, fixtures, peers, reproduce, root, tidy};

/// Runs every check in the order of what fails fastest. With `with_browser` the page of the
/// reproduction, a page of structures and pages of models are also opened in a real browser.
pub(crate) fn run(with_browser: bool) -> Result<(), Box<dyn Error>> {
    let shell = Shell::new()?;
    shell.change_dir(root());
    fixtures::run(true)?;
    docs::run(true)?;
    tidy::run()?;
    cmd!(shell, "cargo fmt --all --check").run()?;
    cmd!(
        shell,
        "cargo clippy --locked --workspace --all-targets -- -D warnings"
    )
    .run()?;
    cmd!(shell, "cargo test --locked --workspace --quiet").run()?;
    {
        let _flags = shell.push_env("RUSTDOCFLAGS", "-D warnings");
        cmd!(shell, "cargo doc --locked --workspace --no-deps --quiet").run()?;
    }
    peers::run(None)?;
    let out = root().join("target/reproduce");
    reproduce::run(&out)?;
    if with_browser {
        browser::run(&out.join("report.html"))?;
        let pages = root().join("target/browser");
        browser::run(&browser::structure_page(&shell, &pages)?)?;
        for page in browser::model_pages(&shell, &pages)? {
            browser::run(&page)?;
        }
    }
    Ok(())
}
