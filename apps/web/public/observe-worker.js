// Opens the observer's pages again where there is no connection. It keeps nothing itself: pages put here what they kept of themselves
// (src/device/kept-pages.ts) and for how long, for one person at a time. The network comes first, always; what it answers counts.
// docs/adr/0035 says what this may do, and what removes it.

const KEPT = 'assay-pages:'
const UNTIL = 'x-kept-until'

/** Milliseconds for which a page that is kept waits for a connection that says nothing. */
const PATIENCE_MS = 6000

self.addEventListener('fetch', (event) => {
  const { request } = event
  const { origin, pathname } = new URL(request.url)
  if (request.method !== 'GET' || origin !== self.location.origin) return
  if (request.mode === 'navigate') event.respondWith(openPage(request))
  // Names under /assets/ hold a digest of the content: what is kept is what the server has.
  else if (pathname.startsWith('/assets/'))
    event.respondWith(kept(request).then((file) => file ?? fetch(request)))
})

async function openPage(request) {
  const page = await kept(request)
  const answer = fetch(request).then(forgetLedAway)
  if (page === undefined) return answer
  const patience = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS, page))
  return Promise.race([answer.catch(() => page), patience])
}

/** Whoever is led away, to sign in, is not the one for whom pages were kept. */
async function forgetLedAway(answer) {
  if (answer.type === 'opaqueredirect') await Promise.all((await names()).map((name) => caches.delete(name)))
  return answer
}

const names = async () => (await caches.keys()).filter((name) => name.startsWith(KEPT))

/** What was kept of an address and is not too old. Pages of two people at a time are nobody's. */
async function kept(request) {
  const [name, another] = await names()
  if (name === undefined || another !== undefined) return undefined
  const cache = await caches.open(name)
  const found = await cache.match(request, { ignoreVary: true })
  if (found === undefined) return undefined
  if (Number(found.headers.get(UNTIL)) > Date.now()) return found
  await cache.delete(request, { ignoreVary: true })
  return undefined
}
