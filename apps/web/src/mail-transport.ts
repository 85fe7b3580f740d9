import { createTransport } from 'nodemailer'

export interface OutgoingMessage {
  readonly to: string
  readonly subject: string
  readonly text: string
  readonly html: string
}

/** Hands one message to a mail server; rejects when the server does not take it. */
export type SendMessage = (message: OutgoingMessage) => Promise<void>

/** How long a mail server is waited for, in milliseconds. */
export interface MailTimes {
  /** Until it is found, connected and has greeted. */
  readonly connect: number
  /** Without a word from it afterwards: servers that look at a letter before they take it are slow. */
  readonly silence: number
  /** For how long one that was not reached is left alone. */
  readonly rest: number
}

const TIMES: MailTimes = { connect: 10_000, silence: 60_000, rest: 15_000 }

/**
 * Sends by SMTP. `smtpUrl` as nodemailer reads it: smtp(s)://user:password@host:port. A server that could not be reached, or fell silent,
 * is left alone for a while: letters that come meanwhile are refused at once, so that a thousand of them do not wait for it one by one.
 */
export function createSmtpTransport(smtpUrl: string, from: string, times: MailTimes = TIMES): SendMessage {
  const transport = createTransport(
    {
      url: smtpUrl,
      dnsTimeout: times.connect,
      connectionTimeout: times.connect,
      greetingTimeout: times.connect,
      socketTimeout: times.silence,
    },
    { from, disableFileAccess: true, disableUrlAccess: true },
  )
  let restsUntil = 0
  return async (message) => {
    if (performance.now() < restsUntil)
      throw new Error('The mail server could not be reached a moment ago. It is tried again later.')
    try {
      await transport.sendMail(message)
    } catch (error) {
      if (isUnreachable(error)) restsUntil = performance.now() + times.rest
      throw error
    }
  }
}

/** A failure of the connection, and no answer to this letter. */
const isUnreachable = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'command' in error && error.command === 'CONN'
