import { limits } from '@assay/core'
import { checkIds } from '@assay/verifier'
import { z } from 'zod'
import type { DocumentBody } from '../../http/document-route.ts'

/** What a verification is asked of: a document as it came, or the address of one. */
export type Submitted =
  | { readonly kind: 'document'; readonly source: string; readonly content: Uint8Array | string }
  | { readonly kind: 'address'; readonly source: string; readonly address: string }

/** The largest thing that can be given is an image; the rest is room for the form around it. */
export const UPLOAD_BYTES = limits.png.bytes + 64 * 1024

/** Verifications a minute for one client: each may cost ten fetches and a few hundred milliseconds of work. */
export const VERIFICATIONS = { perClient: 60, windowSeconds: 60 }

/** Documents a minute that pages may have fetched for one client: a badge rests on two to four. */
export const RELAYED = { perClient: 300, windowSeconds: 60 }

/** What a page that checks on the reader's device asks for. */
export const relaySchema = z.strictObject({
  url: z.url().max(2048),
  maxBytes: z.int().min(1).max(limits.fetch.statusListBytes),
})

/** An e-mail address, a DID or another identifier that a badge may be about. */
const recipientSchema = z
  .string()
  .trim()
  .max(320)
  .optional()
  .transform((value) => (value === '' ? undefined : value))

/** What a caller may ask besides. */
export const optionsSchema = z.strictObject({ recipient: recipientSchema })

/** The submitted document of a request's body. */
export function submittedOf({ source, document }: DocumentBody): Submitted {
  return 'address' in document
    ? { kind: 'address', source, address: document.address }
    : { kind: 'document', source, content: document.content }
}

const OUTCOMES = ['passed', 'failed', 'warning', 'unknown', 'skipped'] as const

const json = z.record(z.string(), z.unknown())

/** The report of a verification, as the API and `assay verify --json` give it. */
export const reportSchema = z
  .object({
    /** What was given: the address, the file's name, or `text`. */
    source: z.string(),
    format: z.string(),
    verdict: z.enum(['valid', 'invalid', 'inconclusive']),
    checkedAt: z.iso.datetime(),
    checks: z.array(
      z.object({
        id: z.enum(checkIds),
        outcome: z.enum(OUTCOMES),
        code: z.string(),
        message: z.string(),
        details: json.optional(),
      }),
    ),
    /** What was established apart from what the credential says of itself; absent when it could not be read. */
    credential: z.object({ established: json, claimed: json }).optional(),
    /** The same of a presentation: who holds the credentials is established only by their signature. */
    presentation: z.object({ established: json, claimed: json }).optional(),
    /**
     * The credentials inside a learner record or a presentation, each with a report of the same form, and whether it is about the same
     * person (absent where nobody signed the presentation).
     */
    credentials: z
      .array(z.object({ pointer: z.string(), sameSubject: z.boolean().optional(), report: json }))
      .optional(),
    /** The second badge of a picture that holds two: the report of the one of Open Badges 2.0, of the same form. */
    also: json.optional(),
    /** Whether a PDF was given, of which the attached credential was verified. */
    attached: z.boolean().optional(),
    /** Where a newer version was found, which the report is about (1EdTechCredentialRefresh). */
    newer: z.string().optional(),
  })
  .meta({ id: 'VerificationReport' })
export type ReportDocument = z.input<typeof reportSchema>
