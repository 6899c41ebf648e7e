/**
 * The page's side of the worker protocol.
 *
 * One worker has the file. A second one, with an instance of the module of its own, helps it to
 * read the file and to code comments, and takes its place after a cancel (which ends the worker, whatever it is doing),
 * so that the user does not wait for a new one. Without a second one all goes on, more slowly.
 */

import { blockBytes } from "./blocks.js";
import type { OnLine } from "./lines.js";
import { startWorker } from "./trusted.js";
import type { Answer, Ask, Problem, Progress, RequestType } from "./types.js";

interface Pending {
  type: RequestType;
  resolve: (answer: unknown) => void;
  reject: (problem: EngineError) => void;
}

type Message =
  | { id: number; result: unknown }
  | { id: number; error: Problem }
  | { progress: Progress }
  | OnLine;

/** A failed request: the problem as plain data, to be put into words by whoever shows it. */
export class EngineError extends Error {
  constructor(readonly problem: Problem) {
    super(problem.code);
  }
}

/** Code of the error that a request gets when its worker was ended on purpose. */
export const CANCELLED = "cancelled";

/** Workers that end one after another before they have begun, after which no other one is started unasked. */
const STILLBORN = 2;

/** Seconds that reading a file may take; `limits.seconds` of the command. */
const READING_SECONDS = 600;

interface Hand {
  worker: Promise<Worker>;
  pending: Map<number, Pending>;
  ready: Promise<void>;
  /** True once it has the module. */
  begun: boolean;
}

/** Why nothing can be computed at all. */
const NO_WORKER: Problem = { code: "no_worker", params: {} };

/** Ends a worker, whatever it is doing; whoever waits for it learns why. */
function drop(hand: Hand, problem: Problem): void {
  // One that never started is reported by the request that waits for it.
  hand.worker.then((worker) => worker.terminate()).catch(() => {});
  for (const waiting of hand.pending.values()) waiting.reject(new EngineError(problem));
  hand.pending.clear();
}

export class Engine {
  private readonly module: Promise<WebAssembly.Module>;
  private readonly address: Promise<string>;
  private hand: Hand | null = null;
  private spare: Hand | null = null;
  private lastId = 0;
  /** The lines between the two workers: from one pair to the next all are new. */
  private lastLine = 0;

  /** Whole percent of the file that the running `open` has taken in. */
  private percent = 0;
  /** Called with the progress of the running `open`. */
  onProgress: (progress: Progress) => void = () => {};
  /** Called when the worker with the file has ended, on purpose or not, and its survey is gone with it. */
  onEnded: () => void = () => {};
  /** Called when it has ended by a fault, which need not be in something that anybody waits for. */
  onFault: (problem: Problem) => void = () => {};
  /** Workers in a row that have ended before they had begun. */
  private stillborn = 0;

  constructor() {
    this.address = blockBytes("worker-text").then((bytes) =>
      URL.createObjectURL(new Blob([bytes], { type: "text/javascript" })),
    );
    this.module = blockBytes("wasm").then((bytes) => WebAssembly.compile(bytes));
  }

  /**
   * Starts both workers ahead of the first file. `survey` gives a small file to prepare with, see
   * the worker's `warm`.
   */
  warm(survey: () => Promise<ArrayBuffer | null>): void {
    const prepare = async () => {
      const spare = await this.pair();
      const bytes = spare && (await survey());
      if (bytes && spare === this.spare) await this.post(spare, "warm", { survey: bytes });
    };
    // Nothing waits for it, and a first file is only slower without.
    prepare().catch(() => {});
  }

  /** Sends one request. Rejects with an [`EngineError`] only. */
  async ask<T extends RequestType>(type: T, ask: Ask<T>): Promise<Answer<T>> {
    const hand = this.working();
    await hand.ready;
    // A worker that was ended meanwhile would never answer.
    if (hand !== this.hand) throw new EngineError({ code: CANCELLED, params: {} });
    const answer = this.post(hand, type, ask);
    if (type !== "open") return answer;
    // The module knows no clock; a file that keeps it busy for ever is given up here.
    this.percent = 0;
    const giveUp = setTimeout(() => {
      const params = { limit: READING_SECONDS, percent: this.percent };
      if (hand === this.hand) this.replace({ code: "too_slow", params });
    }, READING_SECONDS * 1000);
    return answer.finally(() => {
      clearTimeout(giveUp);
    });
  }

