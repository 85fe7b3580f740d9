import { Resvg } from '@resvg/resvg-js'
import { AppError } from '../../../app-error.ts'
import type { AnyScope } from '../../../db/scopes.ts'
import type { Deps } from '../../../deps.ts'
import { formatLocale } from '../../../i18n/formats.ts'
import { isLanguage, type Language } from '../../../i18n/languages.ts'
import { translateIn } from '../../../i18n/server.ts'
import { badgeAltText, badgeWords } from '../../../ui/badge-art/index.ts'
import { accentStyle } from '../../../ui/contrast.ts'
import { badgeOf, badgeSvgArt } from '../queries/badge-picture.ts'
import { credentialFacts, getCredentialJson, organizationOf } from '../queries.ts'
import { presentShown, type ShownCredential } from '../schema/shown.ts'
import { type CertificateFacts, drawCertificate } from './certificate-page.ts'
import { canSet } from './pdf-text.ts'

/** Pixels of the badge on a side: 400 to the inch on paper. */
const BADGE_PIXELS = 1254
/** Signed so that parts of it verify by themselves: others get one where its holder hides something. */
const SELECTIVE = 'ecdsa-sd-2023'
const PLAIN_ACCENT = '#2C3E94'

/**
 * The certificate of a credential, in the language of its definition. Everything on it is read from the signed bytes, which are attached.
 * Errors: as `getCredentialJson`; `wrong_state` for one that is revoked or suspended, which nobody should print.
 */
export async function certificate(
  _deps: Deps,
  run: <T>(work: (scope: AnyScope) => Promise<T>) => Promise<T>,
  credentialId: string,
): Promise<Uint8Array> {
  // Drawing takes a hundred milliseconds, so no transaction is open meanwhile.
  const parts = await run((scope) => gather(scope, credentialId))
  return drawCertificate(compose(parts))
}

type Parts = Awaited<ReturnType<typeof gather>>

async function gather(scope: AnyScope, credentialId: string) {
  const facts = await credentialFacts(scope, credentialId)
  if (facts.revokedAt !== null || facts.suspendedAt !== null)
    throw new AppError('wrong_state', 'A credential that is revoked or suspended has no certificate.')
  const year = facts.validFrom.getUTCFullYear()
  const bytes = await getCredentialJson(scope, credentialId)
  const { drawing } = await badgeOf(scope, facts.achievementVersionId, year)
  const art = await badgeSvgArt(scope, facts.achievementVersionId, year)
  const { accent } = await organizationOf(scope, facts.orgId)
  return { facts, bytes, drawing, art, accent }
}

function compose({ facts, bytes, drawing, art, accent }: Parts): CertificateFacts {
  const shown = presentShown(bytes)
  const language: Language = isLanguage(shown.language) ? shown.language : 'en'
  const t = translateIn(language)
  // A name in a script without a face would be printed wrong; the certificate then refers to the credential, which has it right.
  const holder = shown.holder !== undefined && canSet(shown.holder) ? shown.holder : undefined
  return {
    language,
    title: [shown.name, shown.holder].filter((part) => part !== undefined).join(', '),
    kind: t('certificate:kind'),
    issuer: shown.issuerName,
    mark: drawing.issuerMark,
    accent: accentStyle(accent ?? PLAIN_ACCENT)?.['--org-accent'] ?? PLAIN_ACCENT,
    lead: t(holder === undefined ? 'certificate:lead_unnamed' : 'certificate:lead'),
    holder,
    earned: t('certificate:earned'),
    name: shown.name,
    proves: shown.proves,
    facts: factsOf(shown, facts, language),
    url: facts.url,
    scan: t('certificate:scan'),
    note: t(shown.proof.suite === SELECTIVE ? 'certificate:note_in_part' : 'certificate:note'),
    badge: { png: rasterize(art), alt: badgeAltText(drawing, badgeWords[language]) },
    credential: bytes,
    credentialNote: t('certificate:attached'),
    date: facts.validFrom,
  }
}

function factsOf(
  { record, rows }: ShownCredential,
  { validFrom, validUntil }: Parts['facts'],
  language: Language,
): CertificateFacts['facts'] {
  const t = translateIn(language)
  const day = (date: Date) =>
    new Intl.DateTimeFormat(formatLocale(language), { dateStyle: 'long', timeZone: 'UTC' }).format(date)
  const { assessorCount: count, assessorCapacity: capacity = '', assessedOn, proofType } = record ?? {}
  const facts: (readonly [string, string] | undefined)[] = [
    [t('certificate:issued'), day(validFrom)],
    [t('certificate:until'), validUntil === null ? t('certificate:open') : day(validUntil)],
    proofType === undefined ? undefined : [t('certificate:shows'), t(`certificate:proof_types.${proofType}`)],
    count === undefined
      ? undefined
      : [t('certificate:judged'), t('certificate:judged_by', { count, capacity })],
    assessedOn === undefined
      ? undefined
      : [t('certificate:judged_on'), day(new Date(`${assessedOn}T00:00:00Z`))],
    rows.length === 0 ? undefined : [t('certificate:basis'), t('certificate:rubric', { count: rows.length })],
  ]
  return facts.filter((fact) => fact !== undefined)
}

/** The badge as a picture that is sharp on paper. */
function rasterize(svg: Uint8Array): Uint8Array {
  return new Resvg(Buffer.from(svg), {
    fitTo: { mode: 'width', value: BADGE_PIXELS },
    font: { loadSystemFonts: false },
  })
    .render()
    .asPng()
}
