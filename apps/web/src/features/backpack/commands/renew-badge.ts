import { decodeUtf8, encodeUtf8 } from '@assay/core'
import { type BadgeFormat, bakePng, bakeSvg } from '@assay/credentials'
import type { Report } from '@assay/verifier'
import type { Deps } from '../../../deps.ts'
import { type Verification, verifyDocument, verifySubmitted } from '../../verify/commands.ts'

/**
 * The verification of what is to be kept. A newer version that the issuer gave in its place is kept instead (STANDARDS RF1), and for a
 * hosted badge whose file says something else than its address, what the address publishes, when that is the same badge and holds
 * (STANDARDS B21). A picture gets the new text in place of the old. Everything else stays as it came.
 */
export async function renewVerification(deps: Deps, verification: Verification): Promise<Verification> {
  const { report, content } = verification
  if (content === undefined) return verification
  if (report.newer !== undefined) {
    return { ...verification, content: putInto(content, report.newer.text, 'open-badges-3') }
  }
  const address = publishedAt(report)
  if (address === undefined) return verification
  const published = await verifySubmitted(deps, { kind: 'address', source: verification.source, address })
  if (published.content === undefined || published.report.verdict !== 'valid') return verification
  const renewed = putInto(content, decodeUtf8(published.content), 'open-badges-2')
  return { ...published, content: renewed, report: await verifyDocument(deps, renewed) }
}

/** The address of a hosted badge whose file differs from it. */
function publishedAt({ checks, credential }: Report): string | undefined {
  const differs = checks.some(({ code }) => code === 'proof-hosted-differs')
  const id = credential?.claimed.id
  return differs && typeof id === 'string' ? id : undefined
}

const PNG_FIRST_BYTE = 0x89

function putInto(content: Uint8Array, text: string, format: BadgeFormat): Uint8Array {
  if (content[0] === PNG_FIRST_BYTE) return bakePng(content, text, format)
  return decodeUtf8(content).trimStart().startsWith('<') ? bakeSvg(content, text, format) : encodeUtf8(text)
}