  private working(): Hand {
    this.hand ??= this.start();
    return this.hand;
  }

  /** Starts a second worker beside the first one, once that one is ready; null when there is none. */
  private async pair(): Promise<Hand | null> {
    if (this.stillborn >= STILLBORN) return null;
    const hand = this.working();
    try {
      await hand.ready;
      if (hand !== this.hand || this.spare) return null;
      const spare = this.start();
      this.spare = spare;
      await spare.ready;
      if (hand !== this.hand || spare !== this.spare) return null;
      const lines = { coding: ++this.lastLine, reading: ++this.lastLine };
      await this.post(spare, "serve", lines);
      await this.post(hand, "help", lines);
      return spare;
    } catch {
      // Whoever needs the worker learns what is wrong with it.
      return null;
    }
  }

  /** True when no answer is being waited for. */
  get idle(): boolean {
    return this.hand === null || this.hand.pending.size === 0;
  }

  /** Ends whatever is running. All open requests reject with [`CANCELLED`]. */
  cancel(): void {
    this.replace({ code: CANCELLED, params: {} });
  }

  private replace(problem: Problem): void {
    const old = this.hand;
    this.hand = this.spare ?? (this.stillborn < STILLBORN ? this.start() : null);
    this.spare = null;
    if (!old) return;
    drop(old, problem);
    this.onEnded();
    void this.pair();
  }

  private start(): Hand {
    const worker = this.address.then((address) => {
      const started = startWorker(address);
      started.onmessage = (event: MessageEvent<Message>) => this.receive(hand, event.data);
      started.onerror = (event) => {
        event.preventDefault();
        this.fail(hand, hand.begun ? { code: "internal", params: { step: "worker" } } : NO_WORKER);
      };
      return started;
    });
    const hand: Hand = { worker, pending: new Map(), ready: Promise.resolve(), begun: false };
    hand.ready = this.module.then(
      async (module) => {
        await this.post(hand, "init", { module });
        hand.begun = true;
        this.stillborn = 0;
      },
      () => {
        throw new EngineError({ code: "internal", params: { step: "module" } });
      },
    );
    // A failed start is reported by the request that waits for it.
    hand.ready.catch(() => {});
    return hand;
  }

  private post<T extends RequestType>(hand: Hand, type: T, ask: Ask<T>): Promise<Answer<T>> {
    const id = ++this.lastId;
    return new Promise<Answer<T>>((resolve, reject) => {
      hand.pending.set(id, { type, resolve: resolve as (answer: unknown) => void, reject });
      hand.worker.then((worker) => {
        worker.postMessage({ id, type, ...ask });
      }, () => reject(new EngineError(NO_WORKER)));
    });
  }

  private receive(hand: Hand, message: Message): void {
    if ("line" in message) {
      const other = hand === this.hand ? this.spare : this.hand;
      void other?.worker.then((worker) => worker.postMessage(message, message.moved));
      return;
    }
    if ("progress" in message) {
      if (hand !== this.hand) return;
      const { stage, done, total } = message.progress;
      if (stage === "reading") this.percent = Math.floor((100 * done) / Math.max(total, 1));
      this.onProgress(message.progress);
      return;
    }
    const waiting = hand.pending.get(message.id);
    if (!waiting) return;
    hand.pending.delete(message.id);
    if ("result" in message) {
      waiting.resolve(message.result);
      return;
    }
    waiting.reject(new EngineError(message.error));
    // After a panic the instance is in an unknown state and must not be used again.
    if (message.error.code === "internal") this.fail(hand, message.error);
  }

  private fail(hand: Hand, problem: Problem): void {
    if (hand !== this.hand && hand !== this.spare) return;
    if (!hand.begun) this.stillborn += 1;
    if (hand === this.hand) {
      this.replace(problem);
      this.onFault(problem);
      return;
    }
    drop(hand, problem);
    this.spare = null;
  }
}
