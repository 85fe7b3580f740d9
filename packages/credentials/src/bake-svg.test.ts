import { decodeUtf8, encodeUtf8 } from '@assay/core'
import { fastestOf } from '@assay/testkit'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bakeSvg, readBakedSvg } from './bake-svg.ts'
import { CredentialError } from './errors.ts'

const refused = (code: string) => expect.objectContaining({ code })
const art = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>'
const bake = (svg: string, text: string, format?: 'open-badges-2') =>
  decodeUtf8(bakeSvg(encodeUtf8(svg), text, format))
const read = (svg: string) => readBakedSvg(encodeUtf8(svg))
const json = '{"id":"urn:x:1","name":"A & B <c> ]]> \\u0000 é"}'
const jws = 'eyJhbGciOiJSUzI1NiJ9.e30.AAAA'
const root = (inside: string, more = '') =>
  `<svg xmlns="http://www.w3.org/2000/svg" xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0"${more}>${inside}</svg>`

describe('bakeSvg', () => {
  it('BK3 puts JSON as CDATA directly behind the svg tag, without verify', () => {
    expect(bake(art, '{"a":"]]>"}')).toBe(
      '<svg xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">' +
        '<openbadges:credential><![CDATA[{"a":"]]]]><![CDATA[>"}]]></openbadges:credential><path d="M0 0h9v9z"/></svg>',
    )
  })

  it('BK3 puts a token into verify, without content', () => {
    expect(bake(art, jws)).toContain(`viewBox="0 0 9 9"><openbadges:credential verify="${jws}"/><path`)
    expect(read(bake(art, jws))).toEqual([{ format: 'open-badges-3', text: jws }])
  })

  it('BK4 writes and reads Open Badges 2.0: a hosted one as JSON, an address in verify', () => {
    expect(bake(art, json, 'open-badges-2')).toContain('xmlns:openbadges="http://openbadges.org"')
    expect(read(bake(art, json, 'open-badges-2'))).toEqual([{ format: 'open-badges-2', text: json }])
    const address = 'https://example.org/assertion?a=1&b=2'
    expect(read(bake(art, address, 'open-badges-2'))).toEqual([{ format: 'open-badges-2', text: address }])
  })

  it('BK4 takes the JSON of a hosted badge that also gives its address, and the token of a signed one', () => {
    const hosted = (verify: string) =>
      read(
        `<svg xmlns="http://www.w3.org/2000/svg" xmlns:o="http://openbadges.org"><o:assertion verify="${verify}"><![CDATA[{"a":1}]]></o:assertion></svg>`,
      )
    expect(hosted('https://example.org/1')[0]?.text).toBe('{"a":1}')
    expect(hosted(jws)[0]?.text).toBe(jws)
  })

  it('gives back any JSON and replaces a badge that was there before', () => {
    fc.assert(
      fc.property(fc.json(), fc.json(), (first, second) => {
        const [one, two] = [first, second].map((text) => `{"x":${text.replace(/[\ufffe\uffff]/g, '')}}`)
        const baked = bake(art, one ?? '')
        expect(read(baked)).toEqual([{ format: 'open-badges-3', text: one }])
        expect(bake(baked, two ?? '')).toBe(bake(art, two ?? ''))
        expect(bake(baked, one ?? '')).toBe(baked)
      }),
      { numRuns: 60 },
    )
  })

  it('BK5 keeps every other byte of the drawing', () => {
    const odd = `\ufeff<?xml version="1.0" encoding="UTF-8"?>\r\n<!-- a -->\n<svg\n xmlns='http://www.w3.org/2000/svg' ><style>a{fill:url(#b)}</style>\t<g/>\n</svg>\n`
    const baked = bake(odd, json)
    const start = baked.indexOf('<openbadges:credential>')
    const end = baked.indexOf('</openbadges:credential>') + '</openbadges:credential>'.length
    const left = baked.slice(0, start) + baked.slice(end)
    expect(left.replace(' xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0"', '')).toBe(odd)
    expect(read(bake('<svg xmlns="http://www.w3.org/2000/svg" />', json))[0]?.text).toBe(json)
  })

  it('BK5 keeps a badge of the other version, and shows both', () => {
    const both = bake(bake(art, '{"v":2}', 'open-badges-2'), '{"v":3}')
    expect(read(both)).toEqual([
      { format: 'open-badges-3', text: '{"v":3}' },
      { format: 'open-badges-2', text: '{"v":2}' },
    ])
    expect(read(bake(both, '{"v":4}', 'open-badges-2')).map(({ text }) => text)).toEqual([
      '{"v":3}',
      '{"v":4}',
    ])
  })

  it('refuses texts that XML cannot carry', () => {
    for (const text of ['', ' ', '{"a":"\uffff"}', '{"a":"\ud800"}']) {
      expect(() => bake(art, text)).toThrow(refused('svg-text'))
    }
  })
})

