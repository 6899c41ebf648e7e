import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { changeColumn, showComments } from "../actions.js";
import { chosenScore, columnOf, metricName, rankedScores, shortNameOf } from "../names.js";
import { statusOf, store } from "../store.js";
import type { Report, Role, ScoreFigure } from "../types.js";
import { choice, columnOptions, type Option, scoreChoice } from "./choices.js";
import { codingNote, languageNote, StoreElement } from "./element.js";
import "./findings.js";
import { FILE_BEGINNING } from "./rows.js";
import "./score-card.js";
import "./trend-settings.js";

/** Scores shown as cards; when there are more, the rest follows as a table. */
const MOST_CARDS = 6;
const FIRST_CARDS = 3;
/** Rows of that table before the user asks for all. */
const FIRST_ROWS = 12;

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
    const title = html`<h2 class="visually-hidden">${this.words.t("page.view.overview")}</h2>`;
    if (statusOf(this.state) === "mapping") return html`${title}${this.mapping()}`;
    return html`
      ${title}
      ${this.state.coding ? codingNote(this.words) : html`<vocal-findings></vocal-findings>`}
      ${report.scores.length > 0 ? this.scores(report) : nothing}
      ${this.state.coding ? nothing : html`<vocal-operational></vocal-operational>`}
      ${this.state.coding || report.text.n === 0 ? nothing : this.text(report)}
    `;
  }

  /** What the file looks like, and lists to name the columns in that nothing can be shown without. */
  private mapping(): TemplateResult {
    const { state, words } = this;
    const columns = state.reading?.columns ?? [];
    const names = columnOptions(state, words, columns.map(({ index }) => index));
    const options: Option<number>[] = [[-1, "–"], ...names];
    const list = (role: Role) =>
      choice(`mapping-${role}`, words.t(`page.mapping_${role}`), options, -1, (index) => {
        const column = columnOf(state, index);
        if (column) void changeColumn(column, { role });
      });
    return html`<div class="card">
      <div class="fields">${list("score")} ${list("comment")}</div>
      <h3>${words.t("page.preview_title")}</h3>
      <vocal-rows .rows=${FILE_BEGINNING}></vocal-rows>
    </div>`;
  }

  private scores(report: Report): TemplateResult {
    const ordered = rankedScores(report.scores);
    const cards = ordered.length > MOST_CARDS ? FIRST_CARDS : ordered.length;
    const shown = ordered.slice(0, cards);
    return html`
      <div class="cards">
        ${repeat(
          shown,
          (score) => score.column,
          (score) => html`<vocal-score .column=${score.column}></vocal-score>`,
        )}
      </div>
      ${ordered.length > cards ? this.table(ordered.slice(cards)) : nothing}
      ${this.charts(report)}
    `;
  }

  /** Many scores side by side: one line each, the question leading to its charts. */
  private table(scores: ScoreFigure[]): TemplateResult {
    const { words } = this;
    const shown = this.allCards ? scores : scores.slice(0, FIRST_ROWS);
    return html`<div class="card">
      <h3 id="more-scores">${words.t("page.more_scores", { count: scores.length })}</h3>
      <div class="scroll" tabindex="0" role="region" aria-labelledby="more-scores">
        <table class="groups stacked">
          <thead>
            <tr>
              <th scope="col">${words.t("page.score")}</th>
              <th scope="col" class="num">${words.t("page.result")}</th>
              <th scope="col" class="num">${words.t("page.interval_95")}</th>
              <th scope="col" class="num">${words.t("page.answers_n")}</th>
            </tr>
          </thead>
          <tbody>
            ${repeat(
              shown,
              (score) => score.column,
              (score) => this.row(score),
            )}
          </tbody>
        </table>
      </div>
      ${scores.length > FIRST_ROWS
        ? html`<p class="buttons">
            <button
              type="button"
              aria-expanded=${this.allCards}
              @click=${() => {
                this.allCards = !this.allCards;
              }}
            >
              ${words.t(this.allCards ? "page.fewer_scores" : "page.all_scores", {
                count: scores.length,
              })}
            </button>
          </p>`
        : nothing}
    </div>`;
  }

  private row(score: ScoreFigure): TemplateResult {
    const { words, state } = this;
    const chosen = chosenScore(state)?.column === score.column;
    return html`<tr>
      <th scope="row">
        <button
          type="button"
          class="quiet text"
          translate="no"
          aria-pressed=${chosen}
          @click=${() => store.dispatch({ type: "score-chosen", column: score.column })}
        >
          ${shortNameOf(state, words, score.column, 90)}
        </button>
      </th>
      <td class="num" data-label=${words.t("page.result")}>
        <strong>${score.value === null ? "–" : words.figure(score.metric, score.value)}</strong>
        ${score.metric
          ? html`<span class="muted">${metricName(words, score.metric)}</span>`
          : html`<span class="muted">${score.scale[0]}–${score.scale[1]}</span>`}
      </td>
      <td class="num" data-label=${words.t("page.interval_95")}>
        ${score.interval ? words.interval(score.metric, score.interval) : "–"}
      </td>
      <td class="num" data-label=${words.t("page.answers_n")}>${score.n === null ? "–" : words.number(score.n)}</td>
    </tr>`;
  }

  private charts(report: Report): TemplateResult {
    const { state, words } = this;
    const score = chosenScore(state);
    if (!score || score.hidden || score.n === 0) return html``;
    const hasDate = state.reading?.columns.some((column) => column.primary) ?? false;
    const hasTrend = report.trend.some((point) => point.column === score.column);
    // That there is a season is a finding of its own.
    const noSeason = report.seasons.some((note) => note.column === score.column && !note.seasonal);
    return html`
      <div class="fields">
        ${report.scores.length > 1
          ? scoreChoice("overview-score", words.t("page.charts_for"), state, words, score)
          : nothing}
        ${hasDate ? html`<vocal-trend-settings></vocal-trend-settings>` : nothing}
      </div>
      <div class="charts">
        <vocal-chart kind="distribution" .column=${score.column}></vocal-chart>
        ${hasTrend
          ? html`<vocal-chart kind="trend" .column=${score.column}></vocal-chart>`
          : nothing}
      </div>
      ${noSeason ? html`<p class="muted">${words.t("page.no_season")}</p>` : nothing}
    `;
  }

  private text(report: Report): TemplateResult {
    const { words } = this;
    if (report.text.hidden) return html`<p class="card">${words.t("page.text_hidden")}</p>`;
    return html`
      <div class="section-head">
        <h2>${words.t("page.comments_count", { count: report.text.n ?? 0 })}</h2>
        <button type="button" @click=${() => showComments()}>
          ${words.t("page.show_comments")}
        </button>
      </div>
      ${languageNote(this.state, words)}
      <div class="charts uneven">
        <vocal-chart kind="sentiment"></vocal-chart>
        ${report.categories.length > 0
          ? html`<vocal-chart kind="categories"></vocal-chart>`
          : nothing}
      </div>
    `;
  }
}

customElements.define("vocal-overview", VocalOverview);
