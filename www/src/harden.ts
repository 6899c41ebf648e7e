/**
 * Peer connections are the one way out of a sandboxed document that no content security
 * policy closes, so every global of that family is made unusable before any other
 * statement of the page runs.
 */
for (const name of Object.getOwnPropertyNames(globalThis)) {
  if (!/RTC/.test(name)) continue;
  Object.defineProperty(globalThis, name, {
    value: undefined,
    writable: false,
    configurable: false,
  });
}
