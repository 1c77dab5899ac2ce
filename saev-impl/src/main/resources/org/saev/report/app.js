"use strict";

// Which page is shown, keys, and the theme.
(function () {
  const { h } = saev;
  let current = {};
  let turn = 0;

  const PAGES = {
    overview: () => saev.overview(),
    latents: (query) => saev.latents(query),
    latent: (query, part) => saev.latent(part),
    examples: (query) => saev.examples(query),
    example: (query, part) => saev.example(part),
    filter: () => saev.filter(),
  };

  /** From "#/example/a%2Fb?x=1" to its page, part and query. */
  function route() {
    const [path, query] = location.hash.replace(/^#\/?/, "").split("?");
    const slash = path.indexOf("/");
    const page = (slash < 0 ? path : path.slice(0, slash)) || "overview";
    let part = slash < 0 ? "" : path.slice(slash + 1);
    try {
      part = decodeURIComponent(part);
    } catch (malformed) {
      // Taken as it stands.
    }
    return { page, part, query: new URLSearchParams(query || "") };
  }

  async function show() {
    if (location.hash === "#main") {
      return;
    }
    const mine = ++turn;
    const { page, part, query } = route();
    saev.noTip();
    const main = document.getElementById("main");
    let shown;
    try {
      if (!Object.hasOwn(PAGES, page)) {
        throw new Error("There is no page " + page + ".");
      }
      shown = await PAGES[page](query, part);
    } catch (problem) {
      shown = { title: "Not found", nodes: [h("h1", { tabindex: "-1" }, "Not found"), h("p", { class: "error" }, problem.message), h("p", {}, h("a", { href: "#/" }, "To the overview"))] };
    }
    if (mine !== turn) {
      return;
    }
    current = shown;
    const overview = await saev.data.load("overview");
    document.title = shown.title + " · " + overview.title;
    main.replaceChildren(h("div", { "data-ready": page }, shown.nodes));
    document.querySelectorAll("nav a").forEach((link) => {
      const own = link.dataset.page === page || link.dataset.page === page + "s";
      own ? link.setAttribute("aria-current", "page") : link.removeAttribute("aria-current");
    });
    window.scrollTo(0, 0);
    if (shown.shown) {
      shown.shown();
    }
    if (document.activeElement !== document.getElementById("query")) {
      main.querySelector("h1").focus({ preventScroll: true });
    }
  }

  function theme(value) {
    document.documentElement.dataset.theme = value;
    saev.charts.redraw();
  }

  function otherTheme() {
    const value = document.documentElement.dataset.theme === "dark" ? "light" : "dark";
    theme(value);
    try {
      localStorage.setItem("saev-theme", value);
    } catch (unavailable) {
      // Holds for this visit.
    }
  }

  function firstTheme() {
    try {
      const kept = localStorage.getItem("saev-theme");
      if (kept) {
        return kept;
      }
    } catch (unavailable) {
      // As the system has it.
    }
    return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  }

  function search(event) {
    event.preventDefault();
    const text = document.getElementById("query").value.trim();
    if (current.search) {
      current.search(text);
    } else {
      location.hash = "#/latents?q=" + encodeURIComponent(text);
    }
  }

  function key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) {
      if (event.key === "Escape") {
        event.target.blur();
      }
      return;
    }
    const actions = {
      "/": () => document.getElementById("query").focus(),
      j: () => current.next && (location.hash = current.next),
      k: () => current.previous && (location.hash = current.previous),
      o: () => (location.hash = "#/"),
      l: () => (location.hash = "#/latents"),
      e: () => (location.hash = "#/examples"),
      f: () => (location.hash = "#/filter"),
      t: otherTheme,
      "?": () => document.getElementById("keys").showModal(),
    };
    if (Object.hasOwn(actions, event.key) && !document.getElementById("keys").open) {
      event.preventDefault();
      actions[event.key]();
    }
  }

  function start() {
    theme(firstTheme());
    document.getElementById("theme").addEventListener("click", otherTheme);
    document.getElementById("help").addEventListener("click", () => document.getElementById("keys").showModal());
    document.getElementById("search").addEventListener("submit", search);
    document.getElementById("query").addEventListener("input", (event) => current.search && search(event));
    document.addEventListener("keydown", key);
    window.addEventListener("hashchange", show);
    show();
  }

  saev.app = { start };
})();
