import { describe, expect, it } from 'vitest'
import { linkedInUrl } from './schema/linked-in.ts'
import { normaliseId } from './schema.ts'

describe('normaliseId', () => {
  it.each([
    ['https://a.example/1', 'https://a.example/1'],
    [' https://a.example/%31\n', 'https://a.example/1'],
    ['https://a.example/%7Bx%7D%20', 'https://a.example/{x}'],
    [' urn:x:%zz ', 'urn:x:%zz'],
  ])('OH6 compares %j as %j', (id, normal) => {
    expect(normaliseId(id)).toBe(normal)
  })
})

describe('linkedInUrl', () => {
  it('fills in every field of the form', () => {
    const url = new URL(
      linkedInUrl({
        name: 'Reefer & more',
        issuerName: 'Harbor Logistics',
        validFrom: new Date('2026-05-03T10:00:00Z'),
        validUntil: new Date('2028-12-31T23:00:00Z'),
        url: 'https://badges.example/credentials/1?key=abc',
        credentialId: 'https://badges.example/credentials/1',
      }),
    )
    expect(url.origin + url.pathname).toBe('https://www.linkedin.com/profile/add')
    expect(Object.fromEntries(url.searchParams)).toEqual({
      startTask: 'CERTIFICATION_NAME',
      name: 'Reefer & more',
      organizationName: 'Harbor Logistics',
      issueYear: '2026',
      issueMonth: '5',
      expirationYear: '2028',
      expirationMonth: '12',
      certUrl: 'https://badges.example/credentials/1?key=abc',
      certId: 'https://badges.example/credentials/1',
    })
  })

  it('leaves out an end that there is none of', () => {
    const url = linkedInUrl({
      name: 'A',
      issuerName: 'B',
      validFrom: undefined,
      validUntil: undefined,
      url: 'https://a.example',
      credentialId: 'urn:a',
    })
    expect(url).not.toMatch(/issue|expiration/)
  })
})
