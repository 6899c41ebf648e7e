import { html, nothing, type TemplateResult } from "lit";
import { applySettings, putSecondFile } from "../actions.js";
import { problemText, segmentsOf, shortNameOf } from "../names.js";
import type { Totals, WeightSetting } from "../types.js";
import { choice, columnOptions, fileButton, type Option } from "./choices.js";
import { StoreElement } from "./element.js";

/** Totals that can be typed in, by what they are about. */
const TOTALS: readonly (readonly [group: string, keys: readonly (keyof Totals)[]])[] = [
  ["survey", ["invited", "population"]],
  ["customers", ["customers_start", "customers_end", "customers_new", "customers_lost"]],
  ["cases", ["cases", "cases_first_contact", "fcr_window_days"]],
  ["referral", ["customers", "customers_referring"]],
  ["revenue", ["revenue_last_year", "revenue_retained", "revenue_earned_new"]],
];
type Target = WeightSetting["targets"][number];

/** Values in the list of weights that are not a column. */
const UNWEIGHTED = -1;
const BY_TARGETS = -2;
/** Groups of a segment that can have a target. */
const MOST_GROUPS = 30;

/** What the survey file does not hold: a second file, totals, and whom the answers stand for. */
export class VocalExtras extends StoreElement {
  protected override render(): TemplateResult {
    return html`${this.secondFile()} ${this.totals()} ${this.weights()}`;
  }

  private secondFile(): TemplateResult {
    const { words, state } = this;
    const file = state.report?.operational_file ?? null;
    return html`<section class="card" aria-labelledby="second-title">
      <h3 id="second-title">${words.t("page.second_file")}</h3>
      <p class="muted">${words.t("hint.second_file")}</p>
      ${file ? html`<p id="second-name" translate="no">${file.name}</p>` : nothing}
      <p class="buttons">
        ${fileButton(
          "second-file",
          words.t(file ? "page.second_file_other" : "page.second_file_choose"),
          "",
          (chosen) => putSecondFile({ name: chosen.name, bytes: chosen }),
        )}
        ${file
          ? html`<button type="button" id="second-remove" @click=${this.dropSecond}>
              ${words.t("page.second_file_remove")}
            </button>`
          : nothing}
      </p>
      ${this.refusal()}
    </section>`;
  }

  private readonly dropSecond = (): void => {
    void putSecondFile(null);
    // The button that was pressed goes away with the file.
    this.querySelector<HTMLElement>("#second-file-button")?.focus();
  };

  /** Why the last file could not be used; the one before it, if any, still counts. */
  private refusal(): TemplateResult | typeof nothing {
    const { words, state } = this;
    const refused = state.secondRefused;
    if (!refused) return nothing;
    const { text, next } = problemText(state, words, refused.problem);
    return html`<div class="problem" role="alert">
      <p>${words.t("page.second_file_refused", { name: refused.name })} ${text}</p>
      <p>${next}</p>
    </div>`;
  }

  private totals(): TemplateResult {
    const { words, state } = this;
    const totals: Totals = state.settings.totals ?? {};
    return html`<section class="card" aria-labelledby="totals-title">
      <h3 id="totals-title">${words.t("page.totals")}</h3>
      <p class="muted">${words.t("hint.totals")}</p>
      ${TOTALS.map(
        ([group, keys]) =>
          html`<details>
            <summary>${words.t(`page.totals.${group}`)}</summary>
            <div class="fields">${keys.map((key) => this.total(totals, key))}</div>
          </details>`,
      )}
    </section>`;
  }

  private total(totals: Totals, key: keyof Totals): TemplateResult {
    const set = (value: number | null): void => {
      const changed: Totals = { ...totals, [key]: value };
      void applySettings({ ...this.state.settings, totals: changed });
    };
    return html`<p class="field">
      <label for="total-${key}">${this.words.t(`total.${key}`)}</label>
      ${amount(`total-${key}`, totals[key] ?? null, set)}
    </p>`;
  }

