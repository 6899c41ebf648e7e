import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import {
  chooseFolder,
  decide,
  decisionOf,
  engine,
  handOut,
  notify,
  putCondition,
  removeCondition,
  reportFault,
} from "../actions.js";
import { commentTable } from "../comment-list.js";
import { copyText, fileNameOf } from "../handing-out.js";
import {
  categoryName,
  chosenScore,
  inTurn,
  NPS_GROUPS,
  npsGroupName,
  scoreName,
  sentimentName,
  shortNameOf,
} from "../names.js";
import { CommentPages } from "../pages.js";
import { store } from "../store.js";
import type {
  CommentOrder,
  CommentQuery,
  CommentRow,
  Condition,
  Folder,
  ScoreFigure,
} from "../types.js";
import { Answered } from "./answered.js";
import { lacking, textOf } from "./choices.js";
import { commentBody, commentHead, SENTIMENTS } from "./comment-parts.js";
import { languageNote, StoreElement } from "./element.js";
import type { FeedAction, VocalFeed } from "./feed.js";

/** Pause after the last key before the search runs, in milliseconds. */
const SEARCH_PAUSE = 150;
/** Comments up to which those that ask for contact are counted unasked. */
const EASY = 20_000;
/** Comments on paper; some forty pages. */
const PRINTED = 500;
/** A segment with more groups is not offered as a list to choose from. */
const MAX_GROUPS = 60;

const ORDERS: readonly CommentOrder[] = ["file", "newest", "lowest", "highest"];
const FOLDERS: readonly Folder[] = [
  "ordinary",
  "contact",
  "starred",
  "staff_praise",
  "contradictions",
  "sensitive",
  "sample",
];
/** Folders that say what is in them. */
const EXPLAINED: readonly Folder[] = ["contact", "sensitive", "staff_praise", "contradictions"];
/** Phrases that ask for an answer, in the codebook's syntax. Only requests: "nobody called me back" is none. */
const ASKS_FOR_CONTACT: readonly string[] = [
  ...["kontakt", "pilny kontakt", "szybki kontakt", "telefon", "odpowiedź", "wiadomość", "informację", "oddzwonienie"].flatMap(
    (what) => [`proszę o ${what}`, `prosimy o ${what}`, `prośba o ${what}`],
  ),
  ...["kontakt", "odpowiedź", "telefon"].flatMap((what) => [`czekam na ${what}`, `czekamy na ${what}`]),
  "proszę się skontaktować",
  "proszę zadzwonić",
  "proszę oddzwonić",
  "proszę odpowiedzieć",
  "skontaktujcie się",
  "odezwijcie się",
  "zadzwońcie",
  "oddzwońcie",
  ...["contact", "call", "ring", "phone", "email", "reply", "respond", "answer", "get back", "get in touch", "reach out"].map(
    (what) => `please ${what}`,
  ),
  ...["contact", "call"].flatMap((what) => [`can someone ${what}`, `could someone ${what}`, `can you ${what}`, `could you ${what}`]),
  "would like a call",
  "would like a reply",
  "would like to be contacted",
  "awaiting your reply",
];

interface Option {
  name: string;
  condition: Condition;
}

/** The comments themselves: search, filters, folders, the list, and the comment that is open. */
export class VocalComments extends StoreElement {
  static override properties = {
    version: { state: true },
    current: { state: true },
  };
  declare private version: number;
  declare private current: number;

  private asked = "";
  private revision = -1;
  private timer = 0;
  private readonly printed = new Answered(this, "comments", () =>
    this.state.printing ? { query: { ...this.query(), limit: PRINTED } } : null,
  );
  /** Numbers of the folders, where the list's own are of a part: that of the requests. */
  private readonly contacts = new Answered(this, "comments", () => this.counting(true));
  private readonly folderCounts = new Answered(this, "comments", () => this.counting(false));
  private readonly pages = new CommentPages(
    (offset, limit) => engine.ask("comments", { query: { ...this.query(), offset, limit } }),
    () => {
      this.version += 1;
    },
    reportFault,
  );

  constructor() {
    super();
    this.version = 0;
    this.current = 0;
  }

  private query(): CommentQuery {
    const { filter, search, order, folder, names, asked } = this.state;
    const of = folder === "contact" ? { folder: "ordinary" as const, patterns: ASKS_FOR_CONTACT } : { folder, patterns: asked?.patterns ?? [] };
    return { filter, search, order, names, ...of, offset: 0, limit: 0 };
  }

