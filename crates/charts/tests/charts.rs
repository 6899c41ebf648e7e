//! What every chart promises: safe text, hidden groups, reachable marks, true sentences.

mod common;

use common::{CES, CITY, CSAT, KINDS, NPS, category, group, hidden_group, report, request};
use vocal_charts::messages::Lang;
use vocal_charts::{Chart, ChartError, ChartKind, ChartRequest, Theme, draw};
use vocal_core::analysis::EventOnTrend;
use vocal_core::filter::Condition;
use vocal_core::report::{Report, WeightedFigure};
use vocal_core::text::Sentiment;

const WIDTHS: [u32; 4] = [320, 480, 768, 1280];

fn english(report: &Report, kind: ChartKind, width: u32) -> Result<Chart, ChartError> {
    draw(report, &request(kind, width, Theme::Light, Lang::En))
}

/// One clickable mark: x, y, width, height, label and condition.
struct Mark {
    area: [i32; 4],
    label: String,
    condition: Condition,
}

fn unescape(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&apos;", "'")
        .replace("&amp;", "&")
}

fn attribute<'a>(element: &'a str, name: &str, quote: char) -> &'a str {
    let start = format!(" {name}={quote}");
    let from = element.find(&start).expect(name) + start.len();
    let length = element[from..].find(quote).expect(name);
    &element[from..from + length]
}

fn marks(svg: &str) -> Vec<Mark> {
    svg.lines()
        .filter(|line| line.starts_with("<rect class=\"mark\""))
        .map(|line| {
            assert!(line.contains(" tabindex=\"0\" role=\"button\" "), "{line}");
            let number = |name| attribute(line, name, '"').parse().expect(name);
            let condition = unescape(attribute(line, "data-condition", '\''));
            Mark {
                area: [number("x"), number("y"), number("width"), number("height")],
                label: unescape(attribute(line, "aria-label", '"')),
                condition: serde_json::from_str(&condition).expect(&condition),
            }
        })
        .collect()
}

fn height(svg: &str) -> i32 {
    attribute(svg, "height", '"').parse().unwrap()
}

/// Every `<text>` of a drawing.
fn texts(svg: &str) -> Vec<String> {
    svg.split("<text ")
        .skip(1)
        .map(|part| {
            let content = &part[part.find('>').unwrap() + 1..part.find("</text>").unwrap()];
            unescape(content.trim())
        })
        .collect()
}

#[test]
fn marks_are_reachable_and_do_not_overlap() {
    let report = report();
    for (name, kind) in KINDS {
        for width in WIDTHS {
            let svg = english(&report, kind, width).unwrap().svg;
            let marks = marks(&svg);
            assert!(marks.len() >= 4, "{name} {width}");
            for (index, mark) in marks.iter().enumerate() {
                let [x, y, w, h] = mark.area;
                assert!(
                    w >= 24 && h >= 24,
                    "{name} {width}: {} is {w}×{h}",
                    mark.label
                );
                assert!(x >= 0 && y >= 0, "{name} {width}: {}", mark.label);
                assert!(
                    x + w <= width as i32 && y + h <= height(&svg),
                    "{name} {width}"
                );
                for other in &marks[index + 1..] {
                    let [ox, oy, ow, oh] = other.area;
                    let apart = x + w <= ox || ox + ow <= x || y + h <= oy || oy + oh <= y;
                    assert!(apart, "{name} {width}: {} and {}", mark.label, other.label);
                }
            }
        }
    }
}

#[test]
fn documents_are_named_and_texts_are_large_enough() {
    let report = report();
    for (name, kind) in KINDS {
        for width in WIDTHS {
            let chart = english(&report, kind, width).unwrap();
            let svg = &chart.svg;
            assert!(
                svg.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\""),
                "{name}"
            );
            assert!(svg.contains(" role=\"group\""), "{name}");
            let ids = attribute(svg, "aria-labelledby", '"');
            for id in ids.split(' ') {
                assert_eq!(
                    svg.matches(&format!(" id=\"{id}\"")).count(),
                    1,
                    "{name}: {id}"
                );
            }
            assert!(chart.description.ends_with('.'), "{}", chart.description);
            assert!(
                !svg.contains("style="),
                "the page's policy refuses inline styles"
            );
            for part in svg.split(" font-size=\"").skip(1) {
                let size: u32 = part[..part.find('"').unwrap()]
                    .parse()
                    .expect("a whole number");
                assert!(size >= 11, "{name}: {size}");
            }
        }
    }
}

