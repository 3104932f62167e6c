//! In the place of a bar where nobody looks at a terminal.

#![expect(
    clippy::unused_self,
    reason = "it is called as the bar is that it stands for"
)]

/// Shows nothing.
pub(crate) struct Bar;

impl Bar {
    pub(crate) fn new(_total: u64, _template: &str) -> Self {
        Self
    }

    pub(crate) fn set_message(&self, _message: String) {}

    pub(crate) fn step(&self) {}

    pub(crate) fn set_position(&self, _position: u64) {}

    pub(crate) fn show(&self) {}

    pub(crate) fn clear(&self) {}

    pub(crate) fn suspend(&self, print: impl FnOnce()) {
        print();
    }
}
