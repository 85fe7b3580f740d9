import { z } from 'zod'
import type { Translate } from '../../../i18n/translate.ts'
import { codeSvg } from '../../../ui/qr-code.server.ts'
import { linkedInUrl } from '../../backpack/schema/linked-in.ts'
import { VISIBILITIES } from '../../backpack/schema/visibilities.ts'
import type { Shareable } from '../queries/shareable.ts'
import { embedAddress, embedCode } from '../schema/embed-code.ts'
import { mastodonLink, SHARE_LINKS, type SharePlace } from '../schema/share-links.ts'
import { type SignatureFacts, signatureHtml, signatureText } from '../schema/signature.ts'

const PLACES = ['linkedin_profile', 'linkedin', 'facebook', 'x', 'mastodon', 'email'] as const

export const shareKitView = z
  .object({
    title: z.string(),
    visibility: z.enum(VISIBILITIES),
    /** Shared collections that show a badge to others too, also while it is private itself. */
    shownIn: z.array(z.object({ id: z.uuid(), title: z.string() })),
    /** Where others see it; null, like all that follows, while nobody does. */
    url: z.string().nullable(),
    /** Forms of other services, filled in; nothing is sent there before somebody goes. */
    links: z.array(z.object({ place: z.enum(PLACES), url: z.string() })),
    /** The code for pages of others, and the page in its frame; null also where it is not public. */
    embed: z.object({ code: z.string(), url: z.string() }).nullable(),
    /** For the foot of letters, with looks and without. */
    signature: z.object({ html: z.string(), text: z.string() }).nullable(),
    /** The address as a QR code: SVG. */
    code: z.string().nullable(),
  })
  .meta({ id: 'ShareKit' })
export type ShareKit = z.output<typeof shareKitView>

export interface KitOptions {
  readonly origin: string
  readonly t: Translate
  /** Server of a Mastodon account. Default: no link to one. */
  readonly mastodon?: string | undefined
}

/** Every way to share something, ready to use. */
export function presentShareKit(thing: Shareable, { origin, t, mastodon }: KitOptions): ShareKit {
  const { title, visibility, url, embedded } = thing
  const shownIn = [...thing.shownIn]
  if (url === undefined)
    return { title, visibility, shownIn, url: null, links: [], embed: null, signature: null, code: null }
  const signature = signatureFacts(thing, url, t)
  return {
    ...{ title, visibility, shownIn, url, links: linksOf(thing, url, mastodon) },
    embed:
      visibility !== 'public'
        ? null
        : {
            code: embedCode({ ...embedded, title, origin }),
            url: embedAddress({ ...embedded, origin }),
          },
    signature: { html: signatureHtml(signature), text: signatureText(signature) },
    code: codeSvg(url),
  }
}

function linksOf({ title, by, award }: Shareable, url: string, mastodon: string | undefined) {
  const links: { place: (typeof PLACES)[number]; url: string }[] = []
  if (award !== undefined && by.kind !== 'collection')
    links.push({
      place: 'linkedin_profile',
      url: linkedInUrl({ ...award, name: title, issuerName: by.issuer, url }),
    })
  for (const place of Object.keys(SHARE_LINKS) as SharePlace[])
    links.push({ place, url: SHARE_LINKS[place]({ title, url }) })
  if (mastodon !== undefined) links.push({ place: 'mastodon', url: mastodonLink(mastodon, { title, url }) })
  return links
}

function signatureFacts({ title, by, picture }: Shareable, url: string, t: Translate): SignatureFacts {
  const line =
    by.kind === 'collection'
      ? t('sharing:list.count', { count: by.count })
      : t(`sharing:ways.${by.kind}`, { issuer: by.issuer })
  const alt = String(
    t(by.kind === 'collection' ? 'sharing:ways.pictures_alt' : 'sharing:ways.picture_alt', { title }),
  )
  return {
    ...{ title, line: String(line), url, see: String(t('sharing:ways.see')) },
    picture: picture === undefined ? undefined : { ...picture, alt },
  }
}
