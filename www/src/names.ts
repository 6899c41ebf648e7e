/** Columns, categories, conditions, warnings and errors in words. */

import { periodKind, type Words } from "./messages.js";
import type { State } from "./store.js";
import type {
  ColumnReading,
  Condition,
  Finding,
  HealthFinding,
  Lang,
  Metric,
  Params,
  Problem,
  ScoreFigure,
  Sentiment,
  Warning,
} from "./types.js";

/** Longest question that is shown in full inside a sentence. */
const SHORT = 60;

/** Lowest p that counts as chance, after the adjustment for many comparisons. */
export const NOISE = 0.05;

/** A text cut at a word boundary. */
export function shortened(text: string, length = SHORT): string {
  if (text.length <= length) return text;
  const cut = text.slice(0, length);
  const space = cut.lastIndexOf(" ");
  return `${cut.slice(0, space > length / 2 ? space : length).replace(/[\s.,:;–-]+$/, "")}…`;
}

/** Numbers that a group's name begins with, or has behind one word ("below 18"). */
const BANDED = /^\D{0,12}\d/;
const BAND = /\d\s*[-–]\s*\d/;

/**
 * Bands such as "18–24" in the order of their numbers, and numbers; other groups as they come, the
 * largest first. A key of null stands for the rest, which comes last.
 */
export function inTurn<T>(items: readonly T[], keyOf: (item: T) => string | null): T[] {
  const keys = items.map(keyOf).filter((key) => key !== null && key !== "") as string[];
  const bands = keys.some((key) => BAND.test(key)) && keys.every((key) => BANDED.test(key));
  if (!bands && !keys.every((key) => /^\D?\d/.test(key))) return [...items];
  const rank = (item: T): number => {
    const key = keyOf(item);
    if (!key) return Infinity;
    const number = Number(/\d+/.exec(key)?.[0]);
    // "Below 18" comes before "18–24".
    return /^\d/.test(key) ? number : number - 0.5;
  };
  return [...items].sort((a, b) => rank(a) - rank(b) || (keyOf(a) ?? "").localeCompare(keyOf(b) ?? "", "en", { numeric: true }));
}

/** Letters of a group's name that the head of a narrow column has room for. */
export const HEAD = 40;

export function columnOf(state: State, index: number): ColumnReading | undefined {
  return state.reading?.columns.find((column) => column.index === index);
}

/** Survey tools leave markup such as `<br>` in the wording of questions; it stands for a break. */
function withoutTags(text: string): string {
  return text.replace(/<\/?[a-z][^<>]*>/gi, " ").replace(/\s+/g, " ").trim();
}

/** Keeps a scale such as "0–10" on one line. */
export function unbroken(text: string): string {
  return text.replace(/(\d[-–])(?=\d)/g, "$1\u2060");
}

/** Header of a column, or its number when the header cell is blank. */
export function columnName(words: Words, column: ColumnReading | undefined, index: number): string {
  return withoutTags(column?.name ?? "") || words.t("page.column_number", { number: index + 1 });
}

export function nameOf(state: State, words: Words, index: number): string {
  return columnName(words, columnOf(state, index), index);
}

/** The part of a cut name that makes another one look the same; what comes before it may be a number. */
const ALIKE: readonly [from: number, to: number] = [0.3, 0.8];
/** Part of a cut name that is kept of its end, where other names begin alike. */
const END = 0.65;

/** A column's name, cut to fit a line. The questions of one battery begin alike: of those the end stays. */
export function shortNameOf(state: State, words: Words, index: number, length = SHORT): string {
  const name = nameOf(state, words, index);
  if (name.length <= length) return name;
  const [from, to] = ALIKE;
  const stem = name.slice(Math.round(from * length), Math.round(to * length));
  const columns = state.reading?.columns ?? [];
  const others = columns.filter((one) => one.index !== index && one.name.includes(stem));
  if (others.length === 0) return shortened(name, length);
  const end = name.slice(-Math.round(END * length));
  const tail = end.slice(end.indexOf(" ") + 1);
  const head = shortened(name, length - end.length);
  // Batteries that are asked about several things repeat both ends: of those the part between stays that differs.
  const twins = others
    .map((one) => withoutTags(one.name))
    .filter((other) => other !== name && other.startsWith(head.slice(0, -1)) && other.endsWith(tail));
  if (twins.length === 0) return `${head} ${tail}`;
  const apart = Math.min(...twins.map((other) => [...other].findIndex((_, at) => !name.startsWith(other.slice(0, at + 1)))));
  const between = name.slice(name.lastIndexOf(" ", apart) + 1);
  const part = Math.round(length / 3);
  const close = tail.slice(tail.indexOf(" ", tail.length - part) + 1);
  return `${shortened(name, part)} ${shortened(between, part)} ${close}`;
}

/**
 * Columns that answers are grouped by; multiple-choice questions, whose groups overlap, when asked. A column in
 * which everybody says the same makes no groups, unless the user wants it.
 */
