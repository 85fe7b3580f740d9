import PDFDocument from 'pdfkit'
import QRCode from 'qrcode'
import { createTypesetter, type TextStyle, type Typesetter } from './pdf-text.ts'

/** What stands on a certificate, in the language of the credential. */
export interface CertificateFacts {
  readonly language: string
  /** Of the document, for window and reader. */
  readonly title: string
  readonly kind: string
  readonly issuer: string
  readonly mark: string
  /** Colour of the organization, dark enough for text on white. */
  readonly accent: string
  /** Above the holder's name, or in place of it. */
  readonly lead: string
  readonly holder: string | undefined
  readonly earned: string
  readonly name: string
  readonly proves: string
  /** Term and what stands under it; at most six. */
  readonly facts: readonly (readonly [term: string, value: string])[]
  readonly url: string
  readonly scan: string
  readonly note: string
  readonly badge: { readonly png: Uint8Array; readonly alt: string }
  readonly credential: Uint8Array
  readonly credentialNote: string
  /** The instant of the award: the document has no other, so that the same credential gives the same file. */
  readonly date: Date
}

const A4 = { width: 841.89, height: 595.28 }
const INK = '#1A1B1F'
const SOFT = '#55565C'
const RULE = '#DFDCD3'
const PAPER = '#FBFAF7'
const EDGE = 46
const COLUMN = 322
const ROOM = A4.width - EDGE - COLUMN
const FACTS_TOP = 388

type Document = PDFKit.PDFDocument
interface Sheet {
  readonly doc: Document
  readonly type: Typesetter
  readonly root: PDFKit.PDFStructureElement
  readonly facts: CertificateFacts
}

/** The certificate: one A4 page across, tagged for readers, with the credential attached as its data (ISO 32000-2, 14.13). */
export async function drawCertificate(facts: CertificateFacts): Promise<Uint8Array> {
  const doc = new PDFDocument({
    size: 'A4',
    layout: 'landscape',
    margin: 0,
    pdfVersion: '1.7',
    lang: facts.language,
    tagged: true,
    displayTitle: true,
    info: {
      Title: metadata(facts.title),
      Author: metadata(facts.issuer),
      Subject: metadata(facts.name),
      Creator: 'Assay',
      Producer: 'Assay',
      CreationDate: facts.date,
      ModDate: facts.date,
    },
  })
  const bytes = collect(doc)
  const root = doc.struct('Document')
  doc.addStructure(root)
  const sheet: Sheet = { doc, type: createTypesetter(doc), root, facts }
  drawGround(sheet)
  drawIssuer(sheet)
  drawAward(sheet)
  drawFacts(sheet)
  drawBadge(sheet)
  await drawAddress(sheet)
  root.end()
  attach(sheet)
  doc.end()
  return bytes
}

/** The library writes these into XML as they are. */
function metadata(text: string): string {
  return text.replace(/[<>&]/g, (sign) => ({ '<': '‹', '>': '›' })[sign] ?? '＆').replace(/\p{Cc}/gu, ' ')
}

function collect(doc: Document): Promise<Uint8Array> {
  const chunks: Buffer[] = []
  return new Promise((resolve, reject) => {
    doc.on('data', (chunk: Buffer) => chunks.push(chunk))
    doc.on('end', () => resolve(new Uint8Array(Buffer.concat(chunks))))
    doc.on('error', reject)
  })
}

/** What is drawn for the eye alone. */
function decorate({ doc }: Sheet, draw: () => void): void {
  doc.markContent('Artifact', { type: 'Layout' })
  draw()
  doc.endMarkedContent()
}

function tell({ doc, root }: Sheet, tag: string, draw: () => void): void {
  root.add(doc.struct(tag, {}, draw))
}

function drawGround(sheet: Sheet): void {
  const { doc, facts } = sheet
  decorate(sheet, () => {
    doc.rect(0, 0, A4.width, A4.height).fill(PAPER)
    doc.rect(0, 0, 10, A4.height).fill(facts.accent)
    doc
      .rect(26, 16, A4.width - 42, A4.height - 32)
      .lineWidth(0.75)
      .stroke(RULE)
    doc
      .rect(29, 19, A4.width - 48, A4.height - 38)
      .lineWidth(0.35)
      .stroke(RULE)
  })
}

/** The issuer's mark as on its pages, the name beside it, and what kind of document this is. */
function drawIssuer(sheet: Sheet): void {
  const { doc, type, facts } = sheet
  const y = 58
  decorate(sheet, () => {
    doc.save().translate(COLUMN, y).scale(0.9)
    doc.path('M5 1h30l4 4v18l-4 4H5l-4-4V5z').fill(facts.accent)
    doc.restore()
    const style: TextStyle = { size: 12, weight: 600, fill: '#FFFFFF' }
    const letters = [...facts.mark].slice(0, 3).join('')
    type.line(letters, COLUMN + 18 - type.width(letters, style) / 2, y + 5.4, style)
  })
  const kind: TextStyle = { size: 10, weight: 400, fill: SOFT }
  const name: TextStyle = { size: 13, weight: 600, fill: INK }
  const kindWidth = type.width(facts.kind, kind)
  tell(sheet, 'P', () => {
    const [line = ''] = type.wrap(facts.issuer, name, ROOM - kindWidth - 70, 1)
    type.line(line, COLUMN + 48, y + 4.6, name)
  })
  tell(sheet, 'P', () => type.line(facts.kind, A4.width - EDGE - kindWidth, y + 6.4, kind))
}

