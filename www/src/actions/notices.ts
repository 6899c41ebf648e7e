/** What is said in passing. */

import { type Notice, store } from "../store.js";
import type { Params } from "../types.js";

/** How long a notice stays on the screen, in milliseconds. */
const NOTICE_TIME = 5000;

/** Says something in words, to everybody; what can be copied stays until something else is said. */
export function notify(key: string, params: Params = {}, copy?: () => void): void {
  const notice: Notice = { key, params, seen: true };
  if (copy) notice.copy = copy;
  store.dispatch({ type: "noticed", notice });
  if (copy) return;
  setTimeout(() => {
    if (store.state.notice === notice) store.dispatch({ type: "noticed", notice: null });
  }, NOTICE_TIME);
}
