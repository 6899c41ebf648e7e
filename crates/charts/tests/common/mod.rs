//! A small invented report with every kind of figure, and charts made from it.

// Every test file uses another part of this module.
#![allow(dead_code)]

use std::collections::BTreeMap;
use vocal_charts::messages::Lang;
use vocal_charts::{ChartKind, ChartRequest, Theme};
use vocal_core::report::{
    Breakdown, CategoryFigure, ColumnReading, FileInfo, Group, Metric, REPORT_VERSION, Reading,
    Report, Role, ScoreFigure, SentimentCounts, TextFigure, TrendPoint,
};

/// Column of the NPS question.
pub const NPS: u32 = 3;
/// Column of a satisfaction rating from 1 to 5.
pub const CSAT: u32 = 4;
/// Column of an effort rating from 1 to 5, low is good.
pub const CES: u32 = 5;
/// Column of the segment.
pub const CITY: u32 = 7;

/// Every kind of chart with the columns that it needs.
pub const KINDS: [(&str, ChartKind); 5] = [
    ("distribution", ChartKind::Distribution),
    ("trend", ChartKind::Trend),
    ("breakdown", ChartKind::Breakdown),
    ("sentiment", ChartKind::Sentiment),
    ("categories", ChartKind::Categories),
];

/// A request for a chart of the NPS question.
pub fn request(kind: ChartKind, width: u32, theme: Theme, lang: Lang) -> ChartRequest {
    let column = match kind {
        ChartKind::Sentiment | ChartKind::Categories => None,
        _ => Some(NPS),
    };
    let by = (kind == ChartKind::Breakdown).then_some(CITY);
    ChartRequest {
        kind,
        column,
        by,
        width,
        theme,
        lang,
    }
}

/// A report of 1,200 answers with hidden groups, flagged months and long Polish names.
pub fn report() -> Report {
    let names = [
        (
            NPS,
            "Jak bardzo prawdopodobne jest, że polecisz nas znajomym?",
            Role::Score,
        ),
        (CSAT, "Jak oceniasz obsługę?", Role::Score),
        (
            CES,
            "Ile wysiłku kosztowało Cię załatwienie sprawy?",
            Role::Score,
        ),
        (CITY, "Oddział", Role::Segment),
    ];
    Report {
        version: REPORT_VERSION,
        file: FileInfo {
            name: "ankieta.csv".into(),
            sha256: String::new(),
            rows: 1234,
        },
        reading: reading(
            names
                .map(|(index, name, role)| column(index, name, role))
                .to_vec(),
        ),
        rows: Some(1234),
        scores: vec![nps(), csat(), ces()],
        trend: trend(),
        breakdowns: vec![Breakdown {
            column: NPS,
            by: CITY,
            groups: groups(),
            ..Breakdown::default()
        }],
        text: TextFigure {
            n: Some(800),
            languages: BTreeMap::from([("pl", 700), ("en", 100)]),
            sentiment: SentimentCounts {
                positive: 330,
                neutral: 190,
                negative: 250,
                mixed: 30,
            },
            net_sentiment: Some(12.4),
            net_sentiment_interval: Some([5.1, 19.6]),
            net_sentiment_n: 640,
            hidden: false,
        },
        categories: categories(),
        ..Report::default()
    }
}

fn reading(columns: Vec<ColumnReading>) -> Reading {
    Reading {
        format: "csv".into(),
        encoding: "utf-8".into(),
        delimiter: Some(";".into()),
        quote: None,
        header_rows: 1,
        rows: 1234,
        sheet: None,
        sheets: Vec::new(),
        inside: None,
        files: Vec::new(),
        source: None,
        columns,
        warnings: vec![],
    }
}

fn column(index: u32, name: &str, role: Role) -> ColumnReading {
    ColumnReading {
        index,
        name: name.into(),
        role,
        metric: None,
        scale: None,
        low_is_good: false,
        pii: None,
        primary: false,
        date_order: None,
        confidence: 1.0,
        answered: 1200,
        distinct: 11,
        decided: false,
        choice_of: None,
    }
}

fn score(column: u32, metric: Metric, scale: [i32; 2], counts: &[u32]) -> ScoreFigure {
    ScoreFigure {
        column,
        metric: Some(metric),
        variant: "test",
        scale,
        low_is_good: false,
        n: Some(counts.iter().sum()),
        excluded: Some(34),
        value: None,
        interval: None,
        promoters: None,
        passives: None,
        detractors: None,
        box_share: None,
        box_interval: None,
        mean: None,
        mean_interval: None,
        distribution: (scale[0]..).zip(counts.iter().copied()).collect(),
        ..ScoreFigure::default()
    }
}

fn nps() -> ScoreFigure {
    ScoreFigure {
        value: Some(31.2),
        interval: Some([26.9, 35.4]),
        promoters: Some(600),
        passives: Some(375),
        detractors: Some(225),
        ..score(
            NPS,
            Metric::Nps,
            [0, 10],
            &[31, 4, 8, 12, 17, 98, 55, 140, 235, 260, 340],
        )
    }
}

