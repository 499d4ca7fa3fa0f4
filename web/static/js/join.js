// The code of a link stands after the # sign, so that it reaches no server by itself. Here it goes into the form, and out of the address.

const form = document.querySelector("[data-join]");
const code = form?.elements.namedItem("code");

const make = (tag, words, parts = []) => {
  const element = document.createElement(tag);
  if (words) element.textContent = words;
  element.append(...parts);
  return element;
};

function carried(name, value) {
  const field = make("input");
  Object.assign(field, { type: "hidden", name, value });
  return field;
}

// The same as parts/agreement.html.
function piece({ lead, rest, points }) {
  const list = make("ul", "", points.map((point) => make("li", point)));
  list.className = "dots";
  if (!points.length) return make("p", "", [...(lead ? [make("strong", lead), " "] : []), rest]);
  if (!lead) return list;
  const folded = make("details", "", [make("summary", lead), list]);
  folded.className = "more";
  return folded;
}

// What the room asks her to agree to stands on this page, so that there is no second one.
function show(asked) {
  const words = make("div", "", asked.pieces.map(piece));
  words.className = "agreement";
  words.lang = asked.language;
  const agreed = form.querySelector("[data-asked]");
  agreed.replaceChildren(make("h2", asked.title), words, carried("agreed", asked.version));
  agreed.hidden = false;
  const whom = form.querySelector("[data-whom]");
  if (asked.statement) whom.replaceChildren(make("h2", asked.whom), make("p", asked.statement), make("p", "", [make("strong", asked.attests), carried("attests", "yes")]));
  whom.hidden = !asked.statement;
  form.querySelector("button.button-primary").textContent = asked.button;
  form.querySelector("[data-kept]").textContent = asked.kept;
}

// The same as parts/questions.html.
function ask({ title, help, language, longest, each, needed, free }) {
  const fields = each.map((question, index) => {
    const id = `answer${index + 1}`;
    const words = Object.assign(make("textarea"), { className: "field-input", id, name: id, rows: 2, maxLength: longest, required: question.needed, autocomplete: "off" });
    const label = Object.assign(make("label", question.text), { className: "field-label", htmlFor: id, lang: language });
    const under = Object.assign(make("p", question.needed ? needed : free), { className: "field-help", id: `${id}-help` });
    words.setAttribute("aria-describedby", under.id);
    return Object.assign(make("div", "", [label, words, under]), { className: "field" });
  });
  const set = Object.assign(make("fieldset", "", [make("legend", title), Object.assign(make("p", help), { className: "field-help" }), ...fields, carried("questions", "asked")]), { className: "choices" });
  form.querySelector("[data-choices]").after(set);
}

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
  if (said.asked && !said.seated) show(said.asked);
  if (said.questions && !said.seated) ask(said.questions);
  if (said.seated) {
    form.querySelector("[data-name]").hidden = true;
    form.elements.namedItem("name").disabled = true;
    form.querySelector("[data-choices]").hidden = true;
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
  for (const link of document.querySelectorAll("a[data-carries]")) {
    link.addEventListener("click", () => code.value && (link.hash = encodeURIComponent(code.value)));
  }
  if (form.dataset.peek && code.value && !form.querySelector("[role=alert]")) peek(code.value).catch(() => {});
}

if (form) start();
