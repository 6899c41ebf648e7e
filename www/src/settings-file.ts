/** The settings file (`*.vocal.json`): what the user decided about a file, without its rows. */

import type { ColumnSetting, Reading, Settings } from "./types.js";

/** Version of the file format that this page reads and writes. */
const VERSION = 1;

/** The minimum group size, which is the core's where the settings do not say another. */
export function minGroupOf({ min_group: size }: Settings): number {
  return size ?? 5;
}

/** Settings with every column's role written out, so that the next wave is read the same way. */
function complete(settings: Settings, reading: Reading | null): Settings {
  if (!reading) return settings;
  const columns = reading.columns.map(
    (column): ColumnSetting => ({
      ...settings.columns?.find(({ index }) => index === column.index),
      index: column.index,
      name: column.name,
      role: column.role,
      ...(column.role === "score"
        ? {
            metric: column.metric ?? null,
            scale: column.scale ?? null,
            low_is_good: column.low_is_good ?? false,
          }
        : {}),
      ...(column.role === "pii" ? { pii: column.pii ?? null } : {}),
      ...(column.date_order ? { date_order: column.date_order } : {}),
    }),
  );
  return { ...settings, columns };
}

/** The content of a settings file. */
export function settingsFile(settings: Settings, reading: Reading | null): Blob {
  return new Blob([`${JSON.stringify(complete(settings, reading), null, 2)}\n`], { type: "application/json" });
}

/** Settings of a file's text, or null when it is not such a file. */
export function parseSettings(text: string): Settings | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
  const settings = value as Settings;
  if (settings.version !== VERSION) return null;
  if (settings.columns !== undefined && !Array.isArray(settings.columns)) return null;
  return settings;
}
