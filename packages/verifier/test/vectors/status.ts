import type { JsonObject, JsonValue } from '@assay/core'
import { encodeMultibase } from '@assay/core'
import { buildStatusEntry, emptyStatusList, type StatusEntryInput } from '@assay/credentials'
import {
  issuerId,
  type ListOptions,
  listUrl,
  otherKey,
  suspensionUrl,
  unsignedBadge,
} from '../../src/test/badge.ts'
import { issuerNetwork, listOf } from './common.ts'
import { withProof } from './make-proof.ts'
import { plainGzip } from './plain-gzip.ts'
import { objectOf, type VectorRow, type VectorSet } from './vector.ts'

const INDEX = 94_567
const entryOf = (input: Partial<StatusEntryInput> = {}) =>
  buildStatusEntry({ purpose: 'revocation', list: listUrl, index: INDEX, ...input })
const badgeWith = (credentialStatus: JsonValue = entryOf(), extra: JsonObject = {}) =>
  withProof(unsignedBadge({ credentialStatus, ...extra }))
const messages = ['pending', 'accepted', 'rejected', 'undefined']

/** The badge when its list is this. */
function withList(
  name: string,
  about: string,
  list: () => JsonValue | Promise<JsonValue>,
  ...expected: VectorRow['expected']
): VectorRow {
  return {
    name,
    about,
    input: () => badgeWith(),
    network: async () => ({ [listUrl]: await list() }),
    expected,
  }
}
const open = (name: string, about: string, list: () => JsonValue | Promise<JsonValue>, code: string) =>
  withList(name, about, list, 'inconclusive', `status unknown ${code}`)
const encoded = (encodedList: string) => () => listOf([], { encodedList })
const changed =
  (change: JsonObject, options: ListOptions = {}) =>
  () =>
    listOf([], { change, ...options })
const gzipped = (bytes: Uint8Array) => encodeMultibase('u', plainGzip(bytes))
/** A badge whose entry is malformed. */
const entryRow = (name: string, about: string, change: JsonObject): VectorRow => ({
  ...{ name, about, input: () => badgeWith({ ...entryOf(), ...change }) },
  expected: ['invalid', 'data-model failed data-model-malformed', 'status failed status-malformed'],
})
/** A badge with this entry, when the list has this value. */
const valueRow = (
  name: string,
  about: string,
  entry: Partial<StatusEntryInput>,
  value: number,
  ...expected: VectorRow['expected']
): VectorRow => ({
  ...{ name, about, expected, input: () => badgeWith(entryOf(entry)) },
  network: async () => ({
    [listUrl]: await listOf([[INDEX, value]], {
      size: entry.size ?? 1,
      purpose: entry.purpose ?? 'revocation',
    }),
  }),
})

const values: readonly VectorRow[] = [
  { name: 'clear', about: 'The bit is 0.', input: () => badgeWith(), expected: ['valid'] },
  valueRow('revoked', 'The bit is 1 (BS7).', {}, 1, 'invalid', 'status failed status-revoked'),
  withList(
    'neighbours-set',
    'Only the bits beside it are 1.',
    () =>
      listOf([
        [INDEX - 1, 1],
        [INDEX + 1, 1],
      ]),
    'valid',
  ),
  withList(
    'mirrored-set',
    'Only the bit is 1 that a reader from the right would take (BS4).',
    () => listOf([[8 * Math.floor(INDEX / 8) + 7 - (INDEX % 8), 1]]),
    'valid',
  ),
  valueRow(
    'suspended',
    'The bit of a suspension is 1.',
    { purpose: 'suspension' },
    1,
    'invalid',
    'status failed status-suspended',
  ),
  valueRow(
    'refresh',
    'A newer version is announced (BS8).',
    { purpose: 'refresh' },
    1,
    'valid',
    'status warning status-refresh-due',
  ),
  valueRow(
    'message',
    'Two bits say "rejected" (BS5).',
    { purpose: 'message', size: 2, messages },
    2,
    'valid',
  ),
  valueRow(
    'revoked-two-bits',
    'Two bits of a revocation are 10 (BS5).',
    { size: 2, messages },
    2,
    'invalid',
    'status failed status-revoked',
  ),
  valueRow('clear-two-bits', 'Two bits of a revocation are 00.', { size: 2, messages }, 0, 'valid'),
  {
    name: 'two-lists-one-silent',
    about: 'Of two lists one is clear and one does not answer (G4).',
    input: () => badgeWith([entryOf(), entryOf({ purpose: 'suspension', list: suspensionUrl })]),
    expected: ['inconclusive', 'status unknown status-unreachable'],
  },
  {
    name: 'one-list-two-purposes',
    about: 'One list is for revocation and suspension, and the entry of the suspension is set.',
    input: () => badgeWith([entryOf(), entryOf({ purpose: 'suspension', index: 7 })]),
    network: async () => ({
      [listUrl]: await listOf([[7, 1]], { subject: { statusPurpose: ['revocation', 'suspension'] } }),
    }),
    expected: ['invalid', 'status failed status-suspended'],
  },
  {
    name: 'index-as-number',
    about: 'The index is a number, which badges in the wild have (BS2).',
    input: () => badgeWith({ ...entryOf(), statusListIndex: INDEX }),
    expected: ['valid', 'status warning status-numeric-index'],
  },
]

