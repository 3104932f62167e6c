//! The 26 steps from a point of the grid to its neighbours.

/// All steps in grid points along the three axes, in lexicographic order.
pub(crate) const STEPS: [[i8; 3]; 26] = {
    let mut steps = [[0; 3]; 26];
    let mut number = 0;
    while number < 27 {
        let step = [number / 9 - 1, number / 3 % 3 - 1, number % 3 - 1];
        // The thirteenth of the 27 stays in place.
        if number < 13 {
            steps[number as usize] = step;
        } else if number > 13 {
            steps[number as usize - 1] = step;
        }
        number += 1;
    }
    steps
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_step_has_its_opposite() {
        for (forth, back) in STEPS.iter().zip(STEPS.iter().rev()) {
            assert_eq!(forth.map(|x| -x), *back);
            assert_ne!(*forth, [0; 3]);
        }
        assert!(STEPS.is_sorted());
    }
}
