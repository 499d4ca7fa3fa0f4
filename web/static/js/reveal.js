// A button beside each passphrase that shows what was typed.

function offer(field, show, hide) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button-small button-quiet";
  button.textContent = show;
  button.addEventListener("click", () => {
    const hidden = field.type === "password";
    field.type = hidden ? "text" : "password";
    button.textContent = hidden ? hide : show;
    field.focus();
  });
  field.after(button);
  field.form.addEventListener("submit", () => (field.type = "password"));
}

for (const form of document.querySelectorAll("form[data-reveal]")) {
  for (const field of form.querySelectorAll("input[autocomplete=new-password]")) offer(field, form.dataset.reveal, form.dataset.hide);
}
