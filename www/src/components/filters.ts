import { html, nothing, type TemplateResult } from "lit";
import { cancelCoding, clearFilter, redo, removeCondition, undo } from "../actions.js";
import { conditionName } from "../names.js";
import type { Progress } from "../types.js";
import { StoreElement } from "./element.js";

/** The filter in words: every condition can be taken away, everything can be undone. */
export class VocalFilters extends StoreElement {
  protected override render(): TemplateResult {
    const { state, words } = this;
    const { report, filter } = state;
    const total = report?.file.rows ?? 0;
    const shown = report?.rows ?? null;
    return html`
      <section class="filter-bar" aria-label=${words.t("page.filter")} aria-busy=${state.busy}>
        <p class="filter-count">
          ${filter.length === 0
            ? words.t("page.filter_none", { count: total })
            : shown === null
              ? `${words.t("page.filter_rows_hidden")}:`
              : words.t("page.filter_rows", { shown, count: total })}
        </p>
        ${state.busy && state.progress ? this.coding(state.progress) : nothing}
        ${filter.length === 0 ? nothing : this.conditions()}
        <p class="buttons">
          ${filter.length === 0
            ? nothing
            : html`<button type="button" class="quiet" id="filter-clear" @click=${() => this.clear()}>
                ${words.t("page.filter_clear")}
              </button>`}
          ${state.undo.length === 0 && state.redo.length === 0 ? nothing : this.history()}
        </p>
      </section>
    `;
  }

  /** Coding anew takes a while on a large file: it says how far it is, and can be given up. */
  private coding(progress: Progress): TemplateResult {
    const { words } = this;
    return html`<div class="coding">
      <progress
        max="1"
        .value=${progress.total > 0 ? progress.done / progress.total : 0}
        aria-label=${words.t("page.coding")}
      ></progress>
      <span>
        ${words.t("page.progress_coding", {
          done: words.number(progress.done),
          total: words.number(progress.total),
        })}
      </span>
      <button
        type="button"
        id=${this.state.coding ? "cancel" : "cancel-coding"}
        @click=${cancelCoding}
      >
        ${words.t("page.cancel")}
      </button>
    </div>`;
  }

  private conditions(): TemplateResult {
    const { state, words } = this;
    return html`<ul class="chips">
      ${state.filter.map((condition, index) => {
        const name = conditionName(state, words, condition);
        return html`<li>
          <button
            type="button"
            class="chip"
            aria-label=${words.t("page.filter_remove", { name })}
            @click=${() => this.take(index)}
          >
            <span>${name}</span><span class="chip-x" aria-hidden="true">×</span>
          </button>
        </li>`;
      })}
    </ul>`;
  }

  private history(): TemplateResult {
    const { state, words } = this;
    return html`
      <button
        type="button"
        class="quiet"
        id="filter-undo"
        aria-keyshortcuts="Control+Z"
        ?disabled=${state.undo.length === 0}
        @click=${undo}
      >
        ${words.t("page.undo")}
      </button>
      <button
        type="button"
        class="quiet"
        id="filter-redo"
        aria-keyshortcuts="Control+Shift+Z"
        ?disabled=${state.redo.length === 0}
        @click=${redo}
      >
        ${words.t("page.redo")}
      </button>
    `;
  }

  private take(index: number): void {
    removeCondition(index);
    this.refocus(index);
  }

  private clear(): void {
    clearFilter();
    this.refocus(0);
  }

  /** The button that was pressed goes away, so the focus moves to its neighbour. */
  private refocus(index: number): void {
    void this.updateComplete.then(() => {
      const chips = this.querySelectorAll<HTMLElement>(".chip");
      const next = chips[Math.min(index, chips.length - 1)];
      (next ?? this.querySelector<HTMLElement>("#filter-undo"))?.focus();
    });
  }
}

customElements.define("vocal-filters", VocalFilters);
