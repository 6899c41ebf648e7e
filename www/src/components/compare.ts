import { html, nothing, type TemplateResult } from "lit";
import { showComments } from "../actions.js";
import type { Words } from "../messages.js";
import { categoryName, chosenScore, inTurn, segmentsOf, shortNameOf } from "../names.js";
import type { Comparison, Condition, Decomposition, Interval, Metric, ScoreFigure, Side } from "../types.js";
import { Answered } from "./answered.js";
import { choice, columnOptions, lacking, type Option, scoreChoice } from "./choices.js";
import { setStyle, StoreElement } from "./element.js";

/** Stands for the periods in the list of what to compare by. */
const PERIOD = -1;
/** Stands for the filter against everybody else. */
const FILTER = -2;
/** The two sides of it. */
const SIDES: [string, string] = ["rest", "filter"];
/** More answers than anybody will have. */
export const MOST_NEEDED = 100_000;
/** Parts of a difference that are named. */
const PARTS = 6;

/** Two groups or two periods against each other: how big the difference is, and what it is made of. */
export class VocalCompare extends StoreElement {
  static override properties = {
    by: { state: true },
    first: { state: true },
    second: { state: true },
  };
  /** A segment column, or [`PERIOD`]. */
  declare private by: number;
  /** Keys of the two groups; null stands for a choice of the program. */
  declare private first: string | null;
  declare private second: string | null;

  private readonly answer = new Answered(this, "compare", () => {
    const score = chosenScore(this.state);
    const base = this.base();
    const pair = score && base !== undefined ? this.pair(this.keys(base, score), base) : null;
    if (!score || base === undefined || !pair) return null;
    const { filter } = this.state;
    if (base === FILTER) return { request: { column: score.column, filter: [], before: null, after: filter } };
    const [before, after] = pair.map((key) => [this.condition(base, key)]) as [Condition[], Condition[]];
    return { request: { column: score.column, filter, before, after } };
  });

  constructor() {
    super();
    this.by = NaN;
    this.first = null;
    this.second = null;
  }

  /** What can be compared by: periods first, because that is the usual question. */
  private get bases(): number[] {
    const segments = segmentsOf(this.state, true);
    const periods = new Set((this.state.baseline?.trend ?? []).map((point) => point.period));
    return [
      ...(periods.size > 1 ? [PERIOD] : []),
      ...segments,
      ...(this.state.filter.length > 0 ? [FILTER] : []),
    ];
  }

  private base(): number | undefined {
    return this.bases.find((one) => one === this.by) ?? this.bases[0];
  }

  /** Keys to choose from, in the order of the report; small groups are left out. */
  private keys(base: number, score: ScoreFigure): string[] {
    const { baseline } = this.state;
    if (base === FILTER) return SIDES;
    if (base === PERIOD) {
      const points = (baseline?.trend ?? []).filter((one) => one.column === score.column);
      return points.filter((one) => !one.hidden).map((one) => one.period);
    }
    const breakdown = baseline?.breakdowns.find(
      (one) => one.by === base && one.column === score.column,
    );
    return (breakdown?.groups ?? []).filter((one) => !one.hidden).map((one) => one.key);
  }

  private pair(keys: readonly string[], base: number): [string, string] | null {
    if (keys.length < 2) return null;
    if (base === FILTER) return SIDES;
    const last = base === PERIOD ? keys.length - 1 : 1;
    const after = keys.find((key) => key === this.second) ?? (keys[last] as string);
    const rest = keys.filter((key) => key !== after);
    const before =
      rest.find((key) => key === this.first) ??
      (rest[base === PERIOD ? rest.length - 1 : 0] as string);
    return [before, after];
  }

  private condition(base: number, key: string): Condition {
    return base === PERIOD
      ? { kind: "period", keys: [key] }
      : { kind: "segment", column: base, keys: [key] };
  }

