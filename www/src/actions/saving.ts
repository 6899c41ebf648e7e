/** What leaves the page as a file, and what would be lost because it is in none. */

import { copyPicture, copyText, saveFile, stemOf } from "../handing-out.js";
import { wordsOf } from "../messages.js";
import { settingsFile } from "../settings-file.js";
import { type State, store } from "../store.js";
import { notify } from "./notices.js";
import { session } from "./session.js";

/** The survey whose decisions would be lost: the one in sight, or the one that may come back. */
function atStake(): State {
  const { state } = store;
  return state.phase === "ready" ? state : (session.settled?.state ?? state);
}

/** Hands settings to the browser, those of a survey that has failed, too, and remembers that they are in a file. */
export function keepSettings(): void {
  const { settings, reading, fileName } = atStake();
  handOut(settingsFile(settings, reading), `${stemOf(fileName)}.vocal.json`, () => {
    const { settled } = session;
    if (settled) session.settled = { ...settled, state: { ...settled.state, saved: settings } };
    if (store.state.phase === "ready") store.dispatch({ type: "settings-saved", settings });
  });
}

/** True when corrections or changes of the codebook would be lost. */
export function unsaved(): boolean {
  return settingsUnsaved() || atStake().draft?.inFile === false;
}

/** True when corrections or the codebook in force are in no file. */
export function settingsUnsaved(): boolean {
  const { settings, saved } = atStake();
  return settings.decisions !== saved.decisions || settings.codebook !== saved.codebook;
}

/** Asks before unsaved decisions are lost; true when there are none or they may go. */
export function mayLeave(): boolean {
  return !unsaved() || confirm(wordsOf(store.state.lang).t("page.leave"));
}

/**
 * True in the page of somebody else, whose frame can forbid downloads without anybody hearing of it: around this
 * document is the one of the file, and around that one another.
 */
const embedded = parent !== top;

/**
 * Hands a file to the browser as a download. Where it cannot be known whether that works, its content can be copied
 * instead; `kept` is called once it is known to be in somebody's hands.
 */
export function handOut(content: Blob, name: string, kept: () => void = () => {}): void {
  saveFile(content, name);
  if (!embedded) {
    kept();
    notify("page.notice_saved", { name });
    return;
  }
  const copy = async () => {
    const picture = content.type === "image/png";
    const done = await (picture ? copyPicture(Promise.resolve(content)) : copyText(await content.text()));
    if (done) kept();
    const copied = picture ? "page.notice_chart_copied" : "page.notice_file_copied";
    notify(done ? copied : "page.notice_not_copied", { name });
  };
  notify("page.notice_asked_to_save", { name }, () => void copy());
}
