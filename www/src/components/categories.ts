import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { showComments, toggleCondition, toggleConditions } from "../actions.js";
import { holds } from "../filter.js";
import { categoryName, HEAD, inTurn, segmentsOf, shortened, shortNameOf } from "../names.js";
import { minGroupOf } from "../settings-file.js";
import { store } from "../store.js";
import type { CategoryFigure, CategoryMatrix, Condition, MatrixCell, Sentiment } from "../types.js";
import { Answered } from "./answered.js";
import { choice, columnOptions, lacking } from "./choices.js";
import { ICONS } from "./comment-parts.js";
import { languageNote, setStyle, StoreElement } from "./element.js";

const ORDERS = ["mentions", "negative", "impact"] as const;
type Order = (typeof ORDERS)[number];
const MEASURES = ["share", "balance"] as const;
type Measure = (typeof MEASURES)[number];

/** Groups side by side; more of them are found through the filter. */
const MAX_GROUPS = 12;
/** Strongest tint of a cell in percent: the text on it keeps its contrast. */
const MAX_TINT = 38;

/** What customers talk about: every category with its figures, and by the groups of a segment. */
export class VocalCategories extends StoreElement {
  static override properties = {
    order: { state: true },
    measure: { state: true },
    open: { state: true },
    at: { state: true },
  };
  declare private order: Order;
  declare private measure: Measure;
  /** Category and group of the cell of the heat map that the Tab key stops at; without it the first one is. */
  declare private at: string;
  /** Main categories whose subcategories are shown. */
  declare private open: ReadonlySet<string>;

  private readonly matrix = new Answered(this, "matrix", () => {
    const { by } = this;
    return by === undefined ? null : { by, filter: this.state.filter };
  });

  constructor() {
    super();
    this.order = "mentions";
    this.measure = "share";
    this.at = "";
    this.open = new Set();
  }

  private get segments(): number[] {
    return segmentsOf(this.state, false);
  }

  private get by(): number | undefined {
    const { segmentColumn } = this.state;
    const { segments } = this;
    return segments.find((index) => index === segmentColumn) ?? segments[0];
  }

  protected override render(): TemplateResult {
    const { state, words } = this;
    const title = html`<h2 class="visually-hidden">${words.t("page.view.categories")}</h2>`;
    if ((state.baseline?.text.n ?? 0) === 0) {
      return html`${title}${lacking(words, "page.comments_no_column")}`;
    }
    const figures = this.shown(state.report?.categories ?? []);
    const some = figures.some((one) => !one.hidden);
    return html`${title} ${languageNote(state, words)}
      ${some
        ? html`${this.table(figures)} ${this.heatMap(figures)}`
        : html`<p class="card">${words.t("page.categories_none")}</p>`}
      <vocal-group-words></vocal-group-words>`;
  }

  /** Main categories in the chosen order, each followed by its open subcategories. */
  private shown(all: readonly CategoryFigure[]): CategoryFigure[] {
    const rank = (one: CategoryFigure): number => {
      if (one.hidden) return -Infinity;
      if (this.order === "impact") return one.impact === null ? -1e6 : -one.impact;
      if (this.order === "negative") return one.negative ?? 0;
      return one.n ?? 0;
    };
    const level = (parent: string | null) =>
      all.filter((one) => one.parent === parent).sort((a, b) => rank(b) - rank(a));
    return level(null).flatMap((main) =>
      this.open.has(main.id) ? [main, ...level(main.id)] : [main],
    );
  }

