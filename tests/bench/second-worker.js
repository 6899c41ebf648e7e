// The other worker of two, as the page has them: it reads second halves and codes batches of comments.
// side-by-side.mjs bundles it behind the module's glue.

import { serve } from "../../www/src/help.ts";
import { readParts } from "../../www/src/sharing.ts";

self.onmessage = ({ data: { module, coding, reading } }) => {
  wasm_bindgen.initSync({ module });
  serve(coding, (codebook) => new wasm_bindgen.Helper(codebook), () => {});
  readParts(reading, wasm_bindgen.PartReader, () => {});
  self.postMessage("ready");
};
