import type { JsonObject } from '@assay/core'
import { readBakedSvg, readPng } from '@assay/credentials'
import { inflate } from '@assay/node'
import { describe, expect, it } from 'vitest'
import { issuedTo } from '../../../test/awards.ts'
import { foreignBadge } from '../../../test/foreign-badge.ts'

import {
  ALL,
  addressesOf,
  app,
  bytesOf,
  collectionWith,
  credential,
  entry,
  entryOf,
  failedOf,
  inflatedOf,
  jsonOf,
  program,
  put,
  type Shared,
  setUp,
  shareWithout,
  verdictOf,
  whole,
  wordsOf,
} from './shown-in-part.fixture.ts'

setUp()

describe('a badge that is shared without some of its fields', () => {
  it('verifies for strangers, and says what else it said', async () => {
    const query = await shareWithout(['name', 'evidence'])
    const { bytes } = await bytesOf(`/credentials/${credential}/credential.json${query}`)
    const report = await verdictOf(bytes)
    expect(failedOf(report)).toEqual([])
    expect([report.verdict, report.format]).toEqual(['valid', 'ob3-json'])
    const part = await jsonOf(`/credentials/${credential}/credential.json${query}`)
    const { evidence: _, proof: __, credentialSubject: all, ...rest } = await whole()
    const { proof, credentialSubject: shown, ...told } = part
    expect(told).toEqual(rest)
    expect(proof).toMatchObject({ cryptosuite: 'ecdsa-sd-2023' })
    const { identifier, ...subject } = all as JsonObject
    expect(shown).toEqual({ ...subject, identifier: (identifier as readonly JsonObject[]).slice(1) })
  })

  it('leaves out each group by itself and all of them together, and stays valid', async () => {
    const words = wordsOf(await whole())
    for (const hide of [...Object.keys(words).map((group) => [group]), [...ALL]]) {
      const query = await shareWithout(hide)
      const { bytes } = await bytesOf(`/credentials/${credential}/credential.json${query}`)
      for (const [group, texts] of Object.entries(words)) {
        const hidden = hide.includes(group) || (group === 'evidence_words' && hide.includes('evidence'))
        if (group === 'evidence' && hide.includes('evidence_words')) continue
        for (const text of texts) expect([hide, text, bytes.includes(text)]).toEqual([hide, text, !hidden])
      }
      expect([hide, (await verdictOf(bytes)).verdict]).toEqual([hide, 'valid'])
    }
  }, 120_000)

  it('P8: what is hidden stands in no answer of the link or of a collection, in whichever form', async () => {
    const words = Object.values(wordsOf(await whole())).flat()
    const key = await shareWithout([...ALL])
    for (const query of [key, await collectionWith(entry)]) {
      for (const path of addressesOf(query)) {
        const { status, bytes } = await bytesOf(path)
        expect([path, status]).toEqual([path, 200])
        const held = Buffer.concat([bytes, ...inflatedOf(bytes)])
        for (const word of words) expect([path, word, held.includes(word)]).toEqual([path, word, false])
      }
    }
  }, 120_000)

  it('P8: neither frames, previews nor programs that embed it are told what is hidden', async () => {
    await shareWithout(['name'], 'public')
    const page = `http://127.0.0.1:8421/credentials/${credential}`
    for (const path of [
      `/embed/credentials/${credential}`,
      `/oembed?${new URLSearchParams({ url: page })}`,
    ]) {
      const { status, bytes } = await bytesOf(path)
      expect([path, status, bytes.includes(program.learner.name)]).toEqual([path, 200, false])
      expect(bytes.includes('Reefer Cargo Handling')).toBe(true)
    }
  })

  it('is the same bytes for whoever comes, in its pictures and its certificate too, until the choice changes', async () => {
    const query = await shareWithout(['name', 'results'])
    const { bytes: json } = await bytesOf(`/credentials/${credential}/credential.json${query}`)
    const renewed = await put(`/me/backpack/${entry}/sharing`, { visibility: 'link', renew: true })
    const other = new URL(((await renewed.json()) as Shared).url).search
    expect(other).not.toBe(query)
    expect((await bytesOf(`/credentials/${credential}/credential.json${other}`)).bytes.equals(json)).toBe(
      true,
    )
    const [png] = readPng((await bytesOf(`/credentials/${credential}/badge.png${other}`)).bytes, inflate)
    const [svg] = readBakedSvg((await bytesOf(`/credentials/${credential}/badge.svg${other}`)).bytes)
    expect([png?.text, svg?.text]).toEqual([json.toString(), json.toString()])
    const pdf = (await bytesOf(`/credentials/${credential}/certificate.pdf${other}`)).bytes
    expect(inflatedOf(pdf).filter((part) => part.includes('"@context"'))).toEqual([json])
    const next = await shareWithout(['name'])
    expect((await bytesOf(`/credentials/${credential}/credential.json${next}`)).bytes.equals(json)).toBe(
      false,
    )
  })

  it('is shown whole again once nothing is hidden, and its holder always sees the whole', async () => {
    const query = await shareWithout(['name'])
    expect(await whole()).toMatchObject({ proof: { cryptosuite: 'eddsa-rdfc-2022' } })
    expect(await jsonOf(`/credentials/${credential}/credential.json${query}`)).not.toEqual(await whole())
    await shareWithout([])
    expect(await jsonOf(`/credentials/${credential}/credential.json${query}`)).toEqual(await whole())
  })

  it('stays as it was chosen while only who sees it changes', async () => {
    await shareWithout(['evidence'])
    for (const visibility of ['private', 'public', 'link']) {
      const response = await put(`/me/backpack/${entry}/sharing`, { visibility })
      expect((await response.json()) as Shared).toMatchObject({ visibility, hidden: ['evidence'] })
    }
  })

  it('has no token, and says why', async () => {
    const query = await shareWithout(['address'])
    const { status, bytes } = await bytesOf(`/credentials/${credential}/credential.jwt${query}`)
    expect([status, bytes.includes('the token would show all of it')]).toEqual([409, true])
    const page = (await bytesOf(`/credentials/${credential}${query}`)).bytes.toString()
    expect(page).not.toContain('credential.jwt')
    expect(page).toContain('A signed token is always of the whole badge')
    expect((await bytesOf(`/credentials/${credential}/credential.jwt`, program.learner)).status).toBe(200)
  })

  it('tells on its page what is not shown, and of the log only that the entry is of the whole', async () => {
    const query = await shareWithout(['name', 'results', 'assessment', 'evidence'])
    const page = (await bytesOf(`/credentials/${credential}${query}`)).bytes.toString()
    for (const words of ['Name of the holder', 'Levels reached', 'How it was assessed', 'Evidence'])
      expect(page).toContain(`<span>${words}</span></li>`)
    expect(page).toContain('Not shown by the holder')
    expect(page).toContain('The holder does not show which levels were reached.')
    expect(page).not.toContain('Awarded directly, for the reason above')
    expect(page).toContain('Its entry cannot be shown for a part of it.')
    const own = (await bytesOf(`/credentials/${credential}`, program.learner)).bytes.toString()
    expect(own).toContain('Others do not get the following.')
  })

  it('is suspended, revoked and ended as any other', async () => {
    const query = await shareWithout(['name'])
    const verdict = async () => {
      const { bytes } = await bytesOf(`/credentials/${credential}/credential.json${query}`)
      const report = await verdictOf(bytes)
      return [report.verdict, ...failedOf(report)]
    }
    expect(await verdict()).toEqual(['valid'])
    const before = app.clock.now
    app.clock.now = new Date('2027-03-02T00:00:00Z')
    await app.runJobs()
    expect(await verdict()).toEqual(['invalid', 'dates-expired'])
    app.clock.now = before
    await app.fetch(`/api/v1/organizations/harbor/credentials/${credential}/revoke`, {
      ...{ as: program.manager, method: 'POST', headers: { 'content-type': 'application/json' } },
      body: JSON.stringify({ reason: 'Found to be wrong' }),
    })
    await app.runJobs()
    expect(await verdict()).toEqual(['invalid', 'status-revoked'])
    expect((await bytesOf(`/credentials/${credential}${query}`)).bytes.toString()).toContain('Revoked on')
    await put(`/me/backpack/${entry}/sharing`, { visibility: 'private' })
    for (const path of addressesOf(query)) expect([path, (await bytesOf(path)).status]).toEqual([path, 404])
  })

  it('refuses to hide what a verifier must see, what the badge has nothing of, and anything of a badge from elsewhere', async () => {
    for (const hide of [['issuer'], ['credentialStatus'], 'name', ['name', 'constructor']])
      expect((await put(`/me/backpack/${entry}/sharing`, { visibility: 'link', hide })).status).toBe(422)
    const plain = await issuedTo(app, program, program.learner, { shared: false })
    const none = await put(`/me/backpack/${await entryOf(plain)}/sharing`, {
      visibility: 'link',
      hide: ['evidence'],
    })
    expect([none.status, await none.text()]).toEqual([422, expect.stringContaining('not_in_badge')])
    const foreign = await app.fetch('/api/v1/me/backpack', {
      ...{ as: program.learner, method: 'POST', headers: { 'content-type': 'application/json' } },
      body: JSON.stringify({
        credential: await foreignBadge({ id: 'urn:x:1', name: 'Crane', address: program.learner.email }),
      }),
    })
    const brought = ((await foreign.json()) as { entry: { id: string } }).entry.id
    const refused = await put(`/me/backpack/${brought}/sharing`, { visibility: 'link', hide: ['name'] })
    expect([refused.status, await refused.text()]).toEqual([409, expect.stringContaining('from elsewhere')])
  })
})
