import { createTransport } from 'nodemailer'

export interface OutgoingMessage {
  readonly to: string
  readonly subject: string
  readonly text: string
  readonly html: string
}

/** Hands one message to a mail server; rejects when the server does not take it. */
export type SendMessage = (message: OutgoingMessage) => Promise<void>

/** Sends by SMTP. `smtpUrl` as nodemailer reads it: smtp(s)://user:password@host:port. */
export function createSmtpTransport(smtpUrl: string, from: string): SendMessage {
  const transport = createTransport(smtpUrl, { from, disableFileAccess: true, disableUrlAccess: true })
  return async (message) => {
    await transport.sendMail(message)
  }
}
