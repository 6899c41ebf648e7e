import { html, nothing, type TemplateResult } from "lit";
import { applySettings } from "../actions.js";
import { categoryName } from "../names.js";
import type { ClassQuality, LabelQuality, LearningSetting } from "../types.js";
import { Answered } from "./answered.js";
import { StoreElement } from "./element.js";

/** Labels from which on the program learns from corrections. */
const FEWEST = 20;

/** How good the coding is on a random sample, and what the file itself may teach. */
export class VocalLearning extends StoreElement {
  private readonly quality = new Answered(this, "label_quality", () => ({}));

  protected override render(): TemplateResult {
    const { words } = this;
    const quality = this.quality.value;
    return html`<section class="card" aria-labelledby="quality-title" aria-busy=${!quality}>
      <h3 id="quality-title">${words.t("page.quality")}</h3>
      <p class="muted">${words.t("hint.sample")}</p>
      ${quality ? this.measured(quality) : nothing} ${this.switches(quality)}
    </section>`;
  }

  private measured(quality: LabelQuality): TemplateResult {
    const { words } = this;
    const { labelled, sample, accuracy } = quality;
    return html`<p role="status">
        ${words.t("page.quality_labelled", { count: labelled, sample })}
        ${accuracy
          ? words.t("page.quality_right", {
              share: words.percent(100 * accuracy[0]),
              from: words.percent(100 * accuracy[1]),
              to: words.percent(100 * accuracy[2]),
            })
          : nothing}
      </p>
      ${labelled > 0 ? this.table("page.sentiment", quality.sentiments, this.sentiment) : nothing}
      ${quality.categories_labelled > 0
        ? this.table("page.category", quality.categories, this.category)
        : nothing}
      ${labelled > 0 ? html`<p class="muted">${words.t("hint.precision")}</p>` : nothing}`;
  }

  private readonly sentiment = (id: string): string => this.words.t(`page.sentiment.${id}`);
  private readonly category = (id: string): string => categoryName(this.state, this.words, id);

  private table(
    heading: string,
    classes: readonly ClassQuality[],
    name: (id: string) => string,
  ): TemplateResult {
    const { words } = this;
    const percent = (share: number | null | undefined) =>
      share === null || share === undefined ? "–" : words.percent(100 * share);
    // A few wordings can be right by chance, so each share comes with how many there are. It is one of comments,
    // which may have the same wording.
    const based = (share: number | null, n: number) =>
      html`${percent(share)} <span class="muted">${words.t("page.n_equals", { n })}</span>`;
    return html`<div class="scroll" tabindex="0" role="region" aria-label=${words.t(heading)}>
      <table>
        <thead>
          <tr>
            <th scope="col">${words.t(heading)}</th>
            <th scope="col" class="num">${words.t("page.precision")}</th>
            <th scope="col" class="num">${words.t("page.recall")}</th>
            <th scope="col" class="num">${words.t("page.share_coded")}</th>
            <th scope="col" class="num">${words.t("page.share_corrected")}</th>
          </tr>
        </thead>
        <tbody>
          ${classes.map(
            ({ id, precision, recall, share, coded, real }) =>
              html`<tr>
                <th scope="row">${name(id)}</th>
                <td class="num">${based(precision, coded)}</td>
                <td class="num">${based(recall, real)}</td>
                <td class="num">${percent(share?.apparent)}</td>
                <td class="num">
                  ${share
                    ? words.t("page.share_interval", {
                        share: percent(share.share),
                        from: percent(share.interval[0]),
                        to: percent(share.interval[1]),
                      })
                    : "–"}
                </td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
  }

  private switches(quality: LabelQuality | null): TemplateResult {
    const { words, state } = this;
    const learning: LearningSetting = state.settings.learning ?? { scores: false, corrections: false };
    const labels = (state.settings.decisions ?? []).filter(
      (one) => !one.sampled && (one.sentiment || one.mentions),
    ).length;
    const hasScore = (state.baseline?.scores.length ?? 0) > 0;
    const set = (change: Partial<LearningSetting>) =>
      void applySettings({ ...state.settings, learning: { ...learning, ...change } });
    const box = (
      id: keyof LearningSetting,
      label: string,
      hint: string,
      enabled: boolean,
    ): TemplateResult =>
      html`<p class="learning-switch">
        <label for="learn-${id}">
          <input
            type="checkbox"
            id="learn-${id}"
            aria-describedby="learn-${id}-hint"
            .checked=${learning[id]}
            ?disabled=${state.busy || !(enabled || learning[id])}
            @change=${(event: Event) => set({ [id]: (event.target as HTMLInputElement).checked })}
          />
          ${label}
        </label>
        <span class="muted" id="learn-${id}-hint">${hint}</span>
      </p>`;
    const learned = quality?.learned_from ?? 0;
    return html`<fieldset>
      <legend>${words.t("page.learning")}</legend>
      ${box(
        "corrections",
        words.t("page.learn_corrections"),
        learned > 0
          ? words.t("page.learned_from", { count: learned })
          : words.t("hint.learn_corrections", { count: labels, fewest: FEWEST }),
        labels >= FEWEST,
      )}
      ${box("scores", words.t("page.learn_scores"), words.t("hint.learn_scores"), hasScore)}
    </fieldset>`;
  }
}

customElements.define("vocal-learning", VocalLearning);
