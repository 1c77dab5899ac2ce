"use strict";

// Labels that the reader writes: kept by the browser, saved as a file.
(function () {
  const key = () => "saev-labels:" + location.pathname;
  let own = null;

  function read() {
    if (own === null) {
      try {
        own = JSON.parse(localStorage.getItem(key()) || "{}");
      } catch (unavailable) {
        own = {};
      }
    }
    return own;
  }

  function set(latent, text) {
    const all = read();
    if (text) {
      all[latent] = text;
    } else {
      delete all[latent];
    }
    try {
      localStorage.setItem(key(), JSON.stringify(all));
    } catch (unavailable) {
      // Kept until the page is closed; the file can still be saved.
    }
  }

  function save() {
    const url = URL.createObjectURL(new Blob([JSON.stringify(read(), null, 2)], { type: "application/json" }));
    saev.h("a", { href: url, download: "labels.json" }).click();
    URL.revokeObjectURL(url);
  }

  saev.labels = {
    own: (latent) => read()[latent] || "",
    of: (index, latent) => read()[latent] || index.label[latent],
    /** What to call a latent in a list: its label, or else its words. */
    name: (index, latent) => read()[latent] || index.label[latent] || index.words[latent],
    set,
    save,
  };
})();
