//! A bar on stderr, of indicatif.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A bar that is hidden until it is shown.
pub(crate) struct Bar(ProgressBar);

impl Bar {
    /// A bar of `total` steps, in the words of a template of indicatif.
    pub(crate) fn new(total: u64, template: &str) -> Self {
        let bar = ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::hidden());
        let style =
            ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
        bar.set_style(style.progress_chars("━╸ "));
        Self(bar)
    }

    /// Says what is counted.
    pub(crate) fn set_message(&self, message: String) {
        self.0.set_message(message);
    }

    /// Counts one more.
    pub(crate) fn step(&self) {
        self.0.inc(1);
    }

    /// Counts so many in all.
    pub(crate) fn set_position(&self, position: u64) {
        self.0.set_position(position);
    }

    /// Shows it, where it is hidden.
    pub(crate) fn show(&self) {
        if self.0.is_hidden() {
            self.0
                .set_draw_target(ProgressDrawTarget::stderr_with_hz(10));
        }
    }

    /// Prints to stderr without a bar in between.
    pub(crate) fn suspend(&self, print: impl FnOnce()) {
        self.0.suspend(print);
    }

    /// Takes it away, with what it counted.
    pub(crate) fn clear(&self) {
        self.0.finish_and_clear();
    }
}
