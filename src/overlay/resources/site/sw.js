// Keeps a copy of the whole site, so that it works without a network. A new version replaces the copy as a whole.
"use strict";

const COPY = "overlay-" + "@version@";
const FILES = ["@files@"];
const ROOT = new URL("./", self.location.href);

self.addEventListener("install", (event) => {
  event.waitUntil(
    (async () => {
      const copy = await caches.open(COPY);
      // "reload": past the browser's own cache, which may hold files of the version before.
      for (let at = 0; at < FILES.length; at += 20) {
        const some = FILES.slice(at, at + 20);
        await copy.addAll(some.map((name) => new Request(new URL(name, ROOT), { cache: "reload" })));
      }
      await self.skipWaiting();
    })()
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      for (const name of await caches.keys()) {
        if (name.startsWith("overlay-") && name !== COPY) await caches.delete(name);
      }
      await self.clients.claim();
    })()
  );
});

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || !url.href.startsWith(ROOT.href)) return;
  url.hash = "";
  url.search = "";
  if (url.pathname.endsWith("/")) url.pathname += "index.html";
  event.respondWith(
    (async () => {
      const copy = await caches.open(COPY);
      return (await copy.match(url.href)) || fetch(event.request);
    })()
  );
});
