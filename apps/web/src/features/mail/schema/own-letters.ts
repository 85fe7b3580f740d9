import { z } from 'zod'
import { MAIL_TEMPLATES, type MailTemplate } from '../schema.ts'

/** Letters about a person's account or the operation of Assay: their words are ours alone, so that nobody is led astray by them. */
const OUR_LETTERS: readonly MailTemplate[] = [
  'verify_address',
  'sign_in_link',
  'reset_password',
  'address_in_use',
  'address_added',
  'sign_in_address_changed',
  'password_changed',
  'security_changed',
  'factor_recovery_link',
  'factor_recovery_started',
  'merge_link',
  'webhook_disabled',
  'badge_quarantined',
  'archive_ready',
  'archive_failed',
]

/** Letters that go out in an organization's name, and whose words it may choose. */
export const OWN_LETTERS: readonly MailTemplate[] = MAIL_TEMPLATES.filter(
  (name) => !OUR_LETTERS.includes(name),
)

export const isOwnLetter = (name: string): name is MailTemplate => OWN_LETTERS.includes(name as MailTemplate)

/** The words of a letter; `{{name}}` stands for a value. */
export interface LetterText {
  readonly subject: string
  /** Paragraphs with a blank line between them. */
  readonly body: string
  /** On the button; empty where the letter has none. */
  readonly action: string
}

export const letterTextSchema = z.object({
  subject: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .regex(/^[^\r\n]*$/, { error: 'errors.letter_line' }),
  body: z
    .string()
    .trim()
    .min(1)
    .max(5000)
    .transform((text) => text.replace(/\r\n?/g, '\n')),
  action: z.string().trim().max(80).default(''),
})

export const letterChangeSchema = letterTextSchema.extend({
  /** Of the text that was read; 0 for the one that Assay brings along. */
  revision: z.coerce.number().int().min(0),
})

const PLACEHOLDER = /\{\{(\w{1,40})\}\}/g

/** The values that a text asks for. */
export const placeholdersOf = ({ subject, body, action }: LetterText): readonly string[] => [
  ...new Set([...`${subject}\n${body}\n${action}`.matchAll(PLACEHOLDER)].map((match) => match[1] ?? '')),
]

/** Puts values into a text; one that is missing stays empty. What a value holds is not looked at again. */
export const fillText = (text: string, values: Readonly<Record<string, string>>): string =>
  text.replace(PLACEHOLDER, (_, name: string) => (Object.hasOwn(values, name) ? (values[name] ?? '') : ''))

/** Values that an organization may write out itself. */
const DISPENSABLE = ['organization', 'issuer']

/** What is wrong with the placeholders of a text, measured by the text that it takes the place of. */
export function checkPlaceholders(
  text: LetterText,
  standard: LetterText,
): { unknown: string[]; missing: string[] } {
  const [used, allowed] = [placeholdersOf(text), placeholdersOf(standard)]
  const broken = /\{\{|\}\}/.test(`${text.subject}${text.body}${text.action}`.replace(PLACEHOLDER, ''))
  return {
    unknown: [...used.filter((name) => !allowed.includes(name)), ...(broken ? ['{{'] : [])],
    missing: allowed.filter((name) => !used.includes(name) && !DISPENSABLE.includes(name)),
  }
}
