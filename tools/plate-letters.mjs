// Writes apps/web/src/ui/badge-art/plate-letters.ts: the letters of the plates on a badge as outlines, so that a baked
// file needs no font. Run by hand after a new version of Inter: `node tools/plate-letters.mjs`.
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { inflateSync } from 'node:zlib'
import { root } from './run-command.mjs'

const target = join(root, 'apps/web/src/ui/badge-art/plate-letters.ts')
const require = createRequire(join(root, 'apps/web/package.json'))
const letters = [...'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz&']
/** Units of the written outlines; the font's own are scaled to it. */
const em = 500

/** Tables of a WOFF 1.0 file (W3C, section 4): each is deflated on its own, or stored when that is not shorter. */
function readTables(file) {
  const count = file.readUInt16BE(12)
  const tables = {}
  for (let i = 0; i < count; i++) {
    const at = 44 + i * 20
    const [offset, packed, size] = [4, 8, 12].map((skip) => file.readUInt32BE(at + skip))
    const bytes = file.subarray(offset, offset + packed)
    tables[file.toString('latin1', at, at + 4)] = packed < size ? inflateSync(bytes) : bytes
  }
  return tables
}

/** Index of a character's glyph, by the cmap subtable of format 4 (OpenType, cmap). */
function glyphIndex(cmap, code) {
  const count = cmap.readUInt16BE(2)
  for (let i = 0; i < count; i++) {
    const at = cmap.readUInt32BE(4 + i * 8 + 4)
    if (cmap.readUInt16BE(at) !== 4) continue
    const segments = cmap.readUInt16BE(at + 6) / 2
    const [ends, starts] = [at + 14, at + 16 + segments * 2]
    for (let s = 0; s < segments; s++) {
      if (cmap.readUInt16BE(ends + s * 2) < code) continue
      const start = cmap.readUInt16BE(starts + s * 2)
      if (start > code) break
      const delta = cmap.readInt16BE(starts + segments * 2 + s * 2)
      const place = starts + segments * 4 + s * 2
      const range = cmap.readUInt16BE(place)
      if (range === 0) return (code + delta) & 0xffff
      return (cmap.readUInt16BE(place + range + (code - start) * 2) + delta) & 0xffff
    }
  }
  throw new Error(`The font has no letter ${String.fromCodePoint(code)}.`)
}

/** Coordinates of one axis of a simple glyph; returns them and where the next axis begins. */
function readAxis(glyf, at, flags, shortBit, sameBit) {
  const values = []
  let value = 0
  for (const flag of flags) {
    if (flag & shortBit) value += flag & sameBit ? glyf[at++] : -glyf[at++]
    else if (!(flag & sameBit)) {
      value += glyf.readInt16BE(at)
      at += 2
    }
    values.push(value)
  }
  return [values, at]
}

/** Contours of a glyph made of others: each is placed by an offset and a 2 x 2 matrix (OpenType, composite glyphs). */
function readComposite(tables, glyf) {
  const contours = []
  let at = 10
  for (let flags = 32; flags & 32; ) {
    flags = glyf.readUInt16BE(at)
    const part = readContours(tables, glyf.readUInt16BE(at + 2))
    if ((flags & 2) === 0) throw new Error('A part is placed by points, which this script does not read.')
    const wide = (flags & 1) !== 0
    const [dx, dy] = wide
      ? [glyf.readInt16BE(at + 4), glyf.readInt16BE(at + 6)]
      : [glyf.readInt8(at + 4), glyf.readInt8(at + 5)]
    at += wide ? 8 : 6
    const numbers = flags & 8 ? 1 : flags & 64 ? 2 : flags & 128 ? 4 : 0
    const m = Array.from({ length: numbers }, (_, i) => glyf.readInt16BE(at + i * 2) / 16384)
    at += numbers * 2
    const [a, b, c, d] = numbers === 4 ? m : numbers === 2 ? [m[0], 0, 0, m[1]] : [m[0] ?? 1, 0, 0, m[0] ?? 1]
    contours.push(
      ...part.map((contour) =>
        contour.map(({ x, y, on }) => ({ x: a * x + c * y + dx, y: b * x + d * y + dy, on })),
      ),
    )
  }
  return contours
}

