// Elements made of texts. Nothing that a contact carries becomes markup.

/** link makes a link that leads out of the page, of addresses of the web alone. */
export function link(address) {
  const web = /^https?:\/\//i.test(address);
  const made = element(web ? "a" : "span", address);
  if (web) {
    Object.assign(made, { href: address, target: "_blank", rel: "noopener noreferrer" });
  }
  return made;
}

/** element makes an element with a text. */
export function element(name, text) {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}

/**
 * fill replaces what is in an element if it would look different. A link that had
 * the focus has it again.
 */
export function fill(parent, children) {
  if (parent.children.length === children.length && children.every((child, i) => child.isEqualNode(parent.children[i]))) {
    return;
  }
  const focused = parent.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
  parent.replaceChildren(...children);
  if (focused) {
    [...parent.querySelectorAll("a")].find((made) => made.getAttribute("href") === focused)?.focus();
  }
}
