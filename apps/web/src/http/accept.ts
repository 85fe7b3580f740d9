/** One entry of an Accept header. */
interface Range {
  readonly type: string
  readonly quality: number
}

/**
 * Which of `types` a request names outright (RFC 9110 12.5.1), if it prefers that to a page: the first of the best quality. Wildcards
 * choose nothing, because browsers and the robots that make link previews send them.
 */
export function namedType<T extends string>(request: Request, types: readonly T[]): T | undefined {
  const ranges = rangesOf(request.headers.get('accept') ?? '')
  const qualityOf = (type: string) => ranges.find((range) => range.type === type)?.quality ?? 0
  const page = Math.max(qualityOf('text/html'), qualityOf('application/xhtml+xml'))
  const best = [...types].sort((a, b) => qualityOf(b) - qualityOf(a))[0]
  return best !== undefined && qualityOf(best) > 0 && qualityOf(best) >= page ? best : undefined
}

/** Whether a request asks for a page: it names one, as every browser does. */
export const wantsPage = (request: Request): boolean =>
  rangesOf(request.headers.get('accept') ?? '').some(
    ({ type, quality }) => quality > 0 && (type === 'text/html' || type === 'application/xhtml+xml'),
  )

function rangesOf(header: string): readonly Range[] {
  // Longer than any honest header; the rest would only cost time.
  return header
    .slice(0, 2000)
    .split(',')
    .map((entry) => {
      const [type = '', ...parameters] = entry.split(';').map((part) => part.trim().toLowerCase())
      const q = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2)
      const quality = q === undefined ? 1 : /^(0(\.\d{0,3})?|1(\.0{0,3})?)$/.test(q) ? Number(q) : 0
      return { type, quality }
    })
}
