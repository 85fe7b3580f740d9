const LABEL = /^(?!-)[a-z0-9-]{1,63}(?<!-)$/

/**
 * The server that a person means: by its name, its address or their name there (`@me@server`). Undefined for anything that names no public
 * server: a number, a single word, a port, a secret before the name.
 */
export function mastodonServer(typed: string): string | undefined {
  const text = typed.trim()
  if (text.length > 300 || text.startsWith('/')) return undefined
  const name = /^@?[\w.-]{1,64}@([^@/\s]+)$/u.exec(text)?.[1] ?? text
  const address = /^https:\/\//i.test(name) ? name : `https://${name}`
  if (!URL.canParse(address)) return undefined
  const url = new URL(address)
  if (url.username !== '' || url.password !== '' || url.port !== '' || url.protocol !== 'https:')
    return undefined
  const labels = url.hostname.toLowerCase().split('.')
  const known = labels.length > 1 && url.hostname.length <= 253 && labels.every((label) => LABEL.test(label))
  // A name never ends in a label of digits alone: such a thing is an IP address.
  return known && !/^\d+$/.test(labels.at(-1) ?? '') ? url.hostname.toLowerCase() : undefined
}