const lists: readonly VectorRow[] = [
  open('silent', 'The list does not answer.', () => 503, 'status-unreachable'),
  open('page', 'The address answers with a page.', () => '<html>', 'status-unreachable'),
  open('other-document', 'The address answers with a badge.', () => badgeWith(), 'status-list-malformed'),
  open(
    'unsigned',
    'The list has no proof.',
    async () => {
      const { proof: _, ...list } = await listOf()
      return list
    },
    'status-list-proof',
  ),
  open('forged', 'Another key signed the list.', () => listOf([], { signer: otherKey }), 'status-list-proof'),
  open(
    'list-changed',
    'The list was changed after signing.',
    async () => ({
      ...(await listOf()),
      validUntil: '2027-01-01T00:00:00Z',
    }),
    'status-list-proof',
  ),
  open(
    'other-issuer',
    'The list is of another issuer (BS9).',
    changed({ issuer: 'https://other.example.org/' }),
    'status-list-issuer',
  ),
  open('other-list', 'The list has another id.', changed({ id: `${listUrl}0` }), 'status-list-other'),
  open(
    'other-purpose',
    'The list is for suspension.',
    () => listOf([], { purpose: 'suspension' }),
    'status-list-purpose',
  ),
  open(
    'expired',
    'The list has expired.',
    changed({ validUntil: '2026-05-02T00:00:00Z' }),
    'status-list-dates',
  ),
  open(
    'not-yet',
    'The list begins tomorrow.',
    changed({ validFrom: '2026-05-04T00:00:00Z' }),
    'status-list-dates',
  ),
  open(
    'list-undefined-term',
    'The list has a word that no context defines.',
    changed({ nickname: 'x' }, { cryptosuite: 'eddsa-jcs-2022' }),
    'status-list-malformed',
  ),
  open(
    'too-short',
    'The list has 131,064 entries (BS4).',
    encoded(gzipped(emptyStatusList().slice(1))),
    'status-list-length',
  ),
  {
    ...open(
      'too-short-for-two-bits',
      'The list has 65,536 entries of two bits (BS6).',
      () => listOf(),
      'status-list-length',
    ),
    input: () => badgeWith(entryOf({ size: 2, messages })),
  },
  open(
    'too-large',
    'The list expands to a byte more than 8 MiB (BS10).',
    encoded(gzipped(new Uint8Array(8 * 1024 * 1024 + 1))),
    'status-list-too-large',
  ),
  open(
    'without-letter',
    'The list lacks its multibase letter.',
    encoded(gzipped(emptyStatusList()).slice(1)),
    'status-list-malformed',
  ),
  open(
    'cut',
    'The compressed list ends too soon.',
    encoded(encodeMultibase('u', plainGzip(emptyStatusList()).slice(0, -9))),
    'status-list-malformed',
  ),
  open(
    'more-behind',
    'Something stands behind the compressed list.',
    encoded(encodeMultibase('u', Uint8Array.from([...plainGzip(emptyStatusList()), 0]))),
    'status-list-malformed',
  ),
  {
    ...open('outside', 'The index lies outside the list.', () => listOf(), 'status-range'),
    input: () => badgeWith(entryOf({ index: 131_072 })),
  },
]

const entries: readonly VectorRow[] = [
  entryRow('index-negative', 'The index is negative.', { statusListIndex: '-1' }),
  entryRow('index-fraction', 'The index is a fraction.', { statusListIndex: '1.5' }),
  entryRow('index-with-zero', 'The index has a leading zero.', { statusListIndex: '07' }),
  entryRow('id-of-the-list', 'The entry’s id is the URL of the list.', { id: listUrl }),
  entryRow('size-zero', 'The size is zero.', { statusSize: 0 }),
  entryRow('size-without-messages', 'The size is two, and there are no messages.', { statusSize: 2 }),
  entryRow('messages-too-few', 'The size is two, and there are three messages.', {
    statusSize: 2,
    statusMessage: messages.slice(1).map((message, value) => ({ status: `0x${value}`, message })),
  }),
  {
    name: 'purpose-unknown',
    about: 'The purpose is a word of the issuer’s own.',
    input: () => badgeWith({ ...entryOf(), statusPurpose: 'mood' }),
    expected: ['inconclusive', 'status unknown status-purpose'],
  },
  {
    name: 'type-unknown',
    about: 'The type of the status is not known (RL3).',
    input: () =>
      badgeWith({ id: 'https://x.example.org/1', type: '1EdTechCredentialRefresh' }, withExtensions),
    expected: ['inconclusive', 'status unknown status-type'],
  },
]

