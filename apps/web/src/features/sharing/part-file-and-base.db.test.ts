import { readBakedSvg, readPng } from '@assay/credentials'
import { inflate } from '@assay/node'
import { entryKinds } from '@assay/tlog'
import { describe, expect, it } from 'vitest'
import { inPublic } from '../../db/scopes.ts'
import { handOver } from '../credentials/commands/hand-over.ts'

import {
  app,
  bytesOf,
  commitmentOf,
  credential,
  entry,
  jsonOf,
  program,
  put,
  rowsOf,
  setUp,
  shareWithout,
  verdictOf,
  whole,
  wordsOf,
} from './shown-in-part.fixture.ts'

setUp()

describe('the file of a part', () => {
  it('is had by the holder in each form, is the same each time, verifies, and holds nothing of what is hidden', async () => {
    const words = wordsOf(await whole())
    const { bytes: json } = await bytesOf(
      `/credentials/${credential}/part.json?hide=name&hide=evidence`,
      program.learner,
    )
    expect((await verdictOf(json)).verdict).toBe('valid')
    for (const word of [...words.name, ...words.evidence]) expect(json.includes(word)).toBe(false)
    const path = `/api/v1/me/credentials/${credential}`
    const again = await bytesOf(`${path}/part.json?hide=evidence,name`, program.learner)
    expect(again.bytes.equals(json)).toBe(true)
    const [png] = readPng(
      (await bytesOf(`${path}/part.png?hide=evidence,name`, program.learner)).bytes,
      inflate,
    )
    const [svg] = readBakedSvg((await bytesOf(`${path}/part.svg?hide=evidence,name`, program.learner)).bytes)
    expect([png?.text, svg?.text]).toEqual([json.toString(), json.toString()])
    const wrong = await bytesOf(`${path}/part.json?hide=issuer`, program.learner)
    expect(wrong.status).toBe(422)
  })

  it('P8: is made for nobody but the holder, also where the badge is public', async () => {
    await shareWithout([], 'public')
    const stranger = await app.person('Stranger')
    for (const as of [program.manager, stranger, undefined])
      for (const name of ['part.json', 'part.png', 'part.svg']) {
        const page = await bytesOf(`/credentials/${credential}/${name}?hide=name`, as)
        const api = await bytesOf(`/api/v1/me/credentials/${credential}/${name}?hide=name`, as)
        expect([name, page.status, api.status]).toEqual([name, 404, as === undefined ? 401 : 404])
      }
    expect(await rowsOf('credential_form', `form = 'sd_base'`)).toEqual([])
    const change = await put(
      `/me/backpack/${entry}/sharing`,
      { visibility: 'public', hide: ['name'] },
      stranger,
    )
    expect(change.status).toBe(404)
    expect(await rowsOf('credential_form', `form = 'sd_base'`)).toEqual([])
  })
})

describe('the base that parts are derived from', () => {
  it('P8: goes along with a badge that was another person’s, and what its former holder hid does not', async () => {
    await shareWithout(['name'])
    const other = await app.person('Other')
    await app.inOrg(program.organization, program.manager, (scope) => handOver(scope, credential, other.id))
    const [row] = await app.asOwner(`SELECT * FROM assay.backpack_entry WHERE id = '${entry}'`)
    expect(row).toMatchObject({
      hidden: [],
      part_sealed: null,
      part_data_key_id: null,
      visibility: 'private',
    })
    const path = `/api/v1/me/credentials/${credential}/part.json?hide=name`
    expect((await bytesOf(path, program.learner)).status).toBe(404)
    const { status, bytes } = await bytesOf(path, other)
    expect([status, (await verdictOf(bytes)).verdict]).toEqual([200, 'valid'])
  })

  it('is made once, however many ask at the same time, with one row for the log and one event', async () => {
    const path = `/api/v1/me/credentials/${credential}/part.json?hide=name`
    const all = await Promise.all(Array.from({ length: 5 }, () => bytesOf(path, program.learner)))
    for (const { status, bytes } of all)
      expect([status, bytes.equals(all[0]?.bytes ?? bytes)]).toEqual([200, true])
    const [base] = await rowsOf('credential_form', `form = 'sd_base'`)
    const logged = await rowsOf('log_row', `kind = ${entryKinds['form-added']}`)
    const events = await app.asOwner(
      `SELECT data FROM assay.audit_event WHERE action = 'credential.form_added' AND record_id = '${credential}'`,
    )
    const digest = Buffer.from(base?.digest as Uint8Array).toString('hex')
    expect(logged).toHaveLength(1)
    expect(events.map(({ data }) => data)).toEqual([
      expect.objectContaining({ form: 'sd_base', digest }) as unknown,
    ])
    const commitments = logged.map(({ commitment }) => (commitment as Buffer).toString('hex'))
    expect(commitments).toEqual([await commitmentOf(Buffer.from(digest, 'hex'))])
  })

  it('P8: row-level security keeps it from the public, and the whole as soon as something is hidden', async () => {
    const seen = async () =>
      inPublic(app.deps, async ({ db }) => {
        const rows = await db
          .selectFrom('credentialForm')
          .select('form')
          .where('credentialId', '=', credential)
          .execute()
        return rows.map(({ form }) => form)
      })
    await shareWithout(['name'], 'public')
    expect(await rowsOf('credential_form', 'true')).toHaveLength(2)
    expect(await seen()).toEqual([])
    await shareWithout([], 'public')
    expect(await seen()).toEqual(['data_integrity'])
  })

  it('is signed by the issuer’s own key for it, and stays valid when that is replaced', async () => {
    const query = await shareWithout(['name'])
    const { bytes } = await bytesOf(`/credentials/${credential}/credential.json${query}`)
    expect(await jsonOf(`/credentials/${credential}/credential.json${query}`)).toMatchObject({
      proof: { verificationMethod: 'http://127.0.0.1:8421/issuers/harbor#p256-1' },
    })
    const rotated = await app.fetch('/api/v1/organizations/harbor/issuer/keys', {
      ...{ as: program.manager, method: 'POST', headers: { 'content-type': 'application/json' } },
      body: JSON.stringify({ purpose: 'credential_p256' }),
    })
    expect(rotated.status).toBe(201)
    expect((await verdictOf(bytes)).verdict).toBe('valid')
  })

  it('P5: what is shown of a badge is gone with its holder’s key', async () => {
    const query = await shareWithout(['name'])
    await app.asOwner(`UPDATE assay.data_key SET wrapped = NULL, destroyed_at = now() WHERE id IN
      (SELECT part_data_key_id FROM assay.backpack_entry WHERE id = '${entry}')`)
    expect((await bytesOf(`/credentials/${credential}/credential.json${query}`)).status).toBe(410)
  })
})
