/** Holds the one state and tells its watchers, once for everything that happened in the same turn. */

import { initial, reduce } from "./state.js";

export class Store {
  #watchers = [];
  #changed = new Set();
  #said = [];
  #due = false;

  constructor(state = initial()) {
    this.state = state;
  }

  /** @param {{type: string, [field: string]: any}} action */
  dispatch(action) {
    this.state = reduce(this.state, action);
    for (const key of this.state.changed) this.#changed.add(key);
    this.#said.push(...this.state.said);
    if (this.#due || !(this.#changed.size || this.#said.length)) return;
    this.#due = true;
    queueMicrotask(() => this.#tell());
  }

  /** `watch(state, changed, said)` after each turn in which something changed. @param {(state: any, changed: Set<string>, said: any[]) => void} watch */
  subscribe(watch) {
    this.#watchers.push(watch);
  }

  #tell() {
    const changed = this.#changed;
    const said = this.#said;
    this.#changed = new Set();
    this.#said = [];
    this.#due = false;
    for (const watch of this.#watchers) watch(this.state, changed, said);
  }
}
