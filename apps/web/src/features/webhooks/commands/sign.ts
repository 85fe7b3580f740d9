import { createHmac } from 'node:crypto'

const PREFIX = 'whsec_'

/** The secret as its receiver gets it. */
export const secretText = (key: Uint8Array): string => PREFIX + Buffer.from(key).toString('base64')

export interface SignedMessage {
  readonly id: string
  readonly at: Date
  readonly body: string
}

/** The headers of a message, signed by each key (Standard Webhooks, "signature scheme": symmetric, v1). */
export function signedHeaders(
  { id, at, body }: SignedMessage,
  keys: readonly Uint8Array[],
): Record<string, string> {
  const timestamp = String(Math.floor(at.getTime() / 1000))
  const sign = (key: Uint8Array) =>
    `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`
  return {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': keys.map(sign).join(' '),
  }
}