  private weights(): TemplateResult {
    const { words, state } = this;
    const columns = state.reading?.columns ?? [];
    const numbers = columns.filter((one) => one.role === "number").map((one) => one.index);
    const segments = segmentsOf(state, false);
    const setting = state.settings.weights ?? null;
    const targets = setting?.targets ?? [];
    const options: Option<number>[] = [
      [UNWEIGHTED, words.t("page.weights_none")],
      ...(segments.length > 0 ? [[BY_TARGETS, words.t("page.weights_targets")] as Option<number>] : []),
      ...columnOptions(state, words, numbers),
    ];
    const chosen = setting?.column?.index ?? (targets.length > 0 ? BY_TARGETS : UNWEIGHTED);
    return html`<section class="card" aria-labelledby="weights-title">
      <h3 id="weights-title">${words.t("page.weights")}</h3>
      <p class="muted">${words.t("hint.weights")}</p>
      ${choice("weights", words.t("page.weights_by"), options, chosen, (by) => {
        if (by === BY_TARGETS) this.weightBySegments(segments.slice(0, 1));
        else this.put(by === UNWEIGHTED ? null : { column: { index: by }, targets: [] });
      })}
      ${chosen === BY_TARGETS ? this.targets(targets) : nothing}
    </section>`;
  }

  private put(weights: WeightSetting | null): void {
    void applySettings({ ...this.state.settings, weights });
  }

  /** Targets of one or two segments; a new one begins with the shares in the file. */
  private weightBySegments(segments: readonly number[]): void {
    const known = this.state.settings.weights?.targets ?? [];
    const target = (index: number) => known.find((one) => one.index === index) ?? this.asTheyAre(index);
    this.put({ column: null, targets: segments.map(target) });
  }

  /** Shares of the groups of one or two segments in the population. */
  private targets(targets: readonly Target[]): TemplateResult {
    const { words, state } = this;
    const segments = segmentsOf(state, false);
    const first = targets[0]?.index as number;
    const free = segments.filter((one) => one !== first);
    return html`<div class="fields">
        ${choice("target-first", words.t("page.target_first"), columnOptions(state, words, segments), first, (index) =>
          this.weightBySegments([index]),
        )}
        ${free.length > 0
          ? choice(
              "target-second",
              words.t("page.target_second"),
              [[UNWEIGHTED, words.t("page.none")] as Option<number>, ...columnOptions(state, words, free)],
              targets[1]?.index ?? UNWEIGHTED,
              (index) => this.weightBySegments(index === UNWEIGHTED ? [first] : [first, index]),
            )
          : nothing}
      </div>
      ${targets.map((target) => this.shares(targets, target))}`;
  }

  /** Shares of the groups in the file, in percent: the place to start from. */
  private asTheyAre(index: number): Target {
    const groups = this.groups(index);
    const total = groups.reduce((sum, [, n]) => sum + n, 0);
    const share = (n: number) => Math.round((1000 * n) / Math.max(total, 1)) / 10;
    return { index, shares: Object.fromEntries(groups.map(([key, n]) => [key, share(n)])) };
  }

  private groups(index: number): [string, number][] {
    const breakdowns = this.state.baseline?.breakdowns ?? [];
    const groups = breakdowns.find((one) => one.by === index)?.groups ?? [];
    return groups.slice(0, MOST_GROUPS).map((group) => [group.key, group.n ?? 0]);
  }

  private shares(all: readonly Target[], { index, shares }: Target): TemplateResult {
    const { words, state } = this;
    const name = shortNameOf(state, words, index);
    const sum = Object.values(shares).reduce((all, one) => all + one, 0);
    const set = (key: string, value: number | null): void => {
      const changed = { ...shares, [key]: value ?? 0 };
      const targets = all.map((one) => (one.index === index ? { ...one, shares: changed } : one));
      this.put({ column: null, targets });
    };
    return html`<fieldset>
      <legend>${words.t("page.target_shares", { name })}</legend>
      <div class="fields">
        ${Object.keys(shares).map(
          (key, at) =>
            html`<p class="field">
              <label for="target-${index}-${at}" translate="no">${key || words.t("page.blank_value")}</label>
              ${amount(`target-${index}-${at}`, shares[key] ?? 0, (value) => set(key, value))}
            </p>`,
        )}
      </div>
      <p class="muted">${words.t("page.target_sum", { sum: words.number(sum, 1) })}</p>
    </fieldset>`;
  }
}

/** A field for an amount of zero or more; empty is null. */
function amount(id: string, value: number | null, apply: (value: number | null) => void): TemplateResult {
  return html`<input
    id=${id}
    type="number"
    inputmode="decimal"
    min="0"
    step="any"
    spellcheck="false"
    .value=${value === null ? "" : String(value)}
    @change=${(event: Event) => {
      const input = event.target as HTMLInputElement;
      if (input.checkValidity()) apply(input.value === "" ? null : input.valueAsNumber);
      else input.value = value === null ? "" : String(value);
    }}
  />`;
}

customElements.define("vocal-extras", VocalExtras);
