import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mastodonServer } from './mastodon.ts'
import { mastodonLink, SHARE_LINKS } from './share-links.ts'
import { signatureHtml, signatureText } from './signature.ts'

const told = {
  title: 'Crane & <hook> + "load"',
  url: 'https://badges.example.org/credentials/1?key=a-b_c&x=1',
}

const anything = fc.string({ unit: 'binary' })
const typedName = fc
  .tuple(fc.constantFrom('https://', '@me@', ''), fc.stringMatching(/^[a-z0-9.:@/_-]{1,40}$/))
  .map((parts) => parts.join(''))

describe('the server of a Mastodon account', () => {
  it.each([
    ['mastodon.social', 'mastodon.social'],
    [' https://Mastodon.social/@me ', 'mastodon.social'],
    ['@me@social.example.org', 'social.example.org'],
    ['me@social.example.org', 'social.example.org'],
    ['bücher.example', 'xn--bcher-kva.example'],
  ])('is understood as it is typed: %s', (typed, server) => {
    expect(mastodonServer(typed)).toBe(server)
  })

  it.each([
    '',
    'localhost',
    'http://mastodon.social',
    '127.0.0.1',
    '0x7f.1',
    '[::1]',
    'https://[::1]/',
    'mastodon.social:8080',
    'https://me:secret@mastodon.social',
    'https://evil.example@mastodon.social',
    'javascript:alert(1)',
    '//mastodon.social',
    'mastodon..social',
    '-x.social',
    'a b.social',
    `${'a'.repeat(64)}.social`,
  ])('is nothing else: %s', (typed) => {
    expect(mastodonServer(typed)).toBeUndefined()
  })

  it('is a host name and nothing more, whatever is typed', () => {
    fc.assert(
      fc.property(fc.oneof(anything, typedName), (typed) => {
        const server = mastodonServer(typed)
        if (server === undefined) return
        const { host, protocol, pathname } = new URL(mastodonLink(server, told))
        expect([protocol, host, pathname]).toEqual(['https:', server, '/share'])
      }),
    )
  })
})

describe('links to other services', () => {
  it('carry title and address whole, whatever stands in them', () => {
    const query = (link: string) => Object.fromEntries(new URL(link).searchParams)
    expect(query(SHARE_LINKS.facebook(told))).toEqual({ u: told.url })
    expect(query(SHARE_LINKS.linkedin(told))).toEqual({ url: told.url })
    expect(query(SHARE_LINKS.x(told))).toEqual({ text: told.title, url: told.url })
    expect(query(mastodonLink('mastodon.social', told))).toEqual({ text: `${told.title} ${told.url}` })
  })

  it('of a letter hold no line end that a title brought', () => {
    const link = SHARE_LINKS.email({ ...told, title: 'A\r\nBcc: x@example.org' })
    const subject = new URLSearchParams(link.split('?')[1]).get('subject')
    expect(subject).toBe('A Bcc: x@example.org')
    expect(link).not.toContain('+')
  })
})

describe('an e-mail signature', () => {
  it('has nothing but its own markup, and no class, style sheet or script', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (title, line) => {
        const picture = { src: 'https://badges.example.org/a.png', width: 96, height: 96, alt: title }
        const html = signatureHtml({ title, line, url: told.url, see: 'See', picture })
        const tags = [...html.matchAll(/<\/?([a-z]+)/g)].map(([, name]) => name)
        expect(new Set(tags)).toEqual(new Set(['table', 'tr', 'td', 'a', 'img', 'b', 'br']))
        expect(html.match(/[<>]/g)).toHaveLength(2 * tags.length)
        expect(html).not.toMatch(/<[^>]* (class|on\w+)=/)
      }),
    )
  })

  it('says the same without looks', () => {
    const text = signatureText({ title: 'Crane', line: 'Issued by Harbor', url: told.url, see: 'See it' })
    expect(text).toBe(`Crane\nIssued by Harbor\nSee it: ${told.url}`)
  })
})
