// SPDX-License-Identifier: Apache-2.0
// Cells of a table of rows written where they stand: Enter saves, Esc takes back, Tab goes on to the next.
// Saved through the row's own form, so its rules, its version and its conflict page hold; without this file that form
// is one link away.
(() => {
  "use strict";
  const holder = document.querySelector("[data-inline]");
  if (!holder) return;
  const table = holder.querySelector("table");
  const said = document.querySelector("[data-inline-said]");
  document.querySelector("[data-inline-hint]").hidden = false;

  const rowOf = (cell) => cell.closest("tr");
  const cellsOf = (root) => [...root.querySelectorAll("[data-field]")];

  // Each cell gets a button, so that it can be reached and opened by keyboard.
  const dress = (cell) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "cell";
    const name = document.createElement("span");
    name.className = "ds-sr-only";
    name.textContent = `${holder.dataset.inline} ${cell.dataset.name}: `;
    button.append(name, ...cell.childNodes);
    cell.replaceChildren(button);
    button.addEventListener("click", () => open(cell));
  };
  const textOf = (cell) => {
    const copy = cell.querySelector("button").cloneNode(true);
    copy.querySelector(".ds-sr-only").remove();
    copy.querySelectorAll("br").forEach((line) => line.replaceWith("\n"));
    return "empty" in cell.dataset ? "" : copy.textContent.replace(/\n+/g, "\n").trim();
  };

  const read = async (answer) => new DOMParser().parseFromString(await answer.text(), "text/html");
  const formIn = (page) => page.querySelector("form.work input[name=version]")?.form;
  const fetched = async (row) => formIn(await read(await fetch(row.dataset.change)));

  // The choices of a field in the row's own form, each with its words and its value; null where one writes.
  const choicesOf = (field) => {
    if (field instanceof RadioNodeList) return [...field].map((one) => [one.closest("label").textContent.trim(), one.value]);
    return field.tagName === "SELECT" ? [...field.options].map((one) => [one.text, one.value]) : null;
  };

  // A field as it is in the row's own form. What it holds is the form's word for it (a number, not "600 000 kr"), unless
  // somebody has changed the row since it was shown: then what is shown, and the page with both versions comes later.
  // A cell may hold several fields that go together: they are written one after the other and saved at once.
  const namesOf = (cell) => cell.dataset.field.split(" ");
  const control = (form, cell, name, shown) => {
    const field = form.elements[name], choices = choicesOf(field);
    const made = document.createElement(choices ? "select" : field.tagName === "TEXTAREA" ? "textarea" : "input");
    made.className = "ds-input";
    for (const [words, value] of choices ?? []) made.add(new Option(words, value));
    if (form.elements.version.value === rowOf(cell).dataset.version || shown === null) made.value = field.value;
    else made.value = choices ? [...made.options].find((one) => one.text === shown)?.value ?? "" : shown;
    if (!choices && field.maxLength > 0) made.maxLength = field.maxLength;
    if (!choices && field.inputMode) made.inputMode = field.inputMode;
    made.dataset.name = name;
    return made;
  };
  const editors = (form, cell, shown) => {
    const names = namesOf(cell);
    if (names.length === 1) {
      const made = control(form, cell, names[0], shown);
      made.setAttribute("aria-label", cell.dataset.name);
      return [made];
    }
    return names.map((name) => {
      const made = control(form, cell, name, null), field = form.elements[name];
      made.setAttribute("aria-label", field.labels?.[0]?.textContent.trim() || cell.dataset.name);
      return made;
    });
  };
  // Several fields show their names; one is named by the head of its column.
  const placed = (made) => {
    if (made.length === 1) return made;
    const holds = document.createElement("div");
    holds.className = "fields";
    for (const one of made) {
      const line = document.createElement("label"), words = document.createElement("span");
      words.textContent = one.getAttribute("aria-label");
      line.append(words, one);
      holds.append(line);
    }
    return [holds];
  };
  const written = (made) => made.map((one) => one.value).join("\n");

  let busy = false;
  const open = async (cell) => {
    if (busy || cell.querySelector(".ds-input")) return;
    busy = true;
    const button = cell.querySelector("button"), row = rowOf(cell), now = textOf(cell);
    try {
      const form = await fetched(row);
      if (!form) { location.assign(row.dataset.change); return; }
      const made = editors(form, cell, now), start = written(made);
      button.hidden = true;
      cell.append(...placed(made));
      made[0].focus();
      if (made[0].select) made[0].select();
      for (const one of made) one.addEventListener("keydown", (event) => key(event, cell, made, start));
    } catch { location.assign(row.dataset.change); } finally { busy = false; }
  };

  const close = (cell) => {
    cell.querySelectorAll(".fields, .ds-input, .ds-validation-message").forEach((one) => one.remove());
    const button = cell.querySelector("button");
    button.hidden = false;
    return button;
  };

  const key = async (event, cell, made, start) => {
    const goesOn = event.key === "Tab", saves = event.key === "Enter" && !event.shiftKey;
    if (event.key === "Escape") { event.preventDefault(); close(cell).focus(); return; }
    if (!goesOn && !saves) return;
    if (goesOn && event.target !== made.at(event.shiftKey ? 0 : -1)) return;  // on to the next field of the cell
    event.preventDefault();
    if (busy) return;
    const cells = cellsOf(table), place = cells.indexOf(cell), row = rowOf(cell).dataset.row, field = cell.dataset.field;
    const next = goesOn ? cells[place + (event.shiftKey ? -1 : 1)] : null;
    const after = next ? [rowOf(next).dataset.row, next.dataset.field] : null;
    const same = written(made) === start;
    if (!same && !(await save(cell, made))) return;
    const here = find(row, field);
    if (same) close(here);
    if (after) open(find(...after)); else here.querySelector("button").focus();
  };
  const find = (row, field) => table.querySelector(`tr[data-row="${row}"] [data-field="${field}"]`);

  // The row's own form with this cell written anew, and the version that was shown here.
  const filled = (form, cell, made) => {
    const data = form ? new FormData(form) : new FormData();
    if (!form) data.set("form_key", holder.dataset.key);
    data.set("csrfmiddlewaretoken", data.get("csrfmiddlewaretoken") || document.querySelector("[name=csrfmiddlewaretoken]").value);
    data.set("version", rowOf(cell).dataset.version);
    for (const one of made) data.set(one.dataset.name, one.value);
    return data;
  };
  const sendAsForm = (address, data) => {
    const form = document.createElement("form");
    form.method = "post"; form.action = address; form.hidden = true;
    for (const [name, value] of data) {
      const input = document.createElement("textarea");
      input.name = name; input.value = value; form.append(input);
    }
    document.body.append(form);
    form.submit();
  };

  // Save a cell; false when it is still to be mended, or when another page has taken over.
  const save = async (cell, made) => {
    const row = rowOf(cell), address = row.dataset.change;
    busy = true;
    try {
      const form = await fetched(row);
      const data = filled(form, cell, made);
      if (!form) { sendAsForm(address, data); return false; }  // signed out: kept until one has signed in again
      const answer = await fetch(address, { method: "POST", body: new URLSearchParams(data) });
      if (answer.status === 409) { sendAsForm(address, data); return false; }  // the page with both versions
      const page = await read(answer);
      if (!answer.redirected) { refuse(cell, made, page); return false; }
      renew(page);
      return true;
    } catch { refuse(cell, made, null); return false; } finally { busy = false; }
  };

  const refuse = (cell, made, page) => {
    cell.querySelector(".ds-validation-message")?.remove();
    const line = document.createElement("p");
    line.className = "ds-validation-message";
    line.id = "inline-error";
    line.textContent = page?.querySelector("main .ds-validation-message")?.textContent || holder.dataset.unsaved;
    const wrong = made.find((one) => page?.querySelector(`main [name="${one.dataset.name}"][aria-invalid]`)) ?? made[0];
    for (const one of made) one.removeAttribute("aria-invalid");
    wrong.setAttribute("aria-invalid", "true");
    wrong.setAttribute("aria-describedby", line.id);
    cell.append(line);
    said.textContent = line.textContent;
    wrong.focus();
  };

  // The page as it stands after the change: its rows, and what it says about them.
  const renew = (page) => {
    table.tBodies[0].replaceWith(document.adoptNode(page.querySelector("[data-inline] table").tBodies[0]));
    cellsOf(table).forEach(dress);
    const told = page.querySelector("[data-told]"), mine = document.querySelector("[data-told]");
    if (told && mine) mine.replaceWith(document.adoptNode(told));
    said.textContent = page.querySelector(".messages")?.textContent.trim() || "";
  };

  cellsOf(table).forEach(dress);
})();
