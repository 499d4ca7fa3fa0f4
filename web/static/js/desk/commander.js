/** Sends what she asks for, says what became of it, and keeps the way back open for ten seconds. Nothing is shown before the server has said yes. */

import { t } from "../words.js";
import { outcome } from "./undo.js";

/** How long a line and its undo stay, ms. */
export const UNDO_MS = 10_000;

export class Commander {
  #store; #act; #ui; #draw; #clock;
  #timer = null;

  /** @param {{store: any, act: (type: string, fields: object) => Promise<any>, ui: any, draw: () => void, clock?: () => number}} parts */
  constructor({ store, act, ui, draw, clock = Date.now }) {
    this.#store = store;
    this.#act = act;
    this.#ui = ui;
    this.#draw = draw;
    this.#clock = clock;
  }

  /**
   * @param {{type: string, [field: string]: any}} command @param {{key?: string, undoing?: boolean}} [more] `key`: which button is on its way
   * @returns {Promise<boolean>} whether the server said yes
   */
  async run(command, { key = JSON.stringify(command), undoing = false } = {}) {
    const { going } = this.#ui;
    if (going.has(key)) return false;
    const will = outcome(this.#store.state, command, this.#clock());
    going.add(key);
    this.#draw();
    const { type, ...fields } = command;
    const answer = await this.#act(type, fields);
    going.delete(key);
    if (answer.ok) this.#say({ text: will.said, undo: undoing ? null : will.undo, refused: false });
    else this.#say({ text: answer.message ?? t("There was no line. Try again when it is back."), undo: null, refused: true });
    return answer.ok;
  }

  /** The last act back, while its line stands. */
  undo() {
    const { undo } = this.#ui.line ?? {};
    if (undo) this.run(undo, { undoing: true });
  }

  #say(line) {
    clearTimeout(this.#timer);
    this.#ui.line = line;
    this.#timer = setTimeout(() => this.#fade(line), UNDO_MS);
    this.#draw();
  }

  /** It goes after its time, but not from under her finger. */
  #fade(line) {
    if (this.#ui.line !== line) return;
    if (this.#ui.holds?.()) this.#timer = setTimeout(() => this.#fade(line), UNDO_MS);
    else {
      this.#ui.line = null;
      this.#draw();
    }
  }
}
