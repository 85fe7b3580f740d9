import { decodeUtf8, encodeUtf8 } from '@assay/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AppError } from '../../../app-error.ts'
import { readArtFile } from './art-file.ts'
import { cleanSvg } from './svg-art.ts'

const NS = 'xmlns="http://www.w3.org/2000/svg"'
const svg = (inside: string, attributes = '') => `<svg ${NS} viewBox="0 0 24 24"${attributes}>${inside}</svg>`

const clean = (text: string) => decodeUtf8(cleanSvg(encodeUtf8(text)))

function refusalOf(work: () => unknown): string {
  try {
    work()
  } catch (error) {
    if (error instanceof AppError) return error.fields[0]?.code ?? error.code
    throw error
  }
  return 'accepted'
}

const repeated = (text: string, times: number) => Array.from({ length: times }, () => text).join('')

/** Ten levels of ten uses each: 10^10 shapes from 100 elements. */
const useBomb = Array.from(
  { length: 10 },
  (_, level) => `<g id="l${level + 1}">${repeated(`<use href="#l${level}"/>`, 10)}</g>`,
).join('')

/** F1, BK6: what must not pass, and what is said of it. */
const HOSTILE: readonly (readonly [title: string, file: string, code: string])[] = [
  ['a script element', svg('<script>alert(1)</script>'), 'art_svg_script'],
  ['a script element in capitals', svg('<SCRIPT>alert(1)</SCRIPT>'), 'art_svg_script'],
  ['a script by address', svg('<script href="https://evil.example/x.js"/>'), 'art_svg_script'],
  [
    'a script under another prefix',
    `<svg ${NS} xmlns:s="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><s:script>1</s:script></svg>`,
    'art_svg_script',
  ],
  [
    'a shape under a prefix of SVG',
    `<svg ${NS} xmlns:s="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><s:path/></svg>`,
    'art_svg_element',
  ],
  ['a script inside metadata', svg('<metadata><script>1</script></metadata>'), 'art_svg_script'],
  ['an event handler', svg('<path d="M0 0" onclick="alert(1)"/>'), 'art_svg_script'],
  ['an event handler on the root', svg('', ' onload="alert(1)"'), 'art_svg_script'],
  ['an event handler in capitals', svg('<path OnMouseOver="alert(1)" d=""/>'), 'art_svg_script'],
  ['an event handler after a line break', svg('<path d=""\n\tonfocus="alert(1)"/>'), 'art_svg_script'],
  ['a foreign object', svg('<foreignObject><p>hi</p></foreignObject>'), 'art_svg_script'],
  ['an HTML frame', svg('<iframe src="https://evil.example"/>'), 'art_svg_script'],
  ['an HTML namespace', svg('<p xmlns="http://www.w3.org/1999/xhtml">hi</p>'), 'art_svg_element'],
  [
    'an HTML prefix',
    svg('<h:img xmlns:h="http://www.w3.org/1999/xhtml" src="x" onerror="1"/>'),
    'art_svg_element',
  ],
  [
    'an animation that changes an address',
    svg('<use href="#a"><set attributeName="href" to="javascript:1"/></use>'),
    'art_svg_script',
  ],
  ['an animated handler', svg('<animate attributeName="onload" to="alert(1)"/>'), 'art_svg_script'],
  ['a link', svg('<a href="https://evil.example"><path d=""/></a>'), 'art_svg_element'],
  ['a picture from outside', svg('<image href="https://evil.example/pixel.png"/>'), 'art_svg_element'],
  ['a use of another file', svg('<use href="https://evil.example/x.svg#a"/>'), 'art_svg_external'],
  ['a use of a local file', svg('<use href="file:///etc/passwd#a"/>'), 'art_svg_external'],
  ['a use by data address', svg('<use href="data:image/svg+xml,x#a"/>'), 'art_svg_external'],
  [
    'an address hidden in character references',
    svg('<use href="&#106;avascript:alert(1)"/>'),
    'art_svg_external',
  ],
  [
    'an xlink address outside',
    `<svg ${NS} xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 1 1"><use xlink:href="//evil.example/x#a"/></svg>`,
    'art_svg_external',
  ],
  ['an xml:base', svg('<g xml:base="https://evil.example/"/>'), 'art_svg_external'],
  ['a paint from outside', svg('<path d="" fill="url(https://evil.example/x#p)"/>'), 'art_svg_external'],
  [
    'a paint from outside in style',
    svg('<path d="" style="fill:url( \'//evil.example/x#p\' )"/>'),
    'art_svg_external',
  ],
  [
    'an escaped word in style',
    svg('<path d="" style="fill:u\\72l(https://evil.example)"/>'),
    'art_svg_external',
  ],
  ['an escape in style', svg('<path d="" style="fill:u\\72l(x)"/>'), 'art_svg_style'],
  [
    'an import in a style sheet',
    svg('<style>@import "https://evil.example/x.css";</style>'),
    'art_svg_style',
  ],
  ['an import split by a comment', svg('<style>@im/**/port "x";</style>'), 'art_svg_style'],
  [
    'a font from outside',
    svg('<style>@font-face{font-family:x;src:url(https://evil.example/f)}</style>'),
    'art_svg_style',
  ],
  [
    'a style sheet in CDATA that fetches',
    svg('<style><![CDATA[.a{fill:url(https://evil.example)}]]></style>'),
    'art_svg_external',
  ],
  [
    'a style sheet that closes its element',
    svg('<style>.a{fill:red}&lt;/style>&lt;script></style>'),
    'art_svg_style',
  ],
  ['an attribute selector that leaks', svg('<style>[d^="M"]{fill:red}</style>'), 'art_svg_style'],
  [
    'a style sheet by processing instruction',
    `<?xml-stylesheet href="https://evil.example/x.css"?>${svg('')}`,
    'art_svg_external',
  ],
  ['a document type', `<!DOCTYPE svg>${svg('')}`, 'art_svg_doctype'],
  [
    'an external entity',
    `<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>${svg('<text>&x;</text>')}`,
    'art_svg_doctype',
  ],
  [
    'an entity expansion',
    `<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>${svg('<text>&b;</text>')}`,
    'art_svg_doctype',
  ],
  ['an entity that nothing declares', svg('<text>&nbsp;</text>'), 'art_svg_entity'],
  ['an entity that only objects have', svg('<text>&constructor;</text>'), 'art_svg_entity'],
  ['an entity declared inside', svg('<!ENTITY x "y">'), 'art_svg_doctype'],
  ['a filter', svg('<filter id="f"><feImage href="https://evil.example"/></filter>'), 'art_svg_element'],
  ['another encoding', `<?xml version="1.0" encoding="UTF-7"?>${svg('')}`, 'art_svg_encoding'],
  ['a tag that is not closed', `<svg ${NS} viewBox="0 0 1 1"><g></svg>`, 'art_svg_damaged'],
  ['two roots', svg('') + svg('<g/>'), 'art_svg_damaged'],
  ['text behind the end', `${svg('')}alert(1)`, 'art_svg_damaged'],
  ['an attribute without quotes', svg('<path d=M0/>'), 'art_svg_damaged'],
  ['an attribute given twice', svg('<path d="" d="M0"/>'), 'art_svg_damaged'],
  ['a control character', svg('<text>a\u0000b</text>'), 'art_svg_damaged'],
  ['an HTML document', '<html><body onload="alert(1)"></body></html>', 'art_kind'],
  ['a root outside the namespace', '<svg viewBox="0 0 1 1"><path d=""/></svg>', 'art_svg_damaged'],
  ['a drawing that uses itself', svg('<g id="a"><use href="#a"/></g>'), 'art_svg_too_big'],
  ['a drawing that multiplies itself', svg(`<path id="l0" d=""/>${useBomb}`), 'art_svg_too_big'],
  ['10,001 elements', svg(repeated('<g/>', 10_000)), 'art_svg_too_big'],
  ['65 levels', svg(repeated('<g>', 64) + repeated('</g>', 64)), 'art_svg_too_big'],
  ['more than 1 MiB', svg(`<desc>${'a'.repeat(1024 * 1024)}</desc>`), 'art_too_large'],
]

