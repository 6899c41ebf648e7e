/**
 * Buffers that travel between two workers again and again. With a new one for every message they pile up by
 * tens of megabytes before the collector looks at them.
 */
export class Buffers {
  private free: ArrayBuffer[] = [];

  /** `size`: bytes that nearly every message has room in. */
  constructor(private readonly size: number) {}

  /** All bytes of a buffer that is free, a new one when there is none. */
  take(): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.free.pop() ?? new ArrayBuffer(this.size));
  }

  /** Keeps the buffer of some bytes for other ones. */
  keep({ buffer }: Uint8Array<ArrayBuffer>): void {
    if (buffer.byteLength >= this.size) this.free.push(buffer);
  }

  /** Gives the memory of all free buffers back at once: whoever they were sent to is gone. */
  release(): void {
    const { port1, port2 } = new MessageChannel();
    port2.close();
    port1.postMessage(null, this.free);
    port1.close();
    this.free = [];
  }
}
