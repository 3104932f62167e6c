//! The window of a hop and the sphere that fits through it.
//!
//! A hop leads between three ions. In their plane, the point of equal power
//!
//! ```text
//! |c − p₁|² − r₁² = |c − p₂|² − r₂² = |c − p₃|² − r₃²
//! ```
//!
//! to the three circles (pᵢ, rᵢ), their radical centre, is where the Voronoi–Laguerre partition has
//! its vertex; subtracting the first from the others leaves two linear equations for
//! c = p₁ + s e₁ + t e₂ with eₖ = pₖ₊₁ − p₁:
//!
//! ```text
//! (c − p₁)·e₁ = (|e₁|² + r₁² − r₂²) / 2
//! (c − p₁)·e₂ = (|e₂|² + r₁² − r₃²) / 2
//! ```
//!
//! The bottleneck is the distance from c to the nearest surface, min (|c − pᵢ| − rᵢ): the free
//! radius of the window as the channel programs define it (Table S2 of
//! doi:10.1016/j.scib.2021.04.029, rows 16–18).

use nalgebra::Vector3;

/// A point whose triangle has a height below this fraction of its sides counts as collinear.
const FLATNESS: f64 = 1e-6;

/// The radical centre, in their plane, of three spheres (centres and radii in Å); `None` where the
/// centres lie on a line.
fn radical_centre(centres: &[Vector3<f64>; 3], radii_ang: &[f64; 3]) -> Option<Vector3<f64>> {
    let e1 = centres[1] - centres[0];
    let e2 = centres[2] - centres[0];
    let (g11, g12, g22) = (e1.dot(&e1), e1.dot(&e2), e2.dot(&e2));
    let determinant = g11 * g22 - g12 * g12;
    if determinant.is_nan() || determinant <= FLATNESS * FLATNESS * g11 * g22 {
        return None;
    }
    let first = radii_ang[0] * radii_ang[0];
    let h1 = 0.5 * (g11 + first - radii_ang[1] * radii_ang[1]);
    let h2 = 0.5 * (g22 + first - radii_ang[2] * radii_ang[2]);
    let s = (h1 * g22 - h2 * g12) / determinant;
    let t = (h2 * g11 - h1 * g12) / determinant;
    Some(centres[0] + s * e1 + t * e2)
}

/// Free radius in Å of the window of three spheres: the distance from their radical centre to the
/// nearest surface; negative where the centre is inside a sphere, `None` where the centres lie on a
/// line.
pub fn bottleneck_radius_ang(centres: &[Vector3<f64>; 3], radii_ang: &[f64; 3]) -> Option<f64> {
    let centre = radical_centre(centres, radii_ang)?;
    Some(
        centres
            .iter()
            .zip(radii_ang)
            .map(|(p, r)| (centre - p).norm() - r)
            .fold(f64::INFINITY, f64::min),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn triangle() -> [Vector3<f64>; 3] {
        // 3-4-5, the right angle at the origin, lifted out of the coordinate planes
        [
            Vector3::new(0.0, 0.0, 1.0),
            Vector3::new(4.0, 0.0, 1.0),
            Vector3::new(0.0, 3.0, 1.0),
        ]
    }

    #[test]
    fn equal_spheres_meet_at_the_circumcentre() {
        let centre = radical_centre(&triangle(), &[1.7; 3]).unwrap();
        assert!((centre - Vector3::new(2.0, 1.5, 1.0)).norm() < 1e-14);
        let radius_ang = bottleneck_radius_ang(&triangle(), &[1.7; 3]).unwrap();
        assert!((radius_ang - (2.5 - 1.7)).abs() < 1e-14);
    }

    #[test]
    fn a_larger_sphere_pushes_the_centre_away() {
        // 8x = 16 + r₁² − r₂² and 6y = 9 + r₁² − r₃² by hand
        let radii = [2.0, 1.0, 1.0];
        let centre = radical_centre(&triangle(), &radii).unwrap();
        assert!((centre - Vector3::new(19.0 / 8.0, 2.0, 1.0)).norm() < 1e-14);
        let powers: Vec<f64> = triangle()
            .iter()
            .zip(radii)
            .map(|(p, r)| (centre - p).norm_squared() - r * r)
            .collect();
        assert!((powers[0] - powers[1]).abs() < 1e-13 && (powers[0] - powers[2]).abs() < 1e-13);
        let nearest_ang = (19.0_f64 / 8.0).hypot(2.0) - 2.0;
        assert!((bottleneck_radius_ang(&triangle(), &radii).unwrap() - nearest_ang).abs() < 1e-13);
    }

    #[test]
    fn spheres_on_a_line_have_no_window() {
        let line = [1.0, 2.0, 4.0].map(|x| Vector3::new(x, 2.0 * x, -x));
        assert!(radical_centre(&line, &[1.0; 3]).is_none());
        let same = [Vector3::zeros(); 3];
        assert!(radical_centre(&same, &[1.0; 3]).is_none());
    }
}
