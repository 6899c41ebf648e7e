/**
 * The page's side of the worker protocol.
 *
 * One worker works, a second one waits with the module already instantiated, so that a
 * cancel (which ends the worker, whatever it is doing) costs the user no waiting time.
 */

import { blockBytes, blockText } from "./blocks.js";
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
  | { progress: Progress };

/** A failed request: the problem as plain data, to be put into words by whoever shows it. */
export class EngineError extends Error {
  constructor(readonly problem: Problem) {
    super(problem.code);
  }
}

/** Code of the error that a request gets when its worker was ended on purpose. */
export const CANCELLED = "cancelled";

interface Hand {
  worker: Worker;
  pending: Map<number, Pending>;
  ready: Promise<void>;
}

export class Engine {
  private readonly module: Promise<WebAssembly.Module>;
  private readonly address: string;
  private hand: Hand | null = null;
  private spare: Hand | null = null;
  private lastId = 0;

  /** Called with the progress of the running `open`. */
  onProgress: (progress: Progress) => void = () => {};

  constructor() {
    const text = blockText("worker-text");
    this.address = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
    this.module = blockBytes("wasm").then((bytes) => WebAssembly.compile(bytes));
  }

  /** Starts the first worker ahead of the first file. */
  warm(): void {
    this.hand ??= this.start();
  }

  /** Sends one request. Rejects with an [`EngineError`] only. */
  async ask<T extends RequestType>(type: T, ask: Ask<T>): Promise<Answer<T>> {
    this.warm();
    const hand = this.hand as Hand;
    await hand.ready;
    const answer = await this.post(hand, type, ask);
    // The spare is made once there is a result on screen, so that it never competes with
    // the first dashboard for the processor.
    if (type === "code") this.spare ??= this.start();
    return answer;
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
    this.hand = this.spare ?? this.start();
    this.spare = null;
    if (!old) return;
    old.worker.terminate();
    for (const waiting of old.pending.values()) waiting.reject(new EngineError(problem));
    old.pending.clear();
  }

  private start(): Hand {
    const worker = startWorker(this.address);
    const hand: Hand = { worker, pending: new Map(), ready: Promise.resolve() };
    worker.onmessage = (event: MessageEvent<Message>) => this.receive(hand, event.data);
    worker.onerror = (event) => {
      event.preventDefault();
      this.fail(hand, { code: "internal", params: { step: "worker" } });
    };
    hand.ready = this.module.then(
      async (module) => {
        await this.post(hand, "init", { module });
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
      hand.worker.postMessage({ id, type, ...ask });
    });
  }

  private receive(hand: Hand, message: Message): void {
    if ("progress" in message) {
      if (hand === this.hand) this.onProgress(message.progress);
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
    if (hand === this.hand) {
      this.replace(problem);
      return;
    }
    hand.worker.terminate();
    for (const waiting of hand.pending.values()) waiting.reject(new EngineError(problem));
    hand.pending.clear();
    if (hand === this.spare) this.spare = null;
  }
}
