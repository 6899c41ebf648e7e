import { html, nothing, type TemplateResult } from "lit";
import { chooseView } from "../actions.js";
import {
  capitalised,
  FIRST_WARNINGS,
  healthNotes,
  metricName,
  rankedScores,
  shortNameOf,
  unbroken,
  urgentTexts,
  warningTexts,
} from "../names.js";
import { statusOf, type View, VIEWS } from "../store.js";
import type { ColumnReading } from "../types.js";
import { codingNote, StoreElement } from "./element.js";

/** Views that show nothing before comments are coded. */
const NEEDS_COMMENTS: readonly View[] = ["categories", "comments", "drivers", "compare", "codebook"];
/** Scores named in the line about the reading. */
const NAMED_SCORES = 2;
/** Warnings that ask the user to look at the roles of the columns. */
const ROLE_WARNINGS: readonly string[] = ["roles_unsure", "no_score", "not_a_survey"];

/** The file's dashboard: how it was read, the filter, and the views behind their tabs. */
export class VocalDashboard extends StoreElement {
  protected override render(): TemplateResult {
    const { state, words } = this;
    const mapping = statusOf(state) === "mapping";
    // A wrong delimiter leaves nothing to filter, but it must be possible to take it back.
    const changed = state.undo.length + state.redo.length > 0;
    return html`
      <h1 class="visually-hidden" tabindex="-1" id="dashboard-title">
        ${words.t("page.dashboard_of", { name: state.fileName })}
      </h1>
      ${this.readingLine()} ${this.banner(mapping)} ${mapping && !changed ? nothing : html`<vocal-filters></vocal-filters>`}
      <div role="tablist" class="tabs" aria-label=${words.t("page.views")} @keydown=${this.onKey}>
        ${VIEWS.map((view) => this.tab(view))}
      </div>
      ${VIEWS.map((view) => this.panel(view))}
    `;
  }

  private tab(view: View): TemplateResult {
    const selected = this.state.view === view;
    return html`<a
      id="view-${view}"
      href="#view-${view}"
      role="tab"
      aria-selected=${selected}
      aria-controls="panel-${view}"
      tabindex=${selected ? 0 : -1}
      @click=${(event: Event) => this.choose(event, view)}
      >${this.words.t(`page.view.${view}`)}</a
    >`;
  }

  /** A followed fragment would navigate the sandboxed frame, so the link only switches the view. */
  private choose(event: Event, view: View): void {
    event.preventDefault();
    chooseView(view);
  }

  private readonly onKey = (event: KeyboardEvent): void => {
    const at = VIEWS.indexOf(this.state.view);
    const steps: Record<string, number> = {
      ArrowRight: (at + 1) % VIEWS.length,
      ArrowLeft: (at + VIEWS.length - 1) % VIEWS.length,
      Home: 0,
      End: VIEWS.length - 1,
      " ": at,
    };
    const to = steps[event.key];
    const view = to === undefined ? undefined : VIEWS[to];
    if (!view) return;
    event.preventDefault();
    chooseView(view);
    this.querySelector<HTMLElement>(`#view-${view}`)?.focus();
  };

  private panel(view: View): TemplateResult {
    const { state, words } = this;
    const shown = state.view === view;
    return html`<div
      id="panel-${view}"
      role="tabpanel"
      data-view=${view}
      aria-labelledby="view-${view}"
      ?hidden=${!shown}
    >
      ${!shown ? nothing : state.coding && NEEDS_COMMENTS.includes(view) ? codingNote(words) : content(view)}
    </div>`;
  }

  private readingLine(): TemplateResult {
    const { words } = this;
    const parts = this.readingParts();
    if (parts.length === 0) return html``;
    return html`<p class="reading-line">
      <span>${capitalised(parts.join(" · "), words.lang)}</span>
      <button type="button" class="quiet" id="change-reading" @click=${() => chooseView("data")}>
        ${words.t("page.change")}
      </button>
    </p>`;
  }

