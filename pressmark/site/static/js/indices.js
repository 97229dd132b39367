// Indices of names: a field to filter by, and headings to sort by. Without this they stand in alphabetical order.
"use strict";

// The letters that are no letter with a diacritic: the same as in pressmark/ids.py.
const LETTERS = { ß: "ss", æ: "ae", œ: "oe", ø: "o", đ: "d", ð: "d", þ: "th", ł: "l", ı: "i" };
const plain = (text) =>
  text
    .toLowerCase()
    .replace(/./gu, (letter) => LETTERS[letter] ?? letter)
    .normalize("NFKD")
    .replace(/[^\p{L}\p{N}\s]/gu, "");

for (const index of document.querySelectorAll(".pm-index")) {
  const table = index.querySelector("table");
  const bodies = [...table.tBodies];
  const letters = new Map(bodies.map((body) => [body, [...body.rows]]));
  const entries = [...table.querySelectorAll("tr[data-key]:not(.pm-see)")];
  const flat = document.createElement("tbody");
  flat.className = "pm-flat";
  const heads = [...table.tHead.rows[0].cells];

  // Sorting. Letters and cross-references have their place in alphabetical order only.

  const number = (row, column) => Number(row.cells[column].dataset.number);

  const sort = (column, direction) => {
    for (const [place, head] of heads.entries()) {
      if (place === column) head.setAttribute("aria-sort", direction);
      else head.removeAttribute("aria-sort");
    }
    if (column === 0 && direction === "ascending") {
      flat.remove();
      for (const [body, rows] of letters) {
        body.append(...rows);
        table.append(body);
      }
      return;
    }
    const sorted = [...entries];
    const sign = direction === "ascending" ? 1 : -1;
    if (column === 0) sorted.reverse();
    else sorted.sort((one, other) => sign * (number(one, column) - number(other, column)));
    for (const body of bodies) body.remove();
    flat.append(...sorted);
    table.append(flat);
  };

  for (const [column, head] of heads.entries()) {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    const first = column === 0 ? "ascending" : "descending";
    const second = column === 0 ? "descending" : "ascending";
    button.addEventListener("click", () => sort(column, head.getAttribute("aria-sort") === first ? second : first));
  }
  heads[0].setAttribute("aria-sort", "ascending");

  // Filtering: every word of the query stands in a name, a variant or the description.

  const tools = index.querySelector(".pm-tools");
  if (!tools) continue;
  const field = tools.querySelector("input");
  const status = tools.querySelector("[role=status]");
  const rows = [...table.querySelectorAll("tr[data-key]")];

  const filter = () => {
    const words = plain(field.value).split(/\s+/).filter(Boolean);
    for (const row of rows) row.hidden = !words.every((word) => row.dataset.key.includes(word));
    for (const [body, held] of letters) body.hidden = held.every((row) => row.hidden || !row.dataset.key);
    const shown = entries.filter((row) => !row.hidden).length;
    status.textContent = words.length ? status.dataset.words.replace("{shown}", shown) : "";
  };

  field.addEventListener("input", filter);
  tools.addEventListener("submit", (event) => event.preventDefault());
  tools.classList.add("pm-live");
  filter(); // browsers keep what was typed when one comes back
}