describe('cleanSvg refuses', () => {
  it.each(HOSTILE)('F1 %s', (_title, file, code) => {
    expect(refusalOf(() => readArtFile(encodeUtf8(file)))).toBe(code)
  })

  it('F1 a drawing in UTF-16', () => {
    const utf16 = Uint8Array.from(Buffer.from(`\ufeff${svg('<script/>')}`, 'utf16le'))
    expect(refusalOf(() => readArtFile(utf16))).toBe('art_svg_encoding')
  })

  // With a square of the size any of these would take minutes.
  it('F1 hostile texts in linear time', () => {
    const texts = [
      `<svg ${' a="b"'.repeat(1)}${' '.repeat(500_000)}`,
      svg(`<path d="" style="${';'.repeat(500_000)}x"/>`),
      svg(`<style>${'/*'.repeat(250_000)}</style>`),
      svg(`<style>${'a,'.repeat(250_000)}{fill:red}</style>`),
      svg(`<text>${'&'.repeat(500_000)}</text>`),
      svg(`<path d="" fill="${'url('.repeat(120_000)}"/>`),
      svg(`<path d="" fill="${'a'.repeat(900_000)}"/>`),
    ]
    for (const text of texts) {
      const start = performance.now()
      refusalOf(() => cleanSvg(encodeUtf8(text)))
      expect(performance.now() - start).toBeLessThan(3000)
    }
  })
})

