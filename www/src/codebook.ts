/** Pure functions on codebooks: every change gives a new list of categories. */

import type { Category, Codebook, Lang } from "./types.js";

type Categories = readonly Category[];

export function childrenOf(categories: Categories, id: string | null): Category[] {
  return categories.filter((one) => one.parent === id);
}

/** Main categories, each followed by its subcategories, as the tree shows them. */
export function inOrder(categories: Categories): Category[] {
  return childrenOf(categories, null).flatMap((main) => [main, ...childrenOf(categories, main.id)]);
}

/** An id that is free, made from a name. */
function freeId(categories: Categories, name: string, parent: string | null): string {
  const word = name
    .normalize("NFD")
    .replace(/ł/gi, "l")
    .replace(/[^a-z0-9]+/gi, "_")
    .toLowerCase()
    .replace(/^_+|_+$/g, "");
  const stem = `${parent ? `${parent}.` : ""}${word || "category"}`;
  const taken = new Set(categories.map((one) => one.id));
  for (let number = 1; ; number++) {
    const id = number === 1 ? stem : `${stem}_${number}`;
    if (!taken.has(id)) return id;
  }
}

/** A new category, named in one language, below `parent` or on the first level. */
export function added(categories: Categories, name: string, lang: Lang, parent: string | null): Category[] {
  const category: Category = {
    id: freeId(categories, name, parent),
    label: { [lang]: name },
    parent,
    patterns: {},
  };
  return inOrder([...categories, category]);
}

export function changed(categories: Categories, id: string, change: Partial<Category>): Category[] {
  return categories.map((one) => (one.id === id ? { ...one, ...change } : one));
}

/** Id of the category that one list has and the one before does not. */
export function idOfNew(before: Categories, after: Categories): string | undefined {
  const known = new Set(before.map(({ id }) => id));
  return after.find(({ id }) => !known.has(id))?.id;
}

/** Without a category and those below it. */
export function removed(categories: Categories, id: string): Category[] {
  return categories.filter((one) => one.id !== id && one.parent !== id);
}

/** Categories that `id` may be put below: main ones, unless it has subcategories itself. */
export function parentsFor(categories: Categories, id: string): Category[] {
  if (childrenOf(categories, id).length > 0) return [];
  return categories.filter((one) => one.parent === null && one.id !== id);
}

export function moved(categories: Categories, id: string, parent: string | null): Category[] {
  const allowed = parent === null || parentsFor(categories, id).some((one) => one.id === parent);
  return allowed ? inOrder(changed(categories, id, { parent })) : [...categories];
}

/** A category one place up (−1) or down (1) among those of its level. */
export function shifted(categories: Categories, id: string, by: 1 | -1): Category[] {
  const category = categories.find((one) => one.id === id);
  if (!category) return [...categories];
  const level = childrenOf(categories, category.parent);
  const at = level.indexOf(category);
  const other = level[at + by];
  if (!other) return [...categories];
  const order = categories.map((one) => (one === category ? other : one === other ? category : one));
  return inOrder(order);
}

/** Categories that `id` may be merged into. */
export function mergeTargets(categories: Categories, id: string): Category[] {
  const hasChildren = childrenOf(categories, id).length > 0;
  return inOrder(categories).filter(
    (one) => one.id !== id && one.parent !== id && !(hasChildren && one.parent !== null),
  );
}

/** `from` taken up by `into`: words, exclusions and subcategories. */
export function merged(categories: Categories, from: string, into: string): Category[] {
  const source = categories.find((one) => one.id === from);
  const target = categories.find((one) => one.id === into);
  if (!source || !target) return [...categories];
  const rest = categories
    .filter((one) => one.id !== from)
    .map((one) => (one.parent === from ? { ...one, parent: into } : one));
  return inOrder(
    changed(rest, into, {
      patterns: union(target.patterns, source.patterns),
      exclude: union(target.exclude ?? {}, source.exclude ?? {}),
    }),
  );
}

type Words = Record<string, string[]>;

function union(a: Words, b: Words): Words {
  const languages = new Set([...Object.keys(a), ...Object.keys(b)]);
  return Object.fromEntries(
    [...languages].map((lang) => [lang, [...new Set([...(a[lang] ?? []), ...(b[lang] ?? [])])]]),
  );
}

/** Some words of a category made a category of their own, beside it or below it. */
export function split(
  categories: Categories,
  id: string,
  words: readonly string[],
  name: string,
  lang: Lang,
): Category[] {
  const source = categories.find((one) => one.id === id);
  if (!source || words.length === 0) return [...categories];
  const parent = source.parent ?? source.id;
  const taken = (all: Words, keep: boolean): Words =>
    Object.fromEntries(
      Object.entries(all).map(([lang, list]) => [
        lang,
        list.filter((word) => words.includes(word) === keep),
      ]),
    );
  const category: Category = {
    id: freeId(categories, name, parent),
    label: { [lang]: name },
    parent,
    patterns: taken(source.patterns, true),
    // What a word must not stand in goes with it.
    ...(source.exclude ? { exclude: source.exclude } : {}),
  };
  return inOrder([...changed(categories, id, { patterns: taken(source.patterns, false) }), category]);
}

/** One word or phrase per line; blank lines and repetitions go. */
export function patternsOf(text: string): string[] {
  return [...new Set(text.split("\n").map((line) => line.trim()).filter((line) => line !== ""))];
}

/** The categories of a file's text as they stand; null when it is no codebook file. */
function categoriesOf(text: string): Category[] | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof value !== "object" || value === null) return null;
  const { version, categories } = value as Partial<Codebook>;
  if (version !== 1 || !Array.isArray(categories)) return null;
  return categories.every((one) => typeof one === "object" && one && typeof one.id === "string") ? categories : null;
}

/** What stands in a wrong place of a codebook: where, what it is, and what belongs there. */
export interface Misfit {
  id: string;
  field: string;
  found: string;
  expected: "text" | "list" | "languages";
}

/** The first part of a category that has not the form it needs to be shown. */
function misfitIn(category: Category): Misfit | null {
  const { id, parent = null } = category;
  const lists = { label: category.label ?? {}, patterns: category.patterns ?? {}, exclude: category.exclude ?? {} };
  const misfit = (field: string, value: unknown, expected: Misfit["expected"]): Misfit => ({
    id,
    field,
    found: JSON.stringify(value),
    expected,
  });
  const isText = (value: unknown): boolean => typeof value === "string";
  if (parent !== null && !isText(parent)) return misfit("parent", parent, "text");
  for (const [field, value] of Object.entries<unknown>(lists)) {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return misfit(field, value, "languages");
    for (const [lang, held] of Object.entries(value as Record<string, unknown>)) {
      const fits = field === "label" ? isText(held) : Array.isArray(held) && held.every(isText);
      if (!fits) return misfit(`${field}.${lang}`, held, field === "label" ? "text" : "list");
    }
  }
  return null;
}

/** Why a codebook file cannot be used; null when it can, or is none. */
export function misfitOf(text: string): Misfit | null {
  const misfits = (categoriesOf(text) ?? []).map(misfitIn);
  return misfits.find((one) => one !== null) ?? null;
}

/** A codebook of a file's text, or null when it is no such file; the core checks the rest. */
export function parseCodebook(text: string): Codebook | null {
  const categories = categoriesOf(text);
  if (!categories || misfitOf(text)) return null;
  return {
    version: 1,
    categories: categories.map((one) => ({
      ...one,
      label: one.label ?? {},
      parent: one.parent ?? null,
      patterns: one.patterns ?? {},
    })),
  };
}
