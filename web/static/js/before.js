// Runs before anything is shown. Somebody goes back to a tab that was left by quick exit: nothing of ours is shown there, and the everyday
// page opens again. A tab that was not left that way holds a mark. Pages in the browser's own memory are covered as they go into it.

(() => {
  const away = document.currentScript.dataset.exit;
  const root = document.documentElement;

  const marked = () => {
    try {
      return sessionStorage.getItem("here") !== null;
    } catch {
      return true; // storage is switched off: nobody can know, and a page that never shows would be worse
    }
  };

  function again() {
    root.hidden = true;
    window.stop();
    location.replace(away);
  }

  if (performance.getEntriesByType("navigation")[0]?.type === "back_forward" && !marked()) {
    again();
    return;
  }
  try {
    sessionStorage.setItem("here", "yes");
  } catch {
    // Without storage there is no mark, and nothing that asks for one.
  }
  addEventListener("pagehide", () => (root.hidden = true));
  addEventListener("pageshow", (event) => {
    if (event.persisted && !marked()) again();
    else if (!root.classList.contains("is-covered")) root.hidden = false;
  });
})();
