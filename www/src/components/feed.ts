import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { CommentPages } from "../pages.js";
import type { CommentRow } from "../types.js";
import { commentBody, commentHead } from "./comment-parts.js";
import { setStyle, StoreElement } from "./element.js";

/** Height of a row in CSS pixels before one has been measured. */
const FIRST_GUESS = 136;
/** Browsers cannot make an element much taller; a longer list moves faster under its scroll bar. */
const TALLEST = 8_000_000;
/** Rows drawn above and below what is in sight. */
const AHEAD = 5;
/** Letters of a comment that a row can show. */
const LETTERS = 500;
/** Pause after which the scroll bar is put where the list is, in milliseconds. */
const RESYNC = 200;

/** What the list tells its owner. */
export type FeedAction = "star" | "copy" | "open" | "1" | "2" | "3" | "4";

/**
 * The list of comments as a window over any number of rows of one height. One stop of the Tab
 * key; arrows (or j and k), page keys, Home and End move the current row.
 */
export class VocalFeed extends StoreElement {
  static override properties = {
    pages: { attribute: false },
    version: { type: Number },
    current: { type: Number },
  };
  declare pages: CommentPages;
  /** Grows whenever the pages have changed. */
  declare version: number;
  declare current: number;

  private rowHeight = FIRST_GUESS;
  private view = 600;
  /** Position in the whole list, in pixels of full-height rows. */
  private top = 0;
  /** The scroll position that `top` was last brought in line with. */
  private scrolled = 0;
  private timer = 0;