export function segmentsOf({ reading }: State, questions: boolean): number[] {
  const segments = (reading?.columns ?? []).filter(
    ({ role, choice_of, distinct, decided }) =>
      role === "segment" && (choice_of === undefined ? distinct > 1 || decided : questions),
  );
  return segments.map(({ index }) => index);
}

export function metricName(words: Words, metric: Metric | null | undefined): string {
  return words.t(`metric.${metric ?? "rating"}`);
}

/** Name of a score: its metric, with the question where the metric alone would be ambiguous. */
export function scoreName(
  state: State,
  words: Words,
  score: { column: number; metric: Metric | null },
  length = SHORT,
): string {
  const question = shortNameOf(state, words, score.column, length);
  if (!score.metric) return question;
  const name = metricName(words, score.metric);
  const alike = state.baseline?.scores.filter((other) => other.metric === score.metric) ?? [];
  return alike.length > 1 ? `${name}: ${question}` : name;
}

/** Answers from which on a score is worth beginning with. */
const ENOUGH = 30;

/**
 * The score that the charts show: the chosen one, else the first with enough answers, NPS before
 * other metrics and those before plain ratings. A filter never changes which one it is.
 */
export function chosenScore(state: State): ScoreFigure | undefined {
  const all = rankedScores(state.baseline?.scores ?? []);
  const first = all.find((score) => (score.n ?? 0) >= ENOUGH) ?? all[0];
  const column = state.scoreColumn ?? first?.column;
  const scores = state.report?.scores ?? [];
  return scores.find((score) => score.column === column) ?? scores[0];
}

/** Scores with a metric of their own first, in the order of the file otherwise. */
export function rankedScores(scores: readonly ScoreFigure[]): ScoreFigure[] {
  const rank = (score: ScoreFigure) => (score.metric === "nps" ? 0 : score.metric ? 1 : 2);
  return [...scores].sort((a, b) => rank(a) - rank(b) || a.column - b.column);
}

export function categoryName(state: State, words: Words, id: string): string {
  const known = state.codebook?.categories ?? state.baseline?.categories ?? [];
  const category = known.find((entry) => entry.id === id);
  return category ? words.category(category) : id;
}

export function sentimentName(words: Words, sentiment: Sentiment): string {
  return words.t(`page.sentiment.${sentiment}`);
}

/** The three groups of an NPS question. */
export const NPS_GROUPS = [
  { id: "promoters", from: 9, to: 10 },
  { id: "passives", from: 7, to: 8 },
  { id: "detractors", from: 0, to: 6 },
] as const;

type NpsGroup = (typeof NPS_GROUPS)[number];

/** "Promoters (9–10)". */
export function npsGroupName(words: Words, group: NpsGroup): string {
  return words.t(`page.nps.${group.id}`);
}

/** A range of answers in words. */
function rangeName(words: Words, metric: Metric | null, from: number, to: number): string {
  const group = NPS_GROUPS.find((one) => one.from === from && one.to === to);
  if (metric === "nps" && group) return npsGroupName(words, group);
  if (from === to) return words.number(from);
  return words.t("page.interval", { from, to });
}

function subject(words: Words, name: string, value: string): string {
  return words.t("page.condition", { name, value });
}

/** One condition of the filter in words. */
export function conditionName(state: State, words: Words, condition: Condition): string {
  switch (condition.kind) {
    case "segment": {
      const name = shortNameOf(state, words, condition.column);
      const keys = condition.keys.map((key) => key || words.t("page.blank_value"));
      return subject(words, name, words.either(keys));
    }
    case "score": {
      const column = columnOf(state, condition.column);
      const metric = column?.metric ?? null;
      const name = scoreName(state, words, { column: condition.column, metric });
      const [lowest, highest] = column?.scale ?? [];
      if (condition.from === lowest && condition.to === highest) {
        return subject(words, name, words.t("page.any_answer"));
      }
      return subject(words, name, rangeName(words, metric, condition.from, condition.to));
    }
    case "period":
      return subject(
        words,
        words.t(`page.period.${periodKind(condition.keys[0] ?? "")}`),
        words.either(condition.keys.map((key) => words.period(key))),
      );
    case "sentiment":
      return subject(
        words,
        words.t("page.sentiment"),
        words.either(condition.keys.map((key) => sentimentName(words, key))),
      );
    case "person":
      return subject(words, words.t("page.named_person"), words.t("page.named_person_value"));
    case "category": {
      const keys = words.either(condition.keys.map((key) => categoryName(state, words, key)));
      if (condition.sentiments.length === 0) return subject(words, words.t("page.category"), keys);
      const sentiments = condition.sentiments.map((key) => sentimentName(words, key));
      return subject(
        words,
        words.t("page.category"),
        words.t("page.category_with", { keys, sentiments: words.either(sentiments) }),
      );
    }
  }
}

