/** The phone's keyboard: the page keeps to what is left of the screen, so that composer, help lines and quick exit stay in view. */

/** A viewport this much shorter than the window means that a keyboard is up. */
const KEYBOARD = 0.75;

/** Watch the visible part of the window. */
export function followKeyboard() {
  const view = globalThis.visualViewport;
  if (!view) return;
  let tallest = window.innerHeight;
  const fit = () => {
    tallest = Math.max(tallest, window.innerHeight);
    const writing = document.activeElement?.matches("textarea, input") ?? false;
    const zoomed = view.scale > 1.05; // zooming in is reading, not writing
    const up = writing && !zoomed && view.height < tallest * KEYBOARD && matchMedia("(pointer: coarse)").matches;
    document.body.classList.toggle("is-keyboard", up);
    document.body.style.height = up ? `${view.height}px` : "";
    if (up) window.scrollTo(0, 0); // iOS scrolls the page under the keyboard; the page is already fitted
  };
  view.addEventListener("resize", fit);
  window.addEventListener("orientationchange", () => (tallest = window.innerHeight));
  document.addEventListener("focusout", () => setTimeout(fit, 50));
}