  private table(figures: CategoryFigure[]): TemplateResult {
    const { words, state } = this;
    const withImpact = figures.some((one) => one.impact !== null);
    const orders = ORDERS.filter((one) => one !== "impact" || withImpact);
    const hidden = figures.filter((one) => one.hidden).length;
    return html`<div class="card">
      <div class="section-head tight">
        <h3 id="category-table">${words.t("page.categories_title")}</h3>
        ${choice(
          "category-order",
          words.t("page.order"),
          orders.map((one) => [one, words.t(`page.category_order.${one}`)]),
          this.order,
          (order) => {
            this.order = order;
          },
        )}
      </div>
      <div class="scroll" tabindex="0" role="region" aria-labelledby="category-table">
        <table class="category-table stacked">
          <thead>
            <tr>
              <th scope="col">${words.t("page.category")}</th>
              <th scope="col" class="num">${words.t("page.comments_n")}</th>
              <th scope="col" class="num">${words.t("page.share")}</th>
              <th scope="col">${words.t("page.mentions_split")}</th>
              ${withImpact
                ? html`<th scope="col" class="num">${words.t("page.impact")}</th>`
                : nothing}
              <th scope="col"><span class="visually-hidden">${words.t("page.actions")}</span></th>
            </tr>
          </thead>
          <tbody>
            ${repeat(
              figures.filter((one) => !one.hidden),
              (one) => one.id,
              (one) => this.row(one, withImpact),
            )}
          </tbody>
        </table>
      </div>
      ${hidden > 0
        ? html`<p class="muted">
            ${words.t("page.categories_hidden", {
              count: hidden,
              min: minGroupOf(state.settings),
            })}
          </p>`
        : nothing}
      <details>
        <summary>${words.t("page.how_computed")}</summary>
        <p>${words.t("hint.category_share")}</p>
        ${withImpact ? html`<p>${words.t("hint.impact")}</p>` : nothing}
      </details>
    </div>`;
  }

  private row(figure: CategoryFigure, withImpact: boolean): TemplateResult {
    const { words, state } = this;
    const name = categoryName(state, words, figure.id);
    const condition: Condition = { kind: "category", keys: [figure.id], sentiments: [] };
    const [share, low, high] = figure.share ?? [0, 0, 0];
    return html`<tr class=${figure.parent ? "sub" : ""}>
      <th scope="row">${this.opener(figure, name)}</th>
      <td class="num" data-label=${words.t("page.comments_n")}>${words.number(figure.n ?? 0)}</td>
      <td class="num" data-label=${words.t("page.share")}>
        <strong>${words.percent(100 * share)}</strong>
        <span class="muted">
          ${words.t("page.interval", {
            from: words.percent(100 * low),
            to: words.percent(100 * high),
          })}
        </span>
      </td>
      <td>${this.mentions(figure, name)}</td>
      ${withImpact ? html`<td class="num" data-label=${words.t("page.impact")}>${this.impact(figure)}</td>` : nothing}
      <td class="row-actions">
        <button
          type="button"
          class="quiet"
          aria-pressed=${holds(state.filter, condition)}
          aria-label=${words.t("page.filter_by_name", { name })}
          @click=${() => toggleCondition(condition)}
        >
          ${words.t("page.filter_by")}
        </button>
        <button
          type="button"
          class="quiet"
          aria-label=${words.t("page.show_comments_of", { name })}
          @click=${() => showComments(condition)}
        >
          ${words.t("page.show_comments")}
        </button>
      </td>
    </tr>`;
  }

  private opener(figure: CategoryFigure, name: string): TemplateResult {
    const has = this.state.report?.categories.some((one) => one.parent === figure.id) ?? false;
    if (!has) return html`<span class="category-name">${name}</span>`;
    const open = this.open.has(figure.id);
    return html`<button
      type="button"
      class="quiet text category-name"
      aria-expanded=${open}
      @click=${() => {
        const next = new Set(this.open);
        if (open) next.delete(figure.id);
        else next.add(figure.id);
        this.open = next;
      }}
    >
      <span aria-hidden="true" class="opener">${open ? "▾" : "▸"}</span>${name}
    </button>`;
  }

  /** Negative, neutral and positive mentions as a bar with its numbers, each leading to comments. */
  private mentions(figure: CategoryFigure, name: string): TemplateResult {
    const { words } = this;
    const parts: { sentiment: Sentiment; n: number }[] = [
      { sentiment: "negative", n: figure.negative ?? 0 },
      { sentiment: "neutral", n: figure.neutral ?? 0 },
      { sentiment: "positive", n: figure.positive ?? 0 },
    ];
    return html`<div class="mention-bar">
      ${parts.map(
        ({ sentiment, n }) =>
          html`<button
            type="button"
            class="mention-part ${sentiment}"
            ?disabled=${n === 0}
            aria-label=${words.t("page.mentions_of", {
              name,
              sentiment: words.t(`page.sentiment.${sentiment}`),
              n,
            })}
            ${setStyle({ "flex-grow": String(n) })}
            @click=${() =>
              showComments({ kind: "category", keys: [figure.id], sentiments: [sentiment] })}
          >
            <span aria-hidden="true">${ICONS[sentiment]}\u00a0${words.number(n)}</span>
          </button>`,
      )}
    </div>`;
  }

