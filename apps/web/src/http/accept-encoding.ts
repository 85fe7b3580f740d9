/** Encodings that files of a build are kept in, the smallest first, with what their names end in. */
export const FILE_ENCODINGS = [
  { encoding: 'br', ending: '.br' },
  { encoding: 'gzip', ending: '.gz' },
] as const

/** Whether a client takes an encoding that it names (RFC 9110 12.5.3); a wildcard names none. */
export function acceptsEncoding(header: string | undefined, encoding: string): boolean {
  return (header ?? '')
    .slice(0, 500)
    .split(',')
    .some((entry) => {
      const [name = '', ...parameters] = entry.split(';').map((part) => part.trim().toLowerCase())
      return name === encoding && !parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter))
    })
}