fn csat() -> ScoreFigure {
    ScoreFigure {
        value: Some(74.3),
        interval: Some([71.7, 76.7]),
        mean: Some(4.02),
        mean_interval: Some([3.96, 4.08]),
        ..score(CSAT, Metric::Csat, [1, 5], &[48, 72, 190, 410, 480])
    }
}

fn ces() -> ScoreFigure {
    ScoreFigure {
        value: Some(2.13),
        interval: Some([2.06, 2.2]),
        low_is_good: true,
        ..score(CES, Metric::Ces, [1, 5], &[390, 420, 190, 120, 30])
    }
}

fn trend() -> Vec<TrendPoint> {
    let months = [
        ("2025-01", 28.0, 9.0, 90),
        ("2025-02", 30.5, 8.5, 96),
        ("2025-03", 34.0, 8.0, 104),
        ("2025-04", 29.0, 9.0, 88),
        ("2025-05", 6.0, 12.0, 70),
        ("2025-06", 24.0, 10.0, 81),
        ("2025-07", 0.0, 0.0, 0),
        ("2025-08", 33.0, 9.0, 92),
        ("2025-09", 36.0, 8.0, 110),
        ("2025-10", 41.0, 7.5, 121),
        ("2025-11", 38.0, 7.5, 118),
        ("2025-12", 55.0, 6.5, 140),
        ("2026-01", 42.0, 8.0, 112),
    ];
    months
        .into_iter()
        .map(|(period, value, margin, n)| month(period, value, margin, n))
        .collect()
}

fn month(period: &str, value: f64, margin: f64, n: u32) -> TrendPoint {
    let limits = [31.2 - 1.6 * margin, 31.2 + 1.6 * margin];
    let flag = match value {
        value if value < limits[0] => Some("below"),
        value if value > limits[1] => Some("above"),
        _ => None,
    };
    let hidden = n == 0;
    TrendPoint {
        column: NPS,
        period: period.into(),
        n: (!hidden).then_some(n),
        value: (!hidden).then_some(value),
        interval: (!hidden).then_some([value - margin, value + margin]),
        limits: (!hidden).then_some(limits),
        flag: flag.filter(|_| !hidden),
        tail: None,
        hidden,
    }
}

fn groups() -> Vec<Group> {
    vec![
        group(
            "Warszawa Śródmieście – Galeria nad Wisłą, poziom −1",
            310,
            40.1,
            7.0,
            0.012,
        ),
        group("Kraków", 240, 33.2, 8.4, 0.61),
        group("Sklep internetowy", 220, 18.4, 9.2, 0.0004),
        group("Łódź", 160, 30.0, 10.5, 0.8),
        group("Bielsko-Biała", 120, 36.5, 11.9, 0.44),
        group("Gdańsk", 90, 25.1, 14.2, 0.37),
        hidden_group("Zakopane"),
        hidden_group("Ełk"),
    ]
}

/// A group with a value.
pub fn group(key: &str, n: u32, value: f64, margin: f64, p: f64) -> Group {
    Group {
        key: key.into(),
        n: Some(n),
        value: Some(value),
        interval: Some([value - margin, value + margin]),
        p_adjusted: Some(p),
        ..Group::default()
    }
}

/// A group that is too small to be shown.
pub fn hidden_group(key: &str) -> Group {
    Group {
        key: key.into(),
        n: None,
        value: None,
        interval: None,
        hidden: true,
        ..Group::default()
    }
}

fn categories() -> Vec<CategoryFigure> {
    vec![
        category("delivery", "Dostawa", "Delivery", 182, [112, 20, 58]),
        category("staff", "Obsługa i personel", "Staff", 168, [24, 12, 138]),
        category("price", "Ceny i promocje", "Price", 120, [70, 22, 31]),
        category(
            "product_quality",
            "Jakość produktów",
            "Product quality",
            96,
            [34, 8, 57],
        ),
        category(
            "complaints_returns",
            "Reklamacje, zwroty i wymiana towaru",
            "Complaints and returns",
            61,
            [52, 6, 4],
        ),
        category(
            "website_app",
            "Strona i aplikacja",
            "Website and app",
            40,
            [19, 9, 12],
        ),
        category("payment", "Płatności", "Payment", 9, [5, 1, 3]),
        CategoryFigure {
            n: None,
            share: None,
            positive: None,
            neutral: None,
            negative: None,
            hidden: true,
            ..category("accessibility", "Dostępność", "Accessibility", 0, [0, 0, 0])
        },
    ]
}

/// A category with negative, neutral and positive mentions.
pub fn category(id: &str, pl: &str, en: &str, n: u32, counts: [u32; 3]) -> CategoryFigure {
    let share = f64::from(n) / 800.0;
    CategoryFigure {
        id: id.into(),
        parent: None,
        label: BTreeMap::from([("pl".into(), pl.into()), ("en".into(), en.into())]),
        n: Some(n),
        share: Some([share, (share - 0.025).max(0.0), share + 0.025]),
        positive: Some(counts[2]),
        neutral: Some(counts[1]),
        negative: Some(counts[0]),
        ..CategoryFigure::default()
    }
}
