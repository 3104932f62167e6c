//! The pages of docs/ as a book.

use std::error::Error;
use std::process::Command;

use crate::browser::in_path;
use crate::root;

/// Builds target/book with mdBook where it is installed, else says how to have it.
pub(super) fn build() -> Result<(), Box<dyn Error>> {
    let Some(program) = in_path("mdbook") else {
        println!(
            "skipped: the book (mdbook is not installed; cargo install mdbook --no-default-features)"
        );
        return Ok(());
    };
    let status = Command::new(program)
        .arg("build")
        .arg(root().join("docs"))
        .status()?;
    if !status.success() {
        return Err("the book cannot be built".into());
    }
    println!("{}", root().join("target/book/index.html").display());
    Ok(())
}