  private impact(figure: CategoryFigure): TemplateResult {
    const { words } = this;
    const { impact, impact_interval: interval, rank_stability: kept } = figure;
    if (impact === null) return html`<span class="muted">–</span>`;
    const sure = interval !== null && (interval[0] > 0 || interval[1] < 0);
    const tone = !sure ? "muted" : impact > 0 ? "better" : "worse";
    return html`<strong class=${tone}>${words.signed(impact, 1)}</strong>
      ${interval
        ? html`<span class="muted">
            ${words.t("page.interval", {
              from: words.signed(interval[0], 1),
              to: words.signed(interval[1], 1),
            })}
          </span>`
        : nothing}
      ${kept === null || this.order !== "impact"
        ? nothing
        : html`<div class="muted">${words.t("page.rank_kept", { share: words.percent(100 * kept) })}</div>`}
      ${this.order === "impact" && this.ranksElsewhere(figure)
        ? html`<div class="muted">
            ${words.t("page.impact_shared", { value: words.signed(figure.shapley ?? 0, 1) })}
          </div>`
        : nothing}`;
  }

  /** True when a category has another place once the effect of a comment is shared among its categories. */
  private ranksElsewhere({ shapley, impact_rank: rank }: CategoryFigure): boolean {
    if (shapley === null || rank === null) return false;
    const all = this.state.report?.categories ?? [];
    const lower = all.filter((one) => one.shapley !== null && one.impact_rank !== null && one.shapley < shapley);
    return lower.length + 1 !== rank;
  }

  private heatMap(figures: CategoryFigure[]): TemplateResult {
    const { words, state, by } = this;
    const matrix = this.matrix.value;
    if (by === undefined) return html`<p class="card">${words.t("page.matrix_no_segment")}</p>`;
    const name = shortNameOf(state, words, by);
    return html`<div class="card">
      <div class="section-head tight">
        <h3 id="heat-map">${words.t("page.matrix_title", { name })}</h3>
        <div class="fields">
          ${choice(
            "matrix-by",
            words.t("page.by_segment"),
            columnOptions(state, words, this.segments),
            by,
            (column) => store.dispatch({ type: "segment-chosen", column }),
          )}
          ${choice(
            "matrix-measure",
            words.t("page.measure"),
            MEASURES.map((one) => [one, words.t(`page.measure.${one}`)]),
            this.measure,
            (measure) => {
              this.measure = measure;
            },
          )}
        </div>
      </div>
      ${matrix && matrix.by === by
        ? this.grid(matrix, figures)
        : this.matrix.answered && !matrix
          ? html`<p>${words.t("page.matrix_none")}</p>`
          : html`<div class="chart-frame" aria-busy="true"></div>`}
      <p class="muted">${words.t(`hint.measure.${this.measure}`)}</p>
    </div>`;
  }

