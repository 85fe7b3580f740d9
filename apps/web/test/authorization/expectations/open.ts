import { anyone, route } from '../expectation.ts'

/** What anyone may see, and what needs nobody. */
export const open = [
  // The jobs of the copied world wait for nobody: after a minute, on a slow machine, that is rightly no health.
  route('GET /health', anyone, undefined, { answers: [503] }),
  route('GET /api/openapi.json', anyone),
  route('GET /api/docs', anyone),
  route('GET /api/docs/{area}', anyone, () => ({ params: { area: 'credentials' } })),
  route('GET /', anyone),
  // A test's letters are shown as those of a demo are; a test beside the matrix sees to it that there are none in production.
  route('GET /outbox', anyone, undefined, { tells: true }),
  route('POST /api/v1/verify', anyone, (r) => ({ json: { credential: JSON.parse(r.badge) as unknown } })),
  route('GET /verify', anyone),
  route('POST /verify', anyone, (r) => ({ form: { text: r.badge } })),
  route('GET /verify/how', anyone),
  route('GET /verify/device', anyone),
  route('POST /verify/device/document', anyone, () => ({
    json: { url: 'https://nobody.invalid/list', maxBytes: 1000 },
  })),
  // Read as any stranger's verifier reads it, so a private badge is not found, not even for its holder.
  route('GET /verify/{shelf}/{id}', [], (r) => ({ params: { shelf: 'credentials', id: r.credential } })),
  route('GET /*', []),
]
