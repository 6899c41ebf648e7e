/** What a component shows of the worker's answers. */

import type { ReactiveController, ReactiveControllerHost } from "lit";
import { engine, reportFault } from "../actions.js";
import { store } from "../store.js";
import type { Answer, Ask, RequestType } from "../types.js";

/**
 * The answer to one kind of request, asked for again after every rendering for which the request
 * or the report has changed. An answer that comes too late is dropped.
 */
export class Answered<T extends RequestType> implements ReactiveController {
  /** The latest answer; the one before stays until the next has come. */
  value: Answer<T> | null = null;
  private asked = "";
  /** The request that `value` answers. */
  private about = "";

  /** `request` gives null while there is nothing to ask for. */
  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly type: T,
    private readonly request: () => Ask<T> | null,
  ) {
    host.addController(this);
  }

  /** True once there was an answer, which may be that there is nothing. */
  get answered(): boolean {
    return this.about !== "";
  }

  /** True when `value`, which may be that there is nothing, is about what would be asked for now. */
  get fits(): boolean {
    return this.answered && this.about === JSON.stringify(this.request());
  }

  hostUpdated(): void {
    void this.load();
  }

  private async load(): Promise<void> {
    const { phase, busy, revision } = store.state;
    const request = phase === "ready" && !busy ? this.request() : null;
    if (!request) return;
    const key = JSON.stringify([revision, request]);
    if (key === this.asked) return;
    this.asked = key;
    try {
      const answer = await engine.ask(this.type, request);
      if (key !== this.asked) return;
      this.value = answer;
      this.about = JSON.stringify(request);
      this.host.requestUpdate();
    } catch (error) {
      if (key === this.asked) reportFault(error);
    }
  }
}
