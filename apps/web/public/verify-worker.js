// Opens the page that checks badges on this device where there is no connection. It keeps nothing itself: the page put here what it is
// made of (src/device/kept-check.ts), as anybody gets it. The network comes first. docs/adr/0042 says what this may do.

const KEPT = 'assay-check'
const PAGE = '/verify/device'

/** Milliseconds for which the kept page waits for a connection that says nothing. */
const PATIENCE_MS = 6000

self.addEventListener('fetch', (event) => {
  const { request } = event
  const { origin, pathname } = new URL(request.url)
  if (request.method !== 'GET' || origin !== self.location.origin) return
  if (request.mode === 'navigate' && pathname === PAGE) event.respondWith(openPage(request))
  // Names under /assets/ hold a digest of the content: what is kept is what the server has.
  else if (pathname.startsWith('/assets/'))
    event.respondWith(kept(pathname).then((file) => file ?? fetch(request)))
})

async function openPage(request) {
  const page = await kept(PAGE)
  const answer = fetch(request)
  if (page === undefined) return answer
  const patience = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS, page))
  return Promise.race([answer.catch(() => page), patience])
}

async function kept(path) {
  const cache = await caches.open(KEPT)
  return cache.match(path, { ignoreVary: true })
}
