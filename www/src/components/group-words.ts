import { html, nothing, type TemplateResult } from "lit";
import { showTogether, showWords } from "../actions.js";
import { categoryName, columnOf, conditionName, NPS_GROUPS, npsGroupName, shortened } from "../names.js";
import { minGroupOf } from "../settings-file.js";
import type { Category, CategoryPair, Filter, GroupWord, GroupWords } from "../types.js";
import { Answered } from "./answered.js";
import { setStyle, StoreElement } from "./element.js";

/** Words per side and pairs asked for. */
const WORDS = 15;
const PAIRS_ASKED = 30;
const PAIRS = 10;
/** Quotes and groups of repeated comments asked for. */
const QUOTES = 8;
const REPEATS = 5;
/** Comments up to which quotes are chosen unasked: every text is read for them. */
const EASY = 20_000;

/** Quotes, what one group says and the other does not, and which categories come together. */
export class VocalGroupWords extends StoreElement {
  static override properties = { asked: { state: true } };
  declare private asked: boolean;

  private readonly answer = new Answered(this, "group_words", () => ({
    request: { filter: this.state.filter, limit: WORDS },
  }));
  private readonly pairs = new Answered(this, "category_pairs", () => ({
    filter: this.state.filter,
    limit: PAIRS_ASKED,
  }));

  private readonly spoken = new Answered(this, "quotes", () =>
    this.quoting ? { filter: this.state.filter, limit: QUOTES } : null,
  );
  private readonly repeats = new Answered(this, "near_duplicates", () =>
    this.quoting ? { filter: this.state.filter, limit: REPEATS } : null,
  );

  constructor() {
    super();
    this.asked = false;
  }

  private get quoting(): boolean {
    return this.asked || (this.state.baseline?.text.n ?? 0) <= EASY;
  }

  protected override render(): TemplateResult {
    return html`${this.quotes()} ${this.groups()} ${this.together()}`;
  }

  /** Quotes that cover what is written, and what is written again and again. All texts are read for them. */
  private quotes(): TemplateResult {
    const { words, state } = this;
    const found = this.spoken.value;
    const again = this.repeats.value;
    return html`<section class="card" aria-labelledby="quotes" aria-busy=${this.quoting && !again}>
      <h3 id="quotes">${words.t("page.quotes")}</h3>
      <p class="muted">${words.t("hint.quotes")}</p>
      ${this.quoting
        ? nothing
        : html`<p class="buttons">
            <button
              type="button"
              id="quotes-show"
              @click=${() => {
                this.asked = true;
              }}
            >
              ${words.t("page.quotes_show")}
            </button>
          </p>`}
      ${found?.withheld
        ? html`<p>${words.t("page.quotes_withheld", { min: state.settings.min_quotes ?? 10 })}</p>`
        : nothing}
      ${found && found.list.length > 0
        ? html`<ul class="examples-list" translate="no">
            ${found.list.map(({ text }) => html`<li>${words.quoted(shortened(text, 400))}</li>`)}
          </ul>`
        : nothing}
      ${again && again.groups.length > 0
        ? html`<h4>${words.t("page.repeats")}</h4>
            <p class="muted">
              ${words.t("page.repeats_count", {
                repeated: words.number(again.repeated),
                count: words.number(again.n),
              })}
            </p>
            <ul class="examples-list" id="repeats">
              ${again.groups.map(
                ({ n, quote }) =>
                  html`<li>
                    <strong>${words.t("page.comments_count", { count: n })}:</strong>
                    <span translate="no">${words.quoted(shortened(quote.text, 220))}</span>
                  </li>`,
              )}
            </ul>`
        : nothing}
    </section>`;
  }

  private groups(): TemplateResult | typeof nothing {
    const { words } = this;
    const found = this.answer.value;
    if (this.answer.answered && !this.answer.fits) return html`<section class="card" aria-busy="true"></section>`;
    if (!found) return nothing;
    const none = found.first.length + found.second.length === 0;
    return html`<section class="card" aria-labelledby="group-words">
      <h3 id="group-words">${words.t("page.group_words")}</h3>
      ${none ? nothing : html`<p class="muted">${words.t("hint.group_words")}</p>`}
      ${none
        ? html`<p>${this.whyNone(found)}</p>`
        : html`<div class="two-lists">
            ${this.side(found, 0)} ${this.side(found, 1)}
          </div>`}
    </section>`;
  }