  protected override render(): TemplateResult {
    const { words, state } = this;
    const { fits, value } = this.answer;
    const title = html`<h2 class="visually-hidden">${words.t("page.view.compare")}</h2>`;
    const score = chosenScore(state);
    const base = this.base();
    if (!score || base === undefined) {
      return html`${title}${lacking(words, "page.compare_none")}`;
    }
    const keys = this.keys(base, score);
    const pair = this.pair(keys, base);
    return html`
      ${title} ${this.choices(score, base, keys, pair)}
      ${pair === null
        ? html`${lacking(words, "page.compare_none")}`
        : !fits
          ? html`<div class="card" aria-busy="true"></div>`
          : value
            ? this.result(score, base, pair, value)
            : html`${lacking(words, "page.compare_none")}`}
    `;
  }

  private keyName(base: number, key: string): string {
    const { words } = this;
    if (base === FILTER) return words.t(`page.compare_${key}`);
    if (base !== PERIOD) return key || words.t("page.blank_value");
    return words.period(key);
  }

  private choices(
    score: ScoreFigure,
    base: number,
    keys: string[],
    pair: [string, string] | null,
  ): TemplateResult {
    const { words, state } = this;
    const side = (id: string, label: string, chosen: string, other: string, set: (key: string) => void) => {
      const others = (base >= 0 ? inTurn(keys, (key) => key) : keys).filter((key) => key !== other);
      const options = others.map((key): Option<string> => [key, this.keyName(base, key)]);
      return choice(id, words.t(label), options, chosen, set);
    };
    const segments = columnOptions(state, words, this.bases.filter((one) => one >= 0));
    if (this.bases.includes(FILTER)) segments.push([FILTER, words.t("page.compare_filter")]);
    const bases: Option<number>[] = this.bases.includes(PERIOD)
      ? [[PERIOD, words.t(`page.period.${state.settings.period ?? "month"}`)], ...segments]
      : segments;
    return html`<div class="fields">
      ${scoreChoice("compare-score", words.t("page.score"), state, words, score)}
      ${choice("compare-by", words.t("page.compare_by"), bases, base, (by) => {
        this.by = by;
        this.first = null;
        this.second = null;
      })}
      ${pair && base !== FILTER
        ? html`${side("compare-before", "page.compare_before", pair[0], pair[1], (key) => {
            this.first = key;
          })}
          ${side("compare-after", "page.compare_after", pair[1], pair[0], (key) => {
            this.second = key;
          })}`
        : nothing}
    </div>`;
  }

  private result(
    score: ScoreFigure,
    base: number,
    pair: [string, string],
    answer: Comparison,
  ): TemplateResult {
    const { words } = this;
    const { metric } = score;
    if (answer.hidden || answer.difference === null) {
      return html`<p class="card">${words.t("page.chart_hidden")}</p>`;
    }
    const more = morePlaces(metric, answer);
    const places = decimals(metric) + more;
    return html`
      <div class="cards">
        ${this.side(base, pair[0], metric, answer.before, more)}
        ${this.side(base, pair[1], metric, answer.after, more)}
        <section class="card" aria-labelledby="difference">
          <h3 id="difference">${words.t("page.difference")}</h3>
          <p class="figure">${inUnit(words, metric, words.signed(answer.difference, places))}</p>
          ${answer.interval
            ? html`<p class="muted">
                ${words.t("page.interval_95")}: ${words.t("page.interval", {
                  from: words.signed(answer.interval[0], places),
                  to: inUnit(words, metric, words.signed(answer.interval[1], places)),
                })}
              </p>`
            : nothing}
          ${answer.overlap > 0
            ? html`<p>${words.t("page.difference_overlap", { count: answer.overlap })}</p>`
            : html`<p>
                <strong>${words.t(answer.significant ? "page.difference_real" : "page.difference_noise")}</strong>
                <span class="muted">${effectSize(words, metric, answer.effect)}</span>
              </p>`}
          ${!answer.significant && answer.overlap === 0 && answer.detectable !== null
            ? html`<p class="muted">
                ${words.t("page.difference_detectable", {
                  value: inUnit(words, metric, words.number(answer.detectable, decimals(metric))),
                })}
                ${answer.needed_n === null || answer.needed_n > MOST_NEEDED
                  ? nothing
                  : words.t("page.difference_needed", { count: answer.needed_n })}
              </p>`
            : nothing}
          ${answer.paired?.interval
            ? html`<p>
                ${words.t("page.difference_paired", {
                  count: answer.paired.n,
                  value: withRange(words, metric, answer.paired.difference, answer.paired.interval),
                })}
                <strong
                  >${words.t(
                    isApart(answer.paired.interval) ? "page.difference_real" : "page.difference_noise",
                  )}</strong
                >
              </p>`
            : nothing}
          <details>
            <summary>${words.t("page.how_computed")}</summary>
            <p>${words.t("hint.compare")}</p>
          </details>
        </section>
      </div>
      ${answer.decompositions.slice(0, 1).map((one) => this.parts(base, metric, one))}
    `;
  }

