//! Random numbers that do not depend on the number of threads.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;

/// The generator of one replicate: ChaCha8 keyed by the seed, one stream per replicate, so that replicates can run in any order.
pub(crate) fn stream(seed: u64, replicate: usize) -> ChaCha8Rng {
    let mut generator = ChaCha8Rng::seed_from_u64(seed);
    generator.set_stream(replicate as u64);
    generator
}
