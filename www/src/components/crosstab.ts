import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { showComments, toggleConditions } from "../actions.js";
import type { Words } from "../messages.js";
import { chosenScore, HEAD, inTurn, NOISE, segmentsOf, shortened, shortNameOf } from "../names.js";
import type { Association, Condition, CrossCell, Crosstab, ScoreFigure } from "../types.js";
import { Answered } from "./answered.js";
import { choice, columnOptions } from "./choices.js";
import { effectSize } from "./compare.js";
import { StoreElement } from "./element.js";

/** Groups on each side; the smaller ones are left to the breakdowns. */
const MOST_ROWS = 15;
const MOST_COLUMNS = 8;
const MOST_NAMES = 5;
/** Segments that are looked at for one that shows something beside the first. */
const MOST_TRIED = 8;

/** One score by two segments at once. */
export class VocalCrosstab extends StoreElement {
  static override properties = { by: { type: Number }, across: { state: true }, passed: { state: true } };
  /** Segment in the rows. */
  declare by: number;
  /** Segment in the columns; null stands for the first other one. */
  declare private across: number | null;
  /** How many segments were passed over because nothing of them can be shown. */
  declare private passed: number;

  constructor() {
    super();
    this.across = null;
    this.passed = 0;
  }

  private readonly answer = new Answered(this, "crosstab", () => {
    const score = chosenScore(this.state);
    const columns = this.columns();
    if (!score || columns === undefined) return null;
    const { filter } = this.state;
    return { request: { column: score.column, rows: this.by, columns, filter } };
  });

  private others(): number[] {
    return segmentsOf(this.state, true).filter((index) => index !== this.by);
  }

  private columns(): number | undefined {
    const others = this.others();
    return others.find((one) => one === this.across) ?? others[this.passed] ?? others[0];
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has("by")) this.passed = 0;
    const others = this.others();
    // A filter hides cells of its own; it must not change which segments are shown.
    const table = this.state.filter.length > 0 ? null : this.fitting();
    if (!table || others.includes(this.across ?? -1) || this.passed >= others.length) return;
    const { rows, columns } = linesOf(table);
    if (rows.length > 1 && columns.length > 1) return;
    // When none has anything to show, the first one says why.
    const next = this.passed + 1;
    this.passed = next < MOST_TRIED ? next : others.length;
  }

  /** The answer, when it is about what is chosen. */
  private fitting(): Crosstab | null {
    const { value } = this.answer;
    const score = chosenScore(this.state);
    const fits =
      value && value.rows === this.by && value.columns === this.columns() && value.column === score?.column;
    return fits ? value : null;
  }

  protected override render(): TemplateResult | typeof nothing {
    const { state, words } = this;
    const score = chosenScore(state);
    const columns = this.columns();
    if (!score || columns === undefined) return nothing;
    const table = this.fitting();
    return html`<div class="card" aria-busy=${!table && state.busy}>
      <div class="section-head tight">
        <h3 id="crosstab-title">
          ${words.t("page.crosstab_title", { name: shortNameOf(state, words, this.by) })}
        </h3>
        ${choice(
          "crosstab-across",
          words.t("page.crosstab_across"),
          columnOptions(state, words, this.others()),
          columns,
          (column) => {
            this.across = column;
          },
        )}
      </div>
      ${table ? this.table(score, table) : html`<p class="muted">${words.t("page.crosstab_none")}</p>`}
    </div>`;
  }

  private name(key: string | null): string {
    return key || this.words.t(key === null ? "page.other_groups" : "page.blank_value");
  }

  private table(score: ScoreFigure, table: Crosstab): TemplateResult {
    const { words, state } = this;
    const { rows, columns, left } = linesOf(table);
    const margin = table.cells.at(-1) ?? [];
    const untold = table.association_untold ?? [];
    if (rows.length === 0) return html`<p>${words.t(table.unproven ? "page.unproven" : "page.crosstab_hidden")}</p>`;
    const total = words.t("page.crosstab_all");
    const line = (name: string, cells: readonly CrossCell[], key: string | null | undefined) =>
      html`<tr>
        <th scope="row" translate=${key === undefined ? nothing : "no"}>${name}</th>
        ${columns.map(([column, at]) => this.cell(score, table, cells[at], key, column))}
        ${this.cell(score, table, cells.at(-1), key, undefined)}
      </tr>`;
    return html`
      <div class="scroll" tabindex="0" role="region" aria-labelledby="crosstab-title">
        <table class="groups crosstab">
          <thead>
            <tr>
              <th scope="col">${shortNameOf(state, words, table.rows, HEAD)}</th>
              ${columns.map(
                ([key]) => html`<th scope="col" class="num" translate="no" title=${this.name(key)}>
                    ${shortened(this.name(key), HEAD)}
                  </th>`,
              )}
              <th scope="col" class="num">${total}</th>
            </tr>
          </thead>
          <tbody>
            ${rows.map(([key, at]) => line(this.name(key), table.cells[at] ?? [], key))}
            ${line(total, margin, undefined)}
          </tbody>
        </table>
      </div>
      ${associationNote(
        this.words,
        table.association,
        "page.association",
        untold.length > 0 ? "page.association_none_shown" : "page.association_none",
        untold,
      )}
      ${left > 0 ? html`<p class="muted">${words.t("page.crosstab_more", { count: left })}</p>` : nothing}
      <p class="muted">
        ${words.t("hint.crosstab")} ${table.unproven ? words.t("page.unproven") : nothing}
      </p>
    `;
  }

  /** `row` and `column` are the keys of the groups, null for the rest, undefined for the margin. */
  private cell(
    score: ScoreFigure,
    table: Crosstab,
    cell: CrossCell | undefined,
    row: string | null | undefined,
    column: string | null | undefined,
  ): TemplateResult {
    const { words } = this;
    if (!cell || cell.hidden) return html`<td class="num muted">${words.t("page.hidden_short")}</td>`;
    if (cell.value === null) return html`<td></td>`;
    const interval = cell.interval ? words.interval(score.metric, cell.interval) : "";
    const conditions: Condition[] = [];
    if (typeof row === "string") conditions.push({ kind: "segment", column: table.rows, keys: [row] });
    if (typeof column === "string") {
      conditions.push({ kind: "segment", column: table.columns, keys: [column] });
    }
    const read = (this.state.baseline?.text.n ?? 0) > 0;
    const real = cell.p_adjusted !== null && cell.p_adjusted < NOISE;
    const higher = cell.value > (score.value ?? cell.value);
    const tone = !real ? "" : higher !== score.lower_is_better ? "better" : "worse";
    const sign = html`<span aria-hidden="true">${higher ? "▲" : "▼"}</span>
      <span class="visually-hidden">
        ${words.t(higher ? "page.differs_higher" : "page.differs_lower")}
      </span>`;
    const figure = html`${real ? sign : nothing}
      <strong>${words.figure(score.metric, cell.value)}</strong>`;
    return html`<td class="num">
      ${conditions.length === 0
        ? figure
        : html`<button
            type="button"
            class="quiet text ${tone}"
            title=${words.t(read ? "page.show_comments" : "page.filter_by")}
            @click=${() => (read ? showComments(...conditions) : toggleConditions(conditions))}
          >
            ${figure}
          </button>`}
      <span class="muted">${interval}</span>
      <span class="muted">${words.t("page.n_equals", { n: cell.n })}</span>
      ${real ? html`<span class="muted">${effectSize(words, score.metric, cell.effect)}</span>` : nothing}
    </td>`;
  }
}

