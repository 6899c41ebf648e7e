//! Colours for the light and the dark theme, told apart with any kind of colour vision.
//!
//! Blue against orange is the pair that survives every common colour deficiency (after Okabe and
//! Ito, "Color Universal Design", 2008); lightness is adjusted per theme to keep the contrast of
//! WCAG 2.2: at least 3:1 for marks and 4.5:1 for text. Colour is never the only sign.

use serde::{Deserialize, Serialize};

/// Red, green and blue, 0 to 255 each, in sRGB.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Color(pub u8, pub u8, pub u8);

/// Whether the chart will stand on a light or on a dark background.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Theme {
    /// Dark marks for a background between white and #F1F3F5.
    #[default]
    Light,
    /// Light marks for a background between #0F1217 and #22272E.
    Dark,
}

/// The colours of one theme.
#[derive(Debug, Clone, Copy)]
pub struct Palette {
    /// Names and figures.
    pub text: Color,
    /// Notes, axis numbers, units.
    pub muted: Color,
    /// Axes, reference lines, control limits.
    pub axis: Color,
    /// Grid lines; decoration only.
    pub grid: Color,
    /// The main series.
    pub accent: Color,
    /// A mark that stands out from the series.
    pub alert: Color,
    /// Promoters, praise.
    pub positive: Color,
    /// Passives, neither praise nor complaint.
    pub neutral: Color,
    /// Detractors, complaint.
    pub negative: Color,
    /// Praise and complaint in one comment.
    pub mixed: Color,
    /// Text on any of the fills above.
    pub on_fill: Color,
    /// Weakest and strongest step of the single-hue ramp.
    pub ramp: [Color; 2],
}

const LIGHT: Palette = Palette {
    text: Color(0x1c, 0x23, 0x2b),
    muted: Color(0x55, 0x5f, 0x6b),
    axis: Color(0x7a, 0x84, 0x90),
    grid: Color(0xe2, 0xe6, 0xea),
    accent: Color(0x00, 0x62, 0xa3),
    alert: Color(0xb8, 0x4a, 0x00),
    positive: Color(0x00, 0x6d, 0xb0),
    neutral: Color(0x6d, 0x76, 0x80),
    negative: Color(0xbf, 0x4e, 0x00),
    mixed: Color(0x8f, 0x4a, 0x7c),
    on_fill: Color(0xff, 0xff, 0xff),
    ramp: [Color(0x4c, 0x8d, 0xc2), Color(0x0a, 0x3f, 0x6e)],
};

const DARK: Palette = Palette {
    text: Color(0xe9, 0xec, 0xf0),
    muted: Color(0xab, 0xb4, 0xbf),
    axis: Color(0x82, 0x8d, 0x99),
    grid: Color(0x34, 0x3b, 0x44),
    accent: Color(0x5c, 0xb3, 0xec),
    alert: Color(0xf5, 0x91, 0x4c),
    positive: Color(0x5c, 0xb3, 0xec),
    neutral: Color(0x98, 0xa2, 0xae),
    negative: Color(0xf0, 0x87, 0x40),
    mixed: Color(0xd4, 0x93, 0xbd),
    on_fill: Color(0x10, 0x14, 0x19),
    ramp: [Color(0x4a, 0x89, 0xba), Color(0xb5, 0xdc, 0xf7)],
};

impl Palette {
    /// Colours of `theme`.
    pub fn of(theme: Theme) -> &'static Palette {
        match theme {
            Theme::Light => &LIGHT,
            Theme::Dark => &DARK,
        }
    }

    /// Step `index` of a ramp of `steps` colours, weakest first.
    pub fn ramp_step(&self, index: usize, steps: usize) -> Color {
        let [weak, strong] = self.ramp;
        let last = steps.saturating_sub(1).max(1) as i64;
        let position = (index as i64).min(last);
        let mix = |from: u8, to: u8| {
            let value = i64::from(from) + (i64::from(to) - i64::from(from)) * position / last;
            u8::try_from(value).unwrap_or(from)
        };
        Color(
            mix(weak.0, strong.0),
            mix(weak.1, strong.1),
            mix(weak.2, strong.2),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Relative luminance and contrast ratio by WCAG 2.2.
    fn contrast(a: Color, b: Color) -> f64 {
        let luminance = |color: Color| {
            let linear = |value: u8| {
                let value = f64::from(value) / 255.0;
                if value <= 0.04045 {
                    value / 12.92
                } else {
                    ((value + 0.055) / 1.055).powf(2.4)
                }
            };
            0.2126 * linear(color.0) + 0.7152 * linear(color.1) + 0.0722 * linear(color.2)
        };
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    const LIGHT_GROUNDS: [Color; 2] = [Color(0xff, 0xff, 0xff), Color(0xf1, 0xf3, 0xf5)];
    const DARK_GROUNDS: [Color; 2] = [Color(0x0f, 0x12, 0x17), Color(0x22, 0x27, 0x2e)];

    fn themes() -> [(&'static Palette, [Color; 2]); 2] {
        [(&LIGHT, LIGHT_GROUNDS), (&DARK, DARK_GROUNDS)]
    }

    #[test]
    fn contrast_follows_wcag() {
        let ratio = contrast(Color(0, 0, 0), Color(255, 255, 255));
        assert!((ratio - 21.0).abs() < 1e-9);
        let grey = contrast(Color(0x77, 0x77, 0x77), Color(255, 255, 255));
        assert!((grey - 4.478).abs() < 0.01, "{grey}");
    }

    #[test]
    fn text_is_readable_on_every_background() {
        for (palette, grounds) in themes() {
            for ground in grounds {
                for color in [palette.text, palette.muted, palette.alert] {
                    assert!(contrast(color, ground) >= 4.5, "{color:?} on {ground:?}");
                }
            }
        }
    }

    #[test]
    fn marks_stand_out_from_every_background() {
        for (palette, grounds) in themes() {
            for ground in grounds {
                for color in [
                    palette.axis,
                    palette.accent,
                    palette.alert,
                    palette.positive,
                    palette.neutral,
                    palette.negative,
                    palette.mixed,
                ] {
                    assert!(contrast(color, ground) >= 3.0, "{color:?} on {ground:?}");
                }
                for step in 0..7 {
                    let color = palette.ramp_step(step, 7);
                    assert!(contrast(color, ground) >= 3.0, "step {step} on {ground:?}");
                }
            }
        }
    }

    #[test]
    fn numbers_are_readable_on_the_fills() {
        for (palette, _) in themes() {
            for color in [
                palette.positive,
                palette.neutral,
                palette.negative,
                palette.mixed,
            ] {
                assert!(contrast(color, palette.on_fill) >= 4.5, "{color:?}");
            }
        }
    }

    #[test]
    fn ramp_ends_at_its_colours() {
        assert_eq!(LIGHT.ramp_step(0, 5), LIGHT.ramp[0]);
        assert_eq!(LIGHT.ramp_step(4, 5), LIGHT.ramp[1]);
        assert_eq!(LIGHT.ramp_step(0, 1), LIGHT.ramp[0]);
        assert_eq!(LIGHT.ramp_step(9, 0), LIGHT.ramp[1]);
    }
}
