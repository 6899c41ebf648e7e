import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { applySettings, notify, showWords } from "../actions.js";
import { inOrder, merged, mergeTargets } from "../codebook.js";
import { categoryName, shortened } from "../names.js";
import { minGroupOf } from "../settings-file.js";
import type { Category, Suggestion, Suggestions, RisingTerm } from "../types.js";
import { Answered } from "./answered.js";
import { choiceToDo, type Option } from "./choices.js";
import { StoreElement } from "./element.js";

/** Topics shown before "show all". */
const FIRST = 4;
/** Topics and words asked for. */
const LIMIT = 30;
/** Characters of an example. */
const EXAMPLE = 260;

/** The inbox of the codebook: topics without a category, and what is new in the latest period. */
export class VocalSuggestions extends StoreElement {
  static override properties = {
    all: { state: true },
  };
  declare private all: boolean;

  private readonly answer = new Answered(this, "suggestions", () => ({
    request: { filter: this.state.filter, limit: LIMIT },
  }));

  constructor() {
    super();
    this.all = false;
  }

  protected override render(): TemplateResult {
    const { words } = this;
    const found = this.answer.value;
    return html`<section class="card inbox" aria-labelledby="inbox-title" aria-busy=${!found}>
        <h3 id="inbox-title">
          ${words.t("page.suggestions")}
          ${found ? html`<span class="muted">${words.number(found.list.length)}</span>` : nothing}
        </h3>
        <p class="muted">${words.t("hint.suggestions")}</p>
        ${found ? this.topics(found) : nothing}
      </section>
      ${found ? this.news(found) : nothing}`;
  }

  private topics({ list }: Suggestions): TemplateResult {
    const { words } = this;
    if (list.length === 0) return html`<p role="status">${words.t("page.suggestions_none")}</p>`;
    const shown = this.all ? list : list.slice(0, FIRST);
    return html`<ul class="topics">
        ${repeat(
          shown,
          (one) => one.key,
          (one) => this.topic(one),
        )}
      </ul>
      ${list.length > FIRST
        ? html`<p class="buttons">
            <button
              type="button"
              id="suggestions-all"
              aria-expanded=${this.all}
              @click=${() => {
                this.all = !this.all;
              }}
            >
              ${this.all
                ? words.t("page.show_fewer")
                : words.t("page.suggestions_all", { count: list.length })}
            </button>
          </p>`
        : nothing}`;
  }

  private topic(one: Suggestion): TemplateResult {
    const { words, state } = this;
    const name = title(one.category);
    const categories = state.codebook?.categories ?? [];
    const waiting = state.busy || !state.codebook;
    return html`<li class="topic" data-key=${one.key}>
      <h4 translate="no">${name}</h4>
      <p class="muted">
        ${words.t("page.suggestion_counts", {
          count: one.n,
          share: words.percent(100 * one.share),
        })}
        ${this.score(one)} ${this.mood(one)}
      </p>
      ${one.terms.length > 1
        ? html`<p class="topic-terms" translate="no">
            ${one.terms.map((term) => html`<span class="tag">${term.label} ${words.number(term.n)}</span>`)}
          </p>`
        : nothing}
      ${this.examples(one.examples)}
      <p class="buttons">
        <button
          type="button"
          class="primary"
          ?disabled=${waiting}
          aria-label=${words.t("page.action_on", { action: words.t("page.suggestion_add"), name })}
          @click=${() => this.accept(one)}
        >
          ${words.t("page.suggestion_add")}
        </button>
        ${choiceToDo(
          `merge-${encodeURIComponent(one.key)}`,
          words.t("page.suggestion_merge"),
          inOrder(categories).map(
            ({ id, parent }): Option<string> => [id, `${parent === null ? "" : "– "}${categoryName(state, words, id)}`],
          ),
          words.t("page.add"),
          words.t("page.suggestion_merge_of", { name }),
          waiting,
          (into) => void this.merge(one, into),
        )}
        <button
          type="button"
          aria-label=${words.t("page.action_on", { action: words.t("page.show_comments"), name })}
          @click=${() => showWords(name, Object.values(one.category.patterns).flat())}
        >
          ${words.t("page.show_comments")}
        </button>
        <button
          type="button"
          class="quiet"
          ?disabled=${waiting}
          aria-label=${words.t("page.action_on", { action: words.t("page.suggestion_dismiss"), name })}
          @click=${() => this.dismiss(one)}
        >
          ${words.t("page.suggestion_dismiss")}
        </button>
      </p>
    </li>`;
  }

