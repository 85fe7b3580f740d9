/** The letters that Assay sends. Each has `subject`, `body` (paragraphs separated by blank lines) and, with a link, `action` in `mail.json`. */
export const MAIL_TEMPLATES = [
  'verify_address',
  'sign_in_link',
  'reset_password',
  'address_in_use',
  'invitation',
  'address_added',
  'sign_in_address_changed',
  'password_changed',
  'security_changed',
  'factor_recovery_link',
  'factor_recovery_started',
  'merge_link',
  'credential_issued',
  'submission_received',
  'submission_returned',
  'submission_declined',
  'credential_status_changed',
  'credential_claim',
  'claim_reminder',
  'file_quarantined',
  'webhook_disabled',
  'duty_reminder',
  'duty_overdue',
  'duty_digest_manager',
  'duty_digest_assigner',
  'credential_ends',
  'exemption_asked',
  'exemption_decided',
  'observation_recorded',
  'file_released',
  'badge_quarantined',
  'archive_ready',
  'archive_failed',
] as const
export type MailTemplate = (typeof MAIL_TEMPLATES)[number]

export interface Letter {
  readonly template: MailTemplate
  readonly to: string
  readonly language: string
  /** Values for the text; shown as they are, never as markup. */
  readonly values: Readonly<Record<string, string>>
  /** The address behind the letter's one button. */
  readonly link?: string
  readonly orgId?: string
  readonly personId?: string
}

export interface Message {
  readonly to: string
  readonly subject: string
  readonly text: string
  readonly html: string
}
