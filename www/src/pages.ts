/** Pages of a long list of comments: asked for as they come into sight, a bounded number kept. */

import type { CommentPage, CommentRow } from "./types.js";

/** Comments per request. */
const SIZE = 50;
/** Pages kept; the rest is asked for again. */
const KEPT = 40;

interface Kept {
  rows: readonly CommentRow[];
  /** False when figures or decisions have changed since. */
  fresh: boolean;
}

export class CommentPages {
  total = 0;
  withheld = false;
  sensitive = 0;
  starred = 0;
  contradictions = 0;
  staffPraise = 0;
  /** True before the first answer. */
  empty = true;

  private readonly pages = new Map<number, Kept>();
  private wanted: number[] = [];
  private working = false;
  private epoch = 0;

  constructor(
    private readonly ask: (offset: number, limit: number) => Promise<CommentPage>,
    private readonly changed: () => void,
    private readonly failed: (error: unknown) => void,
  ) {}

  /** Forgets everything, or keeps what is shown until it is replaced. */
  reset(keepShown: boolean): void {
    this.epoch += 1;
    this.working = false;
    if (keepShown) {
      for (const page of this.pages.values()) page.fresh = false;
    } else {
      this.pages.clear();
      this.empty = true;
      this.total = 0;
    }
  }

  row(index: number): CommentRow | undefined {
    return this.pages.get(Math.floor(index / SIZE))?.rows[index % SIZE];
  }

  /** Says which comments are in sight; those that are missing will be asked for. */
  need(from: number, to: number): void {
    const first = Math.floor(Math.max(0, from) / SIZE);
    const last = Math.floor(Math.max(0, to) / SIZE);
    this.wanted = Array.from({ length: last - first + 1 }, (_, i) => first + i);
    void this.work();
  }

  /** One request at a time: what has been scrolled past meanwhile is never asked for. */
  private async work(): Promise<void> {
    if (this.working) return;
    const page = this.wanted.find((at) => !this.pages.get(at)?.fresh && (this.empty || at * SIZE < this.total));
    if (page === undefined) return;
    this.working = true;
    const { epoch } = this;
    try {
      const answer = await this.ask(page * SIZE, SIZE);
      if (epoch !== this.epoch) return;
      this.take(page, answer);
    } catch (error) {
      if (epoch === this.epoch) this.failed(error);
      return;
    }
    this.working = false;
    this.changed();
    void this.work();
  }

  private take(page: number, answer: CommentPage): void {
    const { total, withheld, sensitive, starred, rows } = answer;
    Object.assign(this, { total, withheld, sensitive, starred, empty: false });
    this.contradictions = answer.contradictions[0] + answer.contradictions[1];
    this.staffPraise = answer.staff_praise;
    this.pages.delete(page);
    this.pages.set(page, { rows, fresh: true });
    for (const at of this.pages.keys()) {
      if (this.pages.size <= KEPT) break;
      if (!this.wanted.includes(at)) this.pages.delete(at);
    }
  }
}
