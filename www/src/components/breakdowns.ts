import { html, nothing, type TemplateResult } from "lit";
import { showComments, toggleCondition } from "../actions.js";
import { holds } from "../filter.js";
import { chosenScore, inTurn, NOISE, shortNameOf } from "../names.js";
import { minGroupOf } from "../settings-file.js";
import { store } from "../store.js";
import type { Breakdown, Condition, Group, ScoreFigure, Together } from "../types.js";
import { choice, columnOptions, lacking, moreButton, scoreChoice } from "./choices.js";
import { effectSize, isApart, withRange } from "./compare.js";
import { associationNote } from "./crosstab.js";
import { StoreElement } from "./element.js";
import { withInterval } from "./score-card.js";

/** Groups in the table before the user asks for more. */
const STEP = 50;

/** One score by one segment: chart, and a table with base, interval and difference in words. */
export class VocalBreakdowns extends StoreElement {
  static override properties = { limit: { state: true } };
  declare private limit: number;

  constructor() {
    super();
    this.limit = STEP;
  }

  protected override render(): TemplateResult {
    const { state, words } = this;
    const score = chosenScore(state);
    const title = html`<h2 class="visually-hidden">${words.t("page.view.breakdowns")}</h2>`;
    if (!score) return html`${title}${lacking(words, "page.breakdowns_no_score")}`;
    const of = (state.report?.breakdowns ?? []).filter((one) => one.column === score.column);
    const breakdown = of.find((one) => one.by === state.segmentColumn) ?? of[0];
    if (!breakdown) return html`${title}${lacking(words, "page.breakdowns_none")}`;
    return html`
      ${title} ${this.choices(score, of, breakdown)}
      ${score.value === null
        ? html`<p class="card">${words.t(score.unproven ? "page.unproven" : "page.score_hidden")}</p>`
        : html`
            <vocal-chart
              kind="breakdown"
              .column=${score.column}
              .by=${breakdown.by}
            ></vocal-chart>
            ${this.table(score, breakdown)}
            <vocal-crosstab .by=${breakdown.by}></vocal-crosstab>
          `}
    `;
  }

  private choices(score: ScoreFigure, all: Breakdown[], chosen: Breakdown): TemplateResult {
    const { state, words } = this;
    const columns = all.map((one) => one.by);
    return html`<div class="fields">
      ${scoreChoice("breakdown-score", words.t("page.score"), state, words, score)}
      ${choice(
        "breakdown-by",
        words.t("page.by_segment"),
        columnOptions(state, words, columns),
        chosen.by,
        (column) => {
          this.limit = STEP;
          store.dispatch({ type: "segment-chosen", column });
        },
      )}
    </div>`;
  }

  private table(score: ScoreFigure, breakdown: Breakdown): TemplateResult {
    const { words } = this;
    const visible = inTurn(breakdown.groups, ({ key }) => key).filter((group) => !group.hidden);
    const hidden = breakdown.groups.length - visible.length;
    const rest = visible.length - this.limit;
    const name = shortNameOf(this.state, words, breakdown.by);
    return html`
      <div class="card">
        <h3 id="breakdown-table">${words.t("page.groups_title", { name })}</h3>
        <div class="scroll" tabindex="0" role="region" aria-labelledby="breakdown-table">
          <table class="groups stacked">
            <thead>
              <tr>
                <th scope="col">${words.t("page.group")}</th>
                <th scope="col" class="num">${words.t("page.answers_n")}</th>
                <th scope="col" class="num">${words.t("page.result")}</th>
                <th scope="col" class="num">${words.t("page.interval_95")}</th>
                <th scope="col">${words.t("page.versus_rest")}</th>
                <th scope="col"><span class="visually-hidden">${words.t("page.actions")}</span></th>
              </tr>
            </thead>
            <tbody>
              ${visible.slice(0, this.limit).map((group) => this.row(score, breakdown.by, group))}
              ${breakdown.together && rest <= 0 ? this.together(score, breakdown.together) : nothing}
            </tbody>
          </table>
        </div>
        ${moreButton(rest, words.t("page.more_groups", { count: Math.min(rest, STEP) }), () => (this.limit += STEP))}
        ${hidden > 0
          ? html`<p class="muted">
              ${words.t("page.groups_hidden", {
                count: hidden,
                min: minGroupOf(this.state.settings),
              })}
              ${breakdown.unproven ? words.t("page.unproven") : nothing}
            </p>`
          : nothing}
        ${associationNote(words, breakdown.association, "page.groups_associated", "page.groups_alike")}
        <p class="muted">${words.t("hint.p_adjusted")}</p>
      </div>
    `;
  }

