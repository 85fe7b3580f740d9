import { decodeBase64, encodeUtf8 } from '@assay/core'
import { bakePng, bakeSvg } from '@assay/credentials'
import { unsignedBadge } from '../../src/test/badge.ts'
import { assertionUrl, hostedNetwork, signedAssertion, signToken } from '../../src/test/open-badge-2.ts'
import { textChunk } from '../png.ts'
import { issuerNetwork } from './common.ts'
import { withProof } from './make-proof.ts'
import type { VectorRow, VectorSet } from './vector.ts'

/** One pixel, made once: compressing it again could give other bytes. */
const onePixel = decodeBase64(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC',
)
const badge = async () => JSON.stringify(await withProof(unsignedBadge()))
const changed = async () => (await badge()).replace('"Forklift safety"', '"Crane safety"')
const network = async () => ({ ...(await issuerNetwork()), ...hostedNetwork() })
const failed = (code: string): VectorRow['expected'] => ['invalid', `parse failed ${code}`]

/** Puts chunks before the last one, which has 12 bytes. */
function withChunks(...chunks: readonly Uint8Array[]): Uint8Array {
  const end = onePixel.length - 12
  return Uint8Array.from(
    [onePixel.slice(0, end), ...chunks, onePixel.slice(end)].flatMap((part) => [...part]),
  )
}
const badgeChunk = async () => textChunk('openbadgecredential', await badge())

/** Badges baked into PNG (STANDARDS BK1, BK2, BK5; THREATS F3). */
export const pngImages: VectorSet = {
  name: 'png',
  about: 'Badges baked into PNG.',
  network,
  rows: [
    {
      name: 'good',
      about: 'A good badge.',
      input: async () => bakePng(onePixel, await badge()),
      expected: ['valid'],
    },
    {
      ...{ name: 'good-ob2-address', about: 'The address of a badge of Open Badges 2.0 (BK2).' },
      input: () => bakePng(onePixel, assertionUrl, 'open-badges-2'),
      expected: ['valid'],
    },
    {
      ...{ name: 'good-ob2-token', about: 'A signed badge of Open Badges 2.0 (BK2).' },
      input: async () => bakePng(onePixel, await signToken(signedAssertion()), 'open-badges-2'),
      expected: ['valid'],
    },
    {
      ...{ name: 'content-changed', about: 'The badge inside was changed.' },
      input: async () => bakePng(onePixel, await changed()),
      expected: ['invalid', 'proof failed proof-signature'],
    },
    {
      name: 'no-badge',
      about: 'There is no badge inside.',
      input: () => onePixel,
      expected: failed('parse-no-badge'),
    },
    {
      ...{ name: 'two-badges', about: 'Two badges of one kind inside (BK5).' },
      input: async () => withChunks(await badgeChunk(), await badgeChunk()),
      expected: failed('parse-image'),
    },
    {
      ...{ name: 'bad-checksum', about: 'The checksum of a chunk is wrong (BK5).' },
      input: async () => bakePng(onePixel, await badge()).map((byte, at) => (at === 90 ? byte ^ 1 : byte)),
      expected: failed('parse-image'),
    },
    {
      ...{ name: 'cut', about: 'The file ends within a chunk.' },
      input: async () => bakePng(onePixel, await badge()).slice(0, -20),
      expected: failed('parse-image'),
    },
    {
      ...{ name: 'not-utf-8', about: 'The text is not UTF-8.' },
      input: () => withChunks(textChunk('openbadgecredential', Uint8Array.of(0x7b, 0xff, 0x7d))),
      expected: failed('parse-image'),
    },
  ],
}

const drawing = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>'
const svgWith =
  (inside: string, before = '') =>
  async () =>
    encodeUtf8(
      new TextDecoder()
        .decode(bakeSvg(encodeUtf8(drawing), await badge()))
        .replace('</svg>', `${inside}</svg>`)
        .replace(/^/, before),
    )
const unsafe = (name: string, about: string, inside: string, before = ''): VectorRow => ({
  ...{ name, about, input: svgWith(inside, before), expected: failed('parse-unsafe') },
})

/** Badges baked into SVG (STANDARDS BK3-BK6; THREATS F1). */
export const svgImages: VectorSet = {
  name: 'svg',
  about: 'Badges baked into SVG.',
  network,
  rows: [
    {
      ...{ name: 'good', about: 'A good badge.', expected: ['valid'] },
      input: async () => bakeSvg(encodeUtf8(drawing), await badge()),
    },
    {
      ...{ name: 'good-ob2-token', about: 'A signed badge of Open Badges 2.0 (BK4).', expected: ['valid'] },
      input: async () => bakeSvg(encodeUtf8(drawing), await signToken(signedAssertion()), 'open-badges-2'),
    },
    {
      ...{ name: 'content-changed', about: 'The badge inside was changed.' },
      input: async () => bakeSvg(encodeUtf8(drawing), await changed()),
      expected: ['invalid', 'proof failed proof-signature'],
    },
    {
      name: 'no-badge',
      about: 'There is no badge inside.',
      input: () => encodeUtf8(drawing),
      expected: failed('parse-no-badge'),
    },
    {
      ...{ name: 'two-badges', about: 'Two badges of one kind inside (BK5).' },
      input: svgWith(
        '<openbadges:credential xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0" verify="a.b.c"/>',
      ),
      expected: failed('parse-image'),
    },
    unsafe('script', 'A script (F1).', '<script>alert(1)</script>'),
    unsafe('event-handler', 'An event handler (F1).', '<g onclick="alert(1)"/>'),
    unsafe('foreign-object', 'Another kind of document inside (F1).', '<foreignObject/>'),
    unsafe(
      'external-reference',
      'A reference that reaches outside (F1).',
      '<image href="https://evil.example/p"/>',
    ),
    unsafe(
      'style-import',
      'A style that reaches outside (F1).',
      '<style>@import url(https://evil.example/s)</style>',
    ),
    unsafe('doctype', 'A document type (F1).', '', '<!DOCTYPE svg [<!ENTITY x "y">]>'),
    {
      ...{ name: 'not-closed', about: 'An element is not closed.', expected: failed('parse-image') },
      input: svgWith('<g>'),
    },
  ],
}
