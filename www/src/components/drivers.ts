import { html, nothing, type TemplateResult } from "lit";
import { nameOf, scoreName, shortNameOf } from "../names.js";
import type { Driver, DriverModel } from "../types.js";
import { lacking } from "./choices.js";
import { setStyle, StoreElement } from "./element.js";

/** Ratings without a place in the model that are named at once; more are listed when asked for. */
const NAMED_LEFT_OUT = 5;

const QUADRANTS = ["concentrate", "keep_up", "possible_overkill", "low_priority"] as const;

/** Which ratings go with the overall score, and where to begin. */
export class VocalDrivers extends StoreElement {
  protected override render(): TemplateResult {
    const { words, state } = this;
    const title = html`<h2 class="visually-hidden">${words.t("page.view.drivers")}</h2>`;
    const drivers = state.report?.drivers ?? [];
    const model = state.report?.driver_model;
    if (!model || drivers.length === 0) {
      return html`${title}${lacking(words, "page.drivers_none")}
        <vocal-simulator></vocal-simulator>`;
    }
    return html`${title} ${this.table(model, drivers)} ${this.quadrants(drivers)}
      <vocal-simulator></vocal-simulator>`;
  }

  private table(model: DriverModel, drivers: Driver[]): TemplateResult {
    const { words, state } = this;
    const target = state.report?.scores.find((score) => score.column === model.target);
    const name = target ? scoreName(state, words, target) : nameOf(state, words, model.target);
    const widest = Math.max(0.01, ...drivers.map((one) => one.interval[1]));
    const part = (share: number) => `${((100 * Math.max(0, share)) / widest).toFixed(1)}%`;
    const classified = drivers.some((one) => one.class !== null);
    return html`<div class="card">
      <h3 id="driver-table">${words.t("page.drivers_title", { name })}</h3>
      <p>
        ${words.t("page.drivers_model", {
          share: words.percent(100 * model.r2),
          count: model.n,
        })}
      </p>
      <div class="scroll" tabindex="0" role="region" aria-labelledby="driver-table">
        <table class="groups stacked">
          <thead>
            <tr>
              <th scope="col">${words.t("page.driver")}</th>
              <th scope="col">${words.t("page.driver_share")}</th>
              <th scope="col" class="num">${words.t("page.driver_performance")}</th>
              ${classified ? html`<th scope="col">${words.t("page.driver_class")}</th>` : nothing}
              <th scope="col">${words.t("page.driver_advice")}</th>
            </tr>
          </thead>
          <tbody>
            ${drivers.map(
              (driver) =>
                html`<tr>
                  <th scope="row" translate="no">
                    ${shortNameOf(state, words, driver.column, 90)}
                  </th>
                  <td data-label=${words.t("page.driver_share")}>
                    <span class="bar" aria-hidden="true">
                      <span class="bar-fill" ${setStyle({ width: part(driver.share) })}></span>
                      <span
                        class="bar-range"
                        ${setStyle({
                          left: part(driver.interval[0]),
                          right: `calc(100% - ${part(driver.interval[1])})`,
                        })}
                      ></span>
                    </span>
                    <strong>${words.percent(100 * driver.share, 1)}</strong>
                    <span class="muted">
                      ${words.t("page.interval", {
                        from: words.percent(100 * driver.interval[0], 1),
                        to: words.percent(100 * driver.interval[1], 1),
                      })}${driver.significant ? "" : `, ${words.t("page.within_noise")}`}
                    </span>
                  </td>
                  <td class="num" data-label=${words.t("page.driver_performance")}>
                    ${driver.performance === null ? "–" : words.number(driver.performance)}
                  </td>
                  ${classified
                    ? html`<td data-label=${words.t("page.driver_class")}>${this.classOf(driver)}</td>`
                    : nothing}
                  <td data-label=${words.t("page.driver_advice")}>${words.t(`page.quadrant.${driver.quadrant ?? "none"}`)}</td>
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
      ${drivers.some((one) => one.performance === null)
        ? html`<p class="muted">${words.t("page.driver_hidden")}</p>`
        : nothing}
      ${model.left_out.length > 0 ? this.leftOut(model.left_out) : nothing}
      <details>
        <summary>${words.t("page.how_computed")}</summary>
        <p>${words.t("hint.drivers")}</p>
        <p>${words.t("page.driver_johnson", { weights: words.list(drivers.map((one) => this.weightOf(one))) })}</p>
        ${classified ? html`<p>${words.t("hint.driver_class")}</p>` : nothing}
      </details>
    </div>`;
  }

  private weightOf({ column, johnson }: Driver): string {
    return `${shortNameOf(this.state, this.words, column)} ${this.words.percent(100 * johnson, 1)}`;
  }

  private leftOut(columns: readonly number[]): TemplateResult {
    const { state, words } = this;
    const listed = words.list(columns.map((index) => words.quoted(shortNameOf(state, words, index))));
    const text = (names: string) => words.t("page.drivers_left_out", { names });
    if (columns.length <= NAMED_LEFT_OUT) return html`<p class="muted">${text(listed)}</p>`;
    return html`<details>
      <summary>${text(words.number(columns.length))}</summary>
      <p translate="no">${listed}</p>
    </details>`;
  }

  /** Whether low answers cost more than high ones bring, with both figures. */
  private classOf({ class: kind, reward, penalty }: Driver): TemplateResult {
    const { words } = this;
    if (kind === null || reward === null || penalty === null) {
      return html`<span class="muted">${words.t("page.driver_class.none")}</span>`;
    }
    // A low answer that helps or a high one that hurts: ratings that go together take it from each other.
    const clear = {
      basic: -penalty > Math.abs(reward),
      exciter: reward > Math.abs(penalty),
      performance: penalty <= 0 && reward >= 0,
    };
    if (!clear[kind]) return html`<span class="muted">${words.t("page.driver_class.unclear")}</span>`;
    return html`${words.t(`page.driver_class.${kind}`)}
      <div class="muted">
        ${words.t("page.driver_contrast", {
          low: words.signed(penalty, 1),
          high: words.signed(reward, 1),
        })}
      </div>`;
  }

  /** Importance against performance, as four lists. */
  private quadrants(drivers: Driver[]): TemplateResult | typeof nothing {
    const { words, state } = this;
    if (drivers.every((one) => one.quadrant === null)) return nothing;
    return html`<div class="cards two">
      ${QUADRANTS.map((quadrant) => {
        const here = drivers.filter((one) => one.quadrant === quadrant);
        return html`<section class="card" aria-labelledby="quadrant-${quadrant}">
          <h3 id="quadrant-${quadrant}">${words.t(`page.quadrant.${quadrant}`)}</h3>
          <p class="muted">${words.t(`hint.quadrant.${quadrant}`)}</p>
          ${here.length === 0
            ? html`<p>${words.t("page.none")}</p>`
            : html`<ul class="plain-list" translate="no">
                ${here.map(
                  (one) => html`<li>${shortNameOf(state, words, one.column, 90)}</li>`,
                )}
              </ul>`}
        </section>`;
      })}
    </div>`;
  }
}

customElements.define("vocal-drivers", VocalDrivers);
