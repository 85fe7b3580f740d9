import { escapeXml } from '../../../ui/badge-art/escape-xml.ts'

/** What stands at the foot of a person's letters. */
export interface SignatureFacts {
  readonly title: string
  /** Who issued it, or what else is told of it. */
  readonly line: string
  readonly url: string
  /** The words of the link. */
  readonly see: string
  /** Absolute address, and how large it is shown, in CSS pixels. */
  readonly picture?:
    | { readonly src: string; readonly width: number; readonly height: number; readonly alt: string }
    | undefined
}

/**
 * The signature as mail programs keep it: one table, all looks in attributes, no class and no style sheet. Every text is escaped.
 */
export function signatureHtml({ title, line, url, see, picture }: SignatureFacts): string {
  const [href, font] = [
    escapeXml(url),
    'font-family:Arial,Helvetica,sans-serif;font-size:13px;line-height:18px',
  ]
  const image =
    picture === undefined
      ? ''
      : `<td style="padding:0 12px 0 0;border:0;vertical-align:middle"><a href="${href}"><img src="${escapeXml(picture.src)}" width="${picture.width}" height="${picture.height}" alt="${escapeXml(picture.alt)}" border="0" style="display:block;border:0"></a></td>`
  return [
    '<table role="presentation" cellpadding="0" cellspacing="0" border="0" style="border-collapse:collapse"><tr>',
    image,
    `<td style="padding:0;border:0;${font};color:#1a1b1f;vertical-align:middle">`,
    `<b>${escapeXml(title)}</b><br>${escapeXml(line)}<br>`,
    `<a href="${href}" style="color:#2a3f9d">${escapeXml(see)}</a>`,
    '</td></tr></table>',
  ].join('')
}

/** The same for letters without looks. */
export const signatureText = ({ title, line, url, see }: SignatureFacts): string =>
  `${title}\n${line}\n${see}: ${url}`
