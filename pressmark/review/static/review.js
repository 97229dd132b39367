// What the pages of the review do beyond their forms: keys, finding records while typing, selections.
"use strict";

const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const first = (selector, root = document) => root.querySelector(selector);
const root = document.body.dataset.root;

// Keys: whatever has `data-key` is pressed, followed or entered by it.

// Once a form is sent, no key does anything until its answer is there: it would still mean the old page.
let sent = false;
document.addEventListener("submit", () => { sent = true; });
window.addEventListener("pageshow", () => { sent = false; });

document.addEventListener("keydown", (event) => {
  const target = event.target;
  if (sent) return event.preventDefault();
  const typing = target.matches("input:not([type=checkbox], [type=radio]), select, textarea");
  if (event.key === "Escape") {
    all("details.keys[open]").forEach((each) => each.removeAttribute("open"));
    if (typing) target.blur();
    return;
  }
  if (event.key === "Enter" && target.matches("form.row select")) {
    event.preventDefault();
    target.form.requestSubmit(first("button", target.form));
    return;
  }
  if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
  const wanted = all(`[data-key="${CSS.escape(event.key)}"]`).find((each) => !each.disabled && !each.hidden);
  if (!wanted) return;
  event.preventDefault();
  if (event.key === "n") openAddition();
  else if (wanted.matches("input, select")) {
    wanted.focus();
    if (wanted.select) wanted.select();
  } else wanted.click();
});

// Finding records while typing: a combobox with a list, as ARIA describes it.

let combos = 0;
all(".combo").forEach((combo) => {
  const [typed, chosen] = all("input", combo);
  const list = document.createElement("ul");
  list.setAttribute("role", "listbox");
  list.id = `records-${combos++}`;
  list.hidden = true;
  list.setAttribute("aria-label", "Records");
  combo.append(list);
  for (const [name, value] of Object.entries({
    role: "combobox", "aria-expanded": "false", "aria-controls": list.id, "aria-autocomplete": "list",
  })) typed.setAttribute(name, value);
  let latest = 0;
  let awaited = null; // the answer to what is typed, while it is on its way
  let entered = 0; // how often Enter was pressed meanwhile

  const options = () => all("[role=option]", list);
  const show = (shown) => {
    list.hidden = !shown;
    typed.setAttribute("aria-expanded", String(shown));
    if (!shown) typed.removeAttribute("aria-activedescendant");
  };
  const point = (option) => {
    options().forEach((each) => each.setAttribute("aria-selected", String(each === option)));
    typed.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  };
  const choose = (option) => {
    typed.value = option.dataset.name;
    chosen.value = option.dataset.record;
    show(false);
  };
  const look = async () => {
    const asked = ++latest;
    chosen.value = "";
    if (!typed.value.trim()) return show(false);
    const query = new URLSearchParams({ q: typed.value, kind: combo.dataset.kind });
    const answer = await fetch(`${root}/records?${query}`);
    if (!answer.ok || asked !== latest) return;
    const found = await answer.json();
    if (asked !== latest) return;
    list.replaceChildren(...found.map((record, index) => {
      const option = document.createElement("li");
      const more = document.createElement("small");
      option.setAttribute("role", "option");
      option.id = `${list.id}-${index}`;
      option.dataset.record = record.id;
      option.dataset.name = record.name;
      const known = record.label === record.name ? "" : ` (${record.label})`;
      more.textContent = [record.kind, record.draft ? "draft" : "", record.description].filter(Boolean).join(" · ");
      option.append(record.name + known, more);
      option.addEventListener("mousedown", (event) => { event.preventDefault(); choose(option); });
      return option;
    }));
    show(found.length > 0);
    if (found.length) point(options()[0]);
  };
  const take = () => {
    const option = options().find((each) => each.getAttribute("aria-selected") === "true");
    if (!list.hidden && option) choose(option);
  };
  typed.addEventListener("input", () => {
    const asked = look();
    awaited = asked;
    entered = 0;
    asked.finally(() => { if (awaited === asked) awaited = null; });
  });
  typed.addEventListener("blur", () => show(false));
  typed.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && awaited) {
      // The list, if there is one, is that of fewer letters.
      event.preventDefault();
      if (++entered === 1) {
        awaited.then(() => {
          take();
          if (entered > 1 && chosen.value) typed.form.requestSubmit(first("button", typed.form));
        });
      }
      return;
    }
    if (list.hidden) return;
    const index = options().findIndex((each) => each.getAttribute("aria-selected") === "true");
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (move) {
      event.preventDefault();
      point(options()[(index + move + options().length) % options().length]);
    } else if (event.key === "Enter") {
      // The first Enter takes the record, the next one sends it.
      event.preventDefault();
      take();
    } else if (event.key === "Escape") {
      event.stopPropagation();
      show(false);
    }
  });
});

// Selections, in code points of the source text.

const bar = first(".selection");

function offsetOf(node, offset) {
  const from = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
  const block = from.closest("[data-start]");
  if (!block) return null;
  const range = document.createRange();
  range.selectNodeContents(block);
  range.setEnd(node, offset);
  const before = range.cloneContents();
  all("[data-skip]", before).forEach((each) => each.remove());
  return Number(block.dataset.start) + [...before.textContent].length;
}

function selected() {
  const selection = document.getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  if (!first(".pm-text")?.contains(range.commonAncestorContainer)) return null;
  const start = offsetOf(range.startContainer, range.startOffset);
  const end = offsetOf(range.endContainer, range.endOffset);
  if (start === null || end === null || start >= end) return null;
  const words = range.cloneContents();
  all("[data-skip]", words).forEach((each) => each.remove());
  return { start, end, words: words.textContent.trim() };
}

let selection = null;
if (bar) {
  const added = first("#add form");
  const moved = first("form:has([data-needs-selection])");
  const move = first("[data-needs-selection]");
  document.addEventListener("selectionchange", () => {
    const now = selected();
    // Going into a field ends a selection; what it was meant for is still to come.
    if (!now && document.activeElement.closest("aside, .selection")) return;
    selection = now;
    bar.hidden = !selection;
    if (move) move.hidden = !selection;
    first("span", bar).textContent = selection ? `“${selection.words}”` : "";
    for (const form of [added, moved].filter(Boolean)) {
      form.elements.start.value = selection ? selection.start : "";
      form.elements.end.value = selection ? selection.end : "";
      if (selection) form.elements.words.value = selection.words;
    }
  });
  added.elements.words.addEventListener("input", () => {
    added.elements.start.value = added.elements.end.value = "";
  });
  bar.addEventListener("mousedown", (event) => event.preventDefault());
  bar.addEventListener("click", (event) => {
    const wanted = event.target.closest("button")?.dataset.do;
    if (wanted === "mark") openAddition();
    if (wanted === "move") move.click();
  });
}

function openAddition() {
  const addition = first("#add");
  if (!addition) return;
  addition.open = true;
  first(selection ? "#new-form" : "#words", addition).focus();
  addition.scrollIntoView({ block: "nearest" });
}

// Only the fields that a form of mark has.
const form = first("#new-form");
if (form) {
  const fit = () => all("#add [data-for]").forEach((each) => {
    each.hidden = !each.dataset.for.split(" ").includes(form.value);
  });
  form.addEventListener("change", fit);
  fit();
}

first(".list li[aria-current]")?.scrollIntoView({ block: "nearest" });
first("aside")?.scrollTo(0, 0);
