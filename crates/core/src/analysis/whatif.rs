//! What would be if: some people changed their mind, or the silent had answered.

use super::Analysis;
use super::selection::Selection;
use crate::figures::intervals::{nps_interval, wilson};
use crate::figures::score::nps_counts;
use crate::figures::tests_of_difference::needed_per_group;
use crate::filter::Filter;
use crate::report::Metric;
use crate::settings::{NpsClass, SimulationRequest};
use serde::Serialize;

/// An NPS after some people changed their mind.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Simulation {
    /// Column index of the NPS.
    pub column: u32,
    /// Answers of those whose NPS it is.
    pub n: Option<u32>,
    /// Respondents of the class and filter that the request names; null when `hidden`.
    pub concerned: Option<u32>,
    /// How many of them change: whole people.
    pub moved: Option<f64>,
    /// NPS as it is.
    pub before: Option<f64>,
    /// NPS after the change.
    pub after: Option<f64>,
    /// 95 % interval of `after`.
    pub interval: Option<[f64; 2]>,
    /// `after` − `before`.
    pub shift: Option<f64>,
    /// What `shift` would be at the ends of the Wilson interval of the share concerned.
    pub shift_interval: Option<[f64; 2]>,
    /// Answers per wave that would show the shift at 80 % power, α = 5 %.
    pub needed_n: Option<u64>,
    /// True when fewer people are concerned than the minimum group size.
    pub hidden: bool,
}

/// What those who did not answer could do to the NPS.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NonResponse {
    /// Column index of the NPS.
    pub column: u32,
    /// People invited.
    pub invited: f64,
    /// Answers to the question.
    pub answered: u32,
    /// Response rate in percent.
    pub rate: f64,
    /// NPS of those who answered.
    pub value: f64,
    /// NPS when all others are detractors.
    pub worst: f64,
    /// NPS when all others are promoters.
    pub best: f64,
    /// NPS of the others that would make the NPS of all 0; null when none can.
    pub break_even: Option<f64>,
}

fn code(class: NpsClass) -> f64 {
    match class {
        NpsClass::Detractor => -1.0,
        NpsClass::Passive => 0.0,
        NpsClass::Promoter => 1.0,
    }
}

fn range(class: NpsClass) -> [i32; 2] {
    match class {
        NpsClass::Detractor => [0, 6],
        NpsClass::Passive => [7, 8],
        NpsClass::Promoter => [9, 10],
    }
}

impl Analysis {
    /// Simulates a change of mind. `None` when there is no such NPS.
    pub fn simulate(&self, request: &SimulationRequest) -> Option<Simulation> {
        let nps = |score: &&super::prepared::ScoreColumn| score.scale.metric == Some(Metric::Nps);
        let wanted = |score: &&super::prepared::ScoreColumn| {
            request.column.is_none_or(|column| score.column == column)
        };
        let score = self.prepared.scores.iter().filter(nps).find(wanted)?;
        let everybody = score.histogram(&Selection::new(self, &request.within));
        let concerned: Filter = request
            .within
            .iter()
            .chain(&request.filter)
            .cloned()
            .collect();
        let chosen = score.histogram(&Selection::new(self, &concerned));
        let [from, to] = range(request.from);
        let (n, concerned_n) = (everybody.n(), chosen.between(from, to));
        let found = Simulation {
            column: score.column,
            ..Simulation::default()
        };
        let place = self.prepared.place(score)?;
        let small = n < self.settings.min_group.max(1) || concerned_n < self.settings.min_group;
        let tells = |filter: &Filter| self.filter_tells(filter, place);
        if small || tells(&request.within) || tells(&concerned) {
            return Some(Simulation {
                hidden: true,
                ..found
            });
        }
        let total = f64::from(n);
        let share = if request.share.is_finite() {
            request.share.clamp(0.0, 1.0)
        } else {
            0.0
        };
        // Whoever reads "4 of 7" must get the points of four people.
        let moved = libm::round(share * f64::from(concerned_n));
        let (promoters, detractors) = nps_counts(&everybody);
        let moves = |class: NpsClass| {
            let out = if request.from == class { moved } else { 0.0 };
            let into = if request.to == class { moved } else { 0.0 };
            into - out
        };
        let p = f64::from(promoters) + moves(NpsClass::Promoter);
        let d = f64::from(detractors) + moves(NpsClass::Detractor);
        let before = 100.0 * (f64::from(promoters) - f64::from(detractors)) / total;
        let after = 100.0 * (p - d) / total;
        let share = moved / f64::from(concerned_n.max(1));
        let step = 100.0 * share * (code(request.to) - code(request.from));
        let ends = wilson(concerned_n, n).map(|end| step * end);
        let variance = |p: f64, d: f64| p + d - (p - d) * (p - d);
        let both = variance(f64::from(promoters) / total, f64::from(detractors) / total)
            + variance(p / total, d / total);
        Some(Simulation {
            n: Some(n),
            concerned: Some(concerned_n),
            moved: Some(moved),
            before: Some(before),
            after: Some(after),
            interval: Some(nps_interval(p, d, total)),
            shift: Some(after - before),
            shift_interval: Some([ends[0].min(ends[1]), ends[0].max(ends[1])]),
            needed_n: needed_per_group(10_000.0 * both / 2.0, after - before),
            ..found
        })
    }

    /// Bounds of the first NPS over everybody who was invited. `None` when it is not known how
    /// many were, or when there are too few answers.
    pub(super) fn non_response(&self, selection: &Selection) -> Option<NonResponse> {
        let invited = self
            .settings
            .totals
            .invited
            .filter(|invited| invited.is_finite())?;
        let nps = |score: &&super::prepared::ScoreColumn| score.scale.metric == Some(Metric::Nps);
        let score = self.prepared.scores.iter().find(nps)?;
        let answers = score.histogram(selection);
        let n = answers.n();
        let answered = f64::from(n);
        if n < self.settings.min_group.max(1) || invited < answered {
            return None;
        }
        let (promoters, detractors) = nps_counts(&answers);
        let sum = f64::from(promoters) - f64::from(detractors);
        let silent = invited - answered;
        let break_even = -100.0 * sum / silent;
        Some(NonResponse {
            column: score.column,
            invited,
            answered: n,
            rate: 100.0 * answered / invited,
            value: 100.0 * sum / answered,
            worst: 100.0 * (sum - silent) / invited,
            best: 100.0 * (sum + silent) / invited,
            break_even: (break_even.abs() <= 100.0).then_some(break_even),
        })
    }
}
