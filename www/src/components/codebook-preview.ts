/** What an edited codebook would change. */

import { html, nothing, type TemplateResult } from "lit";
import type { Words } from "../messages.js";
import { shortened } from "../names.js";
import type { Category, CodebookTrial } from "../types.js";

/** Characters of an example. */
const EXAMPLE = 220;

/** How many comments change, and some of them; `known` are the categories of both codebooks, the edited ones first. */
export function trialPreview(words: Words, trial: CodebookTrial | null, known: readonly Category[]): TemplateResult {
  if (!trial) return html`<section class="card" aria-busy="true"></section>`;
  const { comments, total, changed, uncoded } = trial;
  const share = (n: number) => words.percent(comments > 0 ? (100 * n) / comments : 0);
  const names = (ids: readonly string[]): string => {
    const named = ids.map((id) => {
      const category = known.find((one) => one.id === id);
      return category ? words.category(category) : id;
    });
    return named.join(", ") || words.t("page.no_category");
  };
  return html`<section class="card" aria-labelledby="codebook-preview">
    <h3 id="codebook-preview">${words.t("page.codebook_preview")}</h3>
    <p role="status">
      ${changed === 0
        ? words.t("page.codebook_same", { count: comments })
        : words.t("page.codebook_changes", { changed: words.number(changed), count: comments })}
      ${words.t("page.codebook_uncoded", { before: share(uncoded[0]), after: share(uncoded[1]) })}
    </p>
    ${comments < total ? html`<p class="muted">${words.t("hint.trial", { total })}</p>` : nothing}
    <ul class="examples-list">
      ${trial.examples.map(({ text, before, after }) => {
        const gone = before.filter((id) => !after.includes(id));
        const come = after.filter((id) => !before.includes(id));
        return html`<li>
          <p translate="no">${shortened(text, EXAMPLE)}</p>
          <p>
            ${gone.length > 0 || before.length === 0 ? html`<del>${names(gone)}</del>` : nothing}
            ${come.length > 0 || after.length === 0
              ? html`<span aria-hidden="true">→</span> <ins>${names(come)}</ins>`
              : nothing}
          </p>
        </li>`;
      })}
    </ul>
  </section>`;
}
