// What the pages do beyond links: choose a language, search, open branches, copy, hide what is not valid, work offline.
"use strict";

(() => {
  const body = document.body;
  const said = body.dataset;

  // --- dates: a day counts from its midnight to its last minute, where the reader is

  const moment = (text, end) => {
    const day = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text);
    if (!day) return new Date(text).getTime();
    return new Date(+day[1], +day[2] - 1, +day[3] + (end ? 1 : 0)).getTime();
  };
  const isEarly = (from) => Boolean(from) && Date.now() < moment(from, false);
  const isLate = (until) => Boolean(until) && Date.now() >= moment(until, true);

  for (const entry of document.querySelectorAll("li[data-from], li[data-until]")) {
    entry.hidden = isEarly(entry.dataset.from) || isLate(entry.dataset.until);
  }
  for (const list of document.querySelectorAll("section.notices")) {
    list.hidden = !list.querySelector("li:not([hidden])");
  }
  const article = document.querySelector("article");
  if (article) {
    const early = isEarly(article.dataset.from);
    if (early || isLate(article.dataset.until)) {
      const told = article.querySelector(".invalid");
      told.textContent = early ? said.early : said.late;
      told.hidden = false;
    }
  }

  // --- the door: the first of the reader's languages that is there

  if (body.classList.contains("door")) {
    const links = [...document.querySelectorAll(".languages a")];
    for (const wanted of navigator.languages || []) {
      const link = links.find((a) => a.hreflang === wanted) || links.find((a) => a.hreflang === wanted.split("-")[0]);
      if (link) {
        location.replace(link.href);
        break;
      }
    }
  }

  // --- branches: the chosen one stands below its question, the others wait

  const form = document.querySelector("form.walk");
  if (form) {
    const start = form.querySelector("section.main");
    const branches = new Map(start ? [[start.id, start]] : []);
    for (const section of form.querySelectorAll("section.branch")) {
      section.hidden = true;
      for (const back of section.querySelectorAll(".back")) back.remove();
      branches.set(section.id, section);
    }
    const target = (link) => branches.get(decodeURIComponent(link.hash.slice(1)));
    const close = (within) => {
      for (const link of within.querySelectorAll(".answers a[aria-current]")) link.removeAttribute("aria-current");
      for (const section of within.querySelectorAll("section.branch")) form.append(section), (section.hidden = true);
    };
    const show = (element) => {
      element.scrollIntoView({ block: "nearest" });
      element.focus({ preventScroll: true });
    };
    form.addEventListener("click", (event) => {
      const link = event.target.closest(".answers a");
      const section = link && target(link);
      if (!section) return;
      event.preventDefault();
      const step = link.closest(".step");
      if (section.contains(step)) {
        // The answer leads to a branch that is open: it starts anew.
        close(section);
        for (const box of section.querySelectorAll("input")) box.checked = false;
      } else {
        close(step);
        close(section);
        for (const other of form.querySelectorAll('.answers a[aria-current="true"]')) {
          if (target(other) === section) other.removeAttribute("aria-current");
        }
        step.append(section);
        section.hidden = false;
        link.setAttribute("aria-current", "true");
      }
      show(section);
    });
    form.addEventListener("reset", () => {
      close(form);
      scrollTo(0, 0);
    });
    form.addEventListener("submit", (event) => event.preventDefault());
  }

  // --- copying

  if (navigator.clipboard) {
    for (const figure of document.querySelectorAll("figure.text")) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = said.copy;
      button.addEventListener("click", async () => {
        await navigator.clipboard.writeText(figure.querySelector("pre").textContent);
        button.textContent = said.copied;
        setTimeout(() => (button.textContent = said.copy), 2000);
      });
      figure.append(button);
    }
  }

  // --- search: every word must begin a word of the guide, or stand in one

  const field = document.querySelector("#q");
  if (field && typeof GUIDES !== "undefined") {
    const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replaceAll("ß", "ss");
    const parts = (text) => fold(text).match(/[\p{L}\p{N}]+/gu) || [];
    const there = GUIDES.filter((g) => !isEarly(g.f) && !isLate(g.u)).map((g) => ({
      guide: g,
      fields: [[8, parts(g.t)], [6, parts(g.k)], [3, parts(g.s)], [1, parts(g.x)]],
    }));
    const worth = (fields, word) => {
      let best = 0;
      for (const [weight, words] of fields) {
        if (words.includes(word)) best = Math.max(best, weight * 1.5);
        else if (words.some((w) => w.startsWith(word))) best = Math.max(best, weight);
        else if (word.length > 2 && words.some((w) => w.includes(word))) best = Math.max(best, weight / 2);
      }
      return best;
    };
    const find = (query) => {
      const words = parts(query);
      const scored = there.map(({ guide, fields }) => {
        const found = words.map((word) => worth(fields, word));
        return { guide, hits: found.filter(Boolean).length, score: found.reduce((a, b) => a + b, 0) };
      });
      const most = Math.max(0, ...scored.map((s) => s.hits));
      const enough = scored.filter((s) => s.hits === most && most * 2 >= words.length && most > 0);
      return enough.sort((a, b) => b.score - a.score || a.guide.t.localeCompare(b.guide.t)).slice(0, 50);
    };
    const found = document.querySelector("#found");
    const all = document.querySelector("#all");
    const list = found.querySelector("ul");
    const marked = (text, words) => {
      const span = document.createElement("span");
      for (const piece of text.split(/([\p{L}\p{N}\p{M}]+)/u)) {
        const hit = words.some((word) => fold(piece).startsWith(word));
        const node = hit ? document.createElement("mark") : document.createTextNode("");
        node.textContent = piece;
        span.append(node);
      }
      return span;
    };
    const around = (text, words) => {
      const pieces = text.split(/\s+/);
      const at = pieces.findIndex((piece) => parts(piece).some((p) => words.some((word) => p.startsWith(word))));
      if (at < 0) return "";
      const start = Math.max(0, at - 6);
      return (start ? "… " : "") + pieces.slice(start, at + 14).join(" ") + (at + 14 < pieces.length ? " …" : "");
    };
    const look = () => {
      const words = parts(field.value);
      found.hidden = !words.length;
      all.hidden = Boolean(words.length);
      if (!words.length) return;
      const hits = find(field.value);
      list.replaceChildren(
        ...hits.map(({ guide }) => {
          const entry = document.createElement("li");
          const link = document.createElement("a");
          entry.lang = guide.l;
          link.href = guide.h;
          link.append(marked(guide.t, words));
          const hint = marked(around(guide.x, words) || guide.s, words);
          hint.className = "hint";
          link.append(hint);
          entry.append(link);
          return entry;
        })
      );
      found.querySelector(".nothing").hidden = Boolean(hits.length);
    };
    field.addEventListener("input", look);
    field.form.addEventListener("submit", (event) => {
      event.preventDefault();
      const first = list.querySelector("a");
      if (first) location.assign(first.href);
    });
    look(); // a browser that goes back keeps the words
  }

  // --- offline

  if ("serviceWorker" in navigator && location.protocol !== "file:") {
    navigator.serviceWorker
      .register(new URL(said.root + "sw.js", location.href))
      .then(() => navigator.serviceWorker.ready)
      .then(() => {
        for (const told of document.querySelectorAll(".offline")) told.hidden = false;
      })
      .catch(() => {}); // not everywhere allowed, as in a private window: the site works with a network
  }
})();
