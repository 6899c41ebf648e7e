//! What goes with the main score.

use super::layout::{dash, head, shorten, table, titled};
use super::words::name_of;
use vocal_charts::messages::Messages;
use vocal_core::report::{Driver, Report};

/// What goes with the main score.
pub(super) fn drivers(report: &Report, messages: &Messages) -> String {
    let Some(model) = &report.driver_model else {
        return String::new();
    };
    let keys = [
        "cli.question",
        "cli.importance",
        "cli.interval",
        "cli.performance",
        "cli.penalty",
        "cli.reward",
        "cli.advice",
    ];
    let mut rows = vec![head(keys, messages)];
    let mut drivers: Vec<&Driver> = report.drivers.iter().collect();
    drivers.sort_by(|a, b| b.share.total_cmp(&a.share));
    let percent = |share: f64| messages.percent(100.0 * share, 1);
    let signed = |value: Option<f64>| value.map_or_else(dash, |value| messages.signed(value, 2));
    rows.extend(drivers.iter().map(|driver| {
        let [low, high] = driver.interval.map(percent);
        vec![
            shorten(name_of(report, driver.column), 50),
            percent(driver.share),
            messages.range(&low, &high),
            (driver.performance).map_or_else(dash, |it| messages.number(it, 1)),
            signed(driver.penalty),
            signed(driver.reward),
            messages.text(
                &format!("page.quadrant.{}", driver.quadrant.unwrap_or("none")),
                &[],
            ),
        ]
    }));
    let share = percent(model.r2);
    let explained = messages.plural("page.drivers_model", model.n.into(), &[("share", &share)]);
    let name = shorten(name_of(report, model.target), 50);
    let title = messages.text("page.drivers_title", &[("name", &name)]);
    titled(
        &title,
        &format!("{}{explained}\n", table(&rows, &[1, 2, 3, 4, 5])),
    )
}
