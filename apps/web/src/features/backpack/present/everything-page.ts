import { formatLocale } from '../../../i18n/formats.ts'
import { isLanguage, type Language } from '../../../i18n/languages.ts'
import { translateIn } from '../../../i18n/server.ts'
import type { Translate } from '../../../i18n/translate.ts'
import { escapeXml } from '../../../ui/badge-art/escape-xml.ts'

/** One file of the archive. */
export interface IndexedFile {
  readonly path: string
  readonly kind: 'credential' | 'picture' | 'badge' | 'evidence' | 'record' | 'cover'
  readonly mediaType: string
  /** What its owner calls it; of a record its name. */
  readonly title: string
  readonly size: number
  /** Hex, of the bytes in the archive. */
  readonly sha256: string
}

/** A file that is known and not in the archive. */
export interface MissingFile {
  readonly kind: 'credential' | 'picture' | 'badge' | 'evidence'
  readonly title: string
  readonly reason: 'gone' | 'damaged' | 'quarantined' | 'no_room'
  /** Where it can be fetched by itself. */
  readonly download?: string
}

/** `everything.json`: what the archive holds. */
export interface ArchiveIndex {
  readonly format: string
  readonly version: number
  readonly exportedAt: string
  readonly origin: string
  readonly person: {
    readonly id: string
    readonly name: string
    readonly locale: string
    readonly timeZone: string
  }
  readonly files: readonly IndexedFile[]
  readonly missing: readonly MissingFile[]
}

const GROUPS = ['credential', 'picture', 'badge', 'evidence', 'record'] as const

/**
 * `index.html`: the archive's contents for people, in their language. It opens from a disk, runs nothing and asks nobody; every word that
 * came from somebody is escaped.
 */
export function coverPage(index: ArchiveIndex): string {
  const language: Language = isLanguage(index.person.locale) ? index.person.locale : 'en'
  const t = translateIn(language)
  const day = new Intl.DateTimeFormat(formatLocale(language), {
    ...{ dateStyle: 'long', timeStyle: 'short', timeZone: index.person.timeZone },
  }).format(new Date(index.exportedAt))
  const title = escapeXml(t('backpack:archive.title', { name: index.person.name }))
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="content-security-policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${title}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${title}</h1>
<p>${escapeXml(t('backpack:archive.lede', { origin: index.origin, day }))}</p>
<p>${escapeXml(t('backpack:archive.index_note'))} <a href="everything.json">everything.json</a></p>
${GROUPS.map((kind) => group(index, kind, t, language)).join('')}${missingOf(index, t)}</main>
</body>
</html>
`
}

const STYLE =
  ':root{color-scheme:light dark;background:light-dark(#fcfbf8,#15161a);color:light-dark(#1a1b1f,#ecebe6)}' +
  'a{color:light-dark(#2c3e94,#aab5f7)}body{max-width:46rem;margin:3rem auto;padding:0 1.25rem;font:1rem/1.55 system-ui,sans-serif}' +
  'h1{font-size:1.6rem;line-height:1.25}h2{font-size:1.1rem;margin:2.5rem 0 .5rem;border-top:1px solid;padding-top:.75rem}' +
  'ul{list-style:none;margin:0;padding:0}li{padding:.35rem 0;overflow-wrap:anywhere}small{opacity:.75}'

function group(
  { files }: ArchiveIndex,
  kind: (typeof GROUPS)[number],
  t: Translate,
  language: Language,
): string {
  const members = files.filter((file) => file.kind === kind)
  if (members.length === 0) return ''
  const size = new Intl.NumberFormat(formatLocale(language), {
    ...{ style: 'unit', unit: 'kilobyte', unitDisplay: 'short', maximumFractionDigits: 1 },
  })
  const items = members.map(({ path, title }, at) => {
    const name = kind === 'record' ? recordName(title, t) : title
    const bytes = members[at]?.size ?? 0
    return `<li><a href="${escapeXml(path)}">${escapeXml(name || path)}</a> <small>${escapeXml(path)}, ${escapeXml(size.format(bytes / 1000))}</small></li>\n`
  })
  return section(t(`backpack:archive.kinds.${kind}`), items)
}

const recordName = (name: string, t: Translate): string =>
  String(t(`backpack:archive.records.${name}` as 'backpack:archive.records.profile'))

function missingOf({ missing }: ArchiveIndex, t: Translate): string {
  if (missing.length === 0) return ''
  const items = missing.map(({ title, reason, download }) => {
    const name = escapeXml(title)
    const named = download === undefined ? name : `<a href="${escapeXml(download)}">${name}</a>`
    return `<li>${named} <small>${escapeXml(t(`backpack:archive.reasons.${reason}`))}</small></li>\n`
  })
  return section(t('backpack:archive.missing'), items)
}

const section = (title: string, items: readonly string[]): string =>
  `<h2>${escapeXml(title)}</h2>\n<ul>\n${items.join('')}</ul>\n`
