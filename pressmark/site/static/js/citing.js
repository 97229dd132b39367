// "Cite this": buttons that copy, and citations of the paragraph, quotation or name that the address points to.
// The page is whole without it.
"use strict";

const block = document.querySelector(".pm-citing");
if (!block) return;
const words = JSON.parse(block.dataset.words);
const url = block.dataset.url;
const home = block.parentElement;
const locators = [...block.querySelectorAll(".pm-locator")];
const first = locators.length ? locators[0].textContent : "";

// Copying. navigator.clipboard is not there when the page is opened as a file.

const copy = async (text) => {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = document.createElement("textarea");
    area.value = text;
    area.className = "visually-hidden";
    (document.querySelector("dialog[open]") || document.body).append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
};

const say = document.createElement("span");
say.setAttribute("role", "status");
say.className = "visually-hidden";
block.append(say);

for (const shown of block.querySelectorAll(".pm-citation, pre")) {
  const button = document.createElement("button");
  button.type = "button";
  // What is copied has a name beside it: the style's or the format's.
  const what = shown.parentElement.querySelector("summary") || shown.closest("dd")?.previousElementSibling;
  const label = (word) => {
    button.textContent = word;
    if (what) button.setAttribute("aria-label", `${word}: ${what.textContent}`);
  };
  label(words.copy);
  button.addEventListener("click", async () => {
    const text = [...shown.childNodes].filter((node) => node !== button).map((node) => node.textContent);
    await copy(text.join(""));
    label(words.copied);
    say.textContent = words.copied;
    setTimeout(() => {
      label(words.copy);
      say.textContent = "";
    }, 2000);
  });
  if (shown.tagName === "PRE") shown.nextElementSibling.append(button);
  else shown.append(button);
}

// Citing a part of the page.

const line = document.createElement("p");
line.className = "pm-citing-target";
line.hidden = true;
const named = document.createElement("strong");
const back = document.createElement("button");
back.type = "button";
back.textContent = words.all;
line.append(named, back);
block.prepend(line);

const anchor = /^([hplsqmd])([1-9][0-9]*)$/;
const nameOf = (id) => {
  const [, letter, number] = anchor.exec(id);
  return `${words.names[letter]} ${number}`;
};

// The paragraph an element stands in, by its number in the margin.
const paragraphOf = (element) => {
  const found = element.closest(".pm-paragraph[id]");
  return found ? found.id.slice(1) : "";
};

const cite = (element) => {
  const address = element && url ? `${url}#${element.id}` : url;
  for (const shown of block.querySelectorAll(".pm-url")) {
    shown.textContent = address;
    if (shown.href) shown.href = address;
  }
  for (const shown of locators) shown.textContent = (element && paragraphOf(element)) || first;
  line.hidden = !element;
  if (element) {
    const name = nameOf(element.id);
    named.textContent = name[0].toLocaleUpperCase(document.documentElement.lang) + name.slice(1);
  }
};
back.addEventListener("click", () => {
  cite(null);
  // The button goes; its place is taken by the next one, which stays.
  (dialog.open ? close : block.querySelector("dd button, pre + p button")).focus();
});

// A dialog shows the same block beside what is being read.

const dialog = document.createElement("dialog");
dialog.className = "pm-cite-dialog";
const header = document.createElement("header");
const title = document.createElement("h2");
title.id = "pm-cite-title";
title.textContent = words.title;
dialog.setAttribute("aria-labelledby", title.id);
const close = document.createElement("button");
close.type = "button";
close.className = "pm-cite-here";
close.textContent = words.close;
close.addEventListener("click", () => dialog.close());
header.append(title, close);
dialog.append(header);
const place = document.createComment("");
block.before(place);
dialog.addEventListener("close", () => place.after(block));
dialog.addEventListener("click", (event) => {
  if (event.target === dialog) dialog.close();
});
home.append(dialog);

// A button that floats while the part is in view, and takes no room in the text.
const here = document.createElement("button");
here.type = "button";
here.className = "pm-cite-here pm-cite-part";
const watcher = new IntersectionObserver((seen) => {
  here.hidden = !seen.at(-1).isIntersecting;
});
here.addEventListener("click", () => {
  dialog.append(block);
  dialog.showModal();
});

const follow = () => {
  const id = decodeURIComponent(location.hash.slice(1));
  const element = anchor.test(id) ? document.getElementById(id) : null;
  here.remove();
  watcher.disconnect();
  cite(element);
  if (!element) return;
  here.textContent = words.cite.replace("{what}", nameOf(id));
  const passage = element.closest("p, h1, h2, h3, blockquote, figcaption") || element;
  passage.after(here); // next to be reached by the keyboard
  watcher.observe(passage);
};
addEventListener("hashchange", follow);
follow();
