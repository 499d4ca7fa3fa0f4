// On every page: moments in her own clock; signing out takes what she had not sent out of this tab; whether anyone else could see this
// screen is asked once in a session of this browser, whatever she does with it; and a link's code goes on to where it is needed.

import { fill } from "./times.js";

fill();
for (const form of document.querySelectorAll('form[action^="/sign-out"]')) {
  form.addEventListener("submit", () => sessionStorage.clear());
}
// The code of a link, after the # sign, goes from the door over this page and back to it, and out of the address.
const carrying = document.querySelectorAll("form[data-carries]");
if (carrying.length && location.hash) {
  for (const form of carrying) form.action += location.hash;
  history.replaceState(null, "", location.pathname + location.search);
}

/** Under this name stands in this tab for which page the question has been asked. */
const ASKED = "screen";
const question = document.querySelector("[data-screen]");
if (question) {
  try {
    const asked = sessionStorage.getItem(ASKED);
    question.hidden = asked !== null && asked !== location.pathname;
    if (asked === null) sessionStorage.setItem(ASKED, location.pathname);
  } catch {
    // Without storage it stands there each time, closed.
  }
}
