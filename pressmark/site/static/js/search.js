// On every page: "/" goes to the search field, and words that were searched are marked where they stand.
"use strict";

// "/" unless somebody is writing. Before Sphinx's own, which would take the first field.
document.addEventListener(
  "keydown",
  (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const active = document.activeElement;
    if (active && (active.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(active.tagName))) return;
    const field = document.getElementById("pm-query") || document.querySelector(".sidebar-search");
    if (!field || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    // On a narrow screen the field is in a drawer; where it is hidden, its page has one.
    const place = field.getBoundingClientRect();
    if (place.width && place.right > 0 && place.left < innerWidth) {
      field.focus();
      field.select();
    } else if (field.form) location.assign(field.form.action);
  },
  true,
);

// Marks. They are painted over the text, so that the page stays as it is; the address loses them again.
const address = new URL(location.href);
const wanted = address.searchParams.getAll("find").filter((words) => /[\p{L}\p{N}]/u.test(words));
if (wanted.length && window.CSS && CSS.highlights) {
  const escaped = wanted.map((words) =>
    words
      .trim()
      .split(/\s+/)
      .map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"))
      .join("\\s+"),
  );
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}])(?:${escaped.join("|")})(?![\\p{L}\\p{N}])`, "giu");
  const found = new Highlight();
  for (const passage of document.querySelectorAll("h1, .pm-text p:not(.pm-received), .pm-text h2, .pm-text figcaption")) {
    const pieces = [];
    let text = "";
    const walker = document.createTreeWalker(passage, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const node = walker.currentNode;
      if (node.parentElement.closest(".pm-number, .headerlink, [hidden]")) continue;
      pieces.push([text.length, node]);
      text += node.data;
    }
    const at = (offset) => {
      const [start, node] = pieces.findLast(([from]) => from <= offset);
      return [node, offset - start];
    };
    for (const match of text.matchAll(pattern)) {
      const range = document.createRange();
      range.setStart(...at(match.index));
      const [last, offset] = at(match.index + match[0].length - 1);
      range.setEnd(last, offset + 1);
      found.add(range);
    }
  }
  CSS.highlights.set("pm-search", found);
  address.searchParams.delete("find");
  try {
    history.replaceState(history.state, "", address);
  } catch {
    // A page that was opened as a file may keep its address.
  }
}
