import { exchangeOf } from '../../../src/features/achievements/present/views.ts'
import { REEFER } from '../../awards.ts'
import { DOT_PNG } from '../../foreign-badge.ts'
import { anyone, members, planners, route } from '../expectation.ts'
import type { Records } from '../records.ts'

const ACHIEVEMENTS = '/api/v1/organizations/{org}/achievements'
const ONE = `${ACHIEVEMENTS}/{achievement}`
const VERSION = `${ONE}/versions/{version}`
/** The draft takes the place of the published one. */
const onDraft = (r: Records) => ({ params: { achievement: r.draft, version: r.draftVersion } })
const pageOfDraft = (r: Records) => ({ params: { id: r.draft } })
const pageOfPublished = (r: Records) => ({ params: { id: r.achievement } })
const draftSaved = (r: Records) => ({ revision: r.draftRevision, definition: { name: 'Saved' } })

/** Definitions and their drafts: planners write, members read what is published, anyone the public part. */
export const achievements = [
  route(`GET ${ACHIEVEMENTS}`, planners),
  route(`POST ${ACHIEVEMENTS}`, planners, () => ({ json: { name: 'New' } })),
  route(`POST ${ACHIEVEMENTS}/import`, planners, () => ({ json: exchangeOf(REEFER) })),
  route('GET /api/v1/organizations/{org}/catalog', members),
  route(`GET ${ONE}`, planners),
  route(`GET ${ONE}/export`, planners),
  route(`POST ${ONE}/versions`, planners),
  route(`POST ${ONE}/retire`, planners),
  route(`GET ${VERSION}`, planners, onDraft),
  route(`PUT ${VERSION}`, planners, (r) => ({ ...onDraft(r), json: draftSaved(r) })),
  route(`DELETE ${VERSION}`, planners, onDraft),
  route(`POST ${VERSION}/publish`, planners, (r) => ({ ...onDraft(r), json: {} })),
  route(`GET ${VERSION}/check`, planners, onDraft),
  route(`GET ${VERSION}/changes`, planners, onDraft),
  route(`PUT ${VERSION}/art`, planners, (r) => ({
    ...onDraft(r),
    json: { revision: r.draftRevision, content: Buffer.from(DOT_PNG).toString('base64') },
  })),
  route(`DELETE ${VERSION}/art`, planners, (r) => ({
    ...onDraft(r),
    query: { revision: String(r.draftRevision) },
  })),
  route('GET /api/v1/achievements', anyone),
  route('GET /api/v1/achievements/{achievement}', anyone),

  route('GET /o/{org}/achievements', planners),
  route('GET /o/{org}/achievements/new', planners),
  route('POST /o/{org}/achievements/new', planners, () => ({ form: { name: 'New', proves: 'Something.' } })),
  route('GET /o/{org}/achievements/import', planners),
  route('POST /o/{org}/achievements/import', planners, () => ({
    form: { text: JSON.stringify(exchangeOf(REEFER)) },
  })),
  route('GET /o/{org}/achievements/{id}', planners, pageOfDraft),
  route('POST /o/{org}/achievements/{id}', planners, (r) => ({
    ...pageOfPublished(r),
    form: { intent: 'retire' },
  })),
  route('GET /o/{org}/achievements/{id}/edit', planners, pageOfDraft),
  route('POST /o/{org}/achievements/{id}/edit', planners, (r) => ({
    ...pageOfDraft(r),
    form: { intent: 'save', part: 'basics', revision: String(r.draftRevision), name: 'Saved' },
  })),
  route('GET /o/{org}/achievements/{id}/export.json', planners, pageOfPublished),
  route('GET /o/{org}/achievements/{id}/art/{version}', planners, (r) => ({
    params: { id: r.draft, version: r.draftVersion },
  })),
  route('GET /o/{org}/catalog', members),
  route('GET /catalog', anyone),
  route('GET /achievements/{achievement} as page', anyone),
  route('GET /achievements/{achievement}', anyone, () => ({ accept: 'application/json' })),
  route('GET /achievements/{version}/art.png', anyone),
  route('GET /achievements/{version}/art.svg', anyone),
]