#[test]
fn coordinates_are_whole_pixels() {
    let report = report();
    for (name, kind) in KINDS {
        let svg = english(&report, kind, 640).unwrap().svg;
        for attribute in ["x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "points"] {
            for part in svg.split(&format!(" {attribute}=\"")).skip(1) {
                let value = &part[..part.find('"').unwrap()];
                assert!(!value.contains('.'), "{name}: {attribute}={value}");
            }
        }
    }
}

#[test]
fn languages_differ_and_themes_do_not_change_words() {
    let report = report();
    for (name, kind) in KINDS {
        let chart = |theme, lang| draw(&report, &request(kind, 640, theme, lang)).unwrap();
        let polish = chart(Theme::Light, Lang::Pl);
        let english = chart(Theme::Light, Lang::En);
        assert_ne!(polish.title, english.title, "{name}");
        assert_ne!(polish.description, english.description, "{name}");
        let dark = chart(Theme::Dark, Lang::Pl);
        assert_eq!(
            (dark.title, dark.description),
            (polish.title, polish.description),
            "{name}"
        );
        assert_eq!(dark.table, polish.table, "{name}");
        assert_eq!(texts(&dark.svg), texts(&polish.svg), "{name}");
        assert_ne!(dark.svg, polish.svg, "{name}");
    }
}

#[test]
fn tables_are_rectangular() {
    let report = report();
    for (name, kind) in KINDS {
        let table = english(&report, kind, 640).unwrap().table;
        assert!(!table.rows.is_empty(), "{name}");
        for row in &table.rows {
            assert_eq!(row.len(), table.header.len(), "{name}: {row:?}");
        }
    }
}

#[test]
fn distribution_says_the_figure_and_narrows_to_answers() {
    let chart = english(&report(), ChartKind::Distribution, 640).unwrap();
    assert_eq!(
        chart.description,
        "NPS +31 (95% interval +27 to +35): 50% promoters, 31% passives and 19% detractors \
         among 1,200 answers."
    );
    let marks = marks(&chart.svg);
    assert_eq!(marks.len(), 11);
    assert_eq!(
        marks[10].condition,
        Condition::Score {
            column: NPS,
            from: 10,
            to: 10
        }
    );
    assert_eq!(marks[10].label, "10 (Promoters): 340 answers, 28%");
    assert_eq!(chart.table.rows[7], ["7", "Passives", "140", "11.7%"]);
    assert!(texts(&chart.svg).contains(&"Detractors (0–6): 19%".to_string()));
}

#[test]
fn distribution_of_other_scales_has_its_own_sentence() {
    let report = report();
    let describe = |column, lang| {
        let kind = ChartKind::Distribution;
        let request = ChartRequest {
            column: Some(column),
            ..request(kind, 640, Theme::Light, lang)
        };
        draw(&report, &request).unwrap().description
    };
    assert_eq!(
        describe(CSAT, Lang::Pl),
        "CSAT 74% (95% przedział ufności: od 72% do 77%), czyli udział dwóch najwyższych ocen \
         w skali od 1 do 5; 1200 odpowiedzi."
    );
    assert_eq!(
        describe(CES, Lang::En),
        "CES 2.13 (95% interval 2.06 to 2.20) on a scale from 1 to 5, 1,150 answers."
    );
}

#[test]
fn answers_in_words_stand_under_their_bars() {
    let mut report = report();
    let words = [
        "Very unlikely",
        "Somewhat unlikely",
        "Somewhat likely",
        "Very likely",
    ];
    let score = report
        .scores
        .iter_mut()
        .find(|one| one.column == CES)
        .unwrap();
    score.labels = [1, 2, 4, 5]
        .into_iter()
        .zip(words.map(String::from))
        .collect();
    score.distribution[2].1 = 0;
    let request = ChartRequest {
        column: Some(CES),
        ..request(ChartKind::Distribution, 640, Theme::Light, Lang::En)
    };
    let chart = draw(&report, &request).unwrap();
    let names: Vec<&str> = chart.table.rows.iter().map(|row| row[0].as_str()).collect();
    assert_eq!(names, words, "a point that no word stands for is left out");
    let drawn = texts(&chart.svg);
    assert!(drawn.contains(&"Very likely".to_string()), "{drawn:?}");
    assert!(
        drawn.iter().any(|text| text.contains("1, 2, 4, 5")),
        "{drawn:?}"
    );
}

