/** Turns of a thread: work that is cut into them leaves room for input, painting, other requests. */

const channel = new MessageChannel();
const waiting: (() => void)[] = [];

channel.port1.onmessage = () => waiting.shift()?.();

/** Resolves in a task of its own. A timer would be held up by browsers after a few of them. */
export function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    waiting.push(resolve);
    channel.port2.postMessage(null);
  });
}