  private side(base: number, key: string, metric: Metric | null, side: Side, more: number): TemplateResult {
    const { words } = this;
    const name = this.keyName(base, key);
    return html`<section class="card score" aria-label=${name}>
      <h3 translate=${base < 0 ? nothing : "no"}>${name}</h3>
      <p class="figure">${side.value === null ? "–" : words.figure(metric, side.value, more)}</p>
      <p class="muted">
        ${[
          side.interval ? words.interval(metric, side.interval) : "",
          side.n === null ? "" : words.t("page.n_equals", { n: side.n }),
        ]
          .filter((text) => text !== "")
          .join(" · ")}
      </p>
      ${(this.state.baseline?.text.n ?? 0) > 0 && base !== FILTER
        ? html`<p class="buttons">
            <button
              type="button"
              aria-label=${words.t("page.show_comments_of", { name })}
              @click=${() => showComments(this.condition(base, key))}
            >
              ${words.t("page.show_comments")}
            </button>
          </p>`
        : nothing}
    </section>`;
  }

  /** What the difference is made of. */
  private parts(base: number, metric: Metric | null, one: Decomposition): TemplateResult | typeof nothing {
    const { words, state } = this;
    // A part may be smaller than what the whole difference is rounded to.
    const places = Math.max(1, decimals(metric));
    const read = (state.baseline?.text.n ?? 0) > 0;
    // Where the filter chooses the groups, their mix is what was chosen.
    const chosen = state.filter.some((held) => held.kind === "segment" && held.column === one.by);
    const mixed = one.by !== null && one.by !== base && !(chosen && Math.abs(one.mix) * 10 ** places < 0.5);
    if (!read && !mixed) return nothing;
    const value = (part: number) => inUnit(words, metric, words.signed(part, places));
    const total = (part: { volume: number; score: number }) => part.volume + part.score;
    const categories = [...one.categories]
      .sort((a, b) => Math.abs(total(b)) - Math.abs(total(a)))
      .slice(0, PARTS);
    const name = one.by === null ? "" : shortNameOf(state, words, one.by, 40);
    // Each bar begins where the one before ended, so that the last part ends at the whole difference.
    const bars: { label: string; from: number; to: number; opacity?: string }[] = [];
    let end = 0;
    const step = (key: string, part: number) => {
      bars.push({ label: words.t(key, { value: value(part), name }), from: end, to: end + part });
      end += part;
    };
    if (mixed) step("page.parts_mix", one.mix);
    if (read) step("page.parts_volume", one.volume);
    step("page.parts_score", one.score);
    bars.push({ label: `${words.t("page.difference")}: ${value(end)}`, from: 0, to: end });
    if (one.noise !== null) {
      const size = inUnit(words, metric, words.number(one.noise, places));
      const label = words.t("page.parts_noise", { value: size });
      // Parts are held against it from zero on.
      bars.push({ label, from: -one.noise, to: one.noise, opacity: "0.4" });
    }
    const ends = [0, ...bars.flatMap(({ from, to }) => [from, to])];
    const [low, high] = [Math.min(...ends), Math.max(...ends)];
    const place = (at: number) => (100 * (at - low)) / (high - low || 1);
    return html`<div class="card">
      <h3 id="parts">${words.t("page.parts_title")}</h3>
      <ul class="plain-list">
        ${bars.map(
          ({ label, from, to, opacity = "1" }) =>
            html`<li>
              ${label}
              <span class="bar" aria-hidden="true"
                ><span
                  class="bar-fill"
                  ${setStyle({
                    "margin-left": `${place(Math.min(from, to))}%`,
                    opacity,
                    width: `max(2px, ${Math.abs(place(to) - place(from))}%)`,
                  })}
                ></span
              ></span>
            </li>`,
        )}
      </ul>
      ${categories.every(({ id }) => id === null) ? nothing : this.partTable(categories, places)}
    </div>`;
  }

