/**
 * The line to the server: connect, take the seat, come back, resume, and know when not to.
 * Reconnecting is ours and not the client's, so that a final answer ends it and the network's return is used at once.
 */

/** How long an answer may take before the line counts as silent, ms. */
const ANSWER_MS = 8_000;
/** A break shorter than this is not worth a word, ms. */
const QUIET_BREAK_MS = 1_200;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15_000;

/** Goodbyes after which the page does not come back by itself. All others mean: come back. */
const FINAL = new Set(["signed_out", "session_expired", "meeting_closed", "left", "replaced", "removed", "declined"]);

/** What a command is answered with when no answer came. */
const NO_LINE = Object.freeze({ ok: false, code: "no_line", message: null, retry: true });

export class Line {
  #io; #store; #meeting; #clock; #random;
  #socket = null;
  #tries = 0;
  #again = null; // timer of the next try
  #breakTimer = null;
  #seating = false;
  #moved = false; // what she may see has changed: she was let in or asked back, or words are shown again; nothing of before counts
  #held = []; // events that overtook the answer to take_seat
  #over = false;
  #onUp = [];

  /** @param {{io: Function, store: import("./store.js").Store, meeting: string, polling: boolean, clock?: () => number, random?: () => number}} parts */
  constructor({ io, store, meeting, polling, clock = Date.now, random = Math.random }) {
    this.#io = io;
    this.#store = store;
    this.#meeting = meeting;
    this.#clock = clock;
    this.#random = random;
    this.transports = polling ? ["websocket", "polling"] : ["websocket"];
    this.seated = false;
  }

  /** Connect, and stay connected until a final answer. */
  start() {
    const options = { transports: this.transports, tryAllTransports: true, reconnection: false, autoConnect: false, timeout: 10_000 };
    const socket = this.#io(options);
    this.#socket = socket;
    socket.on("connect", () => this.#takeSeat());
    socket.on("event", (event) => this.#hear(event));
    socket.on("disconnect", () => this.#lost());
    socket.on("connect_error", (error) => this.#refused(error));
    this.#store.subscribe((state) => {
      this.#moved ||= state.stale;
      if ((state.needsSync || state.stale) && this.seated) this.#takeSeat();
    });
    globalThis.addEventListener?.("online", () => this.retryNow());
    globalThis.addEventListener?.("offline", () => socket.io?.engine?.close());
    socket.connect();
  }

  /** Called each time the seat is taken again. @param {() => void} callback */
  onUp(callback) {
    this.#onUp.push(callback);
  }

  /** Send a command and wait for its answer; a silent line is answered with `no_line`. @param {object} command @returns {Promise<any>} */
  async ask(command) {
    if (!this.seated) return NO_LINE;
    const answer = await this.#ask(command);
    // A line that died while the device slept is found dead as it is used: the client then says this first on the next one, before her seat is taken.
    return answer.code === "no_seat" && !this.seated ? NO_LINE : answer;
  }

  /** Say something that needs no answer and may be lost. @param {object} command */
  tell(command) {
    if (this.seated) this.#socket.emit("command", command);
  }

  /** Do not wait any longer for the next try. */
  retryNow() {
    if (this.#over || this.#socket.connected) return;
    clearTimeout(this.#again);
    this.#socket.connect();
  }

  /** She looks at the page again: a line that died in her pocket shows only when it is used. */
  check() {
    if (this.seated) this.#takeSeat();
    else this.retryNow();
  }

  /** The end: nothing is sent or tried after this. */
  stop() {
    this.#over = true;
    this.seated = false;
    clearTimeout(this.#again);
    clearTimeout(this.#breakTimer);
    this.#socket?.disconnect();
  }

  /** Begin again after an end she may undo ("Use it here"). */
  resume() {
    this.#over = false;
    this.#tries = 0;
    this.#socket.connect();
  }

  #ask(command) {
    return new Promise((resolve) => {
      this.#socket.timeout(ANSWER_MS).emit("command", command, (silent, answer) => {
        if (silent || !answer) {
          if (this.#socket.connected) this.#socket.io.engine?.close(); // half dead: begin a new line
          resolve(NO_LINE);
        } else resolve(answer);
      });
    });
  }

  async #takeSeat() {
    if (this.#seating || this.#over) return;
    this.#seating = true;
    const moved = this.#moved;
    this.#moved = false;
    const answer = await this.#ask({ type: "take_seat", meeting: this.#meeting, cursor: moved ? null : this.#store.state.cursor });
    this.#seating = false;
    this.#moved ||= moved && !answer.ok;
    const held = this.#held.splice(0);
    if (this.#over) return;
    if (answer.ok) {
      this.seated = true;
      this.#tries = 0;
      clearTimeout(this.#breakTimer);
      this.#store.dispatch({ type: "seated", answer, moved, now: this.#clock() });
      for (const event of held) this.#store.dispatch({ type: "event", event, now: this.#clock() });
      for (const callback of this.#onUp) callback();
      if (this.#moved) this.#takeSeat();
    } else if (answer.retry) {
      this.#socket.io.engine?.close();
    } else this.#end(answer.code, answer.message);
  }

  #hear(event) {
    if (event.type === "goodbye") {
      if (FINAL.has(event.code)) this.#end(event.code, event.message ?? null, event.next);
      else if (event.code === "restarting") this.#tries = Math.max(this.#tries, 1); // all come at once: spread out
    } else if (event.code === "seat_changed") {
      this.#moved = true;
      this.#takeSeat();
    } else if (this.#seating) this.#held.push(event);
    else this.#store.dispatch({ type: "event", event, now: this.#clock() });
  }

  #end(code, message, next) {
    this.stop();
    this.#store.dispatch({ type: "ended", code, message, next });
  }

  #lost() {
    this.seated = false;
    if (this.#over) return;
    clearTimeout(this.#breakTimer);
    this.#breakTimer = setTimeout(() => this.#store.dispatch({ type: "link", up: false }), QUIET_BREAK_MS);
    this.#later();
  }

  #refused(error) {
    if (error.message === "sign_in") this.#end("session_expired", null);
    else if (!this.#over) {
      this.#store.dispatch({ type: "link", up: false });
      this.#later();
    }
  }

  /** The next try: twice as late as the last, at most 15 s, half to one and a half of it. */
  #later() {
    clearTimeout(this.#again);
    const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** this.#tries) * (0.5 + this.#random());
    this.#tries += 1;
    this.#again = setTimeout(() => this.#over || this.#socket.connect(), wait);
  }
}
