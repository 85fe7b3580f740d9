/** The same as in public/verify-worker.js, which opens what is kept here. */
const KEPT = 'assay-check'
const PAGE = '/verify/device'
const WORKER = '/verify-worker.js'

/** What a page answers anew each time, and what is of its transport and not of its text. */
const NOT_KEPT = ['content-encoding', 'content-length', 'set-cookie']

/** Only in the built application: in development files have no digests, and would never change again. */
const works = (): boolean =>
  import.meta.env.PROD && typeof caches !== 'undefined' && navigator.serviceWorker !== undefined

/**
 * Keeps the page that checks badges, with every file it has loaded, so that it opens without a connection. It is asked for as nobody, so
 * that no name is on it. Answers whether it is kept now.
 */
export async function keepCheckPage(): Promise<boolean> {
  if (!works() || !navigator.onLine) return false
  const page = await fetch(PAGE, {
    headers: { accept: 'text/html', 'accept-language': document.documentElement.lang },
    credentials: 'omit',
    redirect: 'error',
  })
  if (!page.ok) return false
  const text = await page.clone().text()
  const files = await Promise.all(
    [...assetsOf(text)].map(
      async (asset) => [asset, await plain(await fetch(asset, { cache: 'force-cache' }))] as const,
    ),
  )
  // Only now that all is here: what an earlier version kept goes with its files.
  await caches.delete(KEPT)
  const cache = await caches.open(KEPT)
  await Promise.all([...files, [PAGE, await plain(page)] as const].map(([key, file]) => cache.put(key, file)))
  await navigator.serviceWorker.register(WORKER, { scope: PAGE })
  return true
}

/** Whether the page opens without a connection. */
export async function isCheckPageKept(): Promise<boolean> {
  return works() && (await caches.has(KEPT))
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

async function plain(response: Response): Promise<Response> {
  const headers = new Headers(response.headers)
  for (const name of NOT_KEPT) headers.delete(name)
  return new Response(await response.blob(), { headers })
}
