import type { Language } from '../../../i18n/languages.ts'
import { escapeXml } from '../../../ui/badge-art/escape-xml.ts'

/** A badge's drawing as SVG, or the initials that stand for it. */
export type EmbeddedArt = { readonly svg: string } | { readonly initials: string }

export interface EmbeddedPart {
  readonly language: Language
  /** The page behind it. */
  readonly href: string
  readonly title: string
  readonly lines: readonly string[]
  readonly art: readonly EmbeddedArt[]
}

/** Drawings carry their sizes in style attributes; nothing else is allowed, and no cookie is set. */
const FRAMED =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors *"

/** One link that fills the frame, however small that is: one badge stands beside its words, several above them. */
const STYLE = `:root{color-scheme:light}body{margin:0;font:14px/1.4 system-ui,sans-serif;color:#1a1b1f;background:#fbfaf7}
a{display:flex;gap:10px 16px;align-items:center;box-sizing:border-box;height:100vh;padding:12px 16px;overflow:hidden;color:inherit;text-decoration:none}
a:hover strong,a:focus-visible strong{text-decoration:underline}a:focus-visible{outline:2px solid #2a3f9d;outline-offset:-3px}
strong{font-size:17px;line-height:1.25;display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:2;overflow:hidden}.art{display:flex;flex:none;gap:12px}.words{min-width:0;overflow-wrap:anywhere}
.art svg,.art b{display:block;width:min(120px,30vw,100vh - 24px);height:auto}
.art b{display:grid;place-items:center;align-self:center;aspect-ratio:1.45;color:#fff;background:#1a1b1f;clip-path:polygon(10% 0,90% 0,100% 15%,100% 85%,90% 100%,10% 100%,0 85%,0 15%);font-size:18px}
.many{flex-direction:column;align-items:flex-start;justify-content:center}.many .art{flex-wrap:wrap;max-height:104px;overflow:hidden}
.many .art svg,.many .art b{width:min(80px,22vw)}@media (max-height:150px){.many .art{display:none}}`

/** What others frame: without a script, and the only kind of page that may be framed. */
export function embeddedPage({ language, href, title, lines, art }: EmbeddedPart): Response {
  const drawn = art.map((part) => ('svg' in part ? part.svg : `<b>${escapeXml(part.initials)}</b>`))
  const html = `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="robots" content="noindex"><title>${escapeXml(title)}</title><style>${STYLE}</style></head>
<body><a href="${escapeXml(href)}" target="_blank" rel="noopener"${art.length > 1 ? ' class="many"' : ''}><span class="art">${drawn.join('')}</span>
<span class="words"><strong>${escapeXml(title)}</strong>${lines.map(escapeXml).join('<br>')}</span></a></body></html>`
  return new Response(html, {
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': FRAMED,
      // Pages that isolate themselves may frame it too.
      'cross-origin-resource-policy': 'cross-origin',
      'cache-control': 'public, no-cache',
      'x-robots-tag': 'noindex',
      vary: 'Accept-Language, Cookie',
    },
  })
}
