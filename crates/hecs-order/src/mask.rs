//! Sets of places as machine words.

/// A set of up to [`Self::BITS`] numbers, ordered like the sequences of their members: the set that holds the smallest
/// number in which two differ is the larger.
pub(crate) trait Mask: Copy + Ord {
    /// How many numbers it can tell apart.
    const BITS: usize;
    /// No number.
    const EMPTY: Self;
    /// One number.
    fn of(number: usize) -> Self;
    /// All numbers of both.
    fn or(self, other: Self) -> Self;
}

macro_rules! mask_of_a_word {
    ($word:ty) => {
        impl Mask for $word {
            const BITS: usize = <$word>::BITS as usize;
            const EMPTY: Self = 0;
            #[inline]
            fn of(number: usize) -> Self {
                1 << (Self::BITS - 1 - number as u32)
            }
            #[inline]
            fn or(self, other: Self) -> Self {
                self | other
            }
        }
    };
}

mask_of_a_word!(u32);
mask_of_a_word!(u64);
mask_of_a_word!(u128);

/// A set that no word holds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Wide([u64; 8]);

impl Mask for Wide {
    const BITS: usize = 512;
    const EMPTY: Self = Self([0; 8]);

    fn of(number: usize) -> Self {
        let mut words = [0; 8];
        words[number / 64] = u64::of(number % 64);
        Self(words)
    }

    fn or(self, other: Self) -> Self {
        let mut words = self.0;
        for (word, more) in words.iter_mut().zip(other.0) {
            *word |= more;
        }
        Self(words)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set<M: Mask>(numbers: &[usize]) -> M {
        numbers.iter().fold(M::EMPTY, |mask, n| mask.or(M::of(*n)))
    }

    fn check<M: Mask>() {
        let last = M::BITS - 1;
        let ascending: [&[usize]; 6] = [&[], &[last], &[1, last], &[0], &[0, last], &[0, 1]];
        for pair in ascending.windows(2) {
            assert!(
                set::<M>(pair[0]) < set::<M>(pair[1]),
                "{pair:?} of {}",
                M::BITS
            );
        }
    }

    #[test]
    fn sets_are_ordered_by_their_smallest_members() {
        check::<u32>();
        check::<u64>();
        check::<u128>();
        check::<Wide>();
    }
}
