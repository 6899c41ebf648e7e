/**
 * Texts and numbers in the page's language.
 *
 * The sentences live in `crates/charts/messages/*.json`, shared with the charts and the
 * command line; the page carries them packed, as a data block. A message with a count has one key per plural category (`x.one`, `x.few`,
 * `x.many`, `x.other`), chosen by the value of `{count}`.
 */

import names from "languages";
import { blockJson } from "./blocks.js";
import type { Interval, Lang, Metric, Params, Period } from "./types.js";

/** Every language that has a message file, with its name in itself. */
export const LANGUAGES: readonly { lang: Lang; name: string }[] = Object.entries(names).map(
  ([lang, name]) => ({ lang, name }),
);

/** Texts of each language by key; empty until [`loadTexts`] is through. */
const catalogues = new Map<Lang, Record<string, string>>();

/** Reads the texts of all languages from the document. Nothing can be put into words before. */
export async function loadTexts(): Promise<void> {
  const block = await blockJson<{ keys: string[]; texts: Record<Lang, (string | 0)[]> }>("messages");
  for (const [lang, texts] of Object.entries(block.texts)) {
    const catalogue: Record<string, string> = {};
    for (const [at, key] of block.keys.entries()) {
      const text = texts[at];
      if (text) catalogue[key] = text;
    }
    catalogues.set(lang as Lang, catalogue);
  }
}

/** Formats are costly to make and cheap to use, so each is made once. */
function cached<F>(formats: Map<string, F>, options: object, make: () => F): F {
  const id = JSON.stringify(options);
  let format = formats.get(id);
  if (!format) {
    format = make();
    formats.set(id, format);
  }
  return format;
}

/** First day of an ISO 8601 week; the fourth of January lies in the first one of its year. */
function mondayOf(year: number, week: number): Date {
  const date = new Date(Date.UTC(year, 0, 4));
  const weekday = (date.getUTCDay() + 6) % 7;
  date.setUTCDate(date.getUTCDate() - weekday + 7 * (week - 1));
  return date;
}

/** The kind of period that a key of the report names. */
export function periodKind(key: string): Period {
  if (key.includes("W")) return "week";
  if (key.includes("Q")) return "quarter";
  return key.length > 7 ? "day" : "month";
}

/** Texts and number formats of one language. */
export class Words {
  private readonly catalogue: Record<string, string>;
  private readonly locale: string;
  private readonly plural: Intl.PluralRules;
  private readonly numbers = new Map<string, Intl.NumberFormat>();
  private readonly dates = new Map<string, Intl.DateTimeFormat>();
  private readonly lists = new Map<string, Intl.ListFormat>();
  /** Digits before the decimal sign from which on they are grouped. */
  private readonly groupFrom: number;

  constructor(readonly lang: Lang) {
    this.catalogue = catalogues.get(lang) ?? {};
    this.locale = this.catalogue["language.locale"] ?? lang;
    this.plural = new Intl.PluralRules(this.locale);
    this.groupFrom = Number(this.catalogue["number.group_from"] ?? 4);
  }

  /** True when there is a message (or a family of plural forms) of that key. */
  has(key: string): boolean {
    return key in this.catalogue || `${key}.other` in this.catalogue;
  }

  /** The message with its placeholders filled in; numbers are formatted. */
  t(key: string, params: Params = {}): string {
    const pattern = this.catalogue[this.form(key, params["count"])] ?? key;
    return pattern.replace(/\{(\w+)\}/g, (_, name: string) => this.show(params[name]));
  }

  /**
   * Name of a category: the codebook's in this language, else the one that the message file has
   * for the built-in category, else the English one, any other, the id.
   */
  category({ id, label }: { id: string; label: Readonly<Record<string, string>> }): string {
    const named = label[this.lang] ?? this.catalogue[`category.${id}`] ?? label["en"];
    return named ?? Object.values(label)[0] ?? id;
  }

  private form(key: string, count: unknown): string {
    if (typeof count !== "number" || key in this.catalogue) return key;
    const exact = `${key}.${this.plural.select(count)}`;
    return exact in this.catalogue ? exact : `${key}.other`;
  }

  private show(value: unknown): string {
    if (typeof value === "number") return this.number(value, Number.isInteger(value) ? 0 : 2);
    if (Array.isArray(value)) return value.map((item) => this.show(item)).join(", ");
    return value === null || value === undefined ? "" : String(value);
  }

  private numberFormat(options: Intl.NumberFormatOptions): Intl.NumberFormat {
    return cached(
      this.numbers,
      options,
      () => new Intl.NumberFormat(this.locale, options),
    );
  }

  /** A number with a fixed count of decimals and a real minus sign. */
  number(value: number, decimals = 0): string {
    const format = this.numberFormat({
      minimumFractionDigits: decimals,
      maximumFractionDigits: decimals,
      useGrouping: Math.abs(value) >= 10 ** (this.groupFrom - 1) ? "always" : false,
    });
    return format.format(value).replace("-", "−").replace(/^−(0([.,]0+)?)$/, "$1");
  }

