/**
 * The worker: owns the analysis module and one session. Bytes go in, aggregates and single
 * pages of rows come out; the table itself never leaves.
 *
 * `wasm_bindgen` is the glue that the build helper puts in front of this text.
 */

import { codeAll, CODING_STEP, Help, serve, type CodesInSteps, type Helper } from "./help.js";
import { hear, lineOf, type OnLine } from "./lines.js";
import { readParts, Sharing, type Joins, type PartReaders } from "./sharing.js";
import { streamed, wholeFile } from "./streamed.js";
import { nextTask } from "./tasks.js";
import type {
  Answer,
  Ask,
  CategoryMatrix,
  CategoryPair,
  Chart,
  ChartRequest,
  Codebook,
  CodebookTrial,
  CommentPage,
  CommentQuery,
  CompareRequest,
  Comparison,
  Crosstab,
  Filter,
  GroupWords,
  Opened,
  Part,
  Problem,
  LabelQuality,
  Progress,
  Reading,
  Report,
  RequestType,
  Settings,
  Simulation,
  Suggestions,
  Told,
} from "./types.js";

interface Session extends CodesInSteps, Joins {
  /** Says how many bytes the file has that comes next. */
  expect(bytes: number): void;
  push(bytes: Uint8Array): void;
  /** Ends one file and begins the next one of the same survey. */
  append(name: string): void;
  finish(): Reading;
  screen_comments(limit: number): { done: number; total: number };
  /** A part of what every filter will need; false when nothing is left to do. */
  prepare_filters(): boolean;
  configure(settings: Settings): void;
  reading(): Reading;
  report(filter: Filter): Report;
  scores(filter: Filter): Report;
  sentences(): Told["sentences"];
  chart(request: ChartRequest): Chart;
  comments(query: CommentQuery): CommentPage;
  unreadable_csv(lang: string): string;
  preview(row: number): string[];
  codebook(): Codebook;
  try_codebook(codebook: Codebook, limit: number): CodebookTrial;
  compare(request: CompareRequest): Comparison | null;
  crosstab(request: Ask<"crosstab">["request"]): Crosstab | null;
  simulate(request: Ask<"simulate">["request"]): Simulation | null;
  second_file(name: string, bytes: Uint8Array): unknown;
  remove_second_file(): void;
  category_matrix(by: number, filter: Filter): CategoryMatrix | null;
  suggestions(request: Ask<"suggestions">["request"]): Suggestions;
  label_quality(): LabelQuality;
  quotes(filter: Filter, limit: number): Answer<"quotes">;
  near_duplicates(filter: Filter, limit: number): Answer<"near_duplicates">;
  group_words(request: Ask<"group_words">["request"]): GroupWords | null;
  category_pairs(filter: Filter, limit: number): CategoryPair[];
  /** Completes the reports that follow. */
  set_digest(sha256: string): void;
  free(): void;
}

interface Digest {
  push(bytes: Uint8Array): void;
  /** Ends the digest: the object must not be used again, nor freed. */
  hex(): string;
}

declare const wasm_bindgen: {
  initSync(options: { module: WebAssembly.Module }): unknown;
  prepare(): void;
  Session: new (name: string, settings: Settings) => Session;
  Digest: new () => Digest;
  Helper: new (codebook: Codebook | null) => Helper;
  PartReader: PartReaders;
};

type Request = { [T in RequestType]: { id: number; type: T } & Ask<T> }[RequestType];

/** Smallest pause between two progress messages, in milliseconds. */
const PROGRESS_EVERY = 100;
/** Comments looked through between two turns of the message loop. */
const SCREENING_STEP = 20_000;
/** Milliseconds spent on preparing for the first file. */
const WARMING_TIME = 2500;
/** Comments coded between two looks whether there is a file, while preparing for one. */
const WARMING_STEP = 300;
/** Bytes of files for which there is room beside the survey before, which is there again when they are refused. */
const BESIDE = 100e6;
/** Bytes given to the module at once when the source is one buffer. */
const BUFFER_STEP = 1 << 20;

let session: Session | null = null;
let parts: readonly Part[] = [];
let codebook: Codebook | null = null;
/** Another worker that codes comments for this one. */
let help: Help | null = null;
/** The same one, which reads the second half of a file. */
let sharing: Sharing | null = null;
/** Place of the file that is being read among those that are opened together. */
let reached = 0;
/** True while this worker prepares for a file. */
let warming = false;
let postedAt = 0;

function post(message: unknown): void {
  (self as unknown as { postMessage(message: unknown): void }).postMessage(message);
}

