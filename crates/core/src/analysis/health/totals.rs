//! Checks 4 and 5: what totals say that were typed in.

use super::{Seen, finding};
use crate::analysis::Analysis;
use crate::report::{HealthFinding, Params};

impl Analysis {
    /// Check 4: more answers to a score than there are people in the population that was typed in.
    pub(super) fn small_population(&self, figures: &Seen) -> Option<HealthFinding> {
        let population = self.settings.totals.population?;
        let shown = figures.scores.iter().filter(|score| !score.hidden);
        let most = shown.filter_map(|score| score.n).max()?;
        (f64::from(most) > population).then(|| {
            let params = Params::from([("part", most.into()), ("whole", population.into())]);
            finding(4, "impossible_totals", 0, params)
        })
    }
}

/// Check 4: totals of which a part is larger than the whole.
pub(super) fn impossible_totals(figures: &Seen) -> Vec<HealthFinding> {
    let impossible = figures.operational.iter().filter_map(|figure| {
        let params = Params::from([
            ("part", (*figure.parts.get("part")?).into()),
            ("whole", figure.n?.into()),
        ]);
        Some(finding(4, "impossible_totals", 0, params))
    });
    impossible.collect()
}

/// Check 4: response rate below a fifth.
pub(super) fn low_response(figures: &Seen) -> Option<HealthFinding> {
    let rate = figures
        .operational
        .iter()
        .find(|figure| figure.metric == "response_rate")?;
    let value = rate.value.filter(|value| *value < 20.0)?;
    Some(finding(
        4,
        "low_response_rate",
        0,
        Params::from([("rate", value.into())]),
    ))
}

/// Check 5: the silent could turn the sign of the NPS.
pub(super) fn bounds(figures: &Seen) -> Option<HealthFinding> {
    let bounds = figures.non_response?;
    let turns = bounds.worst < 0.0 && bounds.best > 0.0;
    let params = Params::from([
        ("column", bounds.column.into()),
        ("worst", bounds.worst.into()),
        ("best", bounds.best.into()),
        (
            "break_even",
            bounds
                .break_even
                .map_or(serde_json::Value::Null, Into::into),
        ),
    ]);
    turns.then(|| finding(5, "silent_could_turn", 0, params))
}
