/**
 * Milliseconds for which an answer may be kept by a cache that serves many readers (RFC 9111 4.2.1, 5.2.2); undefined when it
 * does not say; `never` when it must not be kept at all. `ageSeconds` is how long other caches have held it.
 */
export function readLifetime(cacheControl: string, ageSeconds: number): number | 'never' | undefined {
  const directives = new Map(
    cacheControl.split(',').map((directive): [string, string] => {
      const [name = '', value = ''] = directive.split('=', 2)
      return [name.trim().toLowerCase(), value.trim().replace(/^"(.*)"$/, '$1')]
    }),
  )
  if (directives.has('no-store') || directives.has('private')) return 'never'
  if (directives.has('no-cache')) return 0
  const text = directives.get('s-maxage') ?? directives.get('max-age')
  if (text === undefined) return undefined
  // What cannot be read is taken for stale (RFC 9111 4.2.1).
  return /^\d{1,10}$/.test(text) ? Math.max(0, Number(text) - ageSeconds) * 1000 : 0
}
