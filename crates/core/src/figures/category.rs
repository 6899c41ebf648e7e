//! Categories over all comments and their impact on the score (definitions.md §4).

use super::Histogram;
use super::distributions::Z_95;
use super::intervals::adjusted_nps;
use super::score::nps_counts;

/// Leave-out impact of a category on NPS in points, with its 95 % interval:
/// NPS(all) − NPS(without) = w·(NPS_t − NPS_rest), w = n_t/N.
///
/// The interval takes w as given and combines the adjusted variances of both parts. `None` when a
/// part has no answers.
pub fn leave_out_impact(mentioned: &Histogram, rest: &Histogram) -> Option<(f64, [f64; 2])> {
    let (n_t, n_r) = (mentioned.n(), rest.n());
    if n_t == 0 || n_r == 0 {
        return None;
    }
    let weight = f64::from(n_t) / f64::from(n_t + n_r);
    let (p_t, d_t) = nps_counts(mentioned);
    let (p_r, d_r) = nps_counts(rest);
    let score = |p: u32, d: u32, n: u32| (f64::from(p) - f64::from(d)) / f64::from(n);
    let impact = 100.0 * weight * (score(p_t, d_t, n_t) - score(p_r, d_r, n_r));
    let (t, r) = (adjusted_nps(p_t, d_t, n_t), adjusted_nps(p_r, d_r, n_r));
    let centre = 100.0 * weight * (t.score - r.score);
    let margin = 100.0 * weight * Z_95 * (t.variance / t.n + r.variance / r.n).sqrt();
    Some((impact, [(centre - margin).min(impact), (centre + margin).max(impact)]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn impact_is_the_change_when_the_category_is_left_out() {
        let mentioned = Histogram::from_counts(0, &[30, 0, 0, 0, 0, 0, 0, 0, 0, 0, 10]);
        let rest = Histogram::from_counts(0, &[20, 0, 0, 0, 0, 0, 0, 20, 0, 0, 60]);
        let (impact, [low, high]) = leave_out_impact(&mentioned, &rest).unwrap_or_default();
        let all = 100.0 * (70.0 - 50.0) / 140.0;
        assert!((impact - (all - 40.0)).abs() < 1e-12);
        assert!(low < impact && impact < high && high < 0.0);
    }
}
