import type { JsonObject } from '@assay/core'
import { bakePng, createCanonicalize, createProof } from '@assay/credentials'
import { testSigner } from '@assay/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { issuedTo, makeProgram, type Program, share } from '../../../test/awards.ts'
import { DOT_PNG, foreignBadge } from '../../../test/foreign-badge.ts'
import { createTestApp, type TestApp } from '../../../test/test-app.ts'
import { changeStatus } from '../credentials/commands/change-status.ts'

let app: TestApp
let program: Program

beforeAll(async () => {
  app = await createTestApp()
  program = await makeProgram(app, 'harbor')
})
afterAll(() => app.close())

interface Given {
  readonly text?: string
  readonly file?: File
  readonly recipient?: string
}

async function ask({ text = '', file, recipient = '' }: Given, language = 'en') {
  const form = new FormData()
  form.set('text', text)
  form.set('recipient', recipient)
  form.set('file', file ?? new File([], ''))
  const response = await app.fetch('/verify', {
    method: 'POST',
    body: form,
    headers: { 'accept-language': language },
  })
  return { status: response.status, html: await response.text() }
}

/** The heading as a reader sees it. */
const headingOf = (html: string) =>
  (/<h1[^>]*>(.*?)<\/h1>/s.exec(html)?.[1] ?? '').replace(/<[^>]*>/g, '').replace(/&#x27;/g, '’')

const fileOf = (bytes: Uint8Array | string, name: string) => new File([Buffer.from(bytes)], name)
const publicJson = async (credentialId: string) =>
  (await app.fetch(`/credentials/${credentialId}`, { headers: { accept: 'application/json' } })).text()

describe('/verify', () => {
  it('says first what the verdict is, who issued and when, of a badge that was issued here', async () => {
    const credentialId = await issuedTo(app, program, program.learner)
    const text = await publicJson(credentialId)
    const png = await app.fetch(`/credentials/${credentialId}/badge.png`)
    const answers = await Promise.all([
      ask({ text }),
      ask({ text: `${app.deps.config.publicUrl}/credentials/${credentialId}` }),
      ask({ file: fileOf(Buffer.from(await png.arrayBuffer()), 'badge.png') }),
    ])
    for (const { status, html } of answers) {
      expect([status, headingOf(html)]).toEqual([
        200,
        'Valid. Issued by Organization harbor (127.0.0.1:8421) on 3 May 2026, checked just now.',
      ])
      expect(html).toContain('Neither revoked nor suspended')
    }
  })

  it('needs no script and sends none', async () => {
    const pages = ['/verify', '/verify/how'].map(async (path) => (await app.fetch(path)).text())
    const { html } = await ask({ text: '{}' })
    for (const page of [...(await Promise.all(pages)), html]) expect(page).not.toMatch(/<script|onclick=/i)
  })

  it('finds a changed badge out and says what to do', async () => {
    const text = (await publicJson(await issuedTo(app, program, program.learner))).replace('Reefer', 'Tanker')
    const { status, html } = await ask({ text })
    expect([status, headingOf(html)]).toEqual([
      200,
      'Not valid. The signature does not belong to this content: it was changed, or another key signed it.',
    ])
    expect(html).toContain('Ask the holder for the original file')
    expect(html).toContain('Assay could establish nothing')
  })

  it('knows a badge as revoked as soon as it was', async () => {
    const credentialId = await issuedTo(app, program, program.learner)
    await app.inOrg(program.organization, program.manager, (scope) =>
      changeStatus(scope, credentialId, 'revoke', 'Awarded by mistake'),
    )
    await app.runJobs()
    const { html } = await ask({ text: await publicJson(credentialId) })
    expect(headingOf(html)).toBe('Not valid. The issuer has revoked this credential.')
  })

  it('speaks Spanish to those who read it', async () => {
    const { html } = await ask({ text: JSON.stringify(await foreignBadge()) }, 'es')
    expect(headingOf(html)).toMatch(
      /^Válida\. Emitida por did:key:z6Mk.* el 2 de mayo de 2026, comprobada ahora mismo\.$/,
    )
    expect(html).toContain('Ningún registro consultado responde por el emisor.')
  })

  it('tells whether the badge was issued to the address that was given', async () => {
    const text = JSON.stringify(await foreignBadge({ address: 'ana@example.org' }))
    expect((await ask({ text, recipient: 'ana@example.org' })).html).toContain('The address you gave')
    expect(headingOf((await ask({ text, recipient: 'boris@example.org' })).html)).toBe(
      'Not valid. The credential is about somebody else.',
    )
  })

  it('calls what it could not find out neither valid nor invalid', async () => {
    const { html } = await ask({ text: 'https://127.0.0.1/badge.json' })
    expect(headingOf(html)).toBe('Could not be checked. The content could not be fetched.')
  })
})

describe('/verify with bad input', () => {
  const cases: [string, () => Given, number, string][] = [
    ['nothing', () => ({}), 422, 'Choose a file, or paste a link'],
    ['spaces', () => ({ text: ' \n ' }), 422, 'Choose a file, or paste a link'],
    ['a page', () => ({ text: '<!doctype html><p>badge</p>' }), 422, 'neither JSON, nor an image'],
    ['JSON that is no credential', () => ({ text: '{"a":1}' }), 422, 'The JSON is not a credential.'],
    [
      'JSON that is deeper than any badge',
      () => ({ text: `${'['.repeat(9999)}${']'.repeat(9999)}` }),
      422,
      'not well-formed JSON',
    ],
    [
      'UTF-16',
      () => ({ file: fileOf(Buffer.from('\ufeff{"id":"x"}', 'utf16le'), 'x.json') }),
      422,
      'neither JSON',
    ],
    ['an image without a badge', () => ({ file: fileOf(DOT_PNG, 'dot.png') }), 422, 'holds no badge'],
    [
      'an image that is cut off',
      () => ({ file: fileOf(DOT_PNG.subarray(0, 40), 'dot.png') }),
      422,
      'damaged',
    ],
    ['a text and a file', () => ({ text: '{}', file: fileOf('{}', 'x.json') }), 422, 'more than one badge'],
    [
      'a text of 2 MB',
      () => ({ text: `{"a":"${'x'.repeat(2_000_000)}"}` }),
      413,
      'larger than a badge can be',
    ],
    [
      'a file of 20 MB',
      () => ({ file: fileOf(Buffer.alloc(20_000_000), 'x.png') }),
      413,
      'larger than allowed',
    ],
  ]
  it.each(cases)('answers %s with a clear message', async (_, given, status, words) => {
    const answer = await ask(given())
    expect(answer.status).toBe(status)
    expect(answer.html).toContain(words)
  })

  it('F3 refuses an image with two badges', async () => {
    const once = bakePng(DOT_PNG, '{"a":1}')
    const header = once.subarray(0, 33)
    const chunk = once.subarray(33, 33 + 12 + new DataView(once.buffer, once.byteOffset).getUint32(33))
    const twice = Buffer.concat([header, chunk, once.subarray(33)])
    const { status, html } = await ask({ file: fileOf(twice, 'two.png') })
    expect([status, html.includes('two badges')]).toEqual([422, true])
  })

  it('keeps what was typed when it cannot go on', async () => {
    const { html } = await ask({
      text: 'two things',
      recipient: 'ana@example.org',
      file: fileOf('{}', 'x.json'),
    })
    expect(html).toMatch(/<textarea[^>]*>two things<\/textarea>/)
    expect(html).toContain('value="ana@example.org"')
  })

  it('shows markup from a badge as text', async () => {
    const { html } = await ask({
      text: JSON.stringify(await foreignBadge({ name: '<img src=x onerror=alert(1)>' })),
    })
    expect(html).not.toContain('<img src=x')
    expect(html).toContain('&lt;img src=x')
  })
})

describe('an issuer that imitates another', () => {
  it('T11 is shown by its own identity, never by the name that it claims', async () => {
    const looks = [
      'Organization harbor',
      'Оrganization harbоr',
      'Organization harbor\u202e',
      '127.0.0.1:8421',
    ]
    for (const issuerName of looks)
      for (let number = 0; number < 5; number += 1) {
        const signer = testSigner(`imitator ${issuerName} ${number}`)
        const { html } = await ask({ text: JSON.stringify(await foreignBadge({ signer, issuerName })) })
        expect(headingOf(html)).toMatch(
          /^Valid\. Issued by did:key:z6Mk\S+ on 2 May 2026, checked just now\.$/,
        )
        const [before = '', claim = ''] = html.split('class="claim"')
        expect(before).not.toMatch(/rganization harb/)
        expect(claim).toMatch(/rganization harb|127\.0\.0\.1/)
        expect(html).not.toContain('\u202e')
      }
  })

  it('T11 T12 fails when it uses the id of the other with its own key', async () => {
    const credential = JSON.parse(
      await publicJson(await issuedTo(app, program, program.learner)),
    ) as JsonObject
    const { proof: _, ...unsigned } = credential
    const forged = await createProof({
      document: unsigned,
      verificationMethod: `${app.deps.config.publicUrl}/issuers/harbor#key-1`,
      created: Date.parse('2026-05-03T10:00:00Z'),
      signer: testSigner('imitator'),
      canonicalize: createCanonicalize({ crypto: app.deps.crypto }),
      crypto: app.deps.crypto,
    })
    expect(headingOf((await ask({ text: JSON.stringify(forged) })).html)).toMatch(
      /^Not valid\. The signature/,
    )
  })
})

describe('/verify/credentials/:id', () => {
  it('verifies a shared credential on request and tells nothing of a private one', async () => {
    const credentialId = await issuedTo(app, program, program.learner, { shared: false })
    const path = `/verify/credentials/${credentialId}`
    const hidden = await app.fetch(path)
    expect(hidden.status).toBe(404)
    expect(await hidden.text()).not.toContain('Reefer')
    await share(app, credentialId, program.learner)
    const shown = await app.fetch(path)
    expect([shown.status, shown.headers.get('x-robots-tag')]).toEqual([200, 'noindex'])
    expect(headingOf(await shown.text())).toMatch(/^Valid\. Issued by Organization harbor/)
  })
})

describe('the report for programs', () => {
  it('is the one that the API gives', async () => {
    const text = JSON.stringify(await foreignBadge())
    const { html } = await ask({ text })
    const link = /href="data:application\/json;charset=utf-8,([^"]+)"/.exec(html)?.[1] ?? ''
    const api = await app.fetch('/api/v1/verify', {
      method: 'POST',
      headers: { 'content-type': 'application/vc+ld+json' },
      body: text,
    })
    expect(JSON.parse(decodeURIComponent(link))).toEqual({
      ...((await api.json()) as object),
      source: 'text',
    })
  })
})
