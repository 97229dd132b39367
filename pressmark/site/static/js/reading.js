// Reading an article: what was ticked under "Display" is remembered; a name shows a card of who it is.
// The page is whole without it: the boxes work by themselves, and a card is an entry of "In this article".
"use strict";

const text = document.querySelector(".pm-article");
if (!text) return;

// What was ticked, for the next page too. The text as received is asked for anew each time.

const stored = (name) => {
  try {
    return localStorage.getItem(name);
  } catch {
    return null; // the browser keeps nothing for this site
  }
};
for (const box of text.querySelectorAll(".pm-display input:not(#pm-show-received)")) {
  const known = stored(box.id);
  if (known !== null) box.checked = known === "yes";
  box.addEventListener("change", () => {
    try {
      localStorage.setItem(box.id, box.checked ? "yes" : "no");
    } catch {}
  });
}

// Cards

const entries = new Map();
for (const link of text.querySelectorAll(".pm-names li > p:first-child > a.pm-ref")) {
  entries.set(link.href, link.closest("li"));
}
const card = document.createElement("div");
if (!card.showPopover || !entries.size) return;
card.className = "pm-card";
card.id = "pm-card";
card.popover = "manual";

const NAMES = ".pm-text a.pm-name, .pm-text a.pm-speaker";
const PAUSE = 350; // milliseconds until a card comes, and until it goes
const words = text.querySelector(".pm-display").dataset;
let shownAt = null; // the link whose card is to be seen
let timer = 0;

const hide = () => {
  clearTimeout(timer);
  if (!shownAt) return;
  shownAt.removeAttribute("aria-describedby");
  if (shownAt.dataset.title) shownAt.title = shownAt.dataset.title;
  shownAt = null;
  card.remove();
};

const say = (line) => {
  const paragraph = document.createElement("p");
  paragraph.className = "pm-small";
  paragraph.textContent = line;
  card.append(paragraph);
};

const show = (link, byKeyboard = false) => {
  clearTimeout(timer);
  if (shownAt === link) return;
  hide();
  const entry = entries.get(link.href);
  if (!entry) return;
  card.replaceChildren(...[...entry.childNodes].map((node) => node.cloneNode(true)));
  const count = card.querySelector(".pm-count");
  count.textContent = count.title;
  const certainty = link.dataset.cert;
  if (certainty) {
    say((/[0-9?]/.test(certainty) ? words.machine : words.editor).replace("{certainty}", certainty));
  }
  if (byKeyboard) say(words.keys);
  // The tabulator goes on from name to name: a text has hundreds of them.
  for (const inside of card.querySelectorAll("a")) inside.tabIndex = -1;
  link.after(card);
  card.showPopover();
  link.setAttribute("aria-describedby", card.id);
  if (link.title && link.matches(".pm-name")) {
    link.dataset.title = link.title; // the browser's own card would cover this one
    link.title = "";
  }
  shownAt = link;
  const line = link.getClientRects()[0];
  const { offsetWidth: width, offsetHeight: height } = card;
  const room = document.documentElement.clientWidth - width - 8;
  const below = line.bottom + 6 + height < innerHeight || line.top < height + 6;
  card.style.left = `${scrollX + Math.max(8, Math.min(line.left, room))}px`;
  card.style.top = `${scrollY + (below ? line.bottom + 6 : line.top - height - 6)}px`;
};

const later = (what) => {
  clearTimeout(timer);
  timer = setTimeout(what, PAUSE);
};
const nameAt = (event) => event.target.closest?.(NAMES);
const inCard = (node) => card.contains(node);

text.addEventListener("pointerover", (event) => {
  if (event.pointerType === "touch") return;
  const link = nameAt(event);
  if (link) later(() => show(link));
  else if (inCard(event.target)) clearTimeout(timer);
  else if (shownAt) later(hide);
  else clearTimeout(timer);
});
text.addEventListener("pointerleave", () => (shownAt ? later(hide) : clearTimeout(timer)));
text.addEventListener("focusin", (event) => {
  const link = nameAt(event);
  if (link?.matches(":focus-visible")) show(link, true);
  else if (!inCard(event.target) && event.target !== shownAt) hide();
});

// A finger cannot hover: the first tap shows the card, whose name is the link.
text.addEventListener("click", (event) => {
  const link = nameAt(event);
  if (!link || event.pointerType !== "touch" || shownAt === link || !entries.has(link.href)) return;
  event.preventDefault();
  show(link);
});
addEventListener("pointerdown", (event) => {
  if (shownAt && !inCard(event.target) && event.target.closest?.("a") !== shownAt) hide();
});
const leave = () => {
  const link = shownAt;
  const inside = inCard(document.activeElement);
  hide();
  if (!inside) return;
  link.focus();
  hide(); // the focus alone would show it again
};
addEventListener("keydown", (event) => {
  if (!shownAt) return;
  if (event.key === "Escape") {
    leave();
    return;
  }
  const places = [shownAt, ...card.querySelectorAll("a")];
  const at = places.indexOf(document.activeElement);
  const next = at < 0 ? null : places[at + { ArrowDown: 1, ArrowUp: -1 }[event.key]];
  if (!next) return;
  event.preventDefault();
  next.focus();
});
addEventListener("resize", hide);