function progress(stage: Progress["stage"], done: number, total: number): void {
  const now = performance.now();
  if (done < total && now - postedAt < PROGRESS_EVERY) return;
  postedAt = now;
  post({ progress: { stage, done, total } });
}

async function* chunks(from: Blob | ArrayBuffer): AsyncGenerator<Uint8Array> {
  if (from instanceof ArrayBuffer) {
    for (let at = 0; at < from.byteLength; at += BUFFER_STEP) {
      yield new Uint8Array(from, at, Math.min(BUFFER_STEP, from.byteLength - at));
    }
    return;
  }
  yield* streamed(from);
}

function size(of: Blob | ArrayBuffer): number {
  return of instanceof ArrayBuffer ? of.byteLength : of.size;
}

function current(): Session {
  if (!session) throw { code: "no_session", params: {} } satisfies Problem;
  return session;
}

function codeComments(of: Session): void {
  for (;;) {
    const { done, total } = of.code_comments(CODING_STEP);
    progress("coding", done, total);
    if (done >= total) return;
  }
}

/** Opens files. When they cannot be read, the session before goes on, unless its memory was needed. */
async function open(ask: Ask<"open">): Promise<Opened> {
  help?.busy();
  warming = false;
  let before = session;
  session = null;
  const giveUp = () => {
    before?.free();
    before = null;
  };
  if (ask.parts.reduce((sum, part) => sum + size(part.bytes), 0) > BESIDE) giveUp();
  const next = new wasm_bindgen.Session(ask.parts[0]?.name ?? "", ask.settings);
  let opened: Opened;
  try {
    opened = await fill(next, ask);
  } catch (error) {
    next.free();
    session = before;
    throw error;
  }
  giveUp();
  parts = ask.parts;
  codebook = ask.settings.codebook ?? null;
  session = next;
  return opened;
}

async function fill(next: Session, { parts, settings, second }: Ask<"open">): Promise<Opened> {
  const total = parts.reduce((sum, part) => sum + size(part.bytes), 0);
  let done = 0;
  progress("reading", 0, total);
  for (const [at, part] of parts.entries()) {
    reached = Math.max(at - 1, 0);
    if (at > 0) next.append(part.name);
    reached = at;
    next.expect(size(part.bytes));
    const { bytes } = part;
    const read = (length: number) => {
      done += length;
      progress("reading", done, total);
    };
    const push = (chunk: Uint8Array) => {
      next.push(chunk);
      read(chunk.length);
    };
    if (sharing && bytes instanceof Blob) {
      await sharing.read(next, bytes, settings, push, read);
    } else {
      for await (const chunk of chunks(bytes)) push(chunk);
    }
  }
  const reading = next.finish();
  if (second) next.second_file(second.name, await bytesOf(second));
  return { reading, report: next.scores([]), sentences: next.sentences() };
}

async function bytesOf({ bytes }: Part): Promise<Uint8Array> {
  return new Uint8Array(bytes instanceof ArrayBuffer ? bytes : await wholeFile(bytes));
}

async function secondFile({ part }: Ask<"second_file">): Promise<Answer<"second_file">> {
  const of = current();
  const bytes = part && (await bytesOf(part));
  // Another survey may have been opened meanwhile, and this one's memory is gone.
  if (of !== current()) throw { code: "no_session", params: {} } satisfies Problem;
  if (part && bytes) of.second_file(part.name, bytes);
  else of.remove_second_file();
  return {};
}

async function code(): Promise<Told> {
  const of = current();
  await codeAll(
    of,
    help,
    codebook,
    (done, total) => progress("coding", done, total),
    () => {
      if (of !== session) throw { code: "no_session", params: {} } satisfies Problem;
    },
  );
  return told(of, []);
}

/**
 * Goes through a small survey again and again, so that the browser has compiled the module's inner
 * loops well by the time somebody drops a file: code is shared by all workers of the page. Ends as
 * soon as there is a file.
 */
async function warm({ survey }: Ask<"warm">): Promise<Answer<"warm">> {
  warming = true;
  const until = performance.now() + WARMING_TIME;
  while (warming && performance.now() < until) {
    for (const step of rehearsal(survey)) {
      step();
      await nextTask();
      if (!warming) break;
    }
  }
  warming = false;
  return {};
}

/** What happens to a file, in steps of some ten milliseconds. */
function* rehearsal(survey: ArrayBuffer): Generator<() => void> {
  const of = new wasm_bindgen.Session("", { version: 1 });
  try {
    yield () => of.push(new Uint8Array(survey));
    yield () => of.finish();
    yield () => of.scores([]);
    for (let left = true; left; ) {
      yield () => {
        const { done, total } = of.code_comments(WARMING_STEP);
        left = done < total;
      };
    }
    yield () => of.report([]);
    yield () => of.screen_comments(SCREENING_STEP);
  } finally {
    of.free();
  }
}

