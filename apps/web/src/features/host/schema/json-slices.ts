/**
 * The texts of the elements of an array that is a member of a JSON object, byte for byte: what was signed is not written anew (STANDARDS G8).
 * `json` has to be well-formed, with each name once. Empty when there is no such array.
 */
export function elementTexts(json: string, member: string): readonly string[] {
  let at = spaceFrom(json, 0)
  if (json[at] !== '{') return []
  for (at = spaceFrom(json, at + 1); json[at] === '"'; at = spaceFrom(json, at + 1)) {
    const nameEnd = endOfString(json, at)
    const name: unknown = JSON.parse(json.slice(at, nameEnd))
    const value = spaceFrom(json, spaceFrom(json, nameEnd) + 1)
    if (name === member) return json[value] === '[' ? elementsFrom(json, value) : []
    at = spaceFrom(json, endOfValue(json, value))
  }
  return []
}

function elementsFrom(json: string, open: number): readonly string[] {
  const texts: string[] = []
  let at = spaceFrom(json, open + 1)
  while (at < json.length && json[at] !== ']') {
    const end = endOfValue(json, at)
    texts.push(json.slice(at, end))
    at = spaceFrom(json, end)
    if (json[at] === ',') at = spaceFrom(json, at + 1)
  }
  return texts
}

function spaceFrom(json: string, at: number): number {
  let end = at
  while (end < json.length && ' \t\n\r'.includes(json.charAt(end))) end += 1
  return end
}

function endOfString(json: string, open: number): number {
  let at = open + 1
  while (at < json.length && json[at] !== '"') at += json[at] === '\\' ? 2 : 1
  return at + 1
}

function endOfValue(json: string, start: number): number {
  const first = json[start]
  if (first === '"') return endOfString(json, start)
  if (first !== '{' && first !== '[') {
    let at = start
    while (at < json.length && !',]} \t\n\r'.includes(json.charAt(at))) at += 1
    return at
  }
  let depth = 0
  for (let at = start; at < json.length; at += 1) {
    const sign = json[at]
    if (sign === '"') at = endOfString(json, at) - 1
    else if (sign === '{' || sign === '[') depth += 1
    else if (sign === '}' || sign === ']') {
      depth -= 1
      if (depth === 0) return at + 1
    }
  }
  return json.length
}
