import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { showComments } from "../actions.js";
import { chosenScore, scoreName } from "../names.js";
import { store } from "../store.js";
import type { Report, ScoreFigure } from "../types.js";
import { StoreElement } from "./element.js";
import { scoreCard } from "./score-card.js";

/** Score cards shown before the user asks for all of them. */
const FIRST_CARDS = 6;

/** The overview: scores as cards, the chosen score as charts, and what the comments say. */
export class VocalOverview extends StoreElement {
  static override properties = { allCards: { state: true } };
  declare private allCards: boolean;

  constructor() {
    super();
    this.allCards = false;
  }

  protected override render(): TemplateResult {
    const { report } = this.state;
    if (!report) return html``;
    return html`
      <h2 class="visually-hidden">${this.words.t("page.view.overview")}</h2>
      ${report.scores.length > 0 ? this.scores(report) : nothing}
      ${report.text.n > 0 ? this.text(report) : nothing}
    `;
  }

  private scores(report: Report): TemplateResult {
    const { state, words } = this;
    const ordered = ranked(report.scores);
    const shown = this.allCards ? ordered : ordered.slice(0, FIRST_CARDS);
    return html`
      <div class="cards">
        ${repeat(
          shown,
          (score) => score.column,
          (score) => scoreCard(state, words, score),
        )}
      </div>
      ${ordered.length > FIRST_CARDS ? this.more(ordered.length) : nothing}
      ${this.charts(report)}
    `;
  }

  private more(count: number): TemplateResult {
    return html`<p class="buttons">
      <button
        type="button"
        aria-expanded=${this.allCards}
        @click=${() => {
          this.allCards = !this.allCards;
        }}
      >
        ${this.words.t(this.allCards ? "page.fewer_scores" : "page.all_scores", { count })}
      </button>
    </p>`;
  }

  private charts(report: Report): TemplateResult {
    const score = chosenScore(this.state);
    if (!score || score.hidden || score.n === 0) return html``;
    const hasTrend = report.trend.some((point) => point.column === score.column);
    return html`
      ${report.scores.length > 1 ? this.scoreChoice(report.scores, score) : nothing}
      <div class="charts">
        <vocal-chart kind="distribution" .column=${score.column}></vocal-chart>
        ${hasTrend
          ? html`<vocal-chart kind="trend" .column=${score.column}></vocal-chart>`
          : nothing}
      </div>
    `;
  }

  private scoreChoice(scores: ScoreFigure[], chosen: ScoreFigure): TemplateResult {
    const { state, words } = this;
    return html`<p class="field">
      <label for="overview-score">${words.t("page.charts_for")}</label>
      <select
        id="overview-score"
        @change=${(event: Event) =>
          store.dispatch({
            type: "score-chosen",
            column: Number((event.target as HTMLSelectElement).value),
          })}
      >
        ${scores.map(
          (score) =>
            html`<option
              value=${score.column}
              .selected=${score.column === chosen.column}
            >
              ${scoreName(state, words, score)}
            </option>`,
        )}
      </select>
    </p>`;
  }

  private text(report: Report): TemplateResult {
    const { words } = this;
    if (report.text.hidden) return html`<p class="card">${words.t("page.text_hidden")}</p>`;
    return html`
      <div class="section-head">
        <h2>${words.t("page.comments_count", { count: report.text.n })}</h2>
        <button type="button" @click=${() => showComments()}>
          ${words.t("page.show_comments")}
        </button>
      </div>
      <div class="charts uneven">
        <vocal-chart kind="sentiment"></vocal-chart>
        ${report.categories.length > 0
          ? html`<vocal-chart kind="categories"></vocal-chart>`
          : nothing}
      </div>
    `;
  }
}

/** Scores with a metric of their own first, in the order of the file otherwise. */
function ranked(scores: readonly ScoreFigure[]): ScoreFigure[] {
  const rank = (score: ScoreFigure) => (score.metric === "nps" ? 0 : score.metric ? 1 : 2);
  return [...scores].sort((a, b) => rank(a) - rank(b) || a.column - b.column);
}

customElements.define("vocal-overview", VocalOverview);
