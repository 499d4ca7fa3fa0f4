// The code of a link stands after the # sign, so that it reaches no server by itself. Here it goes into the form, and out of the address.

const form = document.querySelector("[data-join]");
const code = form?.elements.namedItem("code");

async function peek(value) {
  const answer = await fetch(form.dataset.peek, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRF": form.elements.namedItem("csrf").value },
    body: JSON.stringify({ code: value }),
  });
  const said = await answer.json();
  const opens = form.querySelector("[data-opens]");
  opens.textContent = answer.ok ? said.opens : said.message;
  opens.hidden = false;
  if (!answer.ok) form.querySelector("[data-code]").hidden = false;
  if (said.seated) {
    form.querySelector("[data-name]").hidden = true;
    form.elements.namedItem("name").disabled = true;
  }
}

function start() {
  const given = decodeURIComponent(location.hash.slice(1));
  if (given) {
    code.value = given;
    form.querySelector("[data-code]").hidden = true;
    history.replaceState(null, "", location.pathname);
  }
  for (const choice of document.querySelectorAll("form[data-choice]")) {
    choice.addEventListener("submit", () => {
      if (code.value) choice.action = `${choice.getAttribute("action")}#${encodeURIComponent(code.value)}`;
    });
  }
  if (form.dataset.peek && code.value && !form.querySelector("[role=alert]")) peek(code.value).catch(() => {});
}

if (form) start();
