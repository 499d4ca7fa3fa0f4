// A button that copies a link or codes which are shown once. Without script they are selected by hand.

function offer(secret) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button-small";
  button.textContent = secret.dataset.copy;
  button.addEventListener("click", async () => {
    const codes = [...secret.querySelectorAll("li")].map((code) => code.textContent);
    await navigator.clipboard.writeText(codes.join("\n") || secret.textContent);
    button.textContent = secret.dataset.copied;
  });
  const line = document.createElement("p");
  line.setAttribute("aria-live", "polite");
  line.append(button);
  secret.after(line);
}

if (navigator.clipboard) for (const secret of document.querySelectorAll("[data-copy]")) offer(secret);
