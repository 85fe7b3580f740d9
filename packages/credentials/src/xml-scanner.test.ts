import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { scanXml, type XmlFault, type XmlPiece } from './xml-scanner.ts'

class Refused extends Error {}

const scan = (xml: string): readonly XmlPiece[] => [
  ...scanXml(xml, (fault, detail) => new Refused(`${fault} ${detail}`.trim())),
]

describe('scanXml', () => {
  it('gives tags, texts and their places, and leaves comments out', () => {
    const pieces = scan(`<?xml version="1.0"?><a b='&lt;&#65;'>x<!-- c --><![CDATA[<&]]><d/></a>`)
    expect(pieces).toMatchObject([
      { kind: 'open', name: 'a', empty: false, start: 21, end: 38 },
      { kind: 'text', text: 'x', start: 38, end: 39 },
      { kind: 'text', text: '<&', start: 49, end: 63 },
      { kind: 'open', name: 'd', empty: true, start: 63, end: 67 },
      { kind: 'close', name: 'a', start: 67, end: 71 },
    ])
    expect(pieces[0]).toHaveProperty('attributes', new Map([['b', '<A']]))
  })

  it.each<[string, XmlFault, string]>([
    ['<1>', 'tag', ''],
    ['<a b="1" b="2">', 'attribute-twice', 'b'],
    ['<a', 'tag-open', 'a'],
    ['<!-- a', 'cut-off', ''],
    ['<![CDATA[a', 'cut-off', ''],
    ['a\u0001', 'character', ''],
    ['<![CDATA[\u0001]]>', 'character', ''],
    ['<a b="&#1;">', 'character', ''],
    ['<?xml version="1.0" encoding="UTF-16"?>', 'encoding', 'utf-16'],
    ['<!DOCTYPE a>', 'doctype', ''],
    ['<?php ?>', 'instruction', '<?'],
    ['&nbsp;', 'entity', '&nbsp;'],
    ['&lt', 'entity', '&lt;'],
    ['&#xd800;', 'entity', '&#xd800;'],
    ['&constructor;', 'entity', '&constructor;'],
  ])('refuses %j and says why', (xml, fault, detail) => {
    expect(() => scan(xml)).toThrow(new Refused(`${fault} ${detail}`.trim()))
  })

  it('goes through any text from its beginning to its end, or refuses it by the error that was handed in', () => {
    const bits = [
      '<',
      '>',
      '</',
      '/>',
      '<a',
      ' b="',
      '"',
      '&',
      'lt;',
      '#9;',
      '<!--',
      '-->',
      '<![CDATA[',
      ']]>',
      '<?',
      'x',
      '\u0000',
    ]
    const texts = fc.array(fc.constantFrom(...bits), { maxLength: 20 }).map((parts) => parts.join(''))
    fc.assert(
      fc.property(fc.oneof(texts, fc.string()), (xml) => {
        let at = 0
        try {
          for (const { start, end } of scanXml(xml, () => new Refused())) {
            // Only comments, the declaration and the byte order mark stand between two pieces.
            if (start < at || end <= start) throw new Error(`a piece at ${start}-${end} after ${at}`)
            at = end
          }
        } catch (error) {
          if (!(error instanceof Refused)) throw error
        }
        return at <= xml.length
      }),
    )
  })
})
