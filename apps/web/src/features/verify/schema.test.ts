import type { Report } from '@assay/verifier'
import { describe, expect, it } from 'vitest'
import { cleanText, mixesScripts, reportDocument, viewReport } from './schema/report-view.ts'
import { reportSchema } from './schema.ts'

const context = { source: 'text', checkedAt: new Date(0), origin: 'https://badges.example' }

function reportOf(established: object, claimed: object = {}): Report {
  return { format: 'ob3-json', verdict: 'valid', checks: [], credential: { established, claimed } } as Report
}

const issuerOf = (issuerId: string, issuerName: string) =>
  viewReport(
    reportOf({
      issuerId,
      issuerName,
      ...(URL.canParse(issuerId) ? { issuerHost: new URL(issuerId).host } : {}),
    }),
    context,
  ).issuer

describe('the issuer of a report', () => {
  it('T11 is named by its host in ASCII, however its address is spelled', () => {
    expect(issuerOf('https://hаrbor.example/issuer', 'Harbor')).toMatchObject({
      identity: expect.stringMatching(/^xn--[a-z0-9-]+\.example$/),
      id: expect.stringMatching(/^https:\/\/xn--[a-z0-9-]+\.example\/issuer$/),
    })
  })

  it.each(['Hаrbor Logistics', 'Harbοr', '\u202e\u200f'])('T11 loses a name such as %j', (name) => {
    expect(issuerOf('https://harbor.example', name)?.name).toBeUndefined()
  })

  it.each(['Harbor Logistics', 'Порт', 'Λιμάνι', '港口 Port'])(
    'keeps a name of one script such as %s',
    (name) => {
      expect(issuerOf('https://harbor.example', name)?.name).toBe(name)
    },
  )

  it('is absent where nothing was established, whatever the badge claims', () => {
    expect(viewReport(reportOf({}, { issuerName: 'Harbor' }), context).issuer).toBeUndefined()
  })
})

describe('pictures', () => {
  it('are shown as fact only from the established issuer’s own place on this server', () => {
    const own = 'https://badges.example/issuers/harbor'
    const artOf = (issuerId: string, achievementImage: string) =>
      viewReport(reportOf({ issuerId }, { achievementImage }), context).art
    expect(artOf(own, `${own}/badges/1/2026.png`)).toBe('/issuers/harbor/badges/1/2026.png')
    expect(artOf('https://evil.example', `${own}/badges/1/2026.png`)).toBeUndefined()
    expect(artOf(own, `${own}/badges/../../x?y`)).toBeUndefined()
    expect(viewReport(reportOf({}, { achievementImage: `${own}/badges/1.png` }), context).art).toBeUndefined()
  })

  it('are shown as a claim only where the badge carries them in itself', () => {
    const imageOf = (achievementImage: string) =>
      viewReport(reportOf({}, { achievementImage }), context).image
    expect(imageOf('data:image/png;base64,AAAA')).toBe('data:image/png;base64,AAAA')
    expect(imageOf('https://evil.example/pixel.png')).toBeUndefined()
    expect(imageOf('data:text/html;base64,AAAA')).toBeUndefined()
  })
})

describe('cleanText', () => {
  it('takes out what turns text around and keeps every letter', () => {
    expect(cleanText('a\u202eb\u0000c\u2066d\né👩‍🏫')).toBe('abcd\né👩‍🏫')
  })
})

describe('mixesScripts', () => {
  it('knows letters that look alike', () => {
    expect([mixesScripts('Harbor'), mixesScripts('Hаrbor')]).toEqual([false, true])
  })
})

describe('a presentation', () => {
  const presented = (established: object) =>
    viewReport(
      {
        format: 'vp-json',
        verdict: 'valid',
        checks: [],
        presentation: { established, claimed: { holderId: 'https://ana.example/' } },
        credentials: [{ pointer: '/verifiableCredential/0', report: reportOf({}, { name: 'Forklift' }) }],
      } as Report,
      context,
    )

  it('names who presents it only where a signature shows that', () => {
    expect(presented({ holderId: 'https://аna.example/' }).presentation).toEqual({
      holder: expect.stringMatching(/^https:\/\/xn--[a-z0-9-]+\.example\/$/),
      credentials: 1,
    })
    expect(presented({}).presentation).toEqual({ holder: undefined, credentials: 1 })
    expect(viewReport(reportOf({}), context).presentation).toBeUndefined()
  })

  it('lists what is inside like a record does', () => {
    expect(presented({}).nested).toMatchObject([
      { pointer: '/verifiableCredential/0', level: 1, sameSubject: undefined, claims: { name: 'Forklift' } },
    ])
  })

  it('gives programs the same, without a word about the subject where nobody signed', () => {
    const report = {
      format: 'vp-json',
      verdict: 'valid',
      checks: [],
      presentation: { established: {}, claimed: {} },
      credentials: [{ pointer: '/verifiableCredential/0', report: reportOf({}) }],
    } as Report
    const document = reportDocument(report, { source: 'text', checkedAt: new Date(0) })
    expect(reportSchema.safeParse(document).success).toBe(true)
    expect(document.presentation).toEqual({ established: {}, claimed: {} })
    expect(document.credentials?.[0]).not.toHaveProperty('sameSubject')
  })
})
