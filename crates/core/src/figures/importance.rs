//! Shares of R² (definitions.md §5): LMG by all orders or by sampled ones, and Johnson's relative
//! weights. All work on a correlation matrix of the drivers with the target as the last variable.

use super::linear::{SINGULAR, eigen};
use super::rng::Rng;

/// Most drivers for which all orders are averaged.
pub const EXACT_DRIVERS: usize = 15;

/// R² of every subset of the first `p` of `p + 1` variables; the bits of the index say which are in.
///
/// Subsets are walked depth first. Taking a variable in leaves the others' unexplained part
/// (Schur complement), so that the gain of the next one is a division.
fn r2_of_subsets(correlations: &[f64], p: usize) -> Vec<f64> {
    let mut r2 = vec![0.0; 1 << p];
    let k = p + 1;
    let mut stack = vec![0.0; (p + 1) * k * k];
    stack[..k * k].copy_from_slice(correlations);
    walk(&mut stack, k, 0, 0, &mut r2);
    r2
}

fn walk(stack: &mut [f64], k: usize, start: usize, mask: usize, r2: &mut [f64]) {
    let p = k - 1;
    let (matrix, deeper) = stack.split_at_mut(k * k);
    for driver in start..p {
        let taken = mask | 1 << driver;
        let pivot = matrix[driver * k + driver];
        if pivot <= SINGULAR {
            // It adds nothing here, and the others see the same remainder as before.
            r2[taken] = r2[mask];
            if driver + 1 < p {
                deeper[..k * k].copy_from_slice(matrix);
                walk(deeper, k, driver + 1, taken, r2);
            }
            continue;
        }
        let with_target = matrix[driver * k + p];
        r2[taken] = r2[mask] + with_target * with_target / pivot;
        if driver + 1 == p {
            continue;
        }
        for row in driver + 1..k {
            let factor = matrix[driver * k + row] / pivot;
            for column in row..k {
                deeper[row * k + column] =
                    matrix[row * k + column] - factor * matrix[driver * k + column];
            }
        }
        walk(deeper, k, driver + 1, taken, r2);
    }
}

/// LMG shares: the gain in R² of each driver averaged over all orders of entry, which is its
/// Shapley value (Lindeman, Merenda and Gold 1980). Shares sum to R². At most
/// [`EXACT_DRIVERS`] drivers.
pub fn lmg(correlations: &[f64], p: usize) -> Vec<f64> {
    let r2 = r2_of_subsets(correlations, p);
    // Weight of a subset of s others: s!·(p − s − 1)!/p!.
    let mut weights = vec![1.0 / p.max(1) as f64; p];
    for size in 1..p {
        weights[size] = weights[size - 1] * size as f64 / (p - size) as f64;
    }
    let mut shares = vec![0.0; p];
    for (driver, share) in shares.iter_mut().enumerate() {
        let bit = 1usize << driver;
        for mask in (0..r2.len()).filter(|mask| mask & bit == 0) {
            *share += weights[mask.count_ones() as usize] * (r2[mask | bit] - r2[mask]);
        }
    }
    shares
}

/// LMG shares over `orders` random orders, each taken forwards and backwards, which evens out
/// who comes early. Shares sum to R².
pub fn lmg_sampled(correlations: &[f64], p: usize, orders: usize, rng: &mut Rng) -> Vec<f64> {
    let mut shares = vec![0.0; p];
    let mut order: Vec<usize> = (0..p).collect();
    for _ in 0..orders {
        rng.shuffle(&mut order);
        enter(correlations, p, &order, &mut shares);
        order.reverse();
        enter(correlations, p, &order, &mut shares);
    }
    shares
        .iter_mut()
        .for_each(|share| *share /= 2.0 * orders.max(1) as f64);
    shares
}

