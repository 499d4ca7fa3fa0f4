/** Makes what stands like what should stand, node by node, so that focus, choices and half-written words stay where they are. */

const keyOf = (node) => (node.nodeType === 1 ? node.getAttribute("data-key") : null);
const alike = (a, b) => a.nodeType === b.nodeType && a.nodeName === b.nodeName && keyOf(a) === keyOf(b);

/** @param {Element} old stays in the page @param {Element} fresh is used up */
export function morph(old, fresh) {
  for (const { name } of [...old.attributes]) if (!fresh.hasAttribute(name)) old.removeAttribute(name);
  for (const { name, value } of [...fresh.attributes]) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  fill(old, [...fresh.childNodes]);
}

/** @param {Element} parent @param {Array<Node|string>} children what it should hold */
export function fill(parent, children) {
  const wanted = children.map((child) => (typeof child === "string" ? document.createTextNode(child) : child));
  const kept = new Set(wanted.map(keyOf));
  for (const node of [...parent.childNodes]) if (keyOf(node) !== null && !kept.has(keyOf(node))) node.remove();
  let at = parent.firstChild;
  for (const child of wanted) {
    const found = match(at, child);
    if (!found) parent.insertBefore(child, at);
    else {
      if (found !== at) parent.insertBefore(found, at);
      else at = at.nextSibling;
      if (found.nodeType === 1) morph(/** @type {Element} */ (found), child);
      else if (found.data !== child.data) found.data = child.data;
    }
  }
  while (at) {
    const next = at.nextSibling;
    at.remove();
    at = next;
  }
}

function match(from, child) {
  for (let node = from; node; node = node.nextSibling) {
    if (alike(node, child)) return node;
    if (keyOf(child) === null && keyOf(node) !== null) return null; // an unkeyed node is not fetched from behind a keyed one
  }
  return null;
}
