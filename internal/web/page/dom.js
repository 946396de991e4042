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

// mark tells a link or a button of an agent from others.
const mark = (made) => made.getAttribute("href") ?? made.dataset.agent;

/**
 * fill replaces what is in an element if it would look different. A link, or a
 * button, that had the focus has it again.
 */
export function fill(parent, children) {
  if (parent.children.length === children.length && children.every((child, i) => child.isEqualNode(parent.children[i]))) {
    return;
  }
  const focused = parent.contains(document.activeElement) ? mark(document.activeElement) : undefined;
  parent.replaceChildren(...children);
  if (focused) {
    [...parent.querySelectorAll("a, button")].find((made) => mark(made) === focused)?.focus();
  }
}