  /** All texts are read to find requests, so that they are counted unasked in small files only. */
  private counting(contact: boolean): { query: CommentQuery } | null {
    const { filter, search, folder, asked } = this.state;
    const few = (this.state.baseline?.text.n ?? 0) <= EASY && !asked;
    if (!few || contact === (folder === "contact")) return null;
    const patterns = contact ? ASKS_FOR_CONTACT : [];
    return { query: { filter, search, order: "file", names: false, folder: "ordinary", patterns, offset: 0, limit: 0 } };
  }

  protected override willUpdate(): void {
    const { revision, phase, busy } = this.state;
    if (phase !== "ready" || busy) return;
    const key = JSON.stringify(this.query());
    if (key === this.asked && revision === this.revision) return;
    // The same question with new answers (a correction) must not move the list.
    const same = key === this.asked;
    this.asked = key;
    this.revision = revision;
    this.pages.reset(same);
    if (same) return;
    this.current = 0;
    this.feed?.rewind();
  }

  protected override updated(_changed: PropertyValues): void {
    const { pages } = this;
    if (this.state.busy) return;
    if (pages.empty) pages.need(0, 0);
    else if (this.current >= pages.total) this.current = Math.max(0, pages.total - 1);
    pages.need(this.current, this.current);
    this.feed?.requestUpdate();
  }

  private get feed(): VocalFeed | null {
    return this.querySelector<VocalFeed>("vocal-feed");
  }

  protected override render(): TemplateResult {
    const { state, words } = this;
    const title = html`<h2 class="visually-hidden">${words.t("page.view.comments")}</h2>`;
    if ((state.baseline?.text.n ?? 0) === 0) {
      return html`${title}${lacking(words, "page.comments_no_column")}`;
    }
    return html`${title} ${languageNote(state, words)} ${this.controls()} ${this.askedWords()}
      ${this.folders()} ${this.list()} ${this.onPaper()}`;
  }

  private controls(): TemplateResult {
    const { state, words } = this;
    const score = chosenScore(state);
    return html`
      <div class="fields" role="search">
        <p class="field wide">
          <label for="comment-search">${words.t("page.search")}</label>
          <input
            id="comment-search"
            type="search"
            spellcheck="false"
            autocomplete="off"
            translate="no"
            .value=${state.search}
            @input=${this.onSearch}
          />
        </p>
        ${score ? this.scoreSelect(score) : nothing}
        ${this.select("comment-sentiment", "page.sentiment", this.sentimentOptions())}
        ${this.select("comment-category", "page.category", this.categoryOptions())}
        ${this.segmentSelects()}
        <p class="field">
          <label for="comment-order">${words.t("page.order")}</label>
          <select
            id="comment-order"
            @change=${(event: Event) =>
              store.dispatch({
                type: "ordered",
                order: textOf(event) as CommentOrder,
              })}
          >
            ${ORDERS.map(
              (order) =>
                html`<option value=${order} .selected=${order === state.order}>
                  ${words.t(`page.order.${order}`)}
                </option>`,
            )}
          </select>
        </p>
      </div>
    `;
  }

