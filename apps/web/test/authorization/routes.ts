import { app } from '../../src/app.ts'

/** A way into the application: a method and an address with its parameters as `{name}`. */
export interface RouteKey {
  readonly method: string
  readonly path: string
  /** Pages answer with HTML and lead strangers to the sign-in page; all else answers with a status. */
  readonly kind: 'api' | 'document' | 'page'
  readonly key: string
  /** Whether a page is drawn there; then its data can also be asked for alone. */
  readonly drawn: boolean
}

/**
 * Every route that the application answers, read from its two routers: whatever is mounted is here, so that nothing is added without the
 * matrix knowing.
 */
export async function allRoutes(): Promise<readonly RouteKey[]> {
  const found = new Map<string, RouteKey>()
  for (const route of [...serverRoutes(), ...(await pageRoutes())]) {
    // A document and a page may share an address: who asks decides, and both are tried.
    const key = found.has(route.key) ? `${route.key} as page` : route.key
    found.set(key, { ...route, key })
  }
  return [...found.values()]
}

/** Routes of the API and of documents. `ALL` are middleware and the door to the pages. */
function serverRoutes(): readonly RouteKey[] {
  const keys = new Map<string, RouteKey>()
  for (const { method, path } of app.routes) {
    if (method === 'ALL') continue
    const named = path.replaceAll(/:(\w+)(\{[^}]*\})?/g, '{$1}')
    const key = `${method} ${named}`
    const kind = named.startsWith('/api/') ? 'api' : 'document'
    keys.set(key, { method, path: named, key, kind, drawn: false })
  }
  return [...keys.values()]
}

interface PageRoute {
  readonly id: string
  readonly parentId?: string | undefined
  readonly path?: string | undefined
  readonly index?: boolean | undefined
  readonly module: { readonly default?: unknown; readonly loader?: unknown; readonly action?: unknown }
}

async function pageRoutes(): Promise<readonly RouteKey[]> {
  const build = await import('virtual:react-router/server-build')
  const routes = build.routes as unknown as Readonly<Record<string, PageRoute>>
  return Object.values(routes).flatMap((route) => {
    if (route.id === 'root') return []
    const path = addressOf(routes, route)
    const methods = [
      ...(route.module.default !== undefined || route.module.loader !== undefined ? ['GET'] : []),
      ...(route.module.action !== undefined ? ['POST'] : []),
    ]
    const drawn = route.module.default !== undefined
    return methods.map((method) => ({ method, path, kind: 'page' as const, key: `${method} ${path}`, drawn }))
  })
}

/** A page's address from its own and its parents' parts; an index page stands at its parent's address, and is called with `?index`. */
function addressOf(routes: Readonly<Record<string, PageRoute>>, route: PageRoute): string {
  const parts: string[] = []
  for (let at: PageRoute | undefined = route; at !== undefined; at = routes[at.parentId ?? ''])
    if (at.path !== undefined && at.path !== '') parts.unshift(at.path)
  const path = `/${parts.join('/')}`.replaceAll(/:(\w+)\??/g, '{$1}')
  return route.index === true && path !== '/' ? `${path}?index` : path
}
