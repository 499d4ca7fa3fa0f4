/** Where she reads: at the end the page follows, further up it stays still and says that new words are below. */

/** Nearer to the end than this counts as at the end, px. */
const NEAR = 48;

export class Reading {
  #box; #send; #jump;
  #follow = true;
  #below = null; // px between what she sees first and the end, while what stands above is drawn
  #tall = 0; // the box, when it was last looked at

  /** @param {HTMLElement} box that scrolls @param {HTMLElement} jump the "New words below" button @param {(action: any) => void} send */
  constructor(box, jump, send) {
    this.#box = box;
    this.#jump = jump;
    this.#send = send;
    box.addEventListener("scroll", () => this.#look(), { passive: true });
    document.addEventListener("visibilitychange", () => this.#look());
    new ResizeObserver(() => {
      this.#tall = box.clientHeight;
      if (this.#follow) this.toEnd();
    }).observe(box); // the phone's keyboard opened, or something came to stand above or below
  }

  /** After a drawing: stay at the end if she was there, or go there when she sent. @param {any} state @param {Set<string>} changed */
  settle(state, changed) {
    if (this.#below !== null) {
      this.#box.scrollTop = this.#box.scrollHeight - this.#below;
      this.#below = null;
    } else if (this.#follow || changed.has("end") || changed.has("seated")) this.toEnd();
    this.#jump.hidden = !state.below;
  }

  /** With the next drawing, words come to stand above what she reads. */
  still() {
    this.#below = this.#box.scrollHeight - this.#box.scrollTop;
  }

  toEnd() {
    this.#box.scrollTop = this.#box.scrollHeight;
    this.#follow = true;
  }

  /** Bring a row into view. @param {HTMLElement} node */
  to(node) {
    node.scrollIntoView({ block: "center" });
  }

  #look() {
    const { scrollHeight, scrollTop, clientHeight } = this.#box;
    if (clientHeight !== this.#tall) return; // it has another size, and she has not scrolled: the observer sees to it
    this.#follow = scrollHeight - scrollTop - clientHeight < NEAR;
    this.#send({ type: "reading", atEnd: this.#follow, hidden: document.hidden });
  }
}