  private readingParts(): string[] {
    const { state, words } = this;
    const columns = state.reading?.columns ?? [];
    const quoted = (index: number) => words.quoted(unbroken(shortNameOf(state, words, index)));
    const scores = rankedScores(state.baseline?.scores ?? []);
    const parts = scores.slice(0, NAMED_SCORES).map((score) =>
      words.t("page.reading_score", {
        metric: metricName(words, score.metric),
        name: quoted(score.column),
        answers: words.t("page.answers_count", { count: score.n ?? 0 }),
      }),
    );
    if (scores.length > NAMED_SCORES) {
      parts.push(words.t("page.reading_more_scores", { count: scores.length - NAMED_SCORES }));
    }
    const comments = columns.filter((column) => column.role === "comment");
    if (comments.length > 0) parts.push(this.commentsPart(comments, quoted));
    const date = columns.find((column) => column.primary);
    if (date) parts.push(words.t("page.reading_date", { name: quoted(date.index) }));
    const kinds = new Set(columns.flatMap((column) => (column.role === "pii" ? [column.pii] : [])));
    if (kinds.size > 0) {
      const names = [...kinds].map((kind) => words.t(kind ? `pii.${kind}` : "role.pii"));
      parts.push(words.t("page.reading_masked", { kinds: names.join(", ") }));
    }
    const warnings = state.baseline?.warnings ?? [];
    if (warnings.some((warning) => warning.code === "encoding_guessed")) {
      const encoding = state.reading?.encoding.toUpperCase() ?? "";
      parts.push(words.t("page.reading_encoding", { encoding }));
    }
    return parts;
  }

  private commentsPart(comments: ColumnReading[], quoted: (index: number) => string): string {
    const first = comments[0] as ColumnReading;
    const name = quoted(first.index);
    if (comments.length === 1) return this.words.t("page.reading_comments", { name });
    return this.words.t("page.reading_comments_more", { name, count: comments.length - 1 });
  }

  private banner(mapping: boolean): TemplateResult {
    const { state, words } = this;
    const warnings = state.baseline?.warnings ?? [];
    const doubtful = warnings.some((warning) => ROLE_WARNINGS.includes(warning.code));
    const texts = urgentTexts(state, words);
    const all = warningTexts(state, words).length + healthNotes(state, words).length;
    if (state.view !== "overview" && !mapping) return html``;
    if (texts.length === 0 && !mapping) return html``;
    return html`<div class="banner">
      ${mapping ? html`<p><strong>${words.t("page.mapping_needed")}</strong></p>` : nothing}
      ${texts.length > 0
        ? html`<ul class="plain-list">
            ${texts.slice(0, FIRST_WARNINGS).map((text) => html`<li>${text}</li>`)}
          </ul>`
        : nothing}
      ${(doubtful || all > FIRST_WARNINGS) && state.view !== "data"
        ? html`<p class="buttons">
            <button type="button" id="check-columns" @click=${() => chooseView("data")}>
              ${doubtful
                ? words.t("page.check_columns")
                : words.t("page.all_warnings", { count: all })}
            </button>
          </p>`
        : nothing}
    </div>`;
  }
}

function content(view: View): TemplateResult {
  switch (view) {
    case "overview":
      return html`<vocal-overview></vocal-overview>`;
    case "breakdowns":
      return html`<vocal-breakdowns></vocal-breakdowns>`;
    case "categories":
      return html`<vocal-categories></vocal-categories>`;
    case "comments":
      return html`<vocal-comments></vocal-comments>`;
    case "drivers":
      return html`<vocal-drivers></vocal-drivers>`;
    case "compare":
      return html`<vocal-compare></vocal-compare>`;
    case "codebook":
      return html`<vocal-codebook></vocal-codebook>`;
    case "data":
      return html`<vocal-data></vocal-data>`;
  }
}

customElements.define("vocal-dashboard", VocalDashboard);
