/** What stands out in a report: differences that chance hardly explains, the strongest first. */

import type { Words } from "./messages.js";
import { capitalised, categoryName, metricName, nameOf, NOISE, shortened } from "./names.js";
import type { State } from "./store.js";
import type { Condition, Report, ScoreFigure } from "./types.js";

/** One sentence, and the rows that it is about. */
export interface Finding {
  /** Names the finding in tests and keys of lists. */
  id: string;
  text: string;
  good: boolean;
  condition: Condition;
}

/** Findings of each kind. */
const GROUPS = 4;
const MONTHS = 2;
const CATEGORIES = 2;

/** The findings on the main score and on the categories. */
export function findingsOf(state: State, words: Words, report: Report, score: ScoreFigure): Finding[] {
  return [
    ...groups(state, words, report, score),
    ...months(words, report, score),
    ...categories(state, words, report),
  ];
}

function groups(state: State, words: Words, report: Report, score: ScoreFigure): Finding[] {
  const { value: overall, metric, low_is_good: lowIsGood } = score;
  if (overall === null) return [];
  const found = report.breakdowns
    .filter((one) => one.column === score.column)
    .flatMap(({ by, groups: all }) =>
      all.flatMap(({ key, n, value, interval, p_adjusted: p }) =>
        value === null || interval === null || p === null || p >= NOISE
          ? []
          : [{ by, key, n: n ?? 0, value, interval, p }],
      ),
    )
    .sort((a, b) => a.p - b.p || Math.abs(b.value - overall) - Math.abs(a.value - overall));
  return found.slice(0, GROUPS).map(({ by, key, n, value, interval }) => {
    const higher = value > overall;
    return {
      id: `group-${by}-${key}`,
      good: higher !== lowIsGood,
      condition: { kind: "segment", column: by, keys: [key] },
      text: words.t(higher ? "page.finding.group_higher" : "page.finding.group_lower", {
        metric: metricName(words, metric),
        segment: shortened(nameOf(state, words, by), 40),
        key: words.quoted(key || words.t("page.blank_value")),
        value: words.figure(metric, value),
        interval: words.interval(metric, interval),
        overall: words.figure(metric, overall),
        n,
      }),
    };
  });
}

function months(words: Words, report: Report, score: ScoreFigure): Finding[] {
  if (report.trend.some((point) => !/^\d{4}-\d{2}$/.test(point.period))) return [];
  const outside = report.trend.filter(
    (point) => point.column === score.column && point.flag !== null && point.value !== null,
  );
  return outside.slice(-MONTHS).map((point) => ({
    id: `month-${point.period}`,
    good: (point.flag === "above") !== score.low_is_good,
    condition: { kind: "period", keys: [point.period] },
    text: words.t(`page.finding.month_${point.flag}`, {
      month: capitalised(words.month(point.period), words.lang),
      metric: metricName(words, score.metric),
      value: words.figure(score.metric, point.value as number),
      n: point.n ?? 0,
    }),
  }));
}

function categories(state: State, words: Words, report: Report): Finding[] {
  const pulling = report.categories.flatMap(({ id, parent, n, impact, impact_interval: interval }) =>
    parent === null && impact !== null && interval && interval[1] < 0
      ? [{ id, n: n ?? 0, impact, interval }]
      : [],
  );
  return pulling
    .sort((a, b) => a.impact - b.impact)
    .slice(0, CATEGORIES)
    .map(({ id, n, impact, interval: [from, to] }) => ({
      id: `category-${id}`,
      good: false,
      condition: { kind: "category", keys: [id], sentiments: [] },
      text: words.t("page.finding.category", {
        category: categoryName(state, words, id),
        impact: words.signed(impact, 1),
        interval: words.t("page.interval", { from: words.signed(from, 1), to: words.signed(to, 1) }),
        n,
      }),
    }));
}