/** A value of a message's parameter that itself needs words, such as a kind of file. */
function wordedParams(state: State, words: Words, params: Params): Params {
  const named = Object.entries(params).map(([name, value]) => {
    const key = `error.${name}.${String(value)}`;
    return [name, words.has(key) ? words.t(key) : value];
  });
  const worded: Params = Object.fromEntries(named);
  const columns = params["columns"];
  if (Array.isArray(columns)) {
    const names = columns.map((item) =>
      typeof item === "number" ? nameOf(state, words, item) : String(item),
    );
    worded["columns"] = words.list(names.map((name) => words.quoted(shortened(name, 40))));
  }
  worded["count"] ??= params["rows"] ?? columns;
  return worded;
}

/** A text that begins a sentence. */
export function capitalised(text: string, lang: Lang): string {
  return text.slice(0, 1).toLocaleUpperCase(lang) + text.slice(1);
}

/** Where a warning applies: column and line, in words; empty for the whole file. */
function place(state: State, words: Words, warning: Warning): string {
  const parts: string[] = [];
  if (warning.column !== null) {
    const name = words.quoted(shortNameOf(state, words, warning.column));
    parts.push(words.t("page.in_column", { name }));
  }
  if (warning.row !== null) parts.push(words.t("page.in_row", { row: warning.row }));
  return parts.join(", ");
}

/** A warning as a sentence with its place; empty when there is no sentence for its code. */
function warningText(state: State, words: Words, warning: Warning): string {
  const key = `warning.${warning.code}`;
  if (!words.has(key)) return "";
  const text = words.t(key, wordedParams(state, words, warning.params));
  const where = place(state, words, warning);
  return capitalised(where ? words.t("page.warning_at", { where, text }) : text, words.lang);
}

/** Notes that change nothing about what the figures mean; they need no place on the first screen. */
const QUIET: readonly string[] = [
  "appended_order",
  "blank_rows",
  "calendar_gap",
  "comment_rows",
  "duplicate_comments",
  "encoding_guessed",
  "few_answers",
  "footer_rows",
  "gibberish",
  "high_score_with_complaint",
  "low_comment_rate",
  "low_score_with_praise",
  "no_date",
  "nul_bytes",
  "one_character",
  "pasted_question",
  "profanity",
  "repeated_header",
  "saved_twice",
  "summary_row",
];

/** Warnings that a health check of another name explains. */
const CHECKED: Record<string, string> = { no_comment: "no_open_question" };

/** Together they leave nothing to show. */
const NOTHING: readonly string[] = ["no_score", "no_comment"];

/** A finding of the health checks with its sentence. */
export interface HealthNote {
  finding: HealthFinding;
  text: string;
}

/** What the health checks found in the whole file. */
export function healthNotes(state: State, words: Words): HealthNote[] {
  const sentences = state.baselineSentences?.[words.lang]?.health ?? [];
  const { health = [] } = state.baseline ?? {};
  return health.map((finding, at) => ({ finding, text: unbroken(sentences[at] ?? "") }));
}

/** What was noticed while the file was read, but for what a health check explains. */
export function warningTexts(state: State, words: Words, urgent = false): string[] {
  const { warnings = [], health = [] } = state.baseline ?? {};
  const nothing = NOTHING.every((code) => warnings.some((one) => one.code === code));
  const shown = warnings.filter(
    ({ code }) =>
      health.every((one) => one.code !== (CHECKED[code] ?? code)) &&
      !(urgent && QUIET.includes(code)) &&
      // A sentence of its own says that there is nothing to show.
      !(nothing && NOTHING.includes(code)),
  );
  const texts = shown.map((warning) => warningText(state, words, warning));
  return [...new Set(texts.filter((text) => text !== ""))];
}

/**
 * What cannot wait until the user looks at the data view, but for what is missing when everything
 * is: a sentence of its own says that.
 */
export function urgentTexts(state: State, words: Words): string[] {
  return [...warningTexts(state, words, true), ...urgentNotes(state, words).map(({ text }) => text)];
}

/** Findings of the health checks that cannot wait. */
function urgentNotes(state: State, words: Words): HealthNote[] {
  return healthNotes(state, words).filter(
    ({ finding }) => !finding.acknowledged && !QUIET.includes(finding.code),
  );
}

/** Warnings shown above the overview; all of them are in the data view. */
export const FIRST_WARNINGS = 3;

/** True when a health check says above the overview what a finding says. */
export function saidAbove(state: State, words: Words, { code, column }: Finding): boolean {
  const room = Math.max(0, FIRST_WARNINGS - warningTexts(state, words, true).length);
  const notes = urgentNotes(state, words).slice(0, room);
  return notes.some(({ finding }) => finding.code === code && finding.params["column"] === column);
}

/** What was found and expected, and what to do next. */
export function problemText(
  state: State,
  words: Words,
  problem: Problem,
): { text: string; next: string } {
  const known = words.has(`error.${problem.code}`);
  const code = known ? problem.code : "internal";
  const params = wordedParams(state, words, known ? problem.params : { step: problem.code });
  const text = words.t(`error.${code}`, params);
  const where = problem.row ? capitalised(words.t("page.in_row", { row: problem.row }), words.lang) : "";
  return {
    text: where ? words.t("page.warning_at", { where, text }) : text,
    next: words.t(`error.${code}.next`, params),
  };
}