  private readonly onSearch = (event: Event): void => {
    const text = textOf(event);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => store.dispatch({ type: "searched", text }), SEARCH_PAUSE);
  };

  private scoreSelect(score: ScoreFigure): TemplateResult {
    const { state, words } = this;
    const range = (from: number, to: number): Condition => ({
      kind: "score",
      column: score.column,
      from,
      to,
    });
    const options =
      score.metric === "nps"
        ? NPS_GROUPS.map((group) => ({
            name: npsGroupName(words, group),
            condition: range(group.from, group.to),
          }))
        : score.distribution.map(([answer]) => ({
            name: words.number(answer),
            condition: range(answer, answer),
          }));
    return this.labelled("comment-score", scoreName(state, words, score), options);
  }

  private sentimentOptions(): Option[] {
    return SENTIMENTS.map((sentiment) => ({
      name: sentimentName(this.words, sentiment),
      condition: { kind: "sentiment", keys: [sentiment] },
    }));
  }

  private categoryOptions(): Option[] {
    const { state, words } = this;
    const categories = state.baseline?.categories ?? [];
    return categories
      .filter((category) => !category.hidden)
      .map(
        ({ id }): Option => ({
          name: categoryName(state, words, id),
          condition: { kind: "category", keys: [id], sentiments: [] },
        }),
      )
      .sort((a, b) => a.name.localeCompare(b.name, words.lang));
  }

  private segmentSelects(): TemplateResult[] {
    const { state, words } = this;
    const breakdowns = state.baseline?.breakdowns ?? [];
    const first = breakdowns[0]?.column;
    return breakdowns
      .filter((one) => one.column === first && one.groups.length <= MAX_GROUPS)
      .slice(0, 3)
      .map((one) =>
        this.labelled(
          `comment-segment-${one.by}`,
          shortNameOf(state, words, one.by, 40),
          inTurn(one.groups, ({ key }) => key)
            .filter((group) => !group.hidden)
            .map((group) => ({
              name: group.key || words.t("page.blank_value"),
              condition: { kind: "segment", column: one.by, keys: [group.key] },
            })),
        ),
      );
  }

  private select(id: string, key: string, options: Option[]): TemplateResult {
    return this.labelled(id, this.words.t(key), options);
  }

  /** A list to choose one condition from; it shows what the filter holds, wherever it came from. */
  private labelled(id: string, label: string, options: Option[]): TemplateResult {
    const { words } = this;
    const sample = options[0]?.condition;
    const at = sample ? this.conditionLike(sample) : -1;
    const held = this.state.filter[at];
    const chosen = options.findIndex((one) => held && same(one.condition, held));
    return html`<p class="field">
      <label for=${id}>${label}</label>
      <select
        id=${id}
        @change=${(event: Event) => {
          const option = options[Number(textOf(event))];
          if (option) putCondition(option.condition);
          else if (at >= 0) removeCondition(at);
        }}
      >
        <option value="-1" .selected=${!held}>${words.t("page.all")}</option>
        ${held && chosen < 0
          ? html`<option value="-2" disabled .selected=${true}>
              ${words.t("page.as_in_filter")}
            </option>`
          : nothing}
        ${options.map(
          (one, i) =>
            html`<option value=${i} .selected=${i === chosen}>${one.name}</option>`,
        )}
      </select>
    </p>`;
  }

  private conditionLike(sample: Condition): number {
    return this.state.filter.findIndex((held) => {
      if (held.kind !== sample.kind) return false;
      if (held.kind === "segment" || held.kind === "score") {
        return held.column === (sample as typeof held).column;
      }
      return true;
    });
  }

  /** The words that the list is about, to be taken away again. */
  private askedWords(): TemplateResult | typeof nothing {
    const { words, state } = this;
    if (!state.asked) return nothing;
    const name = words.quoted(state.asked.label);
    return html`<p class="asked-words">
      <button
        type="button"
        class="chip"
        id="asked-words"
        aria-label=${words.t("page.filter_remove", { name: words.t("page.with_words", { name }) })}
        @click=${() => {
          store.dispatch({ type: "words-asked", asked: null });
          this.querySelector<HTMLElement>("#comment-search")?.focus();
        }}
      >
        <span>${words.t("page.with_words", { name })}</span
        ><span class="chip-x" aria-hidden="true">×</span>
      </button>
    </p>`;
  }

  private folders(): TemplateResult {
    const { words, state, pages, contacts, folderCounts } = this;
    const inside = state.folder === "contact";
    const all = inside ? (folderCounts.fits ? folderCounts.value : null) : null;
    const counts: Record<Folder, number | null> = {
      ordinary: null,
      contact: inside ? pages.total : contacts.fits ? (contacts.value?.total ?? null) : null,
      starred: all?.starred ?? pages.starred,
      sensitive: all?.sensitive ?? pages.sensitive,
      contradictions: all ? all.contradictions[0] + all.contradictions[1] : pages.contradictions,
      staff_praise: all?.staff_praise ?? pages.staffPraise,
      sample: null,
    };
    return html`<div class="folders">
      <div class="segmented wrap" role="group" aria-label=${words.t("page.folders")}>
        ${FOLDERS.map(
          (folder) =>
            html`<button
              type="button"
              id="folder-${folder}"
              aria-pressed=${folder === state.folder}
              @click=${() => chooseFolder(folder)}
            >
              ${words.t(`page.folder.${folder}`)}
              ${counts[folder] ? html`<strong>${words.number(counts[folder])}</strong>` : nothing}
            </button>`,
        )}
      </div>
      ${EXPLAINED.includes(state.folder)
        ? html`<p class="muted">${words.t(`hint.${state.folder}`)}</p>`
        : nothing}
      ${state.folder === "sample" ? html`<vocal-learning></vocal-learning>` : nothing}
      ${state.folder === "staff_praise"
        ? html`<p>
            <label for="show-names">
              <input
                type="checkbox"
                id="show-names"
                .checked=${state.names}
                @change=${(event: Event) =>
                  store.dispatch({
                    type: "names-shown",
                    names: (event.target as HTMLInputElement).checked,
                  })}
              />
              ${words.t("page.show_names")}
            </label>
          </p>`
        : nothing}
    </div>`;
  }

  private list(): TemplateResult {
    const { words, state, pages } = this;
    if (pages.empty) return html`<div class="card" aria-busy="true"></div>`;
    if (pages.withheld) {
      const min = state.settings.min_quotes ?? 10;
      return html`<p class="card" role="status">${words.t("page.comments_withheld", { min })}</p>`;
    }
    if (pages.total === 0) {
      const key = state.folder === "ordinary" ? "page.comments_none" : `page.folder_empty.${state.folder}`;
      return html`<p class="card" role="status">${words.t(key)}</p>`;
    }
    const row = pages.row(this.current);
    return html`
      <div class="list-head">
        <p class="list-count" role="status">
          ${words.t("page.comments_found", { count: pages.total })}
        </p>
        <button type="button" id="comments-save" title=${words.t("hint.comments_save")} @click=${this.save}>
          ${words.t("page.comments_save")}
        </button>
        <details class="keys">
          <summary>${words.t("page.keys")}</summary>
          <p>${words.t("hint.comment_keys")}</p>
        </details>
      </div>
      <div class="comments">
        <vocal-feed
          .pages=${pages}
          .version=${this.version}
          .current=${this.current}
          @feed-choice=${(event: CustomEvent<number>) => {
            this.current = event.detail;
          }}
          @feed-action=${(event: CustomEvent<FeedAction>) => this.act(event.detail)}
        ></vocal-feed>
        <vocal-comment
          .row=${row}
          .position=${this.current}
          .total=${pages.total}
          @comment-copy=${() => this.act("copy")}
        ></vocal-comment>
      </div>
    `;
  }

  /** What the window over the list would leave out on paper. */
  private onPaper(): TemplateResult | typeof nothing {
    const { state, words } = this;
    const { rows = [], total = 0 } = this.printed.value ?? {};
    if (!state.printing || rows.length === 0) return nothing;
    return html`<ol class="on-paper">
        ${rows.map(
          (row) => html`<li>
            <div class="comment-head">${commentHead(state, words, row)}</div>
            ${commentBody(state, words, row)}
          </li>`,
        )}
      </ol>
      ${rows.length < total
        ? html`<p class="on-paper">
            ${words.t("page.printed_rows", {
              shown: words.number(rows.length),
              count: words.number(total),
            })}
          </p>`
        : nothing}`;
  }

  private readonly save = async (): Promise<void> => {
    const { state, words } = this;
    const { folder, names } = state;
    const part = words.t(folder === "ordinary" ? "page.view.comments" : `page.folder.${folder}`);
    const named = names && folder === "staff_praise" ? `-${words.t("page.names_file")}` : "";
    const name = `${fileNameOf(state.fileName, part)}${named}.csv`;
    try {
      const table = await commentTable(state, words, this.query());
      if (table) handOut(table, name);
      else notify("page.notice_list_stale");
    } catch (error) {
      reportFault(error);
    }
  };

  private act(action: FeedAction): void {
    const row = this.pages.row(this.current);
    if (!row) return;
    if (action === "copy") void this.copy(row);
    else if (action === "star") void decide(row.key, { starred: !decisionOf(row.key).starred });
    else if (action === "open") this.querySelector<HTMLElement>("#comment-open")?.focus();
    else {
      const sentiment = SENTIMENTS[Number(action) - 1];
      if (sentiment) void decide(row.key, { sentiment });
    }
  }

  private async copy(row: CommentRow): Promise<void> {
    const { names, folder } = this.state;
    const copied = names && folder === "staff_praise" ? "page.notice_copied_names" : "page.notice_copied";
    notify((await copyText(row.text)) ? copied : "page.notice_not_copied");
  }
}

function same(a: Condition, b: Condition): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

customElements.define("vocal-comments", VocalComments);
