//! x
mod common;
use vocal_charts::messages::Lang;
use vocal_charts::{ChartKind, ChartRequest, Theme, draw};
#[test]
fn gallery() {
    let report = common::report();
    for theme in [Theme::Light, Theme::Dark] {
        for lang in [Lang::Pl, Lang::En] {
            for width in [320, 640, 1280] {
                let (bg, fg) = if theme == Theme::Light {
                    ("#ffffff", "#111")
                } else {
                    ("#171b21", "#eee")
                };
                let mut html = format!(
                    "<meta charset=utf-8><body style='margin:16px;background:{bg};color:{fg};font:14px system-ui;width:{width}px'>"
                );
                let mut requests: Vec<ChartRequest> = common::KINDS
                    .iter()
                    .map(|(_, k)| common::request(*k, width, theme, lang))
                    .collect();
                for c in [common::CSAT, common::CES] {
                    requests.insert(
                        1,
                        ChartRequest {
                            kind: ChartKind::Distribution,
                            column: Some(c),
                            by: None,
                            width,
                            theme,
                            lang,
                        },
                    );
                }
                for request in requests {
                    let chart = draw(&report, &request).unwrap();
                    html += &format!(
                        "<h3 style='margin:24px 0 4px'>{}</h3><p style='margin:0 0 12px'>{}</p>{}",
                        chart.title, chart.description, chart.svg
                    );
                    if width == 640 {
                        html += &format!(
                            "<table style='font-size:12px'><tr><th>{}</tr>{}</table>",
                            chart.table.header.join("<th>"),
                            chart
                                .table
                                .rows
                                .iter()
                                .map(|r| format!("<tr><td>{}</tr>", r.join("<td>")))
                                .collect::<String>()
                        );
                    }
                }
                std::fs::write(
                    format!(
                        "/tmp/chartwork/g-{}-{}-{}.html",
                        width,
                        if theme == Theme::Light {
                            "light"
                        } else {
                            "dark"
                        },
                        lang.code()
                    ),
                    html,
                )
                .unwrap();
            }
        }
    }
}
