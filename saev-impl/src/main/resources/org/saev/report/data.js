"use strict";

// Loads parts of the report when they are needed. A page opened from disk may not fetch files, but
// may run scripts: each part calls saev.data.put. In a single file the parts are JSON elements.
(function () {
  const KEPT = 60;
  const PINNED = new Set(["overview", "index", "ids", "layouts", "filter"]);
  const parts = new Map();
  const waiting = new Map();

  function put(name, value) {
    const wait = waiting.get(name);
    waiting.delete(name);
    if (wait) {
      wait(value);
    }
  }

  function read(name) {
    const embedded = document.querySelector('script[data-chunk="' + name + '"]');
    if (embedded) {
      return Promise.resolve(JSON.parse(embedded.textContent));
    }
    return new Promise((resolve, reject) => {
      waiting.set(name, resolve);
      const script = saev.h("script", { src: "data/" + name + ".js" });
      script.onload = () => script.remove();
      script.onerror = () => {
        script.remove();
        waiting.delete(name);
        parts.delete(name);
        reject(new Error("The file data/" + name + ".js is missing. Was the whole folder copied?"));
      };
      document.head.append(script);
    });
  }

  /** Forgets the parts that were used longest ago; never one that is on its way. */
  function forget() {
    for (const name of parts.keys()) {
      if (parts.size <= KEPT) {
        return;
      }
      if (!PINNED.has(name) && !waiting.has(name)) {
        parts.delete(name);
      }
    }
  }

  function load(name) {
    const part = parts.get(name) || read(name);
    parts.delete(name);
    parts.set(name, part);
    forget();
    return part;
  }

  async function item(kind, size, number) {
    const chunk = Math.floor(number / size);
    return (await load(kind + "/" + chunk))[number - chunk * size];
  }

  saev.data = {
    put,
    load,
    latent: async (number) => item("latents", (await load("overview")).latentChunk, number),
    details: async (number) => item("details", (await load("overview")).detailsChunk, number),
    async example(number) {
      const [example, layouts] = await Promise.all([
        item("examples", (await load("overview")).exampleChunk, number),
        load("layouts"),
      ]);
      return { number, id: example.id, note: example.note, text: example.text, images: example.images, layout: layouts[example.layout] };
    },
  };
})();