/** Whether the lines of a table make a difference at all, in one of two sentences, and which groups the test
 * cannot tell apart. */
export function associationNote(
  words: Words,
  association: Association | null,
  together: string,
  apart: string,
  untold: readonly string[] = [],
): TemplateResult | typeof nothing {
  if (!association) return nothing;
  const { cramers_v, test, sparse } = association;
  const p = association.p_adjusted ?? association.p;
  const written = p < 0.001 ? `< ${words.number(0.001, 3)}` : `= ${words.number(p, 3)}`;
  const params = {
    test: words.t(`page.test.${test}`),
    // A crosstab that is asked for by itself knows nothing of those before it.
    p: words.t(association.p_adjusted === null ? "page.p_alone" : "page.p_after", { p: written }),
    v: words.number(cramers_v, 2),
  };
  return html`<p>
    ${words.t(p < NOISE ? together : apart, params)}
    ${sparse ? words.t("page.association_sparse") : nothing}
    ${untold.length > 0 ? words.t("page.association_untold", { groups: firstOf(untold) }) : nothing}
  </p>`;
}

/** The first of many names. */
function firstOf(names: readonly string[]): string {
  return names.slice(0, MOST_NAMES).join(", ") + (names.length > MOST_NAMES ? ", …" : "");
}

/** A group, null for the rest, and its place in the table. */
type Line = [key: string | null, at: number];

/** The lines that show something, and how many are left out. */
function linesOf(table: Crosstab): { rows: Line[]; columns: Line[]; left: number } {
  const empty = (cell: CrossCell | undefined) => !cell || (!cell.hidden && !cell.n);
  const told = (row: number, column: number) => {
    const cell = table.cells[row]?.[column];
    return cell && !cell.hidden && cell.n;
  };
  const allRows = places(table.row_keys, (at) => empty(table.cells[at]?.at(-1)));
  const allColumns = places(table.column_keys, (at) => empty(table.cells.at(-1)?.[at]));
  // A line that is hidden but for its total, which the groups have, only takes room.
  const columns = allColumns.filter(([, at]) => allRows.some(([, row]) => told(row, at))).slice(0, MOST_COLUMNS);
  const rows = allRows.filter(([, at]) => columns.some(([, column]) => told(at, column))).slice(0, MOST_ROWS);
  const left = allRows.length - rows.length + (allColumns.length - columns.length);
  const keyOf = ([key]: Line) => key;
  return { rows: inTurn(rows, keyOf), columns: inTurn(columns, keyOf), left };
}

/** Groups with their places in the table, but for a rest that is empty. */
function places(keys: readonly (string | null)[], empty: (at: number) => boolean): Line[] {
  const all = keys.map((key, at): Line => [key, at]);
  return all.filter(([key, at]) => key !== null || !empty(at));
}

customElements.define("vocal-crosstab", VocalCrosstab);
