// Forms with rows that are added and taken out, and buttons that ask first.

/** rows lets the buttons of a form add and take out rows of its tables. changed is called after each. */
export function rows(form, changed = () => {}) {
  let count = 0;
  form.addEventListener("click", ({ target }) => {
    const add = target.closest("button.add");
    const remove = target.closest("button.remove");
    if (add) {
      count += 1;
      const body = document.querySelector(`#${add.dataset.to} tbody`);
      const made = document.getElementById(`blank-${add.dataset.to}`).content.cloneNode(true);
      const label = `Row ${body.children.length + 1}: `;
      for (const field of made.querySelectorAll("[id]")) {
        field.id = `${add.dataset.to}-${field.id}-${count}`;
        field.setAttribute("aria-label", field.getAttribute("aria-label").replace("New row: ", label));
        if (add.dataset.to === "manual") {
          field.name = `manual-${field.name}`;
        }
      }
      body.append(made);
      body.lastElementChild.querySelector("select, input").focus();
      changed();
    } else if (remove) {
      const table = remove.closest("table");
      remove.closest("tr").remove();
      form.querySelector(`button.add[data-to="${table.id}"]`)?.focus();
      changed();
    }
  });
}

document.addEventListener("submit", (event) => {
  const question = event.submitter?.dataset.sure;
  if (question && !window.confirm(question)) {
    event.preventDefault();
  }
});
