import { dataIntegritySet } from './data-integrity.ts'
import { earlierSuites } from './earlier-suites.ts'
import { envelopes } from './envelopes.ts'
import { pngImages, svgImages } from './images.ts'
import { keys } from './keys.ts'
import { dates, meaning } from './meaning.ts'
import { earlierBadges, hostedBadges, signedBadges } from './open-badges-2.ts'
import { presentationTokens } from './presentation-tokens.ts'
import { presentations } from './presentations.ts'
import { proofSets } from './proof-sets.ts'
import { recipients } from './recipients.ts'
import { endorsements, learnerRecords } from './records.ts'
import { relatedResources, schemas } from './schemas.ts'
import { sdJwt } from './sd-jwt.ts'
import { selective } from './selective.ts'
import { status } from './status.ts'
import { tokens } from './tokens.ts'
import type { VectorSet } from './vector.ts'

/** Every set; a further format is one line more. */
export const vectorSets: readonly VectorSet[] = [
  dataIntegritySet('eddsa-rdfc-2022', 'ed25519'),
  dataIntegritySet('eddsa-jcs-2022', 'ed25519'),
  dataIntegritySet('ecdsa-rdfc-2019', 'p256'),
  dataIntegritySet('ecdsa-rdfc-2019', 'p384'),
  dataIntegritySet('ecdsa-jcs-2019', 'p256'),
  dataIntegritySet('ecdsa-jcs-2019', 'p384'),
  selective,
  ...earlierSuites,
  proofSets,
  tokens,
  sdJwt,
  envelopes,
  presentations,
  presentationTokens,
  keys,
  status,
  meaning,
  dates,
  schemas,
  relatedResources,
  recipients,
  endorsements,
  learnerRecords,
  hostedBadges,
  signedBadges,
  earlierBadges,
  pngImages,
  svgImages,
]