describe('readBakedSvg', () => {
  it('BK5 refuses two badges of one kind, and badges that are given twice, empty or hold elements', () => {
    const one = '<openbadges:credential verify="a.b.c"/>'
    expect(() => read(root(one + one))).toThrow(refused('svg-two-badges'))
    const wrong = [
      '<openbadges:credential/>',
      '<openbadges:credential verify="a.b.c">{}</openbadges:credential>',
      '<openbadges:credential><g/></openbadges:credential>',
    ]
    for (const inside of wrong) expect(() => read(root(inside))).toThrow(refused('svg-malformed'))
  })

  it('goes by the namespace, not by the prefix, and looks only directly in the drawing', () => {
    expect(
      read(root('<x:credential xmlns:x="https://purl.imsglobal.org/ob/v3p0" verify="a.b.c"/>')),
    ).toHaveLength(1)
    expect(
      read(
        `<svg xmlns="http://www.w3.org/2000/svg" xmlns:openbadges="urn:other"><openbadges:credential verify="a.b.c"/></svg>`,
      ),
    ).toEqual([])
    expect(read(root('<g><openbadges:credential verify="a.b.c"/></g>'))).toEqual([])
  })

  it.each([
    ['a document type', `<!DOCTYPE svg>${art}`],
    ['an external entity', `<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>${root('&x;')}`],
    ['an unknown entity', root('<text>&nbsp;</text>')],
    ['a style sheet', `<?xml-stylesheet href="https://evil.example/a.css"?>${art}`],
    ['a script', root('<script>alert(1)</script>')],
    ['a script with a prefix', root('<s:script xmlns:s="http://www.w3.org/2000/svg"/>')],
    ['an event handler', root('<g onload="alert(1)"/>')],
    ['an event handler on the drawing', root('', ' onLoad="x()"')],
    ['foreignObject', root('<foreignObject/>')],
    ['an external picture', root('<image href="https://evil.example/a.png"/>')],
    [
      'an external reference by xlink',
      root('<use xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="//evil.example/#a"/>'),
    ],
    ['a javascript link', root('<a href=" javascript:alert(1)"/>')],
    ['a picture that is a drawing', root('<image href="data:image/svg+xml;base64,AAAA"/>')],
    ['a paint from outside', root('<path fill="url(https://evil.example/#p)"/>')],
    ['a style that imports', root('<style>@import "https://evil.example/a.css";</style>')],
    ['a style split by CDATA', root('<style>@imp<![CDATA[ort "a.css";]]></style>')],
    ['a style with an escape', root('<style>a{fill:u\\72l(//evil.example/#p)}</style>')],
    ['a page inside', root('<div xmlns="http://www.w3.org/1999/xhtml"/>')],
    ['a moved address', root('<g xml:base="https://evil.example/"/>')],
    [
      'an animated address',
      root('<a href="#x"><animate attributeName="href" to="javascript:alert(1)"/></a>'),
    ],
  ])('F1 BK6 refuses %s, for baking and for reading', (_, svg) => {
    expect(() => read(svg)).toThrow(refused('svg-unsafe'))
    expect(() => bake(svg, json)).toThrow(refused('svg-unsafe'))
  })

  it('accepts what ordinary drawings hold', () => {
    const ordinary = root(
      '<defs><linearGradient id="g"/></defs><a href="#g"/><path fill="url(#g)" style="stroke:url( \'#g\' )"/><image href="data:image/png;base64,AAAA"/><metadata>x &amp; y</metadata>',
      ' xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape" inkscape:version="1"',
    )
    expect(read(ordinary)).toEqual([])
  })

  it.each([
    '',
    'x',
    '<svg/>',
    '<svg xmlns="http://www.w3.org/2000/svg">',
    '<svg xmlns="http://www.w3.org/2000/svg"></g></svg>',
    '<svg xmlns="http://www.w3.org/2000/svg"/><svg xmlns="http://www.w3.org/2000/svg"/>',
    '<svg xmlns="http://www.w3.org/2000/svg"/>x',
    '<svg xmlns="http://www.w3.org/2000/svg" a="1" a="2"/>',
    '<svg xmlns="http://www.w3.org/2000/svg" a="<"/>',
    '<html xmlns="http://www.w3.org/2000/svg"/>',
    '<svg xmlns="http://www.w3.org/2000/svg"><![CDATA[</svg>',
    '<?xml version="1.0" encoding="UTF-16"?><svg xmlns="http://www.w3.org/2000/svg"/>',
  ])('refuses %j as damaged', (svg) => {
    expect(() => read(svg)).toThrow(refused('svg-malformed'))
  })

  it('F3 keeps the limits, and refuses within 50 ms', async () => {
    for (const svg of [
      root('<g/>'.repeat(10_000)),
      root('<g>'.repeat(64)),
      `${art}${' '.repeat(1_048_576)}`,
    ]) {
      const refuse = () => expect(() => read(svg)).toThrow(refused('svg-too-large'))
      expect(await fastestOf(5, refuse)).toBeLessThan(50)
    }
    expect(read(root('<g/>'.repeat(9_999)))).toEqual([])
    expect(() => bake(art, `{"a":"${'x'.repeat(1_048_500)}"}`)).toThrow(refused('svg-too-large'))
  })

  it('answers any bytes with badges or with an error of its own', () => {
    const bits = [
      '<',
      '>',
      '</',
      '/>',
      'svg',
      '<svg xmlns="http://www.w3.org/2000/svg">',
      '</svg>',
      '<![CDATA[',
      ']]>',
      '<!--',
      '-->',
      '&',
      '"',
      "'",
      '=',
      ' ',
      'openbadges:credential',
      'verify',
      '<g>',
      '</g>',
      '<?',
      'é',
      '\u0000',
    ]
    const texts = fc
      .array(fc.constantFrom(...bits), { maxLength: 30 })
      .map((parts) => encodeUtf8(`<svg xmlns="http://www.w3.org/2000/svg">${parts.join('')}</svg>`))
    fc.assert(
      fc.property(fc.oneof(texts, fc.uint8Array({ maxLength: 200 })), (bytes) => {
        for (const work of [() => readBakedSvg(bytes), () => bakeSvg(bytes, json)]) {
          try {
            work()
          } catch (error) {
            expect(error).toBeInstanceOf(CredentialError)
          }
        }
      }),
      { numRuns: 300 },
    )
  })
})
