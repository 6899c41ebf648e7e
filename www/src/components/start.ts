import { html, nothing, type TemplateResult } from "lit";
import { openSample, openText } from "../actions.js";
import { StoreElement } from "./element.js";

/** The first screen: choose, drop, paste or try a sample, and the promise about privacy. */
export class VocalStart extends StoreElement {
  protected override render(): TemplateResult {
    const { words } = this;
    return html`
      <section class="start" aria-labelledby="start-title">
        ${this.state.phase === "error" ? nothing : this.welcome()}
        <div class="drop-zone">
          <p class="drop-title">${words.t("page.drop_title")}</p>
          <p class="muted">${words.t("page.drop_formats")}</p>
          <button type="button" class="primary" @click=${this.choose}>
            ${words.t("page.choose_file")}
          </button>
        </div>
        <div class="start-more">
          <div class="card">
            <h2>${words.t("page.samples_title")}</h2>
            <p class="muted">${words.t("page.samples_text")}</p>
            <p class="buttons">
              <button type="button" id="sample-button-pl" @click=${() => openSample("pl")}>
                ${words.t("page.sample_pl")}
              </button>
              <button type="button" id="sample-button-en" @click=${() => openSample("en")}>
                ${words.t("page.sample_en")}
              </button>
            </p>
          </div>
          <div class="card">
            <h2><label for="paste">${words.t("page.paste_title")}</label></h2>
            <textarea
              id="paste"
              rows="4"
              spellcheck="false"
              autocomplete="off"
              translate="no"
              placeholder=${words.t("page.paste_placeholder")}
            ></textarea>
            <p class="buttons">
              <button type="button" id="paste-button" @click=${this.paste}>
                ${words.t("page.paste_button")}
              </button>
            </p>
          </div>
        </div>
        <div class="card promise">
          <h2>${words.t("page.privacy_title")}</h2>
          <p>${words.t("page.privacy_text")}</p>
          <details>
            <summary>${words.t("page.privacy_check")}</summary>
            <ol>
              <li>${words.t("page.privacy_check.offline")}</li>
              <li>${words.t("page.privacy_check.network")}</li>
              <li>${words.t("page.privacy_check.source")}</li>
            </ol>
          </details>
        </div>
      </section>
    `;
  }

  private welcome(): TemplateResult {
    const { words } = this;
    return html`
      <h1 id="start-title">${words.t("page.start_title")}</h1>
      <p class="lead">${words.t("page.start_lead")}</p>
    `;
  }

  private readonly choose = (): void => {
    document.querySelector<HTMLInputElement>("#file")?.click();
  };

  /** No form around the field: the sandbox blocks every submission before its event. */
  private readonly paste = (): void => {
    const text = this.querySelector<HTMLTextAreaElement>("#paste")?.value ?? "";
    void openText(text, this.words.t("page.pasted_name"));
  };
}

customElements.define("vocal-start", VocalStart);