#[test]
fn trend_compares_the_latest_month_by_its_interval() {
    let mut report = report();
    let describe = |report: &Report| english(report, ChartKind::Trend, 640).unwrap().description;
    assert_eq!(
        describe(&report),
        "January 2026: NPS +42 (95% interval +34 to +50), higher than the overall +31; \
         2 of 12 months are clearly outside the control limits."
    );
    let last = report.trend.last_mut().unwrap();
    last.interval = Some([30.0, 54.0]);
    assert!(describe(&report).contains("no clear difference from the overall +31"));
    report.trend.last_mut().unwrap().interval = Some([10.0, 20.0]);
    assert!(describe(&report).contains("lower than the overall +31"));
    for point in &mut report.trend {
        point.flag = None;
    }
    assert!(describe(&report).ends_with("no month is clearly outside the control limits."));
}

#[test]
fn trend_marks_cover_every_month_once() {
    let mut report = report();
    report.trend = (0..48)
        .map(|index| {
            let mut point = report.trend[index % 6].clone();
            point.period = format!("{:04}-{:02}", 2022 + index / 12, index % 12 + 1);
            point
        })
        .collect();
    for width in WIDTHS {
        let svg = english(&report, ChartKind::Trend, width).unwrap().svg;
        let mut covered = Vec::new();
        for mark in marks(&svg) {
            assert!(mark.area[2] >= 24, "{width}: {}", mark.label);
            let Condition::Period { keys } = mark.condition else {
                panic!("{}", mark.label)
            };
            covered.extend(keys);
        }
        let expected: Vec<String> = report
            .trend
            .iter()
            .map(|point| point.period.clone())
            .collect();
        assert_eq!(covered, expected, "{width}");
    }
}

#[test]
fn trend_survives_odd_periods() {
    let mut report = report();
    report.trend[0].period = "1800-01".into();
    report.trend[1].period = "2200-11".into();
    report.trend[2].period = "yesterday".into();
    let chart = english(&report, ChartKind::Trend, 320).unwrap();
    assert!(chart.svg.len() < 100_000, "{}", chart.svg.len());
    report.trend.truncate(1);
    let chart = english(&report, ChartKind::Trend, 320).unwrap();
    assert!(
        chart.description.starts_with("Only one month can be shown"),
        "{}",
        chart.description
    );
    report.trend[0].period = "yesterday".into();
    let error = english(&report, ChartKind::Trend, 320).unwrap_err();
    assert_eq!(
        error,
        ChartError::NoData {
            kind: ChartKind::Trend
        }
    );
}

/// The report of the other tests with a trend of these periods.
fn with_periods(keys: &[&str]) -> Report {
    let mut report = report();
    let template = report.trend.clone();
    report.trend = (keys
        .iter()
        .zip(template.iter().filter(|point| !point.hidden)))
    .map(|(key, point)| {
        let mut point = point.clone();
        point.period = (*key).into();
        point
    })
    .collect();
    report
}

fn event(date: &str, period: &str, text: &str) -> EventOnTrend {
    EventOnTrend {
        date: date.into(),
        period: period.into(),
        text: text.into(),
    }
}

