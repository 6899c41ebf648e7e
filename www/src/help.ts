/**
 * Coding of comments by two workers: the one with the file hands batches of comments to the other
 * on a line of their own, codes the rest itself, and puts all together. The figures are the
 * same without help, so whatever goes wrong ends with the worker of the file coding on alone.
 */

import { Buffers } from "./buffers.js";
import type { Line } from "./lines.js";
import { nextTask } from "./tasks.js";
import type { Codebook } from "./types.js";

/** What the module offers to the worker that has the file. */
export interface HandsOut {
  /** `[batch, bytes]`, in the memory given where there is room; undefined when few comments are left. */
  hand_out(limit: number, into: Uint8Array<ArrayBuffer>): [number, Uint8Array<ArrayBuffer>] | undefined;
  take_back(batch: number, answer: Uint8Array): boolean;
  /** Codes what never came back. */
  call_back(): void;
}

/** What the module offers to the worker that helps. */
export interface Helper {
  /** The answer to a batch, in its memory where there is room. */
  code(batch: Uint8Array): Uint8Array<ArrayBuffer>;
  free(): void;
}

interface Batch {
  /** Tells the jobs of one worker apart. */
  job: number;
  batch: number;
  bytes: Uint8Array<ArrayBuffer>;
}

/** What the helper hears: to stop what it does for itself, a new job, or a batch of it. */
export type Call = { busy: true } | { job: number; codebook: Codebook | null } | Batch;

/** Comments coded between two looks for answers and other requests. */
export const CODING_STEP = 2000;
/** Comments in a batch: some tens of milliseconds of work. */
const BATCH = 2000;
/** Bytes that comments of the usual length take in a batch. */
const BATCH_BYTES = 256 << 10;
/** Batches on their way at a time: one is coded while the next one travels. */
const AWAY = 2;
/** Milliseconds without any answer after which no help is expected any more. */
const PATIENCE = 3000;

/** The helper, seen from the worker that has the file. */
export class Help {
  private job = 0;
  private of: HandsOut | null = null;
  private away = 0;
  /** True when there has been no answer: the helper is gone. */
  private lost = false;
  /** True when an answer of this job was of no use. */
  private refused = false;
  private answered: () => void = () => {};
  /** Come back with answers. */
  private readonly buffers = new Buffers(BATCH_BYTES);

  constructor(private readonly line: Line) {
    line.onmessage = ({ data }: MessageEvent<Batch>) => this.receive(data);
  }

  /** Says that there is a new file: work ahead of it, and for the last one, is in the way now. */
  busy(): void {
    this.end();
    this.call({ busy: true });
  }

  /** Begins to help with the comments of a session. */
  begin(of: HandsOut, codebook: Codebook | null): void {
    this.of = of;
    this.away = 0;
    this.refused = false;
    this.job += 1;
    this.call({ job: this.job, codebook });
  }

  /** Hands out comments as long as the helper has room. */
  supply(): void {
    while (this.of && this.helpful() && this.away < AWAY) {
      const free = this.buffers.take();
      const made = this.of.hand_out(BATCH, free);
      if (!made) {
        this.buffers.keep(free);
        return;
      }
      const [batch, bytes] = made;
      this.call({ job: this.job, batch, bytes }, [bytes.buffer]);
      this.away += 1;
    }
  }

  /** Waits for an answer when there is nothing else to do; without one the work is taken back. */
  async wait(): Promise<void> {
    const of = this.of;
    if (this.away > 0 && this.helpful()) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(() => {
          this.lost = true;
          resolve();
        }, PATIENCE);
        this.answered = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    if (of && of === this.of && (!this.helpful() || this.away === 0)) of.call_back();
  }

  /** The session is gone, or its comments are coded. */
  end(): void {
    this.of = null;
    this.answered();
  }

  private helpful(): boolean {
    return !this.lost && !this.refused;
  }

  private call(message: Call, transfer: Transferable[] = []): void {
    this.line.postMessage(message, transfer);
  }

  private receive({ job, batch, bytes }: Batch): void {
    if (job !== this.job || !this.of) return;
    this.away -= 1;
    if (!this.of.take_back(batch, bytes)) this.refused = true;
    this.buffers.keep(bytes);
    this.answered();
  }
}

/** What the module offers to code comments in steps. */
export interface CodesInSteps extends HandsOut {
  code_comments(limit: number): { done: number; total: number };
}

/**
 * Codes all comments of a session, together with the helper if there is one, and returns their
 * number. Other requests come in between, so that charts are drawn meanwhile. `told` hears how far it
 * is after every step; `resumed` comes after every pause and throws when the session is gone.
 */
export async function codeAll(
  of: CodesInSteps,
  help: Help | null,
  codebook: Codebook | null,
  told: (done: number, total: number) => void,
  resumed: () => void,
): Promise<number> {
  help?.begin(of, codebook);
  for (let before = -1; ; ) {
    help?.supply();
    const { done, total } = of.code_comments(CODING_STEP);
    told(done, total);
    if (done >= total) {
      help?.end();
      return total;
    }
    await (done === before ? help?.wait() : nextTask());
    resumed();
    before = done;
  }
}

/** Answers the calls of the worker that has the file. `make` prepares a codebook. */
export function serve(
  line: Line,
  make: (codebook: Codebook | null) => Helper,
  onBusy: () => void,
): void {
  let helper: Helper | null = null;
  let builtIn = false;
  line.onmessage = ({ data }: MessageEvent<Call>) => {
    onBusy();
    if ("busy" in data) return;
    if ("codebook" in data) {
      // The built-in codebook is the same for every file.
      if (helper && builtIn && !data.codebook) return;
      helper?.free();
      builtIn = !data.codebook;
      helper = make(data.codebook);
      return;
    }
    if (!helper) return;
    const { job, batch } = data;
    const bytes = helper.code(data.bytes);
    line.postMessage({ job, batch, bytes } satisfies Batch, [bytes.buffer]);
  };
}