  /** What was compared, and why nothing came of it. */
  private whyNone({ groups, n, hidden }: GroupWords): string {
    const { state, words } = this;
    const min = minGroupOf(state.settings);
    const named = { first: this.groupName(groups[0]), second: this.groupName(groups[1]) };
    if (hidden) return words.t("page.group_words_hidden", { ...named, min });
    const [one, other] = n.map((count) => words.t("page.people_count", { count }));
    return words.t("page.group_words_compared", { ...named, n_first: one, n_second: other });
  }

  private groupName(filter: Filter): string {
    const { state, words } = this;
    const [only] = filter;
    const nps =
      only?.kind === "score" && NPS_GROUPS.find(({ from, to }) => only.from === from && only.to === to);
    if (nps && columnOf(state, only.column)?.metric === "nps") return npsGroupName(words, nps);
    return filter.map((one) => conditionName(state, words, one)).join(", ");
  }

  private side(found: GroupWords, side: 0 | 1): TemplateResult {
    const { words } = this;
    const list = side === 0 ? found.first : found.second;
    const name = this.groupName(found.groups[side]);
    return html`<div>
      <h4>${name}</h4>
      ${list.length === 0 ? html`<p class="muted">${words.t("page.group_words_none")}</p>` : this.list(found, side, list)}
    </div>`;
  }

  private list(found: GroupWords, side: 0 | 1, list: GroupWord[]): TemplateResult {
    const { words } = this;
    const name = this.groupName(found.groups[side]);
    const most = Math.max(...list.map((one) => Math.abs(one.z)), 1);
    return html`<table class="word-table">
        <caption class="visually-hidden">
          ${words.t("page.group_words_of", { name })}
        </caption>
        <thead>
          <tr>
            <th scope="col">${words.t("page.word")}</th>
            <th scope="col" class="num">${words.t("page.here")}</th>
            <th scope="col" class="num">${words.t("page.other_group")}</th>
          </tr>
        </thead>
        <tbody>
          ${list.map((one) => this.word(found, one, side, most))}
        </tbody>
      </table>`;
  }

  private word(found: GroupWords, one: GroupWord, side: 0 | 1, most: number): TemplateResult {
    const { words } = this;
    const other = side === 0 ? 1 : 0;
    const share = (at: 0 | 1) => {
      const n = one.n[at];
      const percent = words.percent((100 * (n ?? minGroupOf(this.state.settings))) / Math.max(found.n[at], 1));
      return n === null ? `<${percent}` : percent;
    };
    return html`<tr>
      <th scope="row">
        <button
          type="button"
          class="word-bar"
          translate="no"
          title=${words.t("page.show_comments")}
          ${setStyle({ "--part": `${(100 * Math.abs(one.z)) / most}%` })}
          @click=${() => showWords(one.label, one.patterns)}
        >
          ${one.label}
        </button>
      </th>
      <td class="num">${share(side)}</td>
      <td class="num">${share(other)}</td>
    </tr>`;
  }

  private together(): TemplateResult | typeof nothing {
    const { words, state } = this;
    const pairs = distinct(this.pairs.value?.list ?? [], state.codebook?.categories ?? []);
    if (pairs.length === 0) return nothing;
    const name = (id: string) => categoryName(state, words, id);
    return html`<section class="card" aria-labelledby="category-pairs">
      <h3 id="category-pairs">${words.t("page.category_pairs")}</h3>
      <p class="muted">${words.t("hint.category_pairs")}</p>
      <ul class="pair-list">
        ${pairs.map(
          ({ categories: [one, other], n, lift }) =>
            html`<li>
              <button
                type="button"
                class="quiet text"
                title=${words.t("page.show_comments")}
                @click=${() => showTogether([one, other])}
              >
                ${name(one)} + ${name(other)}
              </button>
              <span class="muted">
                ${words.t("page.pair_counts", { count: n, lift: words.number(lift, 1) })}
              </span>
            </li>`,
        )}
      </ul>
    </section>`;
  }
}

/**
 * The first pairs that say something new: a pair of which both categories are those of an earlier
 * pair, or lie directly above or below them, tells of the same comments.
 */
function distinct(pairs: readonly CategoryPair[], categories: readonly Category[]): CategoryPair[] {
  const parents = new Map(categories.map(({ id, parent }) => [id, parent]));
  const near = (a: string, b: string) => a === b || parents.get(a) === b || parents.get(b) === a;
  const kept: CategoryPair[] = [];
  for (const pair of pairs) {
    const [a, b] = pair.categories;
    const told = kept.some(({ categories: [c, d] }) => (near(a, c) && near(b, d)) || (near(a, d) && near(b, c)));
    if (!told && kept.length < PAIRS) kept.push(pair);
  }
  return kept;
}

customElements.define("vocal-group-words", VocalGroupWords);
