/** Characters that XML 1.0 (section 2.2) forbids even as references, lone surrogates included. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not pass
const forbidden = /[^\u0009\u000A\u000D\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Any text, safe as the content of an element or of a quoted attribute; what XML forbids becomes U+FFFD. */
export function escapeXml(text: string): string {
  return text.replace(forbidden, '\uFFFD').replace(/[&<>"']/g, (character) => entities[character] ?? '')
}
