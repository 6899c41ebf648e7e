//! Small symmetric matrices: solving, eigenvalues, correlations. Row-major slices throughout.

/// Pivots below this share of the variable's own variance count as zero: the variable is a
/// combination of the others and explains nothing more.
pub const SINGULAR: f64 = 1e-9;

/// Means and cross products of some variables as sums: count, sums, products of every pair.
#[derive(Debug, Clone, Copy)]
pub struct Moments<'a> {
    variables: usize,
    sums: &'a [f64],
}

impl<'a> Moments<'a> {
    /// Numbers that [`Moments::add`] fills for so many variables.
    pub fn width(variables: usize) -> usize {
        1 + variables + variables * (variables + 1) / 2
    }

    /// Reads sums that [`Moments::add`] made.
    pub fn new(variables: usize, sums: &'a [f64]) -> Self {
        Moments { variables, sums }
    }

    /// Adds one row of values to the sums.
    pub fn add(values: &[f64], sums: &mut [f64]) {
        let variables = values.len();
        sums[0] += 1.0;
        sums[1..]
            .iter_mut()
            .zip(values)
            .for_each(|(sum, value)| *sum += value);
        let mut place = 1 + variables;
        for (index, one) in values.iter().enumerate() {
            for other in &values[..=index] {
                sums[place] += one * other;
                place += 1;
            }
        }
    }

    /// Number of rows.
    pub fn n(&self) -> f64 {
        self.sums[0]
    }

    /// Mean of a variable.
    pub fn mean(&self, variable: usize) -> f64 {
        self.sums[1 + variable] / self.n()
    }

    /// Sum of the products of deviations from the means.
    pub fn cross(&self, one: usize, other: usize) -> f64 {
        let (low, high) = (one.min(other), one.max(other));
        let product = self.sums[1 + self.variables + high * (high + 1) / 2 + low];
        product - self.sums[1 + one] * self.sums[1 + other] / self.n()
    }

    /// Correlation matrix. A variable without spread correlates with nothing.
    pub fn correlations(&self) -> Vec<f64> {
        let k = self.variables;
        let spread: Vec<f64> = (0..k).map(|v| self.cross(v, v).max(0.0).sqrt()).collect();
        let mut matrix = vec![0.0; k * k];
        for one in 0..k {
            for other in 0..=one {
                let scale = spread[one] * spread[other];
                let value = if scale > 0.0 {
                    self.cross(one, other) / scale
                } else {
                    0.0
                };
                matrix[one * k + other] = value;
                matrix[other * k + one] = value;
            }
        }
        matrix
    }
}

/// Solves `a·x = b` for a symmetric positive definite `a` of `n` rows (Cholesky). `None` when `a`
/// is singular.
pub fn solve(a: &[f64], b: &[f64]) -> Option<Vec<f64>> {
    let n = b.len();
    let mut lower = vec![0.0; n * n];
    for row in 0..n {
        for column in 0..=row {
            let dot: f64 = (0..column)
                .map(|k| lower[row * n + k] * lower[column * n + k])
                .sum();
            let rest = a[row * n + column] - dot;
            if column < row {
                lower[row * n + column] = rest / lower[column * n + column];
            } else if rest > SINGULAR * a[row * n + row] {
                lower[row * n + row] = rest.sqrt();
            } else {
                return None;
            }
        }
    }
    let mut x = b.to_vec();
    for row in 0..n {
        let dot: f64 = (0..row).map(|k| lower[row * n + k] * x[k]).sum();
        x[row] = (x[row] - dot) / lower[row * n + row];
    }
    for row in (0..n).rev() {
        let dot: f64 = (row + 1..n).map(|k| lower[k * n + row] * x[k]).sum();
        x[row] = (x[row] - dot) / lower[row * n + row];
    }
    Some(x)
}

/// Eigenvalues and eigenvectors (columns of the second matrix) of a symmetric matrix of `n` rows,
/// by cyclic Jacobi rotations (Golub and Van Loan, Matrix Computations, §8.5).
pub fn eigen(matrix: &[f64], n: usize) -> (Vec<f64>, Vec<f64>) {
    let mut a = matrix.to_vec();
    let mut vectors = vec![0.0; n * n];
    (0..n).for_each(|index| vectors[index * n + index] = 1.0);
    for _ in 0..60 {
        let off: f64 = (0..n)
            .flat_map(|r| (0..r).map(move |c| (r, c)))
            .map(|(r, c)| a[r * n + c] * a[r * n + c])
            .sum();
        if off < 1e-28 {
            break;
        }
        for p in 0..n {
            for q in p + 1..n {
                rotate(&mut a, &mut vectors, n, p, q);
            }
        }
    }
    ((0..n).map(|index| a[index * n + index]).collect(), vectors)
}

fn rotate(a: &mut [f64], vectors: &mut [f64], n: usize, p: usize, q: usize) {
    let off = a[p * n + q];
    if off == 0.0 {
        return;
    }
    let theta = (a[q * n + q] - a[p * n + p]) / (2.0 * off);
    let sign = if theta < 0.0 { -1.0 } else { 1.0 };
    let t = sign / (theta.abs() + (theta * theta + 1.0).sqrt());
    let c = 1.0 / (t * t + 1.0).sqrt();
    let s = t * c;
    for k in 0..n {
        let (kp, kq) = (a[k * n + p], a[k * n + q]);
        a[k * n + p] = c * kp - s * kq;
        a[k * n + q] = s * kp + c * kq;
    }
    for k in 0..n {
        let (pk, qk) = (a[p * n + k], a[q * n + k]);
        a[p * n + k] = c * pk - s * qk;
        a[q * n + k] = s * pk + c * qk;
        let (vp, vq) = (vectors[k * n + p], vectors[k * n + q]);
        vectors[k * n + p] = c * vp - s * vq;
        vectors[k * n + q] = s * vp + c * vq;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn solves_and_decomposes() {
        let a = [4.0, 1.0, 0.5, 1.0, 3.0, 0.2, 0.5, 0.2, 2.0];
        let x = solve(&a, &[1.0, 2.0, 3.0]).unwrap_or_default();
        for row in 0..3 {
            let product: f64 = (0..3).map(|k| a[row * 3 + k] * x[k]).sum();
            assert!((product - (row + 1) as f64).abs() < 1e-12);
        }
        assert_eq!(solve(&[1.0, 1.0, 1.0, 1.0], &[1.0, 1.0]), None);
        let (values, vectors) = eigen(&a, 3);
        for row in 0..3 {
            for column in 0..3 {
                let rebuilt: f64 = (0..3)
                    .map(|k| vectors[row * 3 + k] * values[k] * vectors[column * 3 + k])
                    .sum();
                assert!((rebuilt - a[row * 3 + column]).abs() < 1e-12);
            }
        }
    }
}
