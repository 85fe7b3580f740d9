/** The same as in public/observe-worker.js, which opens what is kept here. */
const KEPT = 'assay-pages:'
const UNTIL = 'x-kept-until'
const WORKER = '/observe-worker.js'

/** Milliseconds for which a page can be opened again without a connection: a shift. It has names of people on it. */
const KEPT_MS = 12 * 3600 * 1000

/** What a page answers anew each time, and what is of its transport and not of its text. */
const NOT_KEPT = ['content-encoding', 'content-length', 'set-cookie']

/** Only in the built application: in development files have no digests, and would never change again. */
const works = (): boolean =>
  import.meta.env.PROD && typeof caches !== 'undefined' && navigator.serviceWorker !== undefined

const cachesOf = async (mine: (name: string) => boolean): Promise<readonly string[]> =>
  (await caches.keys()).filter((name) => name.startsWith(KEPT) && mine(name))

const drop = (names: readonly string[]) => Promise.all(names.map((name) => caches.delete(name)))

/**
 * Keeps the page at `address` with the files that it loads, for one person, so that it opens without a connection; `scope` is the part of the
 * address below which the worker may answer. Does nothing where it cannot.
 */
export async function keepPage(
  address: string,
  { personId, scope }: { personId: string; scope: string },
): Promise<void> {
  if (!works() || !navigator.onLine) return
  await forgetPagesOfOthers(personId)
  const page = await fetch(address, { headers: { accept: 'text/html' }, redirect: 'error' })
  const text = await page.clone().text()
  // Somebody else may have signed in since: the page that is kept is the one that belongs to this person.
  if (!page.ok || !text.includes(personId)) return
  const cache = await caches.open(KEPT + personId)
  const until = String(Date.now() + KEPT_MS)
  const put = async (key: string, response: Response) => cache.put(key, await stamped(response, until))
  await Promise.all(
    [...assetsOf(text)].map(async (asset) => put(asset, await fetch(asset, { cache: 'force-cache' }))),
  )
  await put(address, page)
  await navigator.serviceWorker.register(WORKER, { scope })
}

/** What the page names, and what came after it: texts, and what scripts load. */
function assetsOf(text: string): ReadonlySet<string> {
  const named = text.match(/\/assets\/[\w.-]{1,200}/g) ?? []
  const loaded = performance
    .getEntriesByType('resource')
    .map(({ name }) => new URL(name))
    .filter(({ origin, pathname }) => origin === location.origin && pathname.startsWith('/assets/'))
  return new Set([...named, ...loaded.map(({ pathname }) => pathname)])
}

async function stamped(response: Response, until: string): Promise<Response> {
  const headers = new Headers(response.headers)
  for (const name of NOT_KEPT) headers.delete(name)
  headers.set(UNTIL, until)
  return new Response(await response.blob(), { headers })
}

/** Takes away what was kept for anybody but this person, and what is too old of theirs. */
export async function forgetPagesOfOthers(personId: string): Promise<void> {
  if (!works()) return
  await drop(await cachesOf((name) => name !== KEPT + personId))
  for (const name of await cachesOf(() => true)) {
    const cache = await caches.open(name)
    for (const request of await cache.keys()) {
      const found = await cache.match(request, { ignoreVary: true })
      if (Number(found?.headers.get(UNTIL)) < Date.now()) await cache.delete(request, { ignoreVary: true })
    }
  }
}

/** Signing out leaves no page behind. */
export async function forgetPages(): Promise<void> {
  if (!works()) return
  await drop(await cachesOf(() => true))
  for (const registration of await navigator.serviceWorker.getRegistrations()) await registration.unregister()
}
