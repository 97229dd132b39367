// The page that searches. Pagefind finds all words; where it cannot be had, a smaller list serves.
(() => {
  "use strict";

  const block = document.querySelector(".pm-search[data-settings]");
  if (!block) return;
  const settings = JSON.parse(block.dataset.settings);
  const words = settings.words;
  const form = block.querySelector("form");
  const query = form.elements.q;
  const facets = [...block.querySelectorAll(".pm-facet")];
  const count = block.querySelector(".pm-search-count");
  const notice = block.querySelector(".pm-search-notice");
  const chosenLine = block.querySelector(".pm-chosen");
  const place = block.querySelector(".pm-found");
  const names = [...settings.several, ...settings.one];
  const AT_ONCE = 10; // results
  const SHOWN = 3; // places in one result, the others behind a click
  const BEFORE = 14; // words before the first that was found
  const LENGTH = 60; // words of a place
  const VALUES = 40; // of a facet

  // Small things

  const make = (tag, attributes = {}, ...content) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...content);
    return element;
  };
  const rules = new Intl.PluralRules(settings.language);
  const numeral = new Intl.NumberFormat(settings.language);
  const counted = (forms, n) =>
    (forms[rules.select(n)] || forms.other).replace("{n}", numeral.format(n));
  const STROKES = { ø: "o", ł: "l", đ: "d", ð: "d", ħ: "h", ı: "i", ß: "ss", æ: "ae", œ: "oe", þ: "th" };
  const fold = (text) =>
    text
      .toLowerCase()
      .normalize("NFKD")
      .replace(/\p{M}/gu, "")
      .replace(/[’‘]/g, "'")
      .replace(/[øłđðħıßæœþ]/g, (letter) => STROKES[letter]);
  const EDGES = /^([^\p{L}\p{N}]*)(.*?)([^\p{L}\p{N}]*)$/su; // words between their punctuation
  const bare = (text) => text.match(EDGES)[2];
  const split = (text) => text.split(/\s+/).filter(Boolean);

  const day = (iso) => {
    if (!/^\d{4}(-\d\d(-\d\d)?)?$/.test(iso)) return iso;
    const parts = [{ year: "numeric" }, { month: "long" }, { day: "numeric" }].slice(0, split(iso.replace(/-/g, " ")).length);
    const shown = new Intl.DateTimeFormat(settings.language, { timeZone: "UTC", ...Object.assign({}, ...parts) });
    return shown.format(new Date(iso));
  };

  // What is asked for: in the form, and in the address

  const asked = () => {
    const data = new FormData(form);
    const chosen = {};
    for (const name of names) chosen[name] = [...selected[name]];
    return { q: query.value.trim(), quotations: data.has("in"), order: data.get("order") || "", chosen };
  };

  const selected = {};
  const readAddress = () => {
    const parameters = new URLSearchParams(location.search);
    query.value = parameters.get("q") || "";
    form.elements.in.checked = parameters.get("in") === "quotations";
    form.elements.order.value = parameters.get("order") || "";
    for (const name of names) selected[name] = new Set(parameters.getAll(name));
  };

  const writeAddress = (state, entry) => {
    const parameters = new URLSearchParams();
    if (state.q) parameters.set("q", state.q);
    if (state.quotations) parameters.set("in", "quotations");
    if (state.order) parameters.set("order", state.order);
    for (const name of names) for (const value of state.chosen[name]) parameters.append(name, value);
    const written = `${parameters}`;
    if (location.search === (written && `?${written}`)) return;
    try {
      history[entry ? "pushState" : "replaceState"](null, "", `${location.pathname}${written && `?${written}`}`);
    } catch {
      // A page that was opened as a file may keep its address.
    }
  };

  // Phrases in any quotation marks, and the other words as one.
  const parse = (text) => {
    const phrases = [];
    const rest = text.replace(/["“”„«»]([^"“”„«»]*)["“”„«»]/g, (_, phrase) => {
      if (/[\p{L}\p{N}]/u.test(phrase)) phrases.push(phrase.trim());
      return " ";
    });
    return { phrases, rest: split(rest.replace(/["“”„«»]/g, " ")).join(" ") };
  };

  // What searches. An engine finds { total, label, names, more(from) → elements, counts() → values of facets },
  // or { idle: true } if nothing was asked.

  const load = async () => {
    let why = "";
    if (location.protocol === "file:") why = settings.index ? words.file : "";
    else if (settings.index) {
      try {
        const pagefind = await import(new URL(settings.root + settings.index, document.baseURI).href);
        await pagefind.init();
        return fullSearch(pagefind);
      } catch {
        why = words.missing;
      }
    }
    await new Promise((done) => {
      const script = make("script", { src: settings.root + settings.small });
      script.onload = script.onerror = done;
      document.head.append(script);
    });
    const known = window.pressmarkSmallSearch;
    const left = known && known.left_out ? counted(words.left, known.left_out) : "";
    notice.textContent = [why, known ? words.small : "", left, left || !known ? words.indices : ""].filter(Boolean).join(" ");
    notice.hidden = false;
    return smallSearch(known ? known.rows : []);
  };

  const fullSearch = (pagefind) => {
    const filtersOf = (state, without) => {
      const filters = { in: [state.quotations ? "quotations" : "articles"] };
      for (const name of names) {
        const values = state.chosen[name];
        if (values.length && name !== without) filters[name] = settings.one.includes(name) ? { any: values } : values;
      }
      return filters;
    };

    // What the path of a document says of it, which Pagefind would find words in if it were metadata.
    const about = (data) => {
      const [, folder, id, , date] = data.raw_url.replace(/^\/|\.html$/g, "").split("/");
      const { speaker = [], outlet = [] } = data.filters;
      return {
        page: `${folder}/${id}${settings.suffix}`,
        title: data.meta.title,
        about: data.meta.about,
        date: date === "-" ? "" : date,
        by: data.raw_url.startsWith("/quotations/") ? speaker.join(", ") || words.nobody : "",
        outlet: outlet.join(", "),
      };
    };

    // Pagefind leaves out words that no document holds; here nothing holds all of such words.
    const known = async (rest) => {
      const each = split(rest);
      const nowhere = { filters: { in: ["nowhere"] } }; // only their number is wanted
      const lists = await Promise.all(each.map((word) => pagefind.search(word, nowhere)));
      return lists.every((list) => list.unfilteredResultCount);
    };

    // What all of the terms find, with the places of them all.
    const find = async (terms, options) => {
      const lists = await Promise.all(terms.map((term) => pagefind.search(term, options)));
      const [first, ...others] = lists;
      const further = others.map((list) => new Map(list.results.map((result) => [result.id, result])));
      return first.results
        .filter((result) => further.every((list) => list.has(result.id)))
        .map((result) => {
          const same = [result, ...further.map((list) => list.get(result.id))];
          return { ...result, words: [...new Set(same.flatMap((each) => each.words))].sort((a, b) => a - b) };
        });
    };

    // How many of the results have each value of a facet. Loaded last: nobody has to wait for it.
    const countFacets = async (ask, state) => {
      await pagefind.filters();
      const counts = { ...(await pagefind.search(ask[0], { filters: filtersOf(state) })).filters };
      for (const name of settings.one) {
        // Of these one is enough: the others are counted as if none were chosen.
        if (state.chosen[name].length)
          counts[name] = (await pagefind.search(ask[0], { filters: filtersOf(state, name) })).filters[name];
      }
      return { values: counts, exact: ask.length === 1 };
    };

    return async (state) => {
      const { phrases, rest } = parse(state.q);
      const terms = [...phrases.map((phrase) => `"${phrase}"`), ...(rest ? [rest] : [])];
      const ask = terms.length ? terms : [null];
      const counts = () => countFacets(ask, state);
      if (!terms.length && !names.some((name) => state.chosen[name].length)) return { idle: true, counts };
      if (!(await known(rest))) return { total: 0, names: [], more: async () => [], counts };
      const sort = { newest: "desc", oldest: "asc" }[state.order] || (terms.length ? "" : "desc");
      const results = await find(ask, { filters: filtersOf(state), ...(sort && { sort: { date: sort } }) });
      const records =
        terms.length && !state.quotations ? (await find(terms, { filters: { in: ["names"] } })).slice(0, 6) : [];
      return {
        total: results.length,
        label: counted(state.quotations ? words.results : words.articles, results.length),
        names: (await Promise.all(records.map((each) => each.data()))).map(about),
        counts,
        more: (from) =>
          Promise.all(
            results.slice(from, from + AT_ONCE).map(async (each) => {
              const data = await each.data();
              return shownResult(data, about(data), each.words, state);
            }),
          ),
      };
    };
  };

  // A result of Pagefind: its passages, and in each the places that were found.
  const shownResult = (data, meta, locations, state) => {
    const passages = data.anchors.map((anchor, number) => ({
      id: anchor.id.replace(/_$/, ""),
      hidden: anchor.id.endsWith("_"),
      words: split(anchor.text),
      from: anchor.location,
      to: data.anchors[number + 1] ? data.anchors[number + 1].location : Infinity,
      hits: [],
      also: new Set(),
    }));
    for (const location of locations) {
      const passage = passages.findLast((each) => each.from <= location && location < each.to);
      if (passage) passage.hits.push(location - passage.from);
    }
    passages.forEach((passage, number) => {
      if (!passage.hidden || !passage.hits.length) return;
      const visible = passages[number - 1];
      const pieces = passage.words.join(" ").split("; ");
      let start = 0;
      for (const piece of pieces) {
        const end = start + split(piece).length;
        if (passage.hits.some((hit) => start <= hit && hit < end)) {
          const same = visible.words.flatMap((word, index) => (fold(bare(word)) === fold(piece) ? [index] : []));
          if (same.length) visible.hits.push(...same);
          else visible.also.add(piece);
        }
        start = end;
      }
    });
    const found = passages.filter((each) => !each.hidden && (each.hits.length || each.also.size));
    const title = found.find((each) => each.words.join(" ") === meta.title);
    let shown = found.filter((each) => each !== title);
    if (!found.length) {
      const texts = passages.filter((each) => !each.hidden && /^[pq]/.test(each.id));
      shown = state.quotations ? texts : texts.slice(0, 1);
    }
    return resultElement(meta, title ? title.hits : [], shown);
  };

  const runs = (passage) => {
    const sorted = [...new Set(passage.hits)].sort((a, b) => a - b);
    const found = [];
    for (const index of sorted) {
      const last = found.at(-1);
      if (last && last[1] === index) last[1] = index + 1;
      else found.push([index, index + 1]);
    }
    return found;
  };

  // Words from one number to another, with what was found between them marked.
  const marked = (all, stretches, from, to) => {
    const pieces = [];
    let at = from;
    for (const [start, end] of stretches) {
      if (start < from || end > to) continue;
      const [, before, found, after] = all.slice(start, end).join(" ").match(EDGES);
      pieces.push(`${all.slice(at, start).join(" ")} ${before}`, make("mark", {}, found), `${after} `);
      at = end;
    }
    pieces.push(all.slice(at, to).join(" "));
    return pieces;
  };

  const addressOf = (page, id, found) => {
    const parameters = new URLSearchParams(found.slice(0, 8).map((each) => ["find", each]));
    const search = `${parameters}`;
    return settings.root + page + (search && `?${search}`) + (/^[hplsqmdw]\d+$/.test(id) ? `#${id}` : "");
  };

  const placeElement = (page, passage) => {
    const stretches = runs(passage);
    const found = [...new Set(stretches.map(([start, end]) => bare(passage.words.slice(start, end).join(" "))))].filter(Boolean);
    const first = stretches.length ? stretches[0][0] : 0;
    let from = Math.max(0, first - BEFORE);
    const to = Math.min(passage.words.length, from + LENGTH);
    if (passage.words.length <= LENGTH) from = 0;
    const link = make("a", { href: addressOf(page, passage.id, found) });
    if (from) link.append("… ");
    link.append(...marked(passage.words, stretches, from, to));
    if (to < passage.words.length) link.append(" …");
    const item = make("li", {}, link);
    if (passage.also.size)
      item.append(make("p", { class: "pm-quiet" }, words.here.replace("{names}", [...passage.also].join(", "))));
    return item;
  };

  const resultElement = (meta, titleHits, passages) => {
    const titled = { words: split(meta.title), hits: titleHits };
    const found = runs(titled);
    const link = make("a", { href: addressOf(meta.page, "", found.map(([start, end]) => bare(titled.words.slice(start, end).join(" ")))) });
    link.append(...marked(titled.words, found, 0, titled.words.length));
    const facts = [meta.by, meta.outlet, meta.date && day(meta.date)].filter(Boolean).join(" · ");
    const item = make("li", { class: "pm-result" }, make("p", { class: "pm-result-title" }, link));
    if (facts) item.append(make("p", { class: "pm-quiet" }, facts));
    const places = passages.map((passage) => placeElement(meta.page, passage));
    if (places.length) item.append(make("ul", { class: "pm-hits" }, ...places.slice(0, SHOWN)));
    if (places.length > SHOWN) {
      const summary = make("summary", {}, counted(words.passages, places.length - SHOWN));
      item.append(make("details", {}, summary, make("ul", { class: "pm-hits" }, ...places.slice(SHOWN))));
    }
    return item;
  };

  // The smaller search: every word must begin a word of the row, every phrase stand in it.
  const smallSearch = (rows) => {
    const folded = rows.map((row) => ` ${fold([row.title, row.names, row.words, row.by].filter(Boolean).join(" ")).replace(/[^\p{L}\p{N}']+/gu, " ")} `);
    const clean = (text) => fold(text).replace(/[^\p{L}\p{N}']+/gu, " ").trim();
    return async (state) => {
      const { phrases, rest } = parse(state.q);
      const parts = [...phrases.map((phrase) => ` ${clean(phrase)} `), ...split(clean(rest)).map((word) => ` ${word}`)];
      if (!parts.length) return { idle: true };
      const sought = parts.flatMap((part) => split(part));
      const found = rows.filter(
        (row, number) => (!state.quotations || row.in === "quotations") && parts.every((part) => folded[number].includes(part)),
      );
      const results = found.filter((row) => row.in !== "names");
      const side = { newest: -1, oldest: 1 }[state.order];
      if (side) results.sort((a, b) => side * (a.date || "").localeCompare(b.date || ""));
      const hits = (text) =>
        split(text || "").flatMap((word, number) => (sought.some((each) => fold(bare(word)).startsWith(each)) ? [number] : []));
      return {
        total: found.length,
        label: counted(words.results, found.length),
        names: found.filter((row) => row.in === "names").slice(0, 6),
        more: async (from) =>
          results.slice(from, from + AT_ONCE).map((row) => {
            const [page, id] = row.page.split("#");
            const passages = row.words ? [{ id, words: split(row.words), hits: hits(row.words), also: new Set() }] : [];
            return resultElement({ ...row, page }, row.in === "articles" ? hits(row.title) : [], passages);
          }),
      };
    };
  };

  // Facets: lists of values with how many results have them

  const facetBox = block.querySelector(".pm-facets");

  const fillFacets = ({ values, exact }) => {
    for (const facet of facets) {
      const name = facet.dataset.facet;
      const listed = Object.entries(values[name] || {}).filter(([value, n]) => n || selected[name].has(value));
      const order =
        name === "year"
          ? ([a], [b]) => b.localeCompare(a)
          : ([a, n], [b, m]) => m - n || a.localeCompare(b, settings.language);
      listed.sort((a, b) => selected[name].has(b[0]) - selected[name].has(a[0]) || order(a, b));
      facet.hidden = !listed.length;
      fillFacet(facet, name, listed, exact);
    }
  };

  const showChosen = (state) => {
    for (const facet of facets) facet.classList.toggle("pm-used", selected[facet.dataset.facet].size > 0);
    const chosen = names.flatMap((name) => state.chosen[name].map((value) => [name, value]));
    chosenLine.hidden = !chosen.length;
    chosenLine.replaceChildren(
      ...chosen.map(([name, value]) => {
        const label = words.remove.replace("{what}", `${settings.facets[name]}: ${value}`);
        const button = make("button", { type: "button", class: "pm-chip", "aria-label": label }, value);
        button.addEventListener("click", () => {
          selected[name].delete(value);
          search(true);
          query.focus();
        });
        return button;
      }),
    );
    if (chosen.length > 1) {
      const button = make("button", { type: "button", class: "pm-clear" }, words.clear);
      button.addEventListener("click", () => {
        for (const name of names) selected[name].clear();
        search(true);
        query.focus();
      });
      chosenLine.append(button);
    }
  };

  const fillFacet = (facet, name, values, exact) => {
    let box = facet.querySelector(".pm-facet-box");
    if (!box) {
      const field = make("input", { type: "search", "aria-label": `${words.filter}: ${settings.facets[name]}`, placeholder: words.filter });
      box = make("div", { class: "pm-facet-box" }, field, make("ul"));
      field.addEventListener("input", () => facet.listValues());
      field.addEventListener("keydown", (event) => {
        if (event.key === "Enter") event.preventDefault(); // which would send the whole form
      });
      facet.append(box);
    }
    const field = box.querySelector("input[type=search]");
    const list = box.querySelector("ul");
    field.hidden = values.length <= 8;
    facet.listValues = () => {
      const focused = list.contains(document.activeElement) ? document.activeElement.value : null;
      const wanted = fold(field.hidden ? "" : field.value.trim());
      const shown = values.filter(([value]) => fold(value).includes(wanted)).slice(0, VALUES);
      list.replaceChildren(
        ...shown.map(([value, n]) => {
          const input = make("input", { type: "checkbox", value });
          input.checked = selected[name].has(value);
          input.addEventListener("change", () => {
            selected[name][input.checked ? "add" : "delete"](value);
            search(true);
          });
          const label = make("label", {}, input, make("span", {}, value));
          if (exact) label.append(make("span", { class: "pm-quiet" }, numeral.format(n)));
          return make("li", {}, label);
        }),
      );
      if (focused !== null) [...list.querySelectorAll("input")].find((input) => input.value === focused)?.focus();
    };
    facet.listValues();
  };

  // Searching and showing

  let engine = null;
  let turn = 0;

  const search = async (entry) => {
    const mine = ++turn;
    const state = asked();
    writeAddress(state, entry);
    showChosen(state);
    try {
      if (!engine) engine = load();
      const ask = await engine;
      const found = await ask(state);
      const first = found.idle ? [] : await found.more(0);
      if (mine === turn) show(found, first);
      facetBox.hidden = !found.counts;
      const counts = found.counts && (await found.counts());
      if (counts && mine === turn) fillFacets(counts);
    } catch (error) {
      console.error(error);
      if (mine === turn) count.textContent = words.failed;
    }
  };

  const show = (found, first) => {
    place.replaceChildren();
    count.textContent = found.idle ? "" : found.total || found.names.length ? found.label : words.nothing;
    if (found.idle) return;
    if (found.names.length) {
      const items = found.names.map((meta) => {
        const link = make("a", { href: settings.root + meta.page, class: "pm-ref" }, meta.title);
        const about = meta.about || words.kinds[meta.page.split("/")[0]];
        return make("li", {}, link, make("span", { class: "pm-quiet" }, about));
      });
      place.append(make("ul", { class: "pm-found-names", "aria-label": words.names }, ...items));
    }
    const list = make("ol", { class: "pm-results" }, ...first);
    place.append(list);
    let shown = first.length;
    if (shown >= found.total || shown < AT_ONCE) return;
    const more = make("button", { type: "button", class: "pm-more" }, words.more);
    more.addEventListener("click", async () => {
      const next = await found.more(shown);
      list.append(...next);
      shown += next.length;
      next[0]?.querySelector("a").focus();
      if (shown >= found.total || next.length < AT_ONCE) more.remove();
    });
    place.append(more);
  };

  let waiting = 0;
  query.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => search(false), 150);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(waiting);
    search(true);
  });
  form.elements.in.addEventListener("change", () => search(true));
  form.elements.order.addEventListener("change", () => search(true));
  addEventListener("popstate", () => {
    readAddress();
    search(false);
  });

  // Lists close when something else is clicked, and on Escape.
  document.addEventListener("click", (event) => {
    for (const facet of facets) if (facet.open && !facet.contains(event.target) && event.target.isConnected) facet.open = false;
  });

  block.addEventListener("keydown", (event) => {
    const open = facets.find((facet) => facet.open);
    if (event.key === "Escape" && open) {
      open.open = false;
      open.querySelector("summary").focus();
      return;
    }
    const links = [...place.querySelectorAll("a")].filter((link) => link.checkVisibility());
    const at = links.indexOf(document.activeElement);
    if (event.key === "Escape" && at >= 0) query.focus();
    else if (event.key === "ArrowDown" && (at >= 0 || document.activeElement === query)) links[at + 1]?.focus();
    else if (event.key === "ArrowUp" && at >= 0) (links[at - 1] || query).focus();
    else return;
    event.preventDefault();
  });

  readAddress();
  search(false);
  if (!location.search && matchMedia("(hover: hover)").matches) query.focus();
})();
