/** The page's sentences: the English text is the key, the catalogue of her language is fetched once. */

/** Longer than this the page does not wait for her language, ms. */
const LONGEST_WAIT_MS = 6_000;

let catalogue = { plain: {}, plural: {} };

/** @param {string} url of the catalogue; English needs none of it. */
export async function loadWords(url) {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(LONGEST_WAIT_MS) });
    if (answer.ok) useWords(await answer.json());
  } catch {
    // No line: the page speaks English until it is loaded again.
  }
}

/** @param {{plain?: Record<string, string>, plural?: Record<string, string[]>}} words */
export function useWords(words) {
  catalogue = { plain: words.plain ?? {}, plural: words.plural ?? {} };
}

/** A sentence in her language, `{name}` filled in. @param {string} text @param {Record<string, string|number>} [values] */
export function t(text, values = {}) {
  return fill(catalogue.plain[text] ?? text, values);
}

/** The same for one and many; `{n}` is filled in. @param {string} one @param {string} many @param {number} n @param {Record<string, string|number>} [values] */
export function tn(one, many, n, values = {}) {
  const [first, other] = catalogue.plural[one] ?? [one, many];
  return fill(n === 1 ? first : other, { n, ...values });
}

function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, key) => (key in values ? String(values[key]) : whole));
}

/** A text kept by language, in hers or in the one it was written in. @param {Record<string, string>|undefined} texts @param {string} language */
export const inLanguage = (texts, language) => texts?.[language] ?? Object.values(texts ?? {})[0] ?? "";