#[test]
fn trend_draws_every_length_of_period() {
    for (keys, title, polish_title, axis, polish_axis, name, polish_name) in [
        (
            ["2026-01-05", "2026-01-06", "2026-01-07"],
            "NPS by day",
            "NPS dzień po dniu",
            "5 Jan",
            "5 sty",
            "7 January 2026: NPS +34",
            "7 stycznia 2026: NPS +34",
        ),
        (
            ["2025-W52", "2026-W01", "2026-W02"],
            "NPS by week",
            "NPS tydzień po tygodniu",
            "5 Jan",
            "5 sty",
            "Week 2 of 2026 (from 5 January): NPS +34",
            "Tydzień 2/2026 (od 5 stycznia): NPS +34",
        ),
        (
            ["2025-Q3", "2025-Q4", "2026-Q1"],
            "NPS by quarter",
            "NPS kwartał po kwartale",
            "Q4",
            "IV kw.",
            "Q1 2026: NPS +34",
            "I kwartał 2026: NPS +34",
        ),
    ] {
        let report = with_periods(&keys);
        for (lang, title, axis, name) in [
            (Lang::En, title, axis, name),
            (Lang::Pl, polish_title, polish_axis, polish_name),
        ] {
            for width in WIDTHS {
                let request = request(ChartKind::Trend, width, Theme::Light, lang);
                let chart = draw(&report, &request).unwrap();
                assert_eq!(chart.title, title);
                assert!(chart.description.starts_with(name), "{}", chart.description);
                let written = texts(&chart.svg);
                assert!(written.iter().any(|text| text == axis), "{written:?}");
                assert!(written.iter().any(|text| text == "2026"), "{written:?}");
                assert_eq!(chart.table.rows.len(), 3);
                let said = format!("{}{}{:?}", chart.title, chart.description, chart.table);
                let month = said.contains("month") || said.contains("miesi");
                assert!(!month, "{said}");
            }
        }
    }
}

#[test]
fn long_daily_trends_stay_readable() {
    let mut report = report();
    let point = report.trend[0].clone();
    report.trend = (0..700)
        .map(|day| {
            let mut point = point.clone();
            point.period = vocal_core::values::format_date(20_000 + day);
            point
        })
        .collect();
    for width in WIDTHS {
        let svg = english(&report, ChartKind::Trend, width).unwrap().svg;
        let names = texts(&svg);
        assert!(names.iter().any(|name| name == "Jan"), "{names:?}");
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul"];
        let written = names.iter().filter(|name| months.contains(&name.as_str()));
        assert!(written.count() <= 16, "{names:?}");
        assert!(marks(&svg).iter().all(|mark| mark.area[2] >= 24));
    }
}

#[test]
fn event_notes_stand_on_their_periods() {
    let mut report = report();
    let without = english(&report, ChartKind::Trend, 320).unwrap();
    report.events = vec![
        event("2025-01-02", "2025-01", "New price list"),
        event("2025-07-01", "2025-07", "Shop <b>closed</b>\u{202e}"),
        event("2026-01-05", "2026-01", "New hotline"),
        event("2026-01-20", "2026-01", "Outage"),
        event("2030-01-20", "2030-01", "Later"),
    ];
    for width in WIDTHS {
        let chart = english(&report, ChartKind::Trend, width).unwrap();
        let written = texts(&chart.svg);
        for sign in ["1", "2", "3"] {
            assert!(
                written.iter().any(|text| text == sign),
                "{width}: {written:?}"
            );
        }
        assert!(
            written
                .iter()
                .all(|text| text != "4" && !text.contains("Later"))
        );
        let expected = "Event notes: (1) 2 January 2025: New price list; (2) 1 July 2025: \
                        Shop closed; (3) 5 January 2026: New hotline; 20 January 2026: Outage.";
        assert!(
            chart.description.ends_with(expected),
            "{}",
            chart.description
        );
        assert_eq!(chart.table.header.last().unwrap(), "Events");
        assert!(
            chart
                .table
                .rows
                .iter()
                .all(|row| row.len() == chart.table.header.len())
        );
        assert_eq!(chart.table.rows[6][6], "(2) 1 July 2025: Shop closed");
        let last = marks(&chart.svg).pop().unwrap().label;
        assert!(
            last.ends_with("5 January 2026: New hotline; 20 January 2026: Outage"),
            "{last}"
        );
    }
    let narrow = english(&report, ChartKind::Trend, 320).unwrap();
    assert!(height(&narrow.svg) > height(&without.svg));
    let polish = request(ChartKind::Trend, 320, Theme::Light, Lang::Pl);
    let chart = draw(&report, &polish).unwrap();
    assert!(
        chart
            .description
            .contains("Notatki o zdarzeniach: (1) 2 stycznia 2025: New")
    );
    // Without a note nothing speaks of them.
    assert_eq!(without.table.header.len(), 6);
    assert!(!without.description.contains("vent"));
}