const withExtensions: JsonObject = {
  '@context': [
    ...(unsignedBadge()['@context'] as readonly JsonValue[]),
    'https://purl.imsglobal.org/spec/ob/v3p0/extensions.json',
  ],
}
const revocations = 'https://harbor.example.org/revocations'
const onList = (
  name: string,
  about: string,
  list: JsonObject,
  expected: VectorRow['expected'],
  id = revocations,
): VectorRow => ({
  ...{ name, about, expected, input: () => badgeWith({ id, type: '1EdTechRevocationList' }, withExtensions) },
  network: () => ({ [id]: { id, issuer: issuerId, revokedCredential: [], ...list } }),
})
const revokedRow = { id: 'https://harbor.example.org/credentials/1', revoked: true }

const revocationLists: readonly VectorRow[] = [
  onList('1edtech-clear', 'Nobody is on the list of 1EdTech.', {}, ['valid']),
  onList(
    '1edtech-revoked',
    'The badge is on the list of 1EdTech (RL1).',
    { revokedCredential: [revokedRow] },
    ['invalid', 'status failed status-revoked'],
  ),
  onList(
    '1edtech-other-issuer',
    'The list names another issuer (RL1).',
    { issuer: 'https://other.example.org/' },
    ['inconclusive', 'status unknown status-list-issuer'],
  ),
  onList(
    '1edtech-elsewhere',
    'The list lies at another origin than the issuer (RL2).',
    {},
    ['inconclusive', 'status unknown status-list-issuer'],
    'https://other.example.org/revocations',
  ),
  onList('1edtech-texts', 'The list holds texts in place of rows.', { revokedCredential: [revokedRow.id] }, [
    'inconclusive',
    'status unknown status-list-malformed',
  ]),
]

const context2021 = 'https://w3id.org/vc/status-list/2021/v1'
const badge2021 = () =>
  badgeWith(
    { ...entryOf(), type: 'StatusList2021Entry' },
    {
      '@context': [...(unsignedBadge()['@context'] as readonly JsonValue[]), context2021],
    },
  )
/** Of version 1.1, whose words the context of the draft belongs to. */
const list2021 = async (set: readonly (readonly [number, number])[], prefix = '') => {
  const { id = '', credentialSubject } = await listOf(set)
  return withProof({
    '@context': [
      'https://www.w3.org/2018/credentials/v1',
      context2021,
      'https://w3id.org/security/data-integrity/v2',
    ],
    id,
    type: ['VerifiableCredential', 'StatusList2021Credential'],
    issuer: issuerId,
    issuanceDate: '2026-05-01T00:00:00Z',
    expirationDate: '2026-06-01T00:00:00Z',
    credentialSubject: {
      ...{ id: `${listUrl}#list`, type: 'StatusList2021', statusPurpose: 'revocation' },
      encodedList: prefix + String(objectOf(credentialSubject).encodedList).slice(1),
    },
  })
}
const row2021 = (
  name: string,
  about: string,
  list: () => Promise<JsonObject>,
  verdict: 'valid' | 'invalid' | 'inconclusive',
  status: string,
): VectorRow => ({
  ...{ name, about, input: badge2021, network: async () => ({ [listUrl]: await list() }) },
  expected: [verdict, 'data-model warning data-model-superseded', status],
})

const lists2021: readonly VectorRow[] = [
  row2021(
    '2021-clear',
    'The bit of a StatusList2021 is 0.',
    () => list2021([]),
    'valid',
    'status warning status-superseded',
  ),
  row2021(
    '2021-revoked',
    'The bit of a StatusList2021 is 1.',
    () => list2021([[INDEX, 1]]),
    'invalid',
    'status failed status-revoked',
  ),
  row2021(
    '2021-multibase',
    'A StatusList2021 with a multibase letter.',
    () => list2021([], 'u'),
    'inconclusive',
    'status unknown status-list-malformed',
  ),
]

/** Status lists (STANDARDS 7, 8; THREATS 3.4). */
export const status: VectorSet = {
  name: 'status',
  about:
    'Bitstring Status List, 1EdTechRevocationList and StatusList2021: what a badge is when its list is this.',
  network: () => issuerNetwork(),
  rows: [...values, ...lists, ...entries, ...revocationLists, ...lists2021],
}
