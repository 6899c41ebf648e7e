import { html, type TemplateResult } from "lit";
import { columnName, shortened } from "../names.js";
import { Answered } from "./answered.js";
import { StoreElement } from "./element.js";

/** The beginning of a file. */
export const FILE_BEGINNING: readonly number[] = [0, 1, 2, 3, 4, 5, 6, 7];
/** Columns shown. */
const COLUMNS = 24;

/** Rows of the file as a table, with their numbers, personal data masked. */
export class VocalRows extends StoreElement {
  static override properties = { rows: { attribute: false } };
  /** Counted from 0. */
  declare rows: readonly number[];

  private readonly answer = new Answered(this, "preview", () => ({ rows: this.rows }));

  protected override render(): TemplateResult {
    const { words, state, rows } = this;
    const columns = (state.reading?.columns ?? []).slice(0, COLUMNS);
    const found = this.answer.value?.rows ?? [];
    return html`<div class="scroll" tabindex="0" role="region" aria-label=${words.t("page.rows")} aria-busy=${!this.answer.value}>
      <table class="preview">
        <thead>
          <tr>
            <th scope="col" class="num">${words.t("page.row")}</th>
            ${columns.map(
              (column) =>
                html`<th scope="col" translate="no">
                  ${shortened(columnName(words, column, column.index), 40)}
                </th>`,
            )}
          </tr>
        </thead>
        <tbody translate="no">
          ${found.map(
            (row, at) =>
              html`<tr>
                <th scope="row" class="num">${words.number((rows[at] ?? 0) + 1)}</th>
                ${columns.map(({ index }) => html`<td>${shortened(row[index] ?? "", 80)}</td>`)}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
  }
}

customElements.define("vocal-rows", VocalRows);