fn enter(correlations: &[f64], p: usize, order: &[usize], shares: &mut [f64]) {
    let k = p + 1;
    let mut matrix = correlations.to_vec();
    for (place, &driver) in order.iter().enumerate() {
        let pivot = matrix[driver * k + driver];
        if pivot <= SINGULAR {
            continue;
        }
        let with_target = matrix[driver * k + p];
        shares[driver] += with_target * with_target / pivot;
        let left = order[place + 1..].iter().copied().chain([p]);
        for row in left.clone() {
            let factor = matrix[driver * k + row] / pivot;
            for column in left.clone() {
                matrix[row * k + column] -= factor * matrix[driver * k + column];
            }
        }
    }
}

/// Johnson's relative weights (2000): drivers are replaced by the closest uncorrelated variables,
/// and the shares of those are handed back. They sum to R².
pub fn johnson(correlations: &[f64], p: usize) -> Vec<f64> {
    let k = p + 1;
    let drivers: Vec<f64> = (0..p * p)
        .map(|index| correlations[(index / p) * k + index % p])
        .collect();
    let (values, vectors) = eigen(&drivers, p);
    let root = |power: f64| -> Vec<f64> {
        let scaled: Vec<f64> = values
            .iter()
            .map(|&value| match value > SINGULAR {
                true if power > 0.0 => value.sqrt(),
                true => 1.0 / value.sqrt(),
                false => 0.0,
            })
            .collect();
        let entry = |row: usize, column: usize| -> f64 {
            (0..p)
                .map(|e| vectors[row * p + e] * scaled[e] * vectors[column * p + e])
                .sum()
        };
        (0..p * p)
            .map(|index| entry(index / p, index % p))
            .collect()
    };
    let (loadings, inverse) = (root(0.5), root(-0.5));
    let beta = |row: usize| -> f64 {
        (0..p)
            .map(|other| inverse[row * p + other] * correlations[other * k + p])
            .sum()
    };
    let squares: Vec<f64> = (0..p).map(|row| beta(row) * beta(row)).collect();
    let weight = |driver: usize| -> f64 {
        let loading = |other: usize| loadings[driver * p + other] * loadings[driver * p + other];
        (0..p).map(|other| loading(other) * squares[other]).sum()
    };
    (0..p).map(weight).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Three drivers and the target; made up, positive definite.
    const MATRIX: [f64; 16] = [
        1.0, 0.5, 0.3, 0.6, //
        0.5, 1.0, 0.2, 0.4, //
        0.3, 0.2, 1.0, 0.3, //
        0.6, 0.4, 0.3, 1.0,
    ];

    #[test]
    fn all_methods_share_out_the_same_r2() {
        let exact = lmg(&MATRIX, 3);
        let sampled = lmg_sampled(&MATRIX, 3, 2000, &mut Rng::new(1, 1));
        let weights = johnson(&MATRIX, 3);
        let r2 = r2_of_subsets(&MATRIX, 3)[7];
        for shares in [&exact, &sampled, &weights] {
            assert!(
                (shares.iter().sum::<f64>() - r2).abs() < 1e-12,
                "{shares:?}"
            );
        }
        for (one, other) in exact.iter().zip(&sampled) {
            assert!((one - other).abs() < 0.005);
        }
    }

    #[test]
    fn exact_shares_average_all_orders() {
        let orders = [
            [0, 1, 2],
            [0, 2, 1],
            [1, 0, 2],
            [1, 2, 0],
            [2, 0, 1],
            [2, 1, 0],
        ];
        let mut shares = vec![0.0; 3];
        orders
            .iter()
            .for_each(|order| enter(&MATRIX, 3, order, &mut shares));
        for (one, sum) in lmg(&MATRIX, 3).iter().zip(shares) {
            assert!((one - sum / 6.0).abs() < 1e-12);
        }
    }

    #[test]
    fn a_copy_of_a_driver_adds_nothing_and_shares_its_gain() {
        let matrix = [1.0, 1.0, 0.6, 1.0, 1.0, 0.6, 0.6, 0.6, 1.0];
        let shares = lmg(&matrix, 2);
        assert!((shares[0] - 0.18).abs() < 1e-12 && (shares[1] - 0.18).abs() < 1e-12);
    }
}