describe('cleanSvg', () => {
  it('keeps shapes, gradients, classes and text', () => {
    const drawing = svg(
      '<defs><linearGradient id="g"><stop offset="0" stop-color="#fff"/></linearGradient></defs>' +
        '<style>.a, #b{fill:url(#g);stroke:#000}</style>' +
        '<path class="a" d="M0 0L1 1" style="fill-opacity:0.5"/><text x="1">A &amp; B</text><use href="#g"/>',
    )
    const cleaned = clean(drawing)
    for (const part of [
      'url(#g)',
      'stop-color="#fff"',
      'fill-opacity:0.5',
      'A &amp; B',
      'href="#g"',
      'class="a"',
    ])
      expect(cleaned).toContain(part)
  })

  it('drops what drawing programs leave behind', () => {
    const drawing = `<?xml version="1.0" encoding="UTF-8" standalone="no"?><!-- made by hand -->
      <svg ${NS} xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape" viewBox="0 0 1 1" data-name="x">
      <metadata><r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#">author</r:RDF></metadata>
      <inkscape:grid inkscape:x="1"/><path inkscape:label="secret" d="M0 0"/></svg>`
    expect(clean(drawing)).toBe(
      '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><path d="M0 0"></path></svg>',
    )
  })

  it('turns the older kind of reference into the newer', () => {
    const drawing = `<svg ${NS} xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 1 1"><path id="a" d=""/><use xlink:href="#a"/></svg>`
    expect(clean(drawing)).toContain('<use href="#a">')
  })

  it('changes nothing when it cleans its own result', () => {
    const once = clean(svg('<style>.a{fill:red}</style><g class="a"><path d="M0 0"/></g>'))
    expect(clean(once)).toBe(once)
  })

  it('answers any text with a drawing of allowed elements or with our own refusal', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        '<',
        '>',
        '/',
        '="',
        '"',
        '&',
        ';',
        '<g>',
        '</g>',
        '<path d="',
        '<!--',
        '-->',
        '<![CDATA[',
        ']]>',
        'url(#a)',
        'on',
        'href',
        'style="',
        '<style>',
        '</style>',
        '{',
        '}',
        'fill:',
      ),
      fc.string({ maxLength: 6 }),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        try {
          expect(clean(svg(pieces.join('')))).not.toMatch(
            /<script|\son\w+=|javascript:|https?:(?!\/\/www\.w3\.org\/2000\/svg")/i,
          )
        } catch (error) {
          if (!(error instanceof AppError)) throw error
        }
      }),
    )
  })
})
