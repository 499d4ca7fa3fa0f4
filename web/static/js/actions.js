/** What her taps do: every button of the page names its act. One listener, one table. */

import { wish } from "./sender.js";
import { waits } from "./state.js";

/** How long leaving waits for the server to hear it, ms. */
const LEAVE_MS = 2_500;

/** Any command of the wire, and the server's answer to it; `no_line` when there is none. @param {import("./connection.js").Line} line */
export const actor = (line) => (type, fields = {}) => line.ask({ type, ...fields });

/** @param {{store: import("./store.js").Store, line: import("./connection.js").Line, page: import("./render.js").Page, act: (type: string, fields?: object) => Promise<any>, cover: import("./views/cover.js").Cover}} parts */
export function listen({ store, line, page, act, cover }) {
  const send = (action) => store.dispatch(action);
  const sheet = (id) => {
    const dialog = document.getElementById(id);
    dialog.showModal();
    dialog.querySelector(".sheet-close").focus(); // not quick exit, which stands first
    return dialog;
  };
  /** A small act of hers; what it changes comes as an event, and a refusal is said above the composer. */
  const does = async (type, fields) => {
    const answer = await act(type, fields);
    if (!answer.ok) send({ type: "not_done", message: answer.message, now: Date.now() });
  };
  const close = () => document.querySelector("dialog[open]")?.close();

  /** @type {Record<string, (data: DOMStringMap) => void>} */
  const acts = {
    "open-words": ({ key }) => {
      if (store.state.active !== key) send({ type: "active", key });
      send({ type: "opened", key });
    },
    word: ({ key, word }) => {
      const id = key.slice(2);
      const said = store.state.messages.get(id)?.responses[word]?.includes(store.state.you);
      wish(store, { type: said ? "unrespond" : "respond", id, word }, Date.now());
      if (store.state.opened) send({ type: "opened", key: store.state.opened });
    },
    earlier: async () => {
      const answer = await act("earlier", { id: store.state.earlier });
      if (!answer.ok) return send({ type: "not_done", message: answer.message, now: Date.now() });
      page.reading.still(); // what she reads stays where it is
      send({ type: "earlier", answer });
    },
    reply: ({ id }) => send({ type: "reply", id }),
    "no-reply": () => {
      send({ type: "reply", id: null });
      page.composer.focus();
    },
    "take-back": ({ id }) => {
      wish(store, { type: "take_back", id }, Date.now());
      page.composer.focus();
    },
    "let-go": ({ id }) => wish(store, { type: "take_back", id, drop: true }, Date.now()),
    report: async ({ id }) => {
      try {
        const { openReport } = await import("./views/report.js");
        openReport({ store, act, sheet }, id);
      } catch {
        send({ type: "not_done", message: null, now: Date.now() }); // no line to fetch it on
      }
    },
    person: async () => {
      if (store.state.ended) return location.assign("/help"); // no line is left here; that page has its own way
      try {
        const { openPerson } = await import("./views/person.js");
        openPerson({ store, act, sheet });
      } catch {
        location.assign("/help");
      }
    },
    reclaim: async () => {
      try {
        const { openReclaim } = await import("./views/reclaim.js");
        openReclaim({ store, act, sheet });
      } catch {
        send({ type: "not_done", message: null, now: Date.now() }); // no line to fetch it on
      }
    },
    unveil: ({ id }) => send({ type: "unveil", id }),
    unmute: ({ seat }) => send({ type: "mute", seat, on: false }),
    hand: () => does(store.state.hands.includes(store.state.you) ? "lower_hand" : "raise_hand"),
    pass: () => does("pass_turn"),
    "end-turn": () => does("end_turn"),
    listen: () => does("listen", { on: !store.state.seats.get(store.state.you)?.listening }),
    away: () => cover.away(),
    back: () => {
      cover.back();
      page.toNew();
    },
    again: ({ id }) => {
      send({ type: "again", id, now: Date.now() });
      line.retryNow();
    },
    sure: ({ id }) => send({ type: "sure", id, now: Date.now() }),
    "back-to-writing": ({ id }) => send({ type: "back_to_writing", id }),
    jump: ({ to }) => page.show(to),
    "to-new": () => page.toNew(),
    circle: () => sheet("circle-sheet"),
    "ask-leave": () => {
      const words = sheet("leave-sheet").querySelector("[data-leave-waiting]");
      words.hidden = !waits(store.state);
      words.previousElementSibling.hidden = !words.hidden;
    },
    "ask-close": () => {
      close();
      sheet("close-sheet");
    },
    "close-sheet": close,
    leave: async () => {
      close();
      const answer = await Promise.race([line.ask({ type: "leave" }), new Promise((resolve) => setTimeout(resolve, LEAVE_MS, { ok: false }))]);
      if (store.state.ended) return; // the server has said goodbye already
      line.stop();
      send({ type: "ended", code: answer.ok ? "left" : "left_unheard", message: null });
    },
    "close-meeting": async () => {
      const answer = await line.ask({ type: "close_meeting" });
      if (answer.ok) close();
      else document.getElementById("close-answer").textContent = answer.message ?? document.getElementById("close-answer").dataset.noLine;
    },
    resume: () => {
      send({ type: "resumed" });
      line.resume();
    },
    reload: () => location.reload(),
  };

  document.addEventListener("click", (event) => {
    const target = event.target.closest("[data-act]");
    if (target) acts[target.dataset.act]?.(target.dataset);
  });
  document.addEventListener("change", (event) => {
    const { prefer, coverQuiet } = event.target.dataset;
    if (coverQuiet !== undefined) cover.quiet(event.target.value === "quiet");
    if (prefer) send({ type: "prefer", [prefer]: event.target.checked });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !event.target.closest(".rows")) return;
    send({ type: "active", key: null });
    page.composer.focus();
  });
  for (const dialog of document.querySelectorAll("dialog.sheet")) {
    dialog.addEventListener("click", (event) => event.target === dialog && dialog.close()); // the veil closes it
  }
}