  private score(one: Suggestion): TemplateResult | typeof nothing {
    const { words, state } = this;
    if (one.score === null) return nothing;
    const metric = state.baseline?.scores.find((score) => score.column === this.answer.value?.score_column)?.metric;
    const name = words.t(`metric.${metric ?? "rating"}`);
    const shown = words.t("page.suggestion_score", { name, value: words.figure(metric ?? null, one.score) });
    return html`· ${shown}`;
  }

  private mood({ sentiment, n }: Suggestion): TemplateResult {
    const { words } = this;
    const part = (count: number) => words.percent(n > 0 ? (100 * count) / n : 0);
    return html`· ${words.t("page.suggestion_mood", {
      negative: part(sentiment.negative),
      positive: part(sentiment.positive),
    })}`;
  }

  private examples(list: readonly { text: string }[]): TemplateResult | typeof nothing {
    const { words } = this;
    if (list.length === 0) return nothing;
    return html`<details>
      <summary>${words.t("page.suggestion_examples")}</summary>
      <ul class="examples-list" translate="no">
        ${list.map(({ text }) => html`<li>${shortened(text, EXAMPLE)}</li>`)}
      </ul>
    </details>`;
  }

  private news({ period, rising }: Suggestions): TemplateResult | typeof nothing {
    const { words } = this;
    if (!period) return nothing;
    return html`<section class="card inbox" aria-labelledby="news-title">
      <h3 id="news-title">${words.t("page.rising", { period: words.period(period) })}</h3>
      <p class="muted">${words.t("hint.rising")}</p>
      ${rising.length === 0
        ? html`<p>${words.t("page.rising_none")}</p>`
        : html`<ul class="topics">
            ${rising.slice(0, FIRST).map((one) => this.risen(one))}
          </ul>`}
    </section>`;
  }

  private risen(one: RisingTerm): TemplateResult {
    const { words } = this;
    const share = (n: number, of: number) => words.percent(of > 0 ? (100 * n) / of : 0);
    return html`<li class="topic">
      <h4 translate="no">${one.label}</h4>
      <p class="muted">
        ${words.t("page.rising_counts", {
          now: share(one.n, one.of),
          before:
            one.n_before === null
              ? `<${share(minGroupOf(this.state.settings), one.of_before)}`
              : share(one.n_before, one.of_before),
          count: one.n,
        })}
      </p>
      ${this.examples(one.examples)}
      <p class="buttons">
        <button
          type="button"
          aria-label=${words.t("page.action_on", { action: words.t("page.show_comments"), name: one.label })}
          @click=${() => showWords(one.label, one.patterns)}
        >
          ${words.t("page.show_comments")}
        </button>
      </p>
    </li>`;
  }

  private async accept(one: Suggestion): Promise<void> {
    const categories = this.state.codebook?.categories ?? [];
    await this.use([...categories, one.category]);
    notify("page.suggestion_added", { name: title(one.category), count: one.n });
    this.focusTitle();
  }

  private async merge(one: Suggestion, into: string): Promise<void> {
    const categories = [...(this.state.codebook?.categories ?? []), one.category];
    const { id } = one.category;
    if (!mergeTargets(categories, id).some((target) => target.id === into)) return;
    await this.use(merged(categories, id, into));
    notify("page.suggestion_merged", {
      name: title(one.category),
      into: categoryName(this.state, this.words, into),
    });
    this.focusTitle();
  }

  private async use(categories: Category[]): Promise<void> {
    await applySettings({ ...this.state.settings, codebook: { version: 1, categories } });
  }

  private async dismiss(one: Suggestion): Promise<void> {
    const { settings } = this.state;
    const dismissed = [...(settings.dismissed ?? []), one.key];
    await applySettings({ ...settings, dismissed });
    this.focusTitle();
  }

  /** The button that was pressed goes away with its topic. */
  private focusTitle(): void {
    void this.updateComplete.then(() => {
      this.querySelector<HTMLElement>(".topic button")?.focus();
    });
  }
}

/** Name of a proposed category, in the language of its comments. */
function title(category: Category): string {
  return Object.values(category.label)[0] ?? category.id;
}

customElements.define("vocal-suggestions", VocalSuggestions);
