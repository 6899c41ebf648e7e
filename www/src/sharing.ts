/**
 * Reading of one file by two workers: the one that asked reads the first half and keeps the table, the
 * other one reads the second half and sends what it made of it. The module decides whether that is
 * what it would have read itself; whatever goes wrong ends with the first worker reading on alone.
 */

import { Buffers } from "./buffers.js";
import type { Line } from "./lines.js";
import { streamed, wholeFile } from "./streamed.js";
import type { Settings } from "./types.js";

/** What the module offers to the worker that keeps the table. */
export interface Joins {
  /** True when all bytes so far are whole records. */
  can_join(): boolean;
  add_page(name: number, page: Uint8Array): void;
  join(rest: Uint8Array): boolean;
}

/** What the module offers to the worker that reads the second half. */
export interface PartReader {
  start_in(bytes: Uint8Array): number | undefined;
  /** Says how many bytes will come. */
  expect(bytes: number): void;
  push(bytes: Uint8Array): boolean;
  /** `[name, bytes]`, in the memory given where there is room. */
  take_page(into: Uint8Array<ArrayBuffer>): [number, Uint8Array<ArrayBuffer>] | undefined;
  finish(): Uint8Array<ArrayBuffer> | undefined;
  free(): void;
}

export interface PartReaders {
  new (head: Uint8Array, settings: Settings): PartReader;
  head_bytes(): number;
}

/** A file to read from about the middle on; without one, what is being read is no longer wanted. */
interface Call {
  /** Tells the files apart. */
  job: number;
  file?: Blob;
  from: number;
  settings: Settings;
}

/** What the worker that reads the second half hears; pages that were taken in come back for others. */
type Word = Call | { used: Uint8Array<ArrayBuffer> };

type Reply = { job: number } & (
  | { start: number | null }
  | { name: number; page: Uint8Array<ArrayBuffer> }
  /** Bytes read since the last time. */
  | { read: number }
  | { rest: Uint8Array<ArrayBuffer> | null }
);

/** Smallest file that is shared, in bytes: a smaller one is read by the time the other one begins. */
const WORTHWHILE = 4 << 20;
/** Bytes in which the beginning of a record is looked for. */
const WINDOW = 128 << 10;
/** Bytes of the module's pages. */
const PAGE = 1 << 20;
/** Milliseconds without a sign of life after which the other worker is given up. */
const PATIENCE = 3000;

/** The other worker, seen from the one that keeps the table. */
export class Sharing {
  private job = 0;
  private into: Joins | null = null;
  private onRead: (bytes: number) => void = () => {};
  /** Where the other one begins; null when it cannot, undefined while it has not said. */
  private start: number | null | undefined;
  private rest: Uint8Array | null | undefined;
  /** Bytes that the other one has read. */
  private ahead = 0;
  private heard: () => void = () => {};

  constructor(private readonly line: Line) {
    line.onmessage = ({ data }: MessageEvent<Reply>) => this.receive(data);
  }

  /** Reads a file into a session. `push` takes bytes, `onRead` hears how many were read elsewhere. */
  async read(
    into: Joins,
    file: Blob,
    settings: Settings,
    push: (bytes: Uint8Array) => void,
    onRead: (bytes: number) => void,
  ): Promise<void> {
    if (file.size < WORTHWHILE) return pushAll(file, push);
    const half = file.size >> 1;
    this.begin(into, file, half, settings, onRead);
    try {
      await pushAll(file.slice(0, half), push);
      const start = this.start;
      if (typeof start === "number") {
        await pushAll(file.slice(half, start), push);
        if (into.can_join() && (await this.joined(into))) return;
      }
      this.end();
      // What the other one has read comes again.
      onRead(-this.ahead);
      await pushAll(file.slice(start ?? half), push);
    } finally {
      this.end();
    }
  }

  private begin(
    into: Joins,
    file: Blob,
    from: number,
    settings: Settings,
    onRead: (bytes: number) => void,
  ): void {
    this.into = into;
    this.onRead = onRead;
    this.start = undefined;
    this.rest = undefined;
    this.ahead = 0;
    this.job += 1;
    this.line.postMessage({ job: this.job, file, from, settings } satisfies Call, []);
  }

  private end(): void {
    if (!this.into) return;
    this.into = null;
    if (this.rest === undefined) {
      this.line.postMessage({ job: this.job, from: 0, settings: { version: 1 } } satisfies Call, []);
    }
  }

  private async joined(into: Joins): Promise<boolean> {
    while (this.rest === undefined) {
      if (!(await this.word())) return false;
    }
    return this.rest !== null && into.join(this.rest);
  }

  /** Waits for the next message; false when none comes. */
  private word(): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), PATIENCE);
      this.heard = () => {
        clearTimeout(timer);
        resolve(true);
      };
    });
  }

  private receive(reply: Reply): void {
    if (reply.job !== this.job || !this.into) return;
    if ("start" in reply) this.start = reply.start;
    else if ("page" in reply) {
      this.into.add_page(reply.name, reply.page);
      this.line.postMessage({ used: reply.page } satisfies Word, [reply.page.buffer]);
    } else if ("read" in reply) {
      this.ahead += reply.read;
      this.onRead(reply.read);
    } else this.rest = reply.rest;
    this.heard();
  }
}

async function pushAll(file: Blob, push: (bytes: Uint8Array) => void): Promise<void> {
  for await (const chunk of streamed(file)) push(chunk);
}

/** Reads second halves for the worker at the other end. `onBusy` is called when there is one. */
export function readParts(line: Line, Reader: PartReaders, onBusy: () => void): void {
  let job = 0;
  const buffers = new Buffers(PAGE);
  line.onmessage = ({ data }: MessageEvent<Word>) => {
    if ("used" in data) {
      buffers.keep(data.used);
      if (job === 0) buffers.release();
      return;
    }
    onBusy();
    job = data.job;
    if (data.file) void read(data.file, data);
    else job = 0;
  };

  async function read(file: Blob, { job: mine, from, settings }: Call): Promise<void> {
    const tell = (reply: Reply, transfer: Transferable[] = []) => line.postMessage(reply, transfer);
    const sendPages = (of: PartReader) => {
      for (;;) {
        const free = buffers.take();
        const made = of.take_page(free);
        if (!made) return buffers.keep(free);
        const [name, page] = made;
        tell({ job: mine, name, page }, [page.buffer]);
      }
    };
    let part: PartReader | null = null;
    try {
      part = new Reader(new Uint8Array(await wholeFile(file.slice(0, Reader.head_bytes()))), settings);
      const window = new Uint8Array(await wholeFile(file.slice(from, from + WINDOW)));
      const begin = part.start_in(window);
      tell({ job: mine, start: begin === undefined ? null : from + begin });
      if (begin === undefined) return;
      part.expect(file.size - from - begin);
      for await (const chunk of streamed(file.slice(from + begin))) {
        if (mine !== job) return;
        if (!part.push(chunk)) {
          tell({ job: mine, rest: null });
          return;
        }
        sendPages(part);
        tell({ job: mine, read: chunk.length });
      }
      const rest = part.finish() ?? null;
      sendPages(part);
      tell({ job: mine, rest }, rest ? [rest.buffer] : []);
    } catch {
      // A file that cannot be read: the other worker meets the same problem and says so.
      tell({ job: mine, rest: null });
    } finally {
      part?.free();
      if (mine === job) job = 0;
      buffers.release();
    }
  }
}