  private readonly sizes = new ResizeObserver(() => this.measure());

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.sizes.disconnect();
    clearTimeout(this.timer);
  }

  protected override firstUpdated(): void {
    const box = this.box();
    if (box) this.sizes.observe(box);
  }

  protected override updated(changed: PropertyValues): void {
    this.measure();
    if (changed.has("current")) this.reveal(this.current);
    this.askForRows();
  }

  /** Puts the list at its beginning, for another query. */
  rewind(): void {
    this.moveTo(0);
  }

  override focus(): void {
    this.box()?.focus();
  }

  private box(): HTMLElement | null {
    return this.querySelector<HTMLElement>(".feed");
  }

  private measure(): void {
    const box = this.box();
    if (!box) return;
    const height = this.querySelector<HTMLElement>(".comment")?.offsetHeight || this.rowHeight;
    const view = box.clientHeight || this.view;
    if (height === this.rowHeight && view === this.view) return;
    const index = this.top / this.rowHeight;
    this.rowHeight = height;
    this.view = view;
    this.moveTo(index * height);
  }

  private get full(): number {
    return this.pages.total * this.rowHeight;
  }

  private get height(): number {
    return Math.min(this.full, TALLEST);
  }

  /** Pixels of the list per pixel of the scroll bar. */
  private get scale(): number {
    return this.height > this.view ? (this.full - this.view) / (this.height - this.view) : 1;
  }

  private moveTo(top: number): void {
    const box = this.box();
    this.top = Math.max(0, Math.min(top, this.full - this.view));
    if (box) {
      box.scrollTop = this.top / this.scale;
      this.scrolled = box.scrollTop;
    }
    this.requestUpdate();
  }

  /** A short way moves the list by as many pixels, a long one (the bar was dragged) in proportion. */
  private readonly onScroll = (): void => {
    const box = this.box();
    if (!box) return;
    const at = box.scrollTop;
    const way = at - this.scrolled;
    if (way === 0) return;
    this.scrolled = at;
    const long = Math.abs(way) >= this.view;
    const top = long || this.scale === 1 ? at * this.scale : this.top + way;
    this.top = Math.max(0, Math.min(top, this.full - this.view));
    this.requestUpdate();
    if (this.scale === 1) return;
    clearTimeout(this.timer);
    const atEnd = at <= 0 || at >= this.height - this.view;
    this.timer = setTimeout(() => this.moveTo(this.top), atEnd ? 0 : RESYNC);
  };

  private reveal(index: number): void {
    const from = index * this.rowHeight;
    if (from < this.top) this.moveTo(from);
    else if (from + this.rowHeight > this.top + this.view) {
      this.moveTo(from + this.rowHeight - this.view);
    }
  }

  private window(): { first: number; last: number } {
    const first = Math.max(0, Math.floor(this.top / this.rowHeight) - AHEAD);
    const inSight = Math.ceil(this.view / this.rowHeight) + 2 * AHEAD;
    return { first, last: Math.min(this.pages.total, first + inSight) - 1 };
  }

  private askForRows(): void {
    const { first, last } = this.window();
    this.pages.need(first, Math.max(first, last));
  }

  private readonly onKey = (event: KeyboardEvent): void => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const page = Math.max(1, Math.floor(this.view / this.rowHeight) - 1);
    const from = this.start();
    const moves: Record<string, number> = {
      ArrowDown: from + 1,
      j: from + 1,
      ArrowUp: from - 1,
      k: from - 1,
      PageDown: from + page,
      PageUp: from - page,
      Home: 0,
      End: this.pages.total - 1,
    };
    const to = moves[event.key];
    if (to !== undefined) {
      event.preventDefault();
      this.choose(to);
      return;
    }
    const acts: Record<string, FeedAction> = { s: "star", c: "copy", Enter: "open", " ": "open" };
    const act = acts[event.key] ?? (/^[1-4]$/.test(event.key) ? (event.key as FeedAction) : null);
    if (!act) return;
    event.preventDefault();
    this.dispatchEvent(new CustomEvent<FeedAction>("feed-action", { detail: act }));
  };

  /** Where keys start from: the current row, or the first in sight when that was scrolled away. */
  private start(): number {
    const first = Math.ceil(this.top / this.rowHeight);
    const last = Math.floor((this.top + this.view) / this.rowHeight);
    return this.current >= first - 1 && this.current <= last ? this.current : first - 1;
  }

  private choose(index: number): void {
    const to = Math.max(0, Math.min(index, this.pages.total - 1));
    this.dispatchEvent(new CustomEvent<number>("feed-choice", { detail: to }));
  }

  private readonly onClick = (event: Event): void => {
    const row = event.target instanceof Element && event.target.closest<HTMLElement>(".comment");
    if (row) this.choose(Number(row.dataset["index"]));
  };

  protected override render(): TemplateResult {
    const { words } = this;
    const { first, last } = this.window();
    const indices = Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i);
    const shown = this.current >= first && this.current <= last;
    return html`<div
      class="feed"
      role="listbox"
      tabindex="0"
      aria-label=${words.t("page.view.comments")}
      aria-activedescendant=${shown ? `comment-${this.current}` : nothing}
      aria-busy=${indices.some((index) => !this.pages.row(index))}
      @scroll=${this.onScroll}
      @keydown=${this.onKey}
      @click=${this.onClick}
    >
      <div class="feed-space" role="presentation" ${setStyle({ height: `${this.height}px` })}>
        <div
          class="feed-window"
          role="presentation"
          ${setStyle({
            transform: `translateY(${this.scrolled + first * this.rowHeight - this.top}px)`,
          })}
        >
          ${repeat(
            indices,
            (index) => index,
            (index) => this.row(index),
          )}
        </div>
      </div>
    </div>`;
  }

  private row(index: number): TemplateResult {
    const row = this.pages.row(index);
    return html`<div
      role="option"
      id="comment-${index}"
      class="comment ${row ? "" : "pending"}"
      data-index=${index}
      aria-selected=${index === this.current}
      aria-posinset=${index + 1}
      aria-setsize=${this.pages.total}
    >
      ${row ? this.content(row) : html`<span aria-hidden="true">…</span>`}
    </div>`;
  }

  private content(row: CommentRow): TemplateResult {
    const { state, words } = this;
    const letters = Array.from(row.text);
    const text = letters.length > LETTERS ? letters.slice(0, LETTERS).join("") : row.text;
    const mentions = row.mentions.map((one) => ({ ...one, end: Math.min(one.end, LETTERS) }));
    return html`
      <div class="comment-head">${commentHead(state, words, row)}</div>
      ${commentBody(state, words, { ...row, text, mentions })}
    `;
  }
}

customElements.define("vocal-feed", VocalFeed);
