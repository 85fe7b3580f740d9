/** Longest name that common file systems keep, in characters. */
const LONGEST = 120

/**
 * A file's name as it is shown and sent in headers: no path, no control or direction characters, not longer than file systems keep; the
 * ending stays (THREATS F6). The name under which the file is stored is never made from it.
 */
export function cleanFileName(name: string): string {
  const last = name.normalize('NFC').split(/[/\\]/).at(-1) ?? ''
  const shown = last
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}]/gu, '')
    .replace(/[<>:"|?*]/g, '_')
    .replace(/\s+/g, ' ')
    .replace(/^[. ]+/, '')
  const plain = withoutEnding(shown, '. ')
  if (plain === '') return 'file'
  const letters = [...plain]
  if (letters.length <= LONGEST) return plain
  const ending = /\.[\p{L}\p{N}]{1,10}$/u.exec(plain)?.[0] ?? ''
  return letters.slice(0, LONGEST - ending.length).join('') + ending
}

/** Without the given signs at its end. An expression would start anew at each of them. */
function withoutEnding(text: string, signs: string): string {
  let end = text.length
  while (end > 0 && signs.includes(text.charAt(end - 1))) end -= 1
  return text.slice(0, end)
}

/** The `Content-Disposition` of a download (RFC 6266, RFC 8187): ASCII for old readers, the whole name for others. */
export function attachmentHeader(fileName: string): string {
  const ascii = fileName.replace(/[^\x20-\x7e]|["\\%]/g, '_')
  const encoded = encodeURIComponent(fileName).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`
}
