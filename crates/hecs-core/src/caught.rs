//! Panics as errors, where work on one input must not end that on others.

use std::panic::{AssertUnwindSafe, catch_unwind};

/// What `work` gives, or the words of its panic. What it was changing must be given up with it.
pub fn caught<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|payload| {
        let words = payload.downcast_ref::<&str>().map(ToString::to_string);
        words
            .or_else(|| payload.downcast_ref::<String>().cloned())
            .unwrap_or_else(|| "a panic without words".to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_a_panic_are_kept() {
        assert_eq!(caught(|| 7), Ok(7));
        assert_eq!(caught(|| panic!("plain")), Err::<(), _>("plain".to_owned()));
        let n = 3;
        assert_eq!(
            caught(|| panic!("with {n}")),
            Err::<(), _>("with 3".to_owned())
        );
    }
}
