import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SMTPServer } from 'smtp-server'
import { startRoundRobin } from '../../test/round-robin.ts'
import { freePort } from '../../test/web-process.ts'
import { keepRunning } from '../kept-process.ts'

/** An Assay as its operator starts it for the first time, with a mail server of its own. */
export interface FreshInstance {
  readonly url: string
  /** The address that it prints at its first start. */
  readonly setup: string
  /** The letters that the mail server took, as they came, the newest last. */
  readonly letters: readonly string[]
  stop(): Promise<void>
}

/**
 * `npm start` with an empty data folder: production, on a database that it makes itself, in two processes that begin together behind a
 * proxy. `host` is how it is reached: browsers make passkeys for a name and for no number.
 */
export async function startFresh(host: '127.0.0.1' | 'localhost' = '127.0.0.1'): Promise<FreshInstance> {
  const folder = await mkdtemp(join(tmpdir(), 'assay-fresh-'))
  const letters: string[] = []
  const mail = await openMailServer(letters)
  const [port, ...ports] = [await freePort(), await freePort(), await freePort()]
  const url = `http://${host}:${port}`
  const shared = {
    ...process.env,
    NODE_ENV: 'production',
    PUBLIC_URL: url,
    ASSAY_DATA: folder,
    ASSAY_MASTER_KEY: randomBytes(32).toString('base64'),
    SMTP_URL: `smtp://127.0.0.1:${(mail.server.address() as AddressInfo).port}`,
    TRUSTED_PROXIES: '127.0.0.1',
    LOG_LEVEL: 'warn',
  }
  const servers = await Promise.all(
    ports.map((own) =>
      keepRunning({
        argv: ['start'],
        env: { ...shared, PORT: String(own) },
        ready: (line) => SETUP.test(line),
      }),
    ),
  )
  const proxy = await startRoundRobin(port, ports)
  return {
    url,
    setup: theOneAddress(servers.map(({ ready }) => ready)),
    letters,
    stop: async () => {
      await proxy.stop()
      await Promise.all(servers.map((server) => server.stop()))
      await new Promise<void>((resolve) => mail.close(resolve))
      await rm(folder, { recursive: true, force: true })
    },
  }
}

const SETUP = /http:\S+\/setup\?code=\S+/

/** The operator reads the lines of one process, whichever it is. */
function theOneAddress(lines: readonly string[]): string {
  const addresses = new Set(lines.map((line) => SETUP.exec(line)?.[0]))
  const [address] = addresses
  if (addresses.size !== 1 || address === undefined)
    throw new Error(`the processes told different addresses: ${lines.join('\n')}`)
  return address
}

/** The link of the newest letter that has one of this form, once it came. */
export function linkIn(letters: readonly string[], path: string): string | undefined {
  const link = new RegExp(`http://\\S+${path}\\S*`)
  return letters.map((letter) => link.exec(letter)?.[0]).findLast((found) => found !== undefined)
}

async function openMailServer(letters: string[]): Promise<SMTPServer> {
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onData: (stream, _session, done) => {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        letters.push(unfolded(Buffer.concat(chunks).toString('utf8')))
        done()
      })
    },
  })
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  return server
}

/** Quoted-printable text (RFC 2045, 6.7) as far as addresses need it: soft line breaks and the equals sign. */
const unfolded = (text: string): string => text.replace(/=\r?\n/g, '').replace(/=3D/g, '=')
