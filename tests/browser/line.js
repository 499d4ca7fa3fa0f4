/** A line that a test drives by hand. */

import { mock } from "node:test";

import { Line } from "../../web/static/js/connection.js";
import { Sender } from "../../web/static/js/sender.js";
import { Store } from "../../web/static/js/store.js";
import { HandSocket, settle, snapshotAnswer } from "./support.js";

/** A line on a socket driven by hand, with time standing still until the test moves it. */
export function begin(t) {
  mock.timers.enable({ apis: ["setTimeout", "Date"] });
  t.after(() => mock.timers.reset());
  const socket = new HandSocket();
  const store = new Store();
  let options = null;
  const line = new Line({ io: (given) => ((options = given), socket), store, meeting: "m", polling: false, random: () => 0.5 });
  const sender = new Sender(line, store);
  line.start();
  return { socket, store, line, sender, options };
}

/** The same with her seat taken. */
export async function seated(t) {
  const parts = begin(t);
  parts.socket.open();
  parts.socket.next("take_seat").answer(snapshotAnswer());
  await settle();
  return parts;
}