  /** Everybody who is in none of the groups above: no filter leads to them. */
  private together(score: ScoreFigure, all: Together): TemplateResult {
    const { words } = this;
    return html`<tr>
      <th scope="row">${words.t("page.groups_together")}</th>
      <td class="num" data-label=${words.t("page.answers_n")}>${words.number(all.n)}</td>
      <td class="num" data-label=${words.t("page.result")}>
        <strong>${all.value === null ? "–" : words.figure(score.metric, all.value)}</strong>
      </td>
      <td class="num" data-label=${words.t("page.interval_95")}>
        ${all.interval ? words.interval(score.metric, all.interval) : "–"}
      </td>
      <td></td>
      <td></td>
    </tr>`;
  }

  private row(score: ScoreFigure, by: number, group: Group): TemplateResult {
    const { state, words } = this;
    const condition: Condition = { kind: "segment", column: by, keys: [group.key] };
    const name = group.key || words.t("page.blank_value");
    const pressed = holds(state.filter, condition);
    return html`<tr>
      <th scope="row" translate="no">${name}</th>
      <td class="num" data-label=${words.t("page.answers_n")}>${group.n === null ? nothing : words.number(group.n)}</td>
      <td class="num" data-label=${words.t("page.result")}>
        <strong>${group.value === null ? "–" : words.figure(score.metric, group.value)}</strong>
        ${group.weighted
          ? html`<span class="muted"
              >${words.t("page.weighted")}: ${withInterval(
                words,
                words.figure(score.metric, group.weighted.value),
                group.weighted.interval && words.interval(score.metric, group.weighted.interval),
              )}</span
            >`
          : nothing}
      </td>
      <td class="num" data-label=${words.t("page.interval_95")}>
        ${group.interval ? words.interval(score.metric, group.interval) : "–"}
      </td>
      <td data-label=${words.t("page.versus_rest")}>${this.difference(score, group)}</td>
      <td class="row-actions">
        <button
          type="button"
          class="quiet"
          aria-pressed=${pressed}
          aria-label=${words.t("page.filter_by_name", { name })}
          @click=${() => toggleCondition(condition)}
        >
          ${words.t("page.filter_by")}
        </button>
        ${(state.baseline?.text.n ?? 0) > 0
          ? html`<button
              type="button"
              class="quiet"
              aria-label=${words.t("page.show_comments_of", { name })}
              @click=${() => showComments(condition)}
            >
              ${words.t("page.show_comments")}
            </button>`
          : nothing}
      </td>
    </tr>`;
  }

  private difference(score: ScoreFigure, group: Group): TemplateResult {
    const { words } = this;
    const { difference, difference_interval: interval, p_adjusted: p } = group;
    if (difference === null || (p === null && interval === null)) return html`<span class="muted">–</span>`;
    const size = interval
      ? html`<span class="muted">${withRange(words, score.metric, difference, interval)}</span>`
      : nothing;
    // Where all answers of the group are the same, the difference has an interval and no test.
    if (p === null) return html`${size}`;
    if (p >= NOISE) {
      // The interval is that of this group alone, the verdict allows for all of them.
      const alone = interval !== null && isApart(interval);
      return html`<span class="muted">${words.t(alone ? "page.unclear_among_many" : "page.within_noise")}</span> ${size}`;
    }
    const higher = difference > 0;
    const good = higher !== score.lower_is_better;
    return html`<span class=${good ? "better" : "worse"}>
        <span aria-hidden="true">${higher ? "▲" : "▼"}</span>
        ${words.t(higher ? "page.differs_higher" : "page.differs_lower")}
      </span>
      ${size} <span class="muted">${effectSize(words, score.metric, group.effect)}</span>`;
  }
}

customElements.define("vocal-breakdowns", VocalBreakdowns);
