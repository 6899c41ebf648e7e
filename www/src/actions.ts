/**
 * Everything the user can do that needs the worker or changes what is in sight. Answers that belong to an older file
 * or an older filter are dropped.
 */

export { isCodebook, readText } from "./actions/files.js";
export {
  clearFilter,
  currentReport,
  putCondition,
  putConditions,
  removeCondition,
  toggleCondition,
  toggleConditions,
} from "./actions/filtering.js";
export { redo, undo } from "./actions/history.js";
export { notify } from "./actions/notices.js";
export {
  cancelReading,
  closeFile,
  openFiles,
  openSample,
  openText,
  refuse,
  reportFault,
  surveyRead,
} from "./actions/reading.js";
export { handOut, keepSettings, settingsUnsaved, unsaved } from "./actions/saving.js";
export { putSecondFile } from "./actions/second-file.js";
export { engine } from "./actions/session.js";
export { applySettings, cancelCoding, changeColumn, decide, decisionOf, loadKept } from "./actions/settings.js";
export {
  chooseFolder,
  chooseLanguage,
  chooseTheme,
  chooseView,
  showChart,
  showComments,
  showTogether,
  showWords,
} from "./actions/views.js";