#[test]
fn a_note_on_a_hidden_last_period_is_shown() {
    let mut report = with_periods(&["2026-W01", "2026-W02", "2026-W03"]);
    let mut hidden = report.trend[2].clone();
    hidden.period = "2026-W04".into();
    (hidden.hidden, hidden.n, hidden.value) = (true, None, None);
    (hidden.interval, hidden.limits) = (None, None);
    report.trend.push(hidden);
    report.events = vec![event("2026-01-20", "2026-W04", "New shop")];
    let chart = english(&report, ChartKind::Trend, 320).unwrap();
    assert!(
        texts(&chart.svg)
            .iter()
            .any(|text| text.contains("20 January 2026: New shop"))
    );
    assert_eq!(chart.table.rows[3][0], "week 4 of 2026 (from 19 January)");
}

#[test]
fn many_events_stay_inside_the_drawing() {
    let mut report = report();
    let point = report.trend[0].clone();
    report.trend = (0..120)
        .map(|day| {
            let mut point = point.clone();
            point.period = vocal_core::values::format_date(20_458 + day);
            point
        })
        .collect();
    let days = report.trend.iter().map(|point| point.period.clone());
    report.events = days.take(12).map(|day| event(&day, &day, "Sale")).collect();
    let svg = english(&report, ChartKind::Trend, 320).unwrap().svg;
    let discs: Vec<&str> = svg
        .lines()
        .filter(|line| line.starts_with("<circle") && line.contains("r=\"9\""))
        .collect();
    assert!(discs.len() >= 4, "{}", discs.len());
    for disc in discs {
        let number = |name| attribute(disc, name, '"').parse::<i32>().unwrap();
        assert!((9..=311).contains(&number("cx")), "{disc}");
        assert!(number("cy") >= 9, "{disc}");
    }
    // A sign without a free place still has its note.
    assert!(texts(&svg).iter().any(|text| text.starts_with("(12) ")));
}

#[test]
fn breakdown_names_groups_that_differ() {
    let mut report = report();
    let chart = english(&report, ChartKind::Breakdown, 640).unwrap();
    assert_eq!(
        chart.description,
        "Significantly higher than the other groups: Warszawa Śródmieście – Galeria nad Wisłą, \
         poziom −1 (+40); significantly lower: Sklep internetowy (+18)."
    );
    report.breakdowns[0].groups = vec![
        group("A", 10, 20.0, 9.0, 0.051),
        group("B", 9, 30.0, 9.0, 0.9),
    ];
    let chart = english(&report, ChartKind::Breakdown, 640).unwrap();
    assert!(
        chart.description.starts_with("No group differs"),
        "{}",
        chart.description
    );
    // Best first, whatever the size.
    let marks = marks(&chart.svg);
    assert_eq!(
        marks[0].condition,
        Condition::Segment {
            column: CITY,
            keys: vec!["B".into()]
        }
    );
    report.breakdowns[0].groups.truncate(1);
    report.breakdowns[0].groups[0].p_adjusted = None;
    let chart = english(&report, ChartKind::Breakdown, 640).unwrap();
    assert!(
        chart.description.starts_with("There are too few groups"),
        "{}",
        chart.description
    );
}

#[test]
fn breakdown_draws_the_largest_groups_only() {
    let mut report = report();
    report.breakdowns[0].groups = (0..100)
        .map(|index| {
            group(
                &format!("Group {index}"),
                200 - index,
                f64::from(index),
                5.0,
                0.5,
            )
        })
        .collect();
    let chart = english(&report, ChartKind::Breakdown, 640).unwrap();
    assert_eq!(marks(&chart.svg).len(), 30);
    assert_eq!(chart.table.rows.len(), 100);
    assert!(texts(&chart.svg).contains(&"70 smaller groups are in the table only.".to_string()));
}

#[test]
fn sentiment_narrows_to_comments() {
    let chart = english(&report(), ChartKind::Sentiment, 640).unwrap();
    assert_eq!(
        chart.description,
        "Of 800 comments, 41% are positive and 31% negative; net sentiment of mentions +12 (95% interval +5 to +20)."
    );
    let last = marks(&chart.svg).pop().unwrap();
    assert_eq!(
        last.condition,
        Condition::Sentiment {
            keys: vec![Sentiment::Negative]
        }
    );
    assert_eq!(last.label, "Negative: 250 comments, 31%");
}

