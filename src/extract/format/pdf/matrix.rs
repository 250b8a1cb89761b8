//! Where things stand on a page (ISO 32000-1, 8.3).

use lopdf::Object;

/// A matrix as PDFs write it.
pub(super) type Matrix = [f64; 6];

/// The matrix that changes nothing.
pub(super) const IDENTITY: Matrix = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];

/// A number, written as an integer or not.
pub(super) fn real(object: &Object) -> f64 {
    match object {
        Object::Integer(number) => *number as f64,
        Object::Real(number) => f64::from(*number),
        _ => 0.0,
    }
}

/// The matrix that an operator or an entry gives.
pub(super) fn six(operands: &[Object]) -> Matrix {
    let mut matrix = IDENTITY;
    if operands.len() == 6 {
        matrix
            .iter_mut()
            .zip(operands)
            .for_each(|(to, from)| *to = real(from));
    }
    matrix
}

/// `a` in the space of `b`.
pub(super) fn times(a: &Matrix, b: &Matrix) -> Matrix {
    [
        a[0] * b[0] + a[1] * b[2],
        a[0] * b[1] + a[1] * b[3],
        a[2] * b[0] + a[3] * b[2],
        a[2] * b[1] + a[3] * b[3],
        a[4] * b[0] + a[5] * b[2] + b[4],
        a[4] * b[1] + a[5] * b[3] + b[5],
    ]
}
