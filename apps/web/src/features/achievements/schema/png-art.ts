import { concatBytes } from '@assay/core'
import { CredentialError, readPng } from '@assay/credentials'
import { artRefusal } from './art-refusal.ts'

/** Chunks that draw; texts, times, profiles and whatever a program hid in others are left out. */
const DRAWING = new Set(['IHDR', 'PLTE', 'tRNS', 'gAMA', 'cHRM', 'sRGB', 'pHYs', 'IDAT', 'IEND'])
const SIGNATURE_BYTES = 8

/**
 * A PNG with its drawing chunks alone, after its whole structure was checked (signature, checksums, dimensions, sizes, nothing behind the
 * end: THREATS F2, F3). Error: `invalid_input`.
 */
export function cleanPng(bytes: Uint8Array): Uint8Array {
  checkStructure(bytes)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const kept: Uint8Array[] = [bytes.subarray(0, SIGNATURE_BYTES)]
  for (let at = SIGNATURE_BYTES; at < bytes.length; ) {
    const end = at + 12 + view.getUint32(at)
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8))
    if (DRAWING.has(type)) kept.push(bytes.subarray(at, end))
    at = end
  }
  return concatBytes(...kept)
}

/** Nothing compressed is opened: a badge inside the picture is dropped unread. */
const unopened = (): Uint8Array => new Uint8Array()

function checkStructure(bytes: Uint8Array): void {
  try {
    readPng(bytes, unopened)
  } catch (error) {
    if (!(error instanceof CredentialError)) throw error
    // Two badges in one picture are dropped like one.
    if (error.code === 'png-two-badges') return
    throw artRefusal(error.code === 'png-too-large' ? 'art_png_dimensions' : 'art_png_damaged')
  }
}
