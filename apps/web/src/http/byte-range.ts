/** A part of a file, both ends within it. */
export interface ByteRange {
  readonly first: number
  readonly last: number
}

/**
 * What a `Range` header asks of a file of `size` bytes (RFC 9110, 14.1.2): one part; `undefined` for all of it, where nothing is asked for
 * or what is asked for is not understood, several parts too (14.2 allows both); `'none'` when the file has no byte of it.
 */
export function readRange(header: string | null, size: number): ByteRange | undefined | 'none' {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/i.exec((header ?? '').replaceAll(/[\t ]/g, ''))
  const [from, to] = [match?.[1] ?? '', match?.[2] ?? '']
  if (from === '' && to === '') return undefined
  if (from === '') {
    const length = Math.min(Number(to), size)
    return length === 0 ? 'none' : { first: size - length, last: size - 1 }
  }
  const first = Number(from)
  if (to !== '' && Number(to) < first) return undefined
  if (first >= size) return 'none'
  return { first, last: to === '' ? size - 1 : Math.min(Number(to), size - 1) }
}
