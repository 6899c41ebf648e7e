/**
 * Lines between two workers, through the page. A port of their own would copy every buffer twice, into memory that
 * processes share and out of it again, and be heard late by a worker that reads; the page only moves them.
 */

/** One end of a line; a `MessagePort` is one too. */
export interface Line {
  postMessage(message: unknown, transfer: Transferable[]): void;
  onmessage: ((event: MessageEvent) => void) | null;
}

/** What travels through the page: a message, which line it is on, and the buffers that move along. */
export interface OnLine {
  line: number;
  message: unknown;
  moved: Transferable[];
}

const lines = new Map<number, Line>();

/** The end of a line in this worker. */
export function lineOf(line: number): Line {
  const end: Line = {
    postMessage(message, moved) {
      (self as unknown as Worker).postMessage({ line, message, moved } satisfies OnLine, moved);
    },
    onmessage: null,
  };
  lines.set(line, end);
  return end;
}

/** Hands a message to the end that is meant; one that is gone does not hear it. */
export function hear({ line, message }: OnLine): void {
  lines.get(line)?.onmessage?.({ data: message } as MessageEvent);
}
