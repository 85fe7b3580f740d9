import { isLanguage } from '../../i18n/languages.ts'
import { translateIn } from '../../i18n/server.ts'
import { fillText, type LetterText } from './schema/own-letters.ts'
import type { Letter, Message } from './schema.ts'

/** A letter as text and as HTML, in the organization's `own` words where it has some. Values are escaped in HTML; text from people never becomes markup or a header line. */
export function composeLetter(letter: Letter, own?: LetterText): Message {
  const t = translateIn(isLanguage(letter.language) ? letter.language : 'en')
  // A line break in a name would begin a paragraph, or a header line.
  const values = Object.fromEntries(
    Object.entries(letter.values).map(([name, value]) => [name, value.replace(/\s+/g, ' ')]),
  )
  const text = (key: keyof LetterText) =>
    own === undefined
      ? String(t(`mail:${letter.template}.${key}` as 'mail:greeting', values as never))
      : fillText(own[key], values)
  const paragraphs = text('body').split('\n\n')
  const link = letter.link
  return {
    to: letter.to,
    subject: text('subject').replace(/\s+/g, ' ').slice(0, 200),
    text: [...paragraphs, ...(link === undefined ? [] : [link]), t('mail:signature')].join('\n\n'),
    html: page(
      [
        ...paragraphs.map((p) => `<p style="margin:0 0 16px">${escapeHtml(p)}</p>`),
        ...(link === undefined ? [] : [button(link, text('action'))]),
        `<p style="margin:32px 0 0;color:#636469;font-size:13px">${escapeHtml(t('mail:signature'))}</p>`,
      ].join('\n'),
    ),
  }
}

const button = (link: string, label: string) =>
  `<p style="margin:24px 0"><a href="${escapeHtml(link)}" style="display:inline-block;padding:11px 18px;background:#2C3E94;color:#ffffff;text-decoration:none;border-radius:4px;font-weight:600">${escapeHtml(label)}</a></p>
<p style="margin:0 0 16px;color:#636469;font-size:13px;word-break:break-all">${escapeHtml(link)}</p>`

const page = (body: string) =>
  `<!doctype html><html><head><meta charset="utf-8"></head><body style="margin:0;padding:32px 20px;background:#FBFAF7;color:#1A1B1F;font:15px/1.55 Inter,Helvetica,Arial,sans-serif"><div style="max-width:560px;margin:0 auto">${body}</div></body></html>`

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`)
}
