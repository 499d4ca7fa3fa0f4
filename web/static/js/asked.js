// How it stands with the person she asked for: asked again every few seconds, and shown anew when it has changed.

const AGAIN_MS = 10_000;

/** What a page says of how it stands; null: it says nothing of it. @param {string} page */
export const stands = (page) => /data-stands="([a-z_]+)"/.exec(page)?.[1] ?? null;

async function look(shown) {
  try {
    const now = stands(await (await fetch(location.href)).text());
    if (now !== null && now !== shown) location.reload();
  } catch {
    // no line: the next look may have one
  }
}

const shown = globalThis.document?.querySelector("[data-stands]")?.dataset.stands;
if (shown) setInterval(look, AGAIN_MS, shown);
