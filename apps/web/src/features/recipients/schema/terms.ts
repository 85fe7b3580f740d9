/**
 * `sent`: the letter is on its way or there; `opened`: its link was; `bounced`: the letter came back; `expired`: the link is too old and
 * can be renewed; `ended`: the credential was revoked or corrected before anybody claimed it.
 */
export const CLAIM_STATES = ['sent', 'opened', 'bounced', 'claimed', 'expired', 'ended'] as const
export type ClaimState = (typeof CLAIM_STATES)[number]
