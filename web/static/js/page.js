// On every page: moments in her own clock; signing out takes what she had not sent out of this tab; and whether anyone else could see this
// screen is asked once in a session of this browser, whatever she does with it.

import { fill } from "./times.js";

fill();
for (const form of document.querySelectorAll('form[action^="/sign-out"]')) {
  form.addEventListener("submit", () => sessionStorage.clear());
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