function scores({ filter }: Ask<"scores">): Told {
  const of = current();
  return { report: of.scores(filter), sentences: of.sentences() };
}

function told(of: Session, filter: Filter): Told {
  return { report: of.report(filter), sentences: of.sentences() };
}

function configure(ask: Ask<"configure">): Opened {
  const of = current();
  codebook = ask.settings.codebook ?? null;
  // Comments that the helper has cannot come back while this one waits for nothing, and their coding is under the old
  // settings: whoever was at it goes on with what this leaves, which is none.
  help?.end();
  of.configure(ask.settings);
  of.call_back();
  codeComments(of);
  return { reading: of.reading(), ...told(of, []) };
}

/** What later questions need. Lets other requests in between, so that nobody waits for it. */
async function screen(): Promise<Answer<"screen">> {
  for (let of = session; of; of = session) {
    const { done, total } = of.screen_comments(SCREENING_STEP);
    if (done >= total && !of.prepare_filters()) break;
    await nextTask();
  }
  return {};
}

/** The session once all comments were looked through for sensitive ones, which are never quoted. */
function screened(): Session {
  const of = current();
  for (;;) {
    const { done, total } = of.screen_comments(SCREENING_STEP);
    if (done >= total) return of;
  }
}

async function digest(): Promise<Answer<"digest">> {
  const from = parts;
  const hash = new wasm_bindgen.Digest();
  for (const part of from) {
    for await (const chunk of chunks(part.bytes)) hash.push(chunk);
  }
  const sha256 = hash.hex();
  // Another file may have been opened while this one was summed up.
  if (from === parts) session?.set_digest(sha256);
  return { sha256 };
}

function handle(request: Request): unknown {
  switch (request.type) {
    case "init":
      wasm_bindgen.initSync({ module: request.module });
      // A file that has been dropped by now goes first.
      void nextTask().then(() => wasm_bindgen.prepare());
      return {};
    case "help":
      help = new Help(lineOf(request.coding));
      sharing = new Sharing(lineOf(request.reading));
      return {};
    case "serve":
      serve(lineOf(request.coding), (of) => new wasm_bindgen.Helper(of), () => (warming = false));
      readParts(lineOf(request.reading), wasm_bindgen.PartReader, () => (warming = false));
      return {};
    case "warm":
      return warm(request);
    case "open":
      return open(request);
    case "code":
      return code();
    case "scores":
      return scores(request);
    case "report":
      return told(current(), request.filter);
    case "configure":
      return configure(request);
    case "chart":
      return current().chart(request.request);
    case "comments":
      return screened().comments(request.query);
    case "unreadable":
      return { csv: current().unreadable_csv(request.lang) };
    case "preview":
      return { rows: request.rows.map((row) => current().preview(row)).filter((row) => row.length > 0) };
    case "digest":
      return digest();
    case "screen":
      return screen();
    case "codebook":
      return current().codebook();
    case "trial":
      return current().try_codebook(request.codebook, request.limit);
    case "compare":
      return current().compare(request.request);
    case "crosstab":
      return current().crosstab(request.request);
    case "simulate":
      return current().simulate(request.request);
    case "second_file":
      return secondFile(request);
    case "matrix":
      return current().category_matrix(request.by, request.filter);
    case "suggestions":
      return screened().suggestions(request.request);
    case "label_quality":
      return current().label_quality();
    case "quotes":
      return screened().quotes(request.filter, request.limit);
    case "near_duplicates":
      return screened().near_duplicates(request.filter, request.limit);
    case "group_words":
      return current().group_words(request.request);
    case "category_pairs":
      return { list: current().category_pairs(request.filter, request.limit) };
  }
}

/** An error of the module is plain data already; anything else is a fault in the program. */
function problemOf(error: unknown, step: string): Problem {
  if (typeof error === "object" && error !== null && "code" in error) {
    const { code, params = {}, row } = error as Partial<Problem>;
    if (typeof code === "string") {
      return { code, params, ...(row ? { row } : {}), ...(step === "open" ? { part: reached } : {}) };
    }
  }
  return { code: "internal", params: { step } };
}

function isOnLine(event: MessageEvent): event is MessageEvent<OnLine> {
  return "line" in event.data;
}

self.onmessage = async (event: MessageEvent<Request> | MessageEvent<OnLine>) => {
  if (isOnLine(event)) {
    hear(event.data);
    return;
  }
  const { id, type } = event.data;
  try {
    post({ id, result: await handle(event.data) });
  } catch (error) {
    post({ id, error: problemOf(error, type) });
  }
};