#[test]
fn categories_narrow_to_a_category_and_a_sentiment() {
    let mut report = report();
    let chart = english(&report, ChartKind::Categories, 640).unwrap();
    assert_eq!(
        chart.description,
        "Mentioned most and criticised most: Delivery (23% of comments, 95% interval 20% to 25%; \
         negative: 112)."
    );
    let keys = vec!["delivery".to_string()];
    let marks = marks(&chart.svg);
    let whole = Condition::Category {
        keys: keys.clone(),
        sentiments: vec![],
    };
    let negative = Condition::Category {
        keys,
        sentiments: vec![Sentiment::Negative],
    };
    assert_eq!(
        (&marks[0].condition, &marks[1].condition),
        (&whole, &negative)
    );
    assert_eq!(marks[1].label, "Delivery, negative: 112 mentions");

    report.categories[0].negative = Some(1);
    let chart = english(&report, ChartKind::Categories, 640).unwrap();
    assert!(
        chart
            .description
            .contains("criticised most: Price (negative: 70)")
    );
}

#[test]
fn subcategories_are_in_the_table_only() {
    let mut report = report();
    let mut courier = category("courier", "Kurier", "Courier", 60, [40, 10, 10]);
    courier.parent = Some("delivery".into());
    let before = marks(&english(&report, ChartKind::Categories, 640).unwrap().svg).len();
    report.categories.push(courier);
    let chart = english(&report, ChartKind::Categories, 640).unwrap();
    assert_eq!(marks(&chart.svg).len(), before);
    assert_eq!(chart.table.rows.last().unwrap()[0], "Delivery › Courier");
}

#[test]
fn groups_have_their_effect_and_weighted_value_in_the_table() {
    let mut report = report();
    let group = &mut report.breakdowns[0].groups[0];
    group.effect = Some(-0.347);
    group.weighted = Some(WeightedFigure {
        value: 12.34,
        interval: Some([8.0, 16.0]),
        effective_n: 50.0,
    });
    let name = group.key.clone();
    let table = english(&report, ChartKind::Breakdown, 640).unwrap().table;
    let of = |heading: &str| {
        let column = table
            .header
            .iter()
            .position(|text| text == heading)
            .unwrap();
        let row = table.rows.iter().find(|row| row[0] == name).unwrap();
        assert_eq!(row.len(), table.header.len());
        row[column].as_str()
    };
    assert_eq!(of("Effect (Cohen’s d)"), "\u{2212}0.35");
    assert!(
        of("Weighted").starts_with("+12.3 (+8.0"),
        "{}",
        of("Weighted")
    );
    let hidden = table.rows.iter().find(|row| row[0] == "Zakopane").unwrap();
    assert_eq!(hidden.len(), table.header.len());
}

#[test]
fn hidden_groups_show_no_figure() {
    let report = report();
    let chart = english(&report, ChartKind::Breakdown, 320).unwrap();
    let row = chart
        .table
        .rows
        .iter()
        .find(|row| row[0] == "Zakopane")
        .unwrap();
    assert_eq!(row[1..], ["hidden", "–", "–", "–", "–", "–"]);
    assert!(
        !marks(&chart.svg)
            .iter()
            .any(|mark| mark.label.contains("Zakopane"))
    );
    assert!(texts(&chart.svg).join(" ").contains("Zakopane and Ełk"));

    let chart = english(&report, ChartKind::Trend, 640).unwrap();
    assert!(
        !marks(&chart.svg)
            .iter()
            .any(|mark| mark.label.contains("July 2025"))
    );
    assert!(texts(&chart.svg).contains(&"Hidden (too few answers): Jul 2025".to_string()));

    let chart = english(&report, ChartKind::Categories, 640).unwrap();
    assert!(
        !marks(&chart.svg)
            .iter()
            .any(|mark| mark.label.contains("Accessibility"))
    );
}

