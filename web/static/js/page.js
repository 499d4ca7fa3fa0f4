// On every page: moments in her own clock; and signing out takes what she had not sent out of this tab.

import { fill } from "./times.js";

fill();
for (const form of document.querySelectorAll('form[action^="/sign-out"]')) {
  form.addEventListener("submit", () => sessionStorage.clear());
}