/** Contours of a glyph as lists of `{x, y, on}` (OpenType, glyf). */
function readContours(tables, index) {
  const long = tables.head.readInt16BE(50) === 1
  const place = (i) => (long ? tables.loca.readUInt32BE(i * 4) : tables.loca.readUInt16BE(i * 2) * 2)
  const glyf = tables.glyf.subarray(place(index), place(index + 1))
  const count = glyf.readInt16BE(0)
  if (count < 0) return readComposite(tables, glyf)
  const ends = Array.from({ length: count }, (_, i) => glyf.readUInt16BE(10 + i * 2))
  let at = 10 + count * 2
  at += 2 + glyf.readUInt16BE(at)
  const flags = []
  while (flags.length <= ends.at(-1)) {
    const flag = glyf[at++]
    const times = flag & 8 ? glyf[at++] + 1 : 1
    for (let i = 0; i < times; i++) flags.push(flag)
  }
  const [xs, next] = readAxis(glyf, at, flags, 2, 16)
  const [ys] = readAxis(glyf, next, flags, 4, 32)
  return ends.map((end, i) => {
    const from = i === 0 ? 0 : ends[i - 1] + 1
    return flags
      .slice(from, end + 1)
      .map((flag, k) => ({ x: xs[from + k], y: ys[from + k], on: (flag & 1) === 1 }))
  })
}

function advance(tables, index) {
  const metrics = tables.hhea.readUInt16BE(34)
  return tables.hmtx.readUInt16BE(Math.min(index, metrics - 1) * 4)
}

/** SVG path of quadratic contours, y downwards, relative whole numbers. */
function pathOf(contours) {
  let [px, py] = [0, 0]
  const relative = (...points) => points.map(({ x, y }) => `${x - px} ${y - py}`).join(' ')
  let d = ''
  for (const contour of contours) {
    const middle = (a, b) => ({ x: Math.round((a.x + b.x) / 2), y: Math.round((a.y + b.y) / 2), on: true })
    // Two control points in a row imply a point on the curve halfway between them.
    const full = contour.flatMap((p, i) => {
      const next = contour[(i + 1) % contour.length]
      return p.on || next.on ? [p] : [p, middle(p, next)]
    })
    const first = full.findIndex(({ on }) => on)
    const points = [...full.slice(first), ...full.slice(0, first), full[first]]
    d += `m${relative(points[0])}`
    ;[px, py] = [points[0].x, points[0].y]
    for (let i = 1; i < points.length; i++) {
      const [p, end] = points[i].on ? [undefined, points[i]] : [points[i], points[++i]]
      if (p !== undefined) d += `q${relative(p, end)}`
      else if (end.x === px) d += end.y === py ? '' : `v${end.y - py}`
      else d += end.y === py ? `h${end.x - px}` : `l${relative(end)}`
      ;[px, py] = [end.x, end.y]
    }
    d += 'z'
    ;[px, py] = [points[0].x, points[0].y]
  }
  return d.replaceAll(' -', '-')
}

function readFont() {
  const tables = readTables(
    readFileSync(require.resolve('@fontsource/inter/files/inter-latin-700-normal.woff')),
  )
  const scale = em / tables.head.readUInt16BE(18)
  return (letter) => {
    const index = glyphIndex(tables.cmap, letter.codePointAt(0))
    const contours = readContours(tables, index).map((contour) =>
      contour.map(({ x, y, on }) => ({ x: x * scale, y: -y * scale, on })),
    )
    return { advance: advance(tables, index) * scale, contours }
  }
}

function entry(letter, { advance: width, contours }) {
  const whole = contours.map((contour) =>
    contour.map(({ x, y, on }) => ({ x: Math.round(x), y: Math.round(y), on })),
  )
  const ys = whole.flat().map(({ y }) => y)
  return `  ${letter === '&' ? "'&'" : letter}: [${Math.round(width)}, ${Math.min(...ys)}, ${Math.max(...ys)}, '${pathOf(whole)}'],`
}

function main() {
  const outline = readFont()
  const lines = letters.map((letter) => entry(letter, outline(letter)))
  const { version } = JSON.parse(readFileSync(require.resolve('@fontsource/inter/package.json'), 'utf8'))
  writeFileSync(
    target,
    `// Written by tools/plate-letters.mjs from Inter (@fontsource/inter ${version}); do not edit.
// Outlines of Inter, Copyright 2016 The Inter Project Authors (https://github.com/rsms/inter), under the SIL Open Font
// License 1.1 (https://openfontlicense.org): the letters on a badge's plates, so that a baked file needs no font.

/** Width to the next letter, top and bottom (y downwards from the baseline), and path; ${em} units to the em. */
export type PlateLetter = readonly [advance: number, top: number, bottom: number, path: string]

// biome-ignore format: one letter a line
/** Weight 700. */
export const PLATE_LETTERS: Readonly<Record<string, PlateLetter>> = {
${lines.join('\n')}
}
`,
  )
  console.log(`${lines.length} letters written`)
}

main()