#[test]
fn requests_that_do_not_fit_are_errors() {
    let report = report();
    let with = |kind, column, by| {
        let request = ChartRequest {
            column,
            by,
            ..request(kind, 640, Theme::Light, Lang::En)
        };
        draw(&report, &request).unwrap_err()
    };
    let kind = ChartKind::Trend;
    assert_eq!(with(kind, None, None), ChartError::MissingColumn { kind });
    assert_eq!(
        with(kind, Some(99), None),
        ChartError::UnknownColumn { column: 99 }
    );
    let kind = ChartKind::Breakdown;
    assert_eq!(with(kind, Some(NPS), None), ChartError::MissingSegment {});
    let unknown = ChartError::UnknownBreakdown { column: NPS, by: 1 };
    assert_eq!(with(kind, Some(NPS), Some(1)), unknown);
    let json = serde_json::to_value(unknown).unwrap();
    let expected =
        serde_json::json!({"code": "unknown_breakdown", "params": {"column": 3, "by": 1}});
    assert_eq!(json, expected);
    let json = serde_json::to_value(ChartError::MissingSegment {}).unwrap();
    assert_eq!(
        json,
        serde_json::json!({"code": "missing_segment", "params": {}})
    );
}

#[test]
fn nothing_to_draw_is_an_error() {
    let mut empty = report();
    for score in &mut empty.scores {
        score.distribution.clear();
    }
    empty.trend.clear();
    empty.breakdowns[0].groups.clear();
    empty.text.sentiment = Default::default();
    empty.categories.clear();
    for (_, kind) in KINDS {
        let error = english(&empty, kind, 640).unwrap_err();
        assert_eq!(error, ChartError::NoData { kind });
    }
}

#[test]
fn everything_hidden_is_an_error_of_its_own() {
    let mut hidden = report();
    for score in &mut hidden.scores {
        score.hidden = true;
        score.value = None;
        score.interval = None;
    }
    for point in &mut hidden.trend {
        (point.hidden, point.value) = (true, None);
    }
    hidden.breakdowns[0].groups = vec![hidden_group("A")];
    hidden.text.hidden = true;
    for category in &mut hidden.categories {
        category.hidden = true;
    }
    for (_, kind) in KINDS {
        let error = english(&hidden, kind, 640).unwrap_err();
        assert_eq!(error, ChartError::Hidden { kind });
        assert_eq!(error.code(), "hidden");
    }
}

#[test]
fn a_figure_without_value_or_interval_is_still_drawn() {
    let mut report = report();
    for score in &mut report.scores {
        (score.value, score.interval) = (None, None);
    }
    for point in &mut report.trend {
        (point.interval, point.limits) = (None, None);
    }
    for group in &mut report.breakdowns[0].groups {
        group.interval = None;
    }
    for category in &mut report.categories {
        category.share = None;
    }
    report.text.net_sentiment = None;
    for (name, kind) in KINDS {
        let chart = english(&report, kind, 320).unwrap();
        assert!(!chart.svg.contains("NaN"), "{name}");
    }
}

#[test]
fn figures_that_are_not_numbers_do_not_break_the_drawing() {
    let mut report = report();
    for point in &mut report.trend {
        point.interval = Some([f64::NAN, f64::INFINITY]);
        point.limits = Some([f64::NEG_INFINITY, f64::NAN]);
    }
    for group in &mut report.breakdowns[0].groups {
        group.interval = Some([f64::NEG_INFINITY, f64::NAN]);
    }
    for kind in [ChartKind::Trend, ChartKind::Breakdown] {
        let svg = english(&report, kind, 320).unwrap().svg;
        assert!(!svg.contains("NaN") && !svg.contains("inf\""));
    }
}

