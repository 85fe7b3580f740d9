import { encodeUtf8 } from '@assay/core'
import { seal } from '@assay/node'
import type { Opened } from '../schema.ts'

/** The bytes of a file under a person's data key of this installation. */
export const sealFile = (key: Uint8Array, bytes: Uint8Array, place: string): Uint8Array =>
  seal(key, bytes, encodeUtf8(place))

/** What was opened for the way, sealed again; nothing where it was erased. */
export function sealOpened(key: Uint8Array, opened: Opened, place: string): Uint8Array {
  if ('erased' in opened) return new Uint8Array(0)
  const bytes =
    'text' in opened ? encodeUtf8(opened.text) : new Uint8Array(Buffer.from(opened.base64, 'base64'))
  return seal(key, bytes, encodeUtf8(place))
}
