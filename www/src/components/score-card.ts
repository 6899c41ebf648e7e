import { html, nothing, type TemplateResult } from "lit";
import { showComments } from "../actions.js";
import type { Words } from "../messages.js";
import { columnOf, metricName, nameOf, NPS_GROUPS, npsGroupName, shortNameOf, unbroken } from "../names.js";
import type { State } from "../store.js";
import type { ScoreFigure } from "../types.js";
import { setStyle, StoreElement } from "./element.js";

/** Letters of a question that a card has room for. */
const QUESTION = 110;

/** A score with everything needed to trust it: base, excluded answers, interval, variant. */
export class VocalScore extends StoreElement {
  static override properties = { column: { type: Number } };
  declare column: number | undefined;

  protected override render(): TemplateResult | typeof nothing {
    const { state, words } = this;
    const score = state.report?.scores.find((one) => one.column === this.column);
    return score ? card(state, words, score) : nothing;
  }
}

customElements.define("vocal-score", VocalScore);

function card(state: State, words: Words, score: ScoreFigure): TemplateResult {
  const question = nameOf(state, words, score.column);
  const metric = metricName(words, score.metric);
  return html`
    <article class="card score" aria-label="${metric}: ${question}">
      <h3>${metric}</h3>
      <p class="question" translate="no" title=${question}>
        ${unbroken(shortNameOf(state, words, score.column, QUESTION))}
      </p>
      ${score.value === null ? withheld(state, words, score) : figures(state, words, score)}
      ${score.metric === "nps" && score.value !== null ? split(words, score) : nothing}
      <details>
        <summary>${words.t("page.how_computed")}</summary>
        <p>${words.t(`hint.${score.metric ?? "rating"}`)}</p>
        <p>${words.t("hint.interval")}</p>
        <p>
          <strong>${words.t("page.is_good")}</strong>
          ${words.t(`hint.good.${score.metric === "nps" || score.metric === "csat" ? score.metric : "rating"}`)}
        </p>
      </details>
      ${(state.baseline?.text.n ?? 0) > 0 ? comments(words, score) : nothing}
    </article>
  `;
}

/** The way from a score to what its customers wrote. */
function comments(words: Words, score: ScoreFigure): TemplateResult {
  return html`<p class="buttons">
        <button
          type="button"
          @click=${() =>
            showComments({
              kind: "score",
              column: score.column,
              from: score.scale[0],
              to: score.scale[1],
            })}
        >
          ${words.t("page.show_comments")}
        </button>
      </p>`;
}

function withheld(state: State, words: Words, score: ScoreFigure): TemplateResult {
  const count = columnOf(state, score.column)?.answered ?? 0;
  const whole = state.baseline?.scores.find((one) => one.column === score.column);
  if (count > 0 && whole?.n === 0) {
    return html`<p class="figure-none">${words.t("page.score_unread", { count })}</p>`;
  }
  const hidden = score.unproven ? "page.unproven" : "page.score_hidden";
  return html`<p class="figure-none">${words.t(score.hidden ? hidden : "page.score_no_answers")}</p>`;
}

function figures(state: State, words: Words, score: ScoreFigure): TemplateResult {
  const { metric } = score;
  // A metric and whoever set the column say which end is good; a number alone does not.
  const known = metric !== null || columnOf(state, score.column)?.decided;
  const direction = score.low_is_good ? "page.scale_low_good" : known ? "page.scale_high_good" : "page.scale_plain";
  return html`
    <p class="figure">${words.figure(metric, score.value as number)}</p>
    <dl class="facts">
      ${score.interval
        ? fact(words.t("page.interval_95"), words.interval(metric, score.interval))
        : nothing}
      ${score.finite_interval
        ? fact(words.t("page.finite_interval"), words.interval(metric, score.finite_interval))
        : nothing}
      ${fact(words.t("page.answers_n"), words.number(score.n ?? 0))}
      ${score.weighted
        ? fact(
            words.t("page.weighted"),
            withInterval(
              words,
              words.figure(metric, score.weighted.value),
              score.weighted.interval && words.interval(metric, score.weighted.interval),
            ),
          )
        : nothing}
      ${score.excluded ? fact(words.t("page.excluded"), words.number(score.excluded)) : nothing}
      ${metric === "csat" && score.mean !== null
        ? fact(
            words.t("page.mean"),
            withInterval(
              words,
              words.t("page.mean_of", {
                mean: words.number(score.mean, 2),
                from: score.scale[0],
                to: score.scale[1],
              }),
              score.mean_interval && words.interval(null, score.mean_interval),
            ),
          )
        : nothing}
      ${(metric === "ces" || metric === "ces2") && score.box_share !== null
        ? fact(
            words.t(`page.box.${metric}`),
            withInterval(
              words,
              words.percent(score.box_share),
              score.box_interval && words.interval("csat", score.box_interval),
            ),
          )
        : nothing}
      ${metric !== "nps" && metric !== "csat"
        ? fact(
            words.t("page.scale"),
            words.t(direction, {
              from: score.scale[0],
              to: score.scale[1],
            }),
          )
        : nothing}
    </dl>
  `;
}

/** A figure with its interval, where it has one. */
export function withInterval(words: Words, value: string, interval: string | null): string {
  return interval === null ? value : words.t("page.weighted_value", { value, interval });
}

function fact(name: string, value: string): TemplateResult {
  return html`<div>
    <dt>${name}</dt>
    <dd>${value}</dd>
  </div>`;
}

/** The split of an NPS as one bar, its parts labelled in words and leading to their comments. */
function split(words: Words, score: ScoreFigure): TemplateResult {
  const parts = NPS_GROUPS.map((group) => ({ group, n: score[group.id] ?? 0 }));
  const share = (n: number) => (score.n ? (100 * n) / score.n : 0);
  return html`
    <div class="split" aria-hidden="true">
      ${parts.map(
        ({ group, n }) =>
          html`<span class="split-part ${group.id}" ${setStyle({ "flex-grow": String(n) })}></span>`,
      )}
    </div>
    <ul class="split-legend">
      ${parts.map(
        ({ group, n }) =>
          html`<li>
            <button
              type="button"
              class="quiet"
              title=${words.t("page.show_comments")}
              @click=${() =>
                showComments({
                  kind: "score",
                  column: score.column,
                  from: group.from,
                  to: group.to,
                })}
            >
              <span class="swatch ${group.id}" aria-hidden="true"></span>
              <span>${npsGroupName(words, group)}</span>
              <strong>${words.percent(share(n))}</strong>
              <span class="muted">${words.t("page.n_equals", { n })}</span>
            </button>
          </li>`,
      )}
    </ul>
  `;
}
