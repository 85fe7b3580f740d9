import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createTestApp, type TestApp } from '../../../test/test-app.ts'
import { createSmtpTransport } from '../../mail-transport.ts'
import { queueLetter, sendQueued } from './commands.ts'
import type { Letter } from './schema.ts'

/** A mail server on a real socket. `refusals` is how many messages it turns away before it takes one. */
interface Mailbox {
  readonly server: SMTPServer
  readonly taken: { readonly from: string; readonly to: string[]; readonly text: string }[]
  refusals: number
}

let app: TestApp
let mailbox: Mailbox

beforeAll(async () => {
  mailbox = await openMailbox()
  const { port } = mailbox.server.server.address() as AddressInfo
  app = await createTestApp({
    sendMessage: createSmtpTransport(`smtp://127.0.0.1:${port}`, 'assay@example.org'),
  })
})
afterAll(async () => {
  await app.close()
  await new Promise<void>((resolve) => mailbox.server.close(resolve))
})
afterEach(() => {
  mailbox.taken.length = 0
  mailbox.refusals = 0
})

async function openMailbox(): Promise<Mailbox> {
  const made: Pick<Mailbox, 'taken' | 'refusals'> = { taken: [], refusals: 0 }
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onData: (stream, session, done) => {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        if (made.refusals > 0) {
          made.refusals -= 1
          done(Object.assign(new Error('try again later'), { responseCode: 451 }))
          return
        }
        const { mailFrom, rcptTo } = session.envelope
        made.taken.push({
          from: mailFrom === false ? '' : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          text: Buffer.concat(chunks).toString('utf8'),
        })
        done()
      })
    },
  })
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  return Object.assign(made, { server })
}

const letter = (to: string, values: Record<string, string> = {}): Letter => ({
  template: 'sign_in_link',
  to,
  language: 'en',
  values: { address: to, ...values },
  link: 'http://127.0.0.1:8421/sign-in/link?token=secret-of-the-letter',
})
const queue = async (to: string) => {
  await app.inSystem((scope) => queueLetter(scope, letter(to)))
  const [row] = await app.asOwner(`SELECT id FROM assay.mail WHERE to_address = '${to}'`)
  return String(row?.id)
}
const stateOf = async (id: string) =>
  (
    await app.asOwner(
      `SELECT sent_at IS NOT NULL AS sent, text_body, html_body, error FROM assay.mail WHERE id = '${id}'`,
    )
  )[0]

describe('a letter', () => {
  it('reaches the mail server once, and its text with the link is gone from the database', async () => {
    const id = await queue('taken@example.org')
    await app.runJobs()
    expect(mailbox.taken).toHaveLength(1)
    expect(mailbox.taken[0]).toMatchObject({ from: 'assay@example.org', to: ['taken@example.org'] })
    expect(mailbox.taken[0]?.text).toContain('secret-of-the-letter')
    expect(await stateOf(id)).toEqual({ sent: true, text_body: null, html_body: null, error: null })
    await sendQueued(app.deps, id)
    expect(mailbox.taken).toHaveLength(1)
  })

  it('that the server refuses stays, says why, and is sent by the job that tries again', async () => {
    mailbox.refusals = 1
    const id = await queue('later@example.org')
    await expect(app.runJobs()).rejects.toThrow('try again later')
    expect(await stateOf(id)).toMatchObject({ sent: false, error: expect.stringContaining('451') })
    const waiting = await app.asOwner(
      'SELECT attempts, run_at > now() AS later FROM graphile_worker._private_jobs',
    )
    expect(waiting).toEqual([{ attempts: 1, later: true }])
    await app.asOwner('UPDATE graphile_worker._private_jobs SET run_at = now()')
    await app.runJobs()
    expect(mailbox.taken.map(({ to }) => to)).toEqual([['later@example.org']])
    expect(await stateOf(id)).toMatchObject({ sent: true, error: null })
  })

  it('is not lost when no server listens', async () => {
    const second = await app.secondProcess()
    const dead = {
      ...second.deps,
      sendMessage: createSmtpTransport('smtp://127.0.0.1:1', 'assay@example.org'),
    }
    const id = await queue('unreachable@example.org')
    await expect(sendQueued(dead, id)).rejects.toThrow(/ECONNREFUSED/)
    expect(await stateOf(id)).toMatchObject({ sent: false })
    await second.close()
    await app.runJobs()
    expect(mailbox.taken).toHaveLength(1)
  })

  it('has no header or paragraph that a name put there', async () => {
    await app.inSystem((scope) =>
      queueLetter(scope, {
        template: 'invitation',
        to: 'guest@example.org',
        language: 'en',
        values: {
          address: 'guest@example.org',
          organization: 'Evil\r\nBcc: all@example.org\n\nhttps://evil.example',
          days: '14',
        },
        link: 'http://127.0.0.1:8421/invitations/x',
      }),
    )
    await app.runJobs()
    const text = mailbox.taken[0]?.text ?? ''
    expect(text).not.toMatch(/^Bcc:/m)
    expect(mailbox.taken[0]?.to).toEqual(['guest@example.org'])
    expect(text.replace(/=\r\n/g, '')).not.toMatch(/^https:\/\/evil\.example$/m)
  })
})
