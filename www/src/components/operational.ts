import { html, nothing, type TemplateResult } from "lit";
import { shortNameOf } from "../names.js";
import type { Interval, NonResponse, OperationalFigure, OperationalFile, Weighting } from "../types.js";
import { StoreElement } from "./element.js";

/** Figures of customers and cases, the weight of the answers, and of those who did not answer. */
export class VocalOperational extends StoreElement {
  protected override render(): TemplateResult | typeof nothing {
    const { report } = this.state;
    if (!report) return nothing;
    const { operational, operational_file: file, non_response: silent, weighting } = report;
    return html`
      ${weighting ? this.weighting(weighting) : nothing}
      ${silent ? this.silent(silent) : nothing}
      ${operational.length > 0 || file ? this.figures(operational, file) : nothing}
    `;
  }

  private figures(figures: readonly OperationalFigure[], file: OperationalFile | null): TemplateResult {
    const { words } = this;
    return html`<div class="card">
      <h3 id="operational-title">${words.t("page.operational")}</h3>
      ${figures.length > 0
        ? html`<div class="scroll" tabindex="0" role="region" aria-labelledby="operational-title">
            <table class="groups stacked">
              <thead>
                <tr>
                  <th scope="col">${words.t("page.figure")}</th>
                  <th scope="col" class="num">${words.t("page.result")}</th>
                  <th scope="col" class="num">${words.t("page.interval_95")}</th>
                  <th scope="col" class="num">${words.t("page.base_n")}</th>
                  <th scope="col">${words.t("page.source")}</th>
                </tr>
              </thead>
              <tbody>
                ${figures.flatMap((figure) => this.rows(figure))}
              </tbody>
            </table>
          </div>`
        : nothing}
      ${file ? html`<p class="muted">${this.joined(file)}</p>` : nothing}
    </div>`;
  }

  /** A duration has three rows: median, mean and the slowest tenth. */
  private rows(figure: OperationalFigure): TemplateResult[] {
    const { words } = this;
    const name = words.t(`operational.${figure.metric}`);
    if (figure.metric !== "resolution_time") {
      const about = figure.metric === "fcr" ? this.firstContact(figure) : this.leftOut(figure, "unreadable");
      return [this.row(figure, name, figure.value, figure.interval, about)];
    }
    const part = (key: string) => words.t(`operational.${key}`, { metric: name });
    return [
      this.row(figure, part("median"), figure.value, figure.interval, this.leftOut(figure, "left_out")),
      ...Object.entries(figure.parts)
        .filter(([key]) => key !== "left_out")
        .map(([key, value]) => this.row(figure, part(key), value, figure.part_intervals[key] ?? null)),
    ];
  }

  /** How long the customer had to come back. */
  private firstContact({ window_days: days }: OperationalFigure): string {
    const { words } = this;
    return days === null
      ? words.t("operational.fcr.no_window")
      : words.t("operational.fcr.window", { count: days });
  }

  /** Customers or cases that the figure leaves out, by the name of their number. */
  private leftOut({ parts }: OperationalFigure, part: "left_out" | "unreadable"): string {
    const count = parts[part];
    return count === undefined ? "" : this.words.t(`operational.${part}`, { count });
  }

  private row(
    figure: OperationalFigure,
    name: string,
    value: number | null,
    interval: Interval | null,
    about = "",
  ): TemplateResult {
    const { words } = this;
    const shown = (one: number) => this.value(figure, one);
    return html`<tr>
      <th scope="row">${name}${about === "" ? nothing : html`<div class="muted">${about}</div>`}</th>
      <td class="num" data-label=${words.t("page.result")}>
        <strong>
          ${figure.hidden ? words.t("page.hidden_short") : value === null ? "–" : shown(value)}
        </strong>
      </td>
      <td class="num" data-label=${words.t("page.interval_95")}>
        ${interval
          ? words.t("page.interval", { from: shown(interval[0]), to: shown(interval[1]) })
          : "–"}
      </td>
      <td class="num" data-label=${words.t("page.base_n")}>${figure.n === null ? "–" : words.number(figure.n)}</td>
      <td data-label=${words.t("page.source")}>${words.t(`operational.source.${figure.source}`)}</td>
    </tr>`;
  }

  private value({ unit }: OperationalFigure, value: number): string {
    const { words } = this;
    if (unit === "percent") return words.percent(value, 1);
    if (unit === "hours") return words.t("number.hours", { value: words.number(value, 1) });
    return words.number(value, 2);
  }

  private joined({ name, rows, join }: OperationalFile): string {
    const { words } = this;
    const params = { file: name, rows: words.t("page.rows_count", { count: rows }) };
    if (!join) return words.t("operational.not_joined", params);
    return words.t("operational.joined", {
      ...params,
      column: words.quoted(join.column_name),
      matched: words.number(join.matched),
      unmatched: words.number(join.unmatched),
      answers: words.number(join.answers_unmatched),
    });
  }

  private silent(of: NonResponse): TemplateResult {
    const { words, state } = this;
    const params = {
      name: words.quoted(shortNameOf(state, words, of.column, 60)),
      invited: words.number(of.invited),
      answered: words.number(of.answered),
      rate: words.percent(of.rate, 1),
      worst: words.signed(of.worst),
      best: words.signed(of.best),
    };
    return html`<section class="card" aria-labelledby="silent-title">
      <h3 id="silent-title">${words.t("page.non_response")}</h3>
      <p>${words.t("page.non_response_text", params)}</p>
      <p>
        ${of.break_even === null
          ? words.t("page.non_response_safe")
          : words.t("page.non_response_break_even", { value: words.signed(of.break_even) })}
      </p>
    </section>`;
  }

  private weighting(of: Weighting): TemplateResult {
    const { words } = this;
    return html`<section class="card" aria-labelledby="weighting-title">
      <h3 id="weighting-title">${words.t("page.weighting")}</h3>
      <p>
        ${words.t(`page.weighting.${of.method}`, {
          n: words.number(of.n),
          effective: words.number(of.effective_n),
          from: words.number(of.range[0], 2),
          to: words.number(of.range[1], 2),
        })}
      </p>
      ${of.converged ? nothing : html`<p>${words.t("page.weighting_not_met")}</p>`}
      ${of.missing_groups.length > 0
        ? html`<p>${words.t("page.weighting_missing", { groups: words.list(of.missing_groups) })}</p>`
        : nothing}
      ${of.pooled_groups.length > 0
        ? html`<p>${words.t("page.weighting_pooled", { groups: words.list(of.pooled_groups) })}</p>`
        : nothing}
      ${of.without_weight > 0
        ? html`<p>${words.t("page.weighting_without", { count: of.without_weight })}</p>`
        : nothing}
    </section>`;
  }
}

customElements.define("vocal-operational", VocalOperational);
