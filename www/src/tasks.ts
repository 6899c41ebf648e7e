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

let lastFrame = Promise.resolve();
let framesAsked = 0;

/** Resolves after a frame that nobody else has asked for, in the order of asking. */
export function ownFrame(): Promise<void> {
  framesAsked += 1;
  lastFrame = lastFrame.then(
    () =>
      new Promise((resolve) =>
        requestAnimationFrame(() => {
          framesAsked -= 1;
          // What is done in the frame itself would be laid out in the same frame.
          setTimeout(resolve);
        }),
      ),
  );
  return lastFrame;
}

/** True when a frame has been asked for and has not come yet. */
export function awaitsFrame(): boolean {
  return framesAsked > 0;
}
