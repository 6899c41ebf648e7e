//! What a person can do about a finding of a health check. Every action is a change of settings or
//! a filter, so that taking it back is putting the old ones in place again.

use super::Analysis;
use super::health::{EXCLUDABLE, HEALTH_CODES};
use crate::order::Arrange;
use crate::report::{HealthFinding, Params, Role};
use crate::settings::{ColumnSetting, ExcludedCheck};
use serde_json::Value;

impl Analysis {
    /// Fills in the action of a finding and what it changes.
    pub(super) fn set_action(&self, finding: &mut HealthFinding) {
        let settings = &self.settings;
        let known = |code: &String| *code == finding.code;
        finding.acknowledged = settings.acknowledged.iter().any(known);
        let column = self.other_column(finding);
        let (action, name, value) = match column {
            Some(columns) => ("set_column", "columns", columns),
            None if !keeps_rows(finding.code) && EXCLUDABLE.contains(&finding.check) => {
                let checks = serde_json::to_value(self.other_checks(finding));
                (
                    "exclude_rows",
                    "excluded_checks",
                    checks.unwrap_or_default(),
                )
            }
            None if !finding.filter.is_empty() => {
                finding.action = Some("filter");
                return;
            }
            None => {
                let codes = toggled(&settings.acknowledged, finding.code.to_owned());
                ("acknowledge", "acknowledged", Value::from(codes))
            }
        };
        finding.action = Some(action);
        finding.patch = Params::from([(name, value)]);
    }

    /// What is left out with the rows of a finding too, or without them when they are already.
    fn other_checks(&self, finding: &HealthFinding) -> Vec<ExcludedCheck> {
        let HealthFinding { check, code, .. } = *finding;
        let (settings, own) = (&self.settings, ExcludedCheck::Code(code.to_owned()));
        if !settings.leaves_out(check, code) {
            return toggled(&settings.excluded_checks, own);
        }
        let mut list = settings.excluded_checks.clone();
        let before = list.len();
        list.retain(|one| *one != ExcludedCheck::Check(check));
        if list.len() < before {
            // The others of the check stay out, each by its own code.
            let others = HEALTH_CODES.iter().filter(|&&(of, _)| of == check);
            list.extend(others.map(|(_, code)| ExcludedCheck::Code((*code).to_owned())));
        }
        list.retain(|one| *one != own);
        list.arrange_by(Ord::cmp);
        list.dedup();
        list
    }

    /// The decisions about columns with another one for the column of the finding; `None` when no
    /// reading of the column would settle it.
    fn other_column(&self, finding: &HealthFinding) -> Option<Value> {
        let index = finding.params.get("column").and_then(Value::as_u64)?;
        let reading = self.reading.columns.get(usize::try_from(index).ok()?)?;
        let [low, high] = reading.scale.unwrap_or([0, 10]);
        let now = ColumnSetting {
            index: Some(reading.index),
            name: (!reading.name.is_empty()).then(|| reading.name.clone()),
            role: Some(Role::Score),
            metric: reading.metric,
            scale: reading.scale,
            low_is_good: Some(reading.low_is_good),
            ..ColumnSetting::default()
        };
        let rating = |scale: [i32; 2]| ColumnSetting {
            metric: None,
            scale: Some(scale),
            ..now.clone()
        };
        let number = |name: &str| finding.params.get(name).and_then(Value::as_i64);
        let (lowest, highest) = (number("lowest"), number("highest"));
        let column = match finding.code {
            "nps_header" => rating([low, high]),
            "nps_without_zero" => rating([1, high]),
            "nps_above_ten" => rating([low, i32::try_from(highest?).ok()?]),
            "answers_off_scale" => ColumnSetting {
                scale: Some([i32::try_from(lowest?).ok()?, i32::try_from(highest?).ok()?]),
                ..now
            },
            "blank_zero_suspected" => ColumnSetting {
                blank: Some(0),
                ..now
            },
            "reversed_scale_suspected" => ColumnSetting {
                low_is_good: Some(!reading.low_is_good),
                ..rating([low, high])
            },
            _ => return None,
        };
        let others = self.settings.columns.iter();
        let others = others.filter(|other| !is_about(other, reading.index, &reading.name));
        let columns: Vec<&ColumnSetting> = others.chain([&column]).collect();
        serde_json::to_value(columns).ok()
    }
}

/// True for findings whose rows are answers like others, although those of their check can be left out.
fn keeps_rows(code: &str) -> bool {
    matches!(code, "group_far_off" | "repeated_answers")
}

fn is_about(setting: &ColumnSetting, index: u32, name: &str) -> bool {
    match &setting.name {
        Some(own) => own == name,
        None => setting.index == Some(index),
    }
}

/// The list without the item when it is there, else with it; ascending.
fn toggled<T: Clone + Ord>(list: &[T], item: T) -> Vec<T> {
    let mut list: Vec<T> = list.to_vec();
    match list.iter().position(|known| *known == item) {
        Some(place) => {
            list.remove(place);
        }
        None => list.push(item),
    }
    list.arrange_by(Ord::cmp);
    list
}
