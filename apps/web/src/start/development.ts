import type { LoadedApp } from './loaded-app.ts'

/** The application through Vite: every request sees the latest sources, pages and API in one module graph. */
export async function loadWithVite(): Promise<LoadedApp> {
  const { createServer } = await import('vite')
  const vite = await createServer({ server: { middlewareMode: true }, appType: 'custom' })
  const current = () => vite.ssrLoadModule('/src/app.ts') as Promise<typeof import('../app.ts')>
  const first = await current()
  return {
    jobHandlers: first.jobHandlers,
    prepareInstance: first.prepareInstance,
    prepareDemo: first.prepareDemo,
    exportOrganization: first.exportOrganization,
    importOrganization: first.importOrganization,
    sendAuthMail: async (deps, mail) => (await current()).sendAuthMail(deps, mail),
    handle: async (deps, request, client) => {
      try {
        return await (await current()).handle(deps, request, client)
      } catch (error) {
        if (error instanceof Error) vite.ssrFixStacktrace(error)
        throw error
      }
    },
    before: (request, response, next) => vite.middlewares(request, response, next),
  }
}