  private partTable(categories: Decomposition["categories"], places: number): TemplateResult {
    const { words, state } = this;
    return html`<div class="scroll" tabindex="0" role="region" aria-labelledby="parts">
        <table>
          <thead>
            <tr>
              <th scope="col">${words.t("page.category")}</th>
              <th scope="col" class="num">${words.t("page.part_volume")}</th>
              <th scope="col" class="num">${words.t("page.part_score")}</th>
            </tr>
          </thead>
          <tbody>
            ${categories.map(
              ({ id, volume, score }) =>
                html`<tr>
                  <th scope="row">
                    ${id === null ? words.t("page.part_rest") : categoryName(state, words, id)}
                  </th>
                  <td class="num">${words.signed(volume, places)}</td>
                  <td class="num">${words.signed(score, places)}</td>
                </tr>`,
            )}
          </tbody>
        </table>
      </div>`;
  }
}

/** Decimals of a difference: those of the figures that it lies between. */
function decimals(metric: Metric | null): number {
  return metric === "nps" || metric === "csat" ? 0 : 2;
}

/** Most decimals that are added so that a difference is the one of the figures beside it. */
const MOST_PLACES = 2;

/** Decimals to add: as few as it takes that whoever subtracts the two figures shown gets the difference shown. */
function morePlaces(metric: Metric | null, { before, after, difference }: Comparison): number {
  if (before.value === null || after.value === null || difference === null) return 0;
  let more = 0;
  for (; more < MOST_PLACES; more += 1) {
    const unit = 10 ** (decimals(metric) + more);
    const shown = (value: number) => Math.round(value * unit);
    if (shown(after.value) - shown(before.value) === shown(difference)) break;
  }
  return more;
}

/** "+39 pts (+11 to +64)": a difference with its interval. */
export function withRange(words: Words, metric: Metric | null, value: number, [low, high]: Interval): string {
  const range = words.t("page.interval", {
    from: words.signed(low, decimals(metric)),
    to: words.signed(high, decimals(metric)),
  });
  return `${difference(words, metric, value)} (${range})`;
}

/** Upper ends of effects that are none, small and medium (Cohen 1988). */
const EFFECTS: [number, string][] = [
  [0.2, "none"],
  [0.5, "small"],
  [0.8, "medium"],
];

/**
 * "small effect (Cohen's d = 0.32)": how large a difference is beside the spread of the answers. Cohen's words
 * are none for NPS, where a "small" one may be forty points.
 */
export function effectSize(words: Words, metric: Metric | null, effect: number | null): string {
  if (effect === null) return "";
  const known = EFFECTS.find(([end]) => Math.abs(effect) < end)?.[1] ?? "large";
  const size = metric === "nps" ? "plain" : known;
  const letter = metric === "csat" ? "h" : "d";
  return words.t(`page.effect.${size}`, { letter, value: words.signed(effect, 2) });
}

/** True for the interval of a difference that leaves no room for none. */
export function isApart([low, high]: Interval): boolean {
  return low > 0 || high < 0;
}

/** "+39 pts": a difference with its sign and unit. */
function difference(words: Words, metric: Metric | null, value: number): string {
  return inUnit(words, metric, words.signed(value, decimals(metric)));
}

function inUnit(words: Words, metric: Metric | null, value: string): string {
  return metric === "nps" || metric === "csat" ? words.t(`page.unit.${metric}`, { value }) : value;
}

customElements.define("vocal-compare", VocalCompare);
