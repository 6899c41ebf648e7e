//! One committed picture per kind, width and theme.
//!
//! `UPDATE_SNAPSHOTS=1 cargo test -p vocal-charts` writes them anew; look at the pictures before
//! committing them.

mod common;

use common::{KINDS, report, request};
use std::path::PathBuf;
use vocal_charts::messages::Lang;
use vocal_charts::{Theme, draw};

#[test]
fn charts_look_as_committed() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots");
    let update = std::env::var_os("UPDATE_SNAPSHOTS").is_some();
    let report = report();
    let mut changed = Vec::new();
    for (name, kind) in KINDS {
        // Polish at the narrow width and English at the wide one: the longest texts where there
        // is the least room, and every text is in some picture.
        for (width, lang) in [(320, Lang::Pl), (1280, Lang::En)] {
            for (theme, theme_name) in [(Theme::Light, "light"), (Theme::Dark, "dark")] {
                let chart = draw(&report, &request(kind, width, theme, lang)).unwrap();
                let path = folder.join(format!("{name}-{width}-{theme_name}.svg"));
                if update {
                    std::fs::write(&path, &chart.svg).unwrap();
                    continue;
                }
                // A checkout may have changed the line ends.
                let expected = std::fs::read_to_string(&path)
                    .unwrap_or_default()
                    .replace('\r', "");
                if expected != chart.svg {
                    changed.push(path);
                }
            }
        }
    }
    assert!(
        changed.is_empty(),
        "changed, look at them and set UPDATE_SNAPSHOTS=1: {changed:#?}"
    );
}