  private grid(matrix: CategoryMatrix, figures: CategoryFigure[]): TemplateResult {
    const { words, state } = this;
    const groups = inTurn(
      matrix.groups.slice(0, MAX_GROUPS).map((group, at) => ({ ...group, at })),
      ({ key }) => key,
    );
    if (groups.every(({ n }) => n === null)) return html`<p>${words.t("page.text_hidden")}</p>`;
    const rows = figures.flatMap((figure) => {
      const row = matrix.rows.find((one) => one.category === figure.id);
      return row && !figure.hidden ? [{ figure, cells: groups.map(({ at }) => row.cells[at] as MatrixCell) }] : [];
    });
    const places = rows.flatMap(({ figure }) => groups.map(({ key }) => placeOf(figure.id, key)));
    const stop = places.find((place) => place === this.at) ?? places[0];
    const strongest = Math.max(
      0.01,
      ...rows.flatMap(({ cells }) => cells.map((cell) => cell.share ?? 0)),
    );
    return html`<div class="scroll" role="region" aria-labelledby="heat-map">
        <table class="heat" role="grid" aria-labelledby="heat-map" @keydown=${this.onGridKey}>
          <thead>
            <tr>
              <th scope="col">${words.t("page.category")}</th>
              ${groups.map(
                (group) =>
                  html`<th scope="col" class="num">
                    <span translate="no" title=${group.key}>${shortened(group.key, HEAD) || words.t("page.blank_value")}</span>
                    <span class="muted">
                      ${group.n === null
                        ? words.t("page.hidden_short")
                        : words.t("page.n_equals", { n: group.n })}
                    </span>
                  </th>`,
              )}
            </tr>
          </thead>
          <tbody>
            ${rows.map(
              ({ figure, cells }) =>
                html`<tr class=${figure.parent ? "sub" : ""}>
                  <th scope="row">${categoryName(state, words, figure.id)}</th>
                  ${cells.map((cell, column) =>
                    this.cell(matrix.by, figure, groups[column]?.key ?? "", cell, strongest, stop),
                  )}
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
      ${matrix.groups.length > groups.length
        ? html`<p class="muted">
            ${words.t("page.matrix_more", { count: matrix.groups.length - groups.length })}
          </p>`
        : nothing}`;
  }

  private cell(
    by: number,
    { id }: CategoryFigure,
    key: string,
    cell: MatrixCell,
    strongest: number,
    stop: string | undefined,
  ): TemplateResult {
    const { words, state } = this;
    const group = key || words.t("page.blank_value");
    const name = categoryName(state, words, id);
    const place = placeOf(id, key);
    const tab = place === stop ? 0 : -1;
    if (cell.hidden || cell.n === null || cell.share === null) {
      return html`<td
        class="num muted"
        tabindex=${tab}
        data-place=${place}
        title=${words.t("page.cell_hidden", { name, group })}
      >
        – <span class="visually-hidden">${words.t("page.hidden_short")}</span>
      </td>`;
    }
    const balance = balanceOf(cell);
    const byShare = this.measure === "share";
    const text = byShare
      ? words.percent(100 * cell.share)
      : balance === null
        ? ""
        : words.signed(balance);
    const tint = byShare
      ? (MAX_TINT * cell.share) / strongest
      : (MAX_TINT * Math.abs(balance ?? 0)) / 100;
    const tone = byShare ? "share" : (balance ?? 0) >= 0 ? "positive" : "negative";
    return html`<td
      class="num heat-cell ${tone}"
      tabindex=${tab}
      data-place=${place}
      data-category=${id}
      data-group=${key}
      title=${words.t("page.cell", {
        name,
        group,
        share: words.percent(100 * cell.share),
        n: cell.n,
        positive: cell.positive ?? 0,
        negative: cell.negative ?? 0,
      })}
      ${setStyle({ "--tint": `${tint.toFixed(1)}%` })}
      @click=${() => this.choose(by, key, id)}
    >
      ${text} <small>${words.number(cell.n)}</small>
    </td>`;
  }

  private choose(by: number, key: string, category: string): void {
    toggleConditions([
      { kind: "segment", column: by, keys: [key] },
      { kind: "category", keys: [category], sentiments: [] },
    ]);
  }

  /** Arrow keys go from cell to cell; only one of them is a stop of the Tab key. */
  private readonly onGridKey = (event: KeyboardEvent): void => {
    const cell = event.target instanceof Element ? event.target.closest("td") : null;
    const row = cell?.parentElement;
    if (!cell || !(row instanceof HTMLTableRowElement)) return;
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      cell.click();
      return;
    }
    const at = cell.cellIndex;
    const target: Record<string, Element | null | undefined> = {
      ArrowRight: row.cells[at + 1],
      ArrowLeft: at > 1 ? row.cells[at - 1] : null,
      ArrowDown: (row.nextElementSibling as HTMLTableRowElement | null)?.cells[at],
      ArrowUp: (row.previousElementSibling as HTMLTableRowElement | null)?.cells[at],
      Home: row.cells[1],
      End: row.cells[row.cells.length - 1],
    };
    if (!(event.key in target)) return;
    event.preventDefault();
    const next = target[event.key];
    if (!(next instanceof HTMLElement)) return;
    this.at = next.dataset["place"] ?? "";
    next.focus();
  };
}

/** Names a cell of the heat map. */
function placeOf(category: string, group: string): string {
  return JSON.stringify([category, group]);
}

/** Positive minus negative mentions as a share of both, −100 to 100; null without either. */
function balanceOf({ positive, negative }: MatrixCell): number | null {
  const both = (positive ?? 0) + (negative ?? 0);
  return both === 0 ? null : Math.round((100 * ((positive ?? 0) - (negative ?? 0))) / both);
}

customElements.define("vocal-categories", VocalCategories);