#[test]
fn hostile_names_stay_text() {
    let names = [
        "<script>alert(1)</script>".to_string(),
        "\" onload=\"alert(1)".to_string(),
        "' onload='alert(1)".to_string(),
        "]]><!--&amp;".to_string(),
        "a\u{0}b\u{8}c\u{1b}[31m\u{7f}\u{85}".to_string(),
        "\u{202e}evil\u{2066}\u{feff}\u{ffff}".to_string(),
        "שלום עולם مرحبا".to_string(),
        "👩‍👩‍👧‍👦🏳️‍🌈 日本語".to_string(),
        "Ż".repeat(500),
        " \n\t ".to_string(),
        String::new(),
    ];
    for name in &names {
        let mut report = report();
        for column in &mut report.reading.columns {
            column.name = name.clone();
        }
        report.breakdowns[0].groups[1].key = name.clone();
        report.breakdowns[0].groups.push(hidden_group(name));
        report.categories[0].label.insert("en".into(), name.clone());
        report.categories[0].id = name.clone();
        report.trend[0].period = name.clone();
        for (_, kind) in KINDS {
            for width in [320, 1280] {
                let chart = english(&report, kind, width).unwrap();
                assert_is_plain_svg(&chart.svg);
                let kept = |mark: &Mark| match &mark.condition {
                    Condition::Segment { keys, .. } | Condition::Category { keys, .. } => {
                        keys.contains(name)
                    }
                    _ => true,
                };
                assert!(
                    marks(&chart.svg).iter().any(kept),
                    "the key must survive exactly"
                );
            }
        }
    }
}

/// Only the elements that charts are made of, properly nested, and only characters of XML 1.0.
fn assert_is_plain_svg(svg: &str) {
    const ELEMENTS: [&str; 11] = [
        "svg", "title", "desc", "g", "rect", "circle", "line", "polyline", "polygon", "text",
        "path",
    ];
    for character in svg.chars() {
        let allowed = character == '\n' || !character.is_control();
        assert!(allowed && !matches!(character, '\u{fffe}' | '\u{ffff}' | '\u{202e}'));
    }
    let mut open = Vec::new();
    let mut rest = svg;
    while let Some(start) = rest.find('<') {
        assert!(!rest[..start].contains('>'), "{}", &rest[..start]);
        let end = start + tag_end(&rest[start..]);
        let tag = &rest[start + 1..end];
        rest = &rest[end + 1..];
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name));
            continue;
        }
        let name = tag.split([' ', '/']).next().unwrap();
        assert!(ELEMENTS.contains(&name), "<{tag}>");
        assert!(!unquoted(tag).contains(" on"), "<{tag}>");
        if !tag.ends_with('/') {
            open.push(name);
        }
    }
    assert!(open.is_empty(), "{open:?}");
}

/// Position of the `>` that ends the tag at the start of `text`.
fn tag_end(text: &str) -> usize {
    let mut quote = None;
    for (position, character) in text.char_indices() {
        match (quote, character) {
            (None, '"' | '\'') => quote = Some(character),
            (Some(open), character) if open == character => quote = None,
            (None, '>') => return position,
            _ => {}
        }
    }
    panic!("unclosed tag: {text}");
}

/// A tag without the values of its attributes.
fn unquoted(tag: &str) -> String {
    let mut quote = None;
    let mut kept = String::new();
    for character in tag.chars() {
        match (quote, character) {
            (None, '"' | '\'') => quote = Some(character),
            (Some(open), character) if open == character => quote = None,
            (None, character) => kept.push(character),
            _ => {}
        }
    }
    kept
}

#[test]
fn long_labels_are_cut_and_said_in_full() {
    let report = report();
    let long = "Warszawa Śródmieście – Galeria nad Wisłą, poziom −1";
    let svg = english(&report, ChartKind::Breakdown, 320).unwrap().svg;
    assert!(!texts(&svg).contains(&long.to_string()));
    assert!(texts(&svg).iter().any(|text| text.ends_with('…')));
    assert!(svg.contains(&format!("<title>{long}")));
}

#[test]
fn widths_are_limited() {
    let report = report();
    for (asked, given) in [(0, "320"), (100, "320"), (640, "640"), (u32::MAX, "1600")] {
        let svg = english(&report, ChartKind::Trend, asked).unwrap().svg;
        assert_eq!(attribute(&svg, "width", '"'), given);
    }
}

#[test]
fn requests_have_defaults() {
    let request: ChartRequest =
        serde_json::from_str(r#"{"kind":"sentiment","lang":"pl"}"#).unwrap();
    assert_eq!(
        (request.width, request.theme, request.column),
        (640, Theme::Light, None)
    );
    let dark = r#"{"kind":"trend","column":3,"by":null,"width":320,"theme":"dark","lang":"en"}"#;
    let request: ChartRequest = serde_json::from_str(dark).unwrap();
    assert_eq!((request.theme, request.lang), (Theme::Dark, Lang::En));
}
