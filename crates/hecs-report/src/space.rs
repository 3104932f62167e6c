//! Vectors in space: three numbers, and what is done with them.

/// Three coordinates.
pub(crate) type Vector = [f64; 3];

pub(crate) fn plus(a: Vector, b: Vector) -> Vector {
    [0, 1, 2].map(|k| a[k] + b[k])
}

pub(crate) fn minus(a: Vector, b: Vector) -> Vector {
    [0, 1, 2].map(|k| a[k] - b[k])
}

pub(crate) fn times(a: Vector, factor: f64) -> Vector {
    a.map(|x| x * factor)
}

pub(crate) fn dot(a: Vector, b: Vector) -> f64 {
    (0..3).map(|k| a[k] * b[k]).sum()
}

pub(crate) fn cross(a: Vector, b: Vector) -> Vector {
    [
        a[1] * b[2] - a[2] * b[1],
        a[2] * b[0] - a[0] * b[2],
        a[0] * b[1] - a[1] * b[0],
    ]
}

pub(crate) fn norm(a: Vector) -> f64 {
    dot(a, a).sqrt()
}

/// The vector of length 1 along `a`; `None` where it has no direction.
pub(crate) fn unit(a: Vector) -> Option<Vector> {
    let length = norm(a);
    (length.is_normal()).then(|| times(a, 1.0 / length))
}

/// The point between `a` and `b` at the share `t` of the distance.
pub(crate) fn between(a: Vector, b: Vector, t: f64) -> Vector {
    plus(a, times(minus(b, a), t))
}

/// The mean of points; the origin of none.
pub(crate) fn centroid(points: &[Vector]) -> Vector {
    let share = 1.0 / points.len().max(1) as f64;
    points
        .iter()
        .fold([0.0; 3], |sum, point| plus(sum, times(*point, share)))
}

/// The point with fractional coordinates in a cell whose rows are a, b and c.
pub(crate) fn cartesian(cell: &[Vector; 3], fract: Vector) -> Vector {
    let [a, b, c] = cell;
    plus(
        plus(times(*a, fract[0]), times(*b, fract[1])),
        times(*c, fract[2]),
    )
}