  /** A number with its sign, for figures where the sign carries the meaning. */
  signed(value: number, decimals = 0): string {
    const text = this.number(value, decimals);
    return value > 0 && !/^0([.,]0+)?$/.test(text) ? `+${text}` : text;
  }

  /** A share given in percent. */
  percent(value: number, decimals = 0): string {
    return `${this.number(value, decimals)}%`;
  }

  /** A figure in the unit of its metric: signed points, percent, or points of the scale. */
  figure(metric: Metric | null, value: number, more = 0): string {
    if (metric === "nps") return this.signed(value, more);
    if (metric === "csat") return this.percent(value, more);
    return this.number(value, 2 + more);
  }

  /** "from … to …" in the unit of the metric. */
  interval(metric: Metric | null, [from, to]: Interval): string {
    return this.t("page.interval", {
      from: this.figure(metric, from),
      to: this.figure(metric, to),
    });
  }

  /** A size in bytes, in the largest unit that keeps it above one. */
  bytes(value: number): string {
    if (value < 1000) return `${this.number(value)} B`;
    if (value < 1_000_000) return `${this.number(value / 1000)} kB`;
    if (value < 1_000_000_000) return `${this.number(value / 1_000_000, 1)} MB`;
    return `${this.number(value / 1_000_000_000, 1)} GB`;
  }

  /** A day given as `YYYY-MM-DD`. */
  day(iso: string): string {
    return this.date(`${iso.slice(0, 10)}T00:00:00Z`, {
      day: "numeric",
      month: "short",
      year: "numeric",
    });
  }

  /**
   * A period of the report in the words of the charts: `2026-01-05`, `2026-W05`, `2026-01` or
   * `2026-Q1`. Anything else stays as it is.
   */
  period(key: string): string {
    const parts = /^(\d{4})-(?:W(\d\d)|Q([1-4])|(\d\d)(?:-(\d\d))?)$/.exec(key);
    if (!parts) return key;
    const [, year = "", week, quarter, month, day] = parts;
    if (quarter) return this.t(`date.quarter.0${quarter}`, { year });
    if (week) {
      const monday = mondayOf(Number(year), Number(week));
      return this.t("date.week", { week: String(Number(week)), year, ...this.dayAndMonth(monday) });
    }
    const named = `date.month.${month}`;
    if (!this.has(named)) return key;
    if (!day) return this.t("date.month_year", { month: this.t(named), year });
    return this.t("date.day", {
      day: String(Number(day)),
      month: this.t(`date.month_of_day.${month}`),
      year,
    });
  }

  private dayAndMonth(date: Date): Params {
    const month = String(date.getUTCMonth() + 1).padStart(2, "0");
    return { day: String(date.getUTCDate()), month: this.t(`date.month_of_day.${month}`) };
  }

  private date(iso: string, options: Intl.DateTimeFormatOptions): string {
    const date = new Date(iso);
    if (Number.isNaN(date.getTime())) return iso.slice(0, 10);
    const format = cached(
      this.dates,
      options,
      () => new Intl.DateTimeFormat(this.locale, { timeZone: "UTC", ...options }),
    );
    return format.format(date);
  }

  /** Texts in a sentence: "a, b and c". */
  list(items: readonly string[]): string {
    return this.listFormat({ type: "conjunction" }).format(items);
  }

  /** Texts as alternatives: "a, b or c". */
  either(items: readonly string[]): string {
    return this.listFormat({ type: "disjunction" }).format(items);
  }

  private listFormat(options: Intl.ListFormatOptions): Intl.ListFormat {
    return cached(this.lists, options, () => new Intl.ListFormat(this.locale, options));
  }

  /**
   * Makes the browser load what it needs to write numbers and dates in this language: the first
   * number takes it tens of milliseconds, which nobody notices before there is a file.
   */
  *warmUp(): Generator<void> {
    this.number(0);
    yield;
    this.plural.select(0);
    yield;
    this.day("2000-01-01");
  }

  /** A text in the quotation marks of the language. */
  quoted(text: string): string {
    return this.t("finding.quoted", { name: text });
  }
}

const made = new Map<Lang, Words>();

/** The words of a language; one instance per language. */
export function wordsOf(lang: Lang): Words {
  let words = made.get(lang);
  if (!words) {
    words = new Words(lang);
    made.set(lang, words);
  }
  return words;
}

/** The first language of the list that the page speaks; English when it speaks none of them. */
export function languageFor(preferred: readonly string[]): Lang {
  const known = preferred.map((tag) => tag.slice(0, 2).toLowerCase());
  return known.find((tag) => tag in names) ?? "en";
}
