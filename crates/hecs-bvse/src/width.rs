//! Code compiled once for each vector width of the x86-64 family, and the widest that the processor has.
//!
//! Plain loops over arrays of a fixed number of lanes, which the compiler turns into vector code. No fused
//! multiply–add is used, so every copy gives the same bits.

/// A vector width.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Width {
    Portable,
    #[cfg(target_arch = "x86_64")]
    Avx2,
    #[cfg(target_arch = "x86_64")]
    Avx512,
}

impl Width {
    pub(crate) fn widest() -> Self {
        #[cfg(target_arch = "x86_64")]
        {
            if is_x86_feature_detected!("avx512f") && is_x86_feature_detected!("avx512dq") {
                return Self::Avx512;
            }
            if is_x86_feature_detected!("avx2") {
                return Self::Avx2;
            }
        }
        Self::Portable
    }
}

/// Defines a function that runs another, which must be inlined always, compiled for the width that is its
/// first argument: one that [`Width::widest`] has found.
macro_rules! at_every_width {
    (
        $(#[$meta:meta])*
        fn $name:ident$(<const $lanes:ident: usize>)?($($argument:ident: $type:ty),+) -> $result:ty = $body:ident
    ) => {
        $(#[$meta])*
        fn $name$(<const $lanes: usize>)?(width: Width, $($argument: $type),+) -> $result {
            #[cfg(target_arch = "x86_64")]
            #[target_feature(enable = "avx2")]
            fn avx2$(<const $lanes: usize>)?($($argument: $type),+) -> $result {
                $body$(::<$lanes>)?($($argument),+)
            }
            #[cfg(target_arch = "x86_64")]
            #[target_feature(enable = "avx512f,avx512dq")]
            fn avx512$(<const $lanes: usize>)?($($argument: $type),+) -> $result {
                $body$(::<$lanes>)?($($argument),+)
            }
            match width {
                Width::Portable => $body$(::<$lanes>)?($($argument),+),
                #[cfg(target_arch = "x86_64")]
                #[expect(unsafe_code, reason = "calls code compiled for wider vectors")]
                // SAFETY: `widest` has found these features on this processor.
                Width::Avx2 => unsafe { avx2$(::<$lanes>)?($($argument),+) },
                #[cfg(target_arch = "x86_64")]
                #[expect(unsafe_code, reason = "calls code compiled for wider vectors")]
                // SAFETY: `widest` has found these features on this processor.
                Width::Avx512 => unsafe { avx512$(::<$lanes>)?($($argument),+) },
            }
        }
    };
}
pub(crate) use at_every_width;
