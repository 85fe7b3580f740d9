import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { SMTPServer } from 'smtp-server'

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
 * `npm start` with an empty data folder: production, on a database that it makes itself. `host` is how it is reached: browsers make
 * passkeys for a name and for no number.
 */
export async function startFresh(host: '127.0.0.1' | 'localhost' = '127.0.0.1'): Promise<FreshInstance> {
  const folder = await mkdtemp(join(tmpdir(), 'assay-fresh-'))
  const letters: string[] = []
  const mail = await openMailServer(letters)
  const port = await freePort()
  const url = `http://${host}:${port}`
  const child = spawn(process.execPath, [join(import.meta.dirname, '../../bin/assay-web.mjs'), 'start'], {
    stdio: ['ignore', 'inherit', 'pipe'],
    env: {
      ...process.env,
      NODE_ENV: 'production',
      PUBLIC_URL: url,
      PORT: String(port),
      ASSAY_DATA: folder,
      ASSAY_MASTER_KEY: randomBytes(32).toString('base64'),
      SMTP_URL: `smtp://127.0.0.1:${(mail.server.address() as AddressInfo).port}`,
      LOG_LEVEL: 'warn',
    },
  })
  const setup = await setupAddress(child)
  await answering(url)
  return {
    url,
    setup,
    letters,
    stop: async () => {
      child.kill('SIGTERM')
      await once(child, 'exit')
      await new Promise<void>((resolve) => mail.close(resolve))
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** The address is printed a moment before the server listens. */
async function answering(url: string): Promise<void> {
  const until = Date.now() + 20_000
  for (;;) {
    try {
      await fetch(url)
      return
    } catch (error) {
      if (Date.now() > until) throw error
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
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

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

async function setupAddress(child: ChildProcess): Promise<string> {
  if (child.stderr === null) throw new Error('the server has no error output')
  const lines: string[] = []
  for await (const line of createInterface({ input: child.stderr })) {
    lines.push(line)
    const [address] = /http:\S+\/setup\?code=\S+/.exec(line) ?? []
    if (address !== undefined) {
      child.stderr.resume()
      return address
    }
  }
  throw new Error(`the server ended before it told how to set it up: ${lines.join('\n')}`)
}
