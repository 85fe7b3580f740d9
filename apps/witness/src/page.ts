import { createHash } from 'node:crypto'

/** What the page says of a log. */
export interface PageLog {
  readonly origin: string
  readonly hash: string
  readonly head:
    | { readonly kind: 'none' }
    | { readonly kind: 'cosigned'; readonly size: number; readonly time: number }
    /** The stored head cannot be read: nothing is cosigned. */
    | { readonly kind: 'unreadable' }
  readonly evidence: readonly { readonly file: string; readonly time: number; readonly isFork: boolean }[]
}

/** What the page says. */
export interface PageContent {
  readonly name: string
  readonly key: string
  readonly logs: readonly PageLog[]
}

const style = `
:root { color-scheme: light dark; --text: #1a1a1a; --back: #fff; --soft: #595959; --line: #c8c8c8; --alarm: #a3000f; --link: #0645ad }
@media (prefers-color-scheme: dark) {
  :root { --text: #eee; --back: #161616; --soft: #b0b0b0; --line: #4a4a4a; --alarm: #ff9a9a; --link: #9cc4ff }
}
body { max-width: 46rem; margin: 2rem auto; padding: 0 1rem; font: 1rem/1.5 system-ui, sans-serif; color: var(--text); background: var(--back) }
h1, h2, code { overflow-wrap: anywhere }
h1 { font-size: clamp(1.4rem, 5vw, 2rem); line-height: 1.2 }
h2 { margin-top: 2rem; padding-top: 1rem; border-top: 1px solid var(--line); font-size: 1.2rem }
a { color: var(--link) }
.soft { color: var(--soft) }
.alarm { color: var(--alarm); font-weight: bold; border-inline-start: 0.3rem solid; padding-inline-start: 0.8rem }
`

/** Nothing runs and nothing is loaded; the style is the one of this page. */
export const pagePolicy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** The page at `/`: who the witness is, and what it saw, in words for people who do not run logs. */
export function renderPage({ name, key, logs }: PageContent): string {
  const forked = logs.filter(({ evidence }) => evidence.some(({ isFork }) => isFork))
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${forked.length > 0 ? 'Two histories seen - ' : ''}Witness ${escapeHtml(name)}</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>Witness ${escapeHtml(name)}</h1>
<p>A log of credentials may only grow. This server watches that: it signs the state of a log only after it was shown that nothing signed before was changed or taken away.</p>
<p>Its verifier key: <code>${escapeHtml(key)}</code></p>
${logs.length === 0 ? '<p>It does not watch any log yet.</p>' : logs.map(renderLog).join('\n')}
</main>
</body>
</html>
`
}

function renderLog(log: PageLog): string {
  const forks = log.evidence.filter(({ isFork }) => isFork)
  const unproven = log.evidence.filter(({ isFork }) => !isFork)
  return `<section>
<h2>${escapeHtml(log.origin)}</h2>
${forks.length === 0 ? '' : renderForks(log, forks)}
${renderHead(log)}
${unproven.length === 0 ? '' : renderUnproven(log, unproven)}
</section>`
}

function renderForks(log: PageLog, forks: PageLog['evidence']): string {
  return `<p class="alarm">Warning: this log showed two histories. It signed different contents for the same number of entries. Do not rely on its records before its operator has explained this.</p>
${renderLinks(log, forks, 'Evidence')}`
}

function renderHead({ head, hash }: PageLog): string {
  switch (head.kind) {
    case 'none':
      return '<p>Nothing was cosigned yet.</p>'
    case 'unreadable':
      return '<p class="alarm">The state that was kept for this log cannot be read. Nothing is cosigned until the operator of this witness has restored it.</p>'
    case 'cosigned':
      return `<p>${entries(head.size)}, last cosigned ${renderTime(head.time)}. <a href="/${hash}/checkpoint">Signed checkpoint</a></p>`
  }
}

function renderUnproven(log: PageLog, unproven: PageLog['evidence']): string {
  return `<p class="soft">Refused because no proof came along that the log only grew. This alone is no fault of the log: anybody can send such a request.</p>
${renderLinks(log, unproven, 'Request')}`
}

function renderLinks({ hash }: PageLog, files: PageLog['evidence'], word: string): string {
  const links = files.map(
    ({ file, time }) => `<li><a href="/evidence/${hash}/${file}">${word} of ${renderTime(time)}</a></li>`,
  )
  return `<ul>\n${links.join('\n')}\n</ul>`
}

const entries = (size: number) => (size === 1 ? '1 entry' : `${size.toLocaleString('en')} entries`)

function renderTime(seconds: number): string {
  const iso = new Date(seconds * 1000).toISOString()
  return `<time datetime="${iso}">${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC</time>`
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"]/g, (character) => entities[character] ?? '')
}
