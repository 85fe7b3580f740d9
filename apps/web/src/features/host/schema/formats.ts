import type { Report } from '@assay/verifier'

type Format = Report['format']

/** Forms in which a platform sends a badge (Open Badges 3.0, 6.2.3). */
export const SENT_FORMATS: readonly Format[] = ['ob3-json', 'ob3-jwt']

/** Forms of kept badges of Open Badges 3.0; of a picture the credential in it is given. */
export const isHostFormat = (format: Format): boolean =>
  [...SENT_FORMATS, 'ob3-png', 'ob3-svg'].includes(format)