/** To whom, and what for. */
function drawAward(sheet: Sheet): void {
  const { type, facts } = sheet
  const small: TextStyle = { size: 11.5, weight: 400, fill: SOFT }
  let y = 124
  const block = (tag: string, text: string, style: TextStyle, lines: number, leading: number) => {
    const set = type.wrap(text, style, ROOM, lines)
    tell(sheet, tag, () => {
      set.forEach((line, at) => {
        type.line(line, COLUMN, y + at * leading, style)
      })
    })
    y += set.length * leading
  }
  block('P', facts.lead, small, 1, 17)
  if (facts.holder !== undefined) {
    y += 2
    const style = fitted(type, facts.holder, { size: 33, weight: 600, fill: INK })
    block('H1', facts.holder, style, 2, style.size * 1.32)
    y += 6
    block('P', facts.earned, small, 1, 17)
  }
  y += 4
  const title: TextStyle = { size: 24, weight: 600, fill: facts.accent }
  const fits = type.width(facts.name, title) <= ROOM
  block('H2', facts.name, fits ? title : { ...title, size: 20 }, 3, fits ? 30 : 25)
  y += 8
  // What is left above the facts; a definition proves something in a sentence or two.
  block(
    'P',
    facts.proves,
    { size: 12, weight: 400, fill: INK },
    Math.max(1, Math.floor((FACTS_TOP - 8 - y) / 18)),
    18,
  )
}

/** A long name is set smaller before it takes a second line. */
function fitted(type: Typesetter, text: string, style: TextStyle): TextStyle {
  const sizes = [style.size, 28, 24]
  const size = sizes.find((candidate) => type.width(text, { ...style, size: candidate }) <= ROOM)
  return { ...style, size: size ?? 22 }
}

/** How it was judged and from when to when it counts, in three columns. */
function drawFacts(sheet: Sheet): void {
  const { doc, type, facts } = sheet
  const top = FACTS_TOP
  const column = ROOM / 3
  const term: TextStyle = { size: 8.5, weight: 400, fill: SOFT }
  const value: TextStyle = { size: 10.5, weight: 600, fill: INK }
  decorate(sheet, () => {
    doc
      .moveTo(COLUMN, top)
      .lineTo(A4.width - EDGE, top)
      .lineWidth(1)
      .stroke(INK)
  })
  facts.facts.slice(0, 6).forEach(([name, text], at) => {
    const x = COLUMN + (at % 3) * column
    const y = top + 13 + Math.floor(at / 3) * 50
    tell(sheet, 'P', () => {
      type.line(name, x, y, term)
      type.wrap(text, value, column - 14, 2).forEach((line, row) => {
        type.line(line, x, y + 13 + row * 13.5, value)
      })
    })
  })
}

function drawBadge(sheet: Sheet): void {
  const { doc, root, facts } = sheet
  const figure = doc.struct('Figure', { alt: facts.badge.alt }, () => {
    doc.image(Buffer.from(facts.badge.png), 58, 108, { fit: [226, 226], align: 'center', valign: 'center' })
  })
  root.add(figure)
}

/** The address as a code to scan and as text to type. */
async function drawAddress(sheet: Sheet): Promise<void> {
  const { doc, type, facts } = sheet
  const [x, y, side] = [58, 424, 96]
  const { modules } = QRCode.create(facts.url, { errorCorrectionLevel: 'M' })
  const unit = side / modules.size
  const figure = doc.struct('Figure', { alt: facts.url }, () => {
    for (let row = 0; row < modules.size; row += 1) {
      for (let column = 0; column < modules.size; column += 1) {
        if (modules.get(row, column)) doc.rect(x + column * unit, y + row * unit, unit, unit)
      }
    }
    doc.fill(INK)
  })
  sheet.root.add(figure)
  const words: TextStyle = { size: 10, weight: 400, fill: INK }
  tell(sheet, 'P', () => {
    type.wrap(facts.scan, words, 114, 6).forEach((line, at) => {
      type.line(line, x + side + 16, y + at * 14.5, words)
    })
  })
  const address: TextStyle = { size: 8.5, weight: 400, fill: SOFT }
  decorate(sheet, () => {
    doc
      .moveTo(COLUMN, 508)
      .lineTo(A4.width - EDGE, 508)
      .lineWidth(0.5)
      .stroke(RULE)
  })
  const link = doc.struct('Link', { alt: facts.url }, () =>
    type.line(facts.url, COLUMN, 519, { ...address, fill: facts.accent }),
  )
  sheet.root.add(link)
  doc.link(COLUMN, 517, type.width(facts.url, address), 12, facts.url)
  tell(sheet, 'P', () => {
    type.wrap(facts.note, address, ROOM, 2).forEach((line, at) => {
      type.line(line, COLUMN, 533 + at * 11.5, address)
    })
  })
}

function attach({ doc, facts }: Sheet): void {
  // The types of the library do not know `relationship`.
  const options = {
    name: 'credential.json',
    type: 'application/vc+ld+json',
    description: facts.credentialNote,
    creationDate: facts.date,
    modifiedDate: facts.date,
    relationship: 'Data',
  }
  doc.file(Buffer.from(facts.credential), options)
}
