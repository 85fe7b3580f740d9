import { z } from 'zod'
import type { SessionRow } from './queries.ts'

export const profileView = z
  .object({
    id: z.uuid(),
    name: z.string(),
    locale: z.string(),
    timeZone: z.string(),
    nameOnCredentials: z.boolean(),
  })
  .meta({ id: 'Profile' })

export const addressView = z
  .object({
    id: z.uuid(),
    address: z.string(),
    isPrimary: z.boolean(),
    /** When the person proved that the address is theirs; null until then. */
    verifiedAt: z.iso.datetime().nullable(),
    /** Whether its owner lets links that are mailed to it open the account. */
    recovers: z.boolean(),
    /** Whether letters about badges go to it besides the primary one. */
    receives: z.boolean(),
    /** The organization whose mailbox it is. */
    belongsTo: z.string().nullable(),
    /** Whether that organization was left: links to it open nothing then. */
    left: z.boolean(),
  })
  .meta({ id: 'Address' })

interface AddressRow {
  readonly id: string
  readonly address: string
  readonly isPrimary: boolean
  readonly verifiedAt: Date | null
  readonly recovers: boolean
  readonly receives: boolean
  readonly belongsTo: string | null
  readonly memberOf: string | null
}

export const presentAddress = ({
  id,
  address,
  isPrimary,
  verifiedAt,
  recovers,
  receives,
  belongsTo,
  memberOf,
}: AddressRow): z.input<typeof addressView> => ({
  id,
  address,
  isPrimary,
  verifiedAt: verifiedAt?.toISOString() ?? null,
  recovers,
  receives,
  belongsTo,
  left: belongsTo !== null && memberOf === null,
})

export const passkeyView = z
  .object({
    id: z.uuid(),
    name: z.string(),
    /** Whether several devices of its owner keep it together. */
    synced: z.boolean(),
    createdAt: z.iso.datetime(),
    lastUsedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Passkey' })

interface PasskeyRow {
  readonly id: string
  readonly name: string
  readonly synced: boolean
  readonly createdAt: Date
  readonly lastUsedAt: Date | null
}

export const presentPasskey = ({ id, name, synced, createdAt, lastUsedAt }: PasskeyRow) =>
  ({
    id,
    name,
    synced,
    createdAt: createdAt.toISOString(),
    lastUsedAt: lastUsedAt?.toISOString() ?? null,
  }) satisfies z.input<typeof passkeyView>

export const sessionView = z
  .object({
    id: z.string(),
    browser: z.string().nullable(),
    system: z.string().nullable(),
    /** The client's network address as the server saw it at sign-in. */
    address: z.string().nullable(),
    createdAt: z.iso.datetime(),
    /** To the hour. */
    lastUsedAt: z.iso.datetime(),
    /** Whether it is the one that asks. */
    current: z.boolean(),
  })
  .meta({ id: 'Session' })

/** `own`: the id of the session that asks. */
export const presentSession = (row: SessionRow, own: string | undefined): z.input<typeof sessionView> => ({
  id: row.id,
  ...deviceOf(row.userAgent ?? ''),
  address: row.ipAddress === '' ? null : row.ipAddress,
  createdAt: row.createdAt.toISOString(),
  lastUsedAt: row.updatedAt.toISOString(),
  current: row.id === own,
})

// The order matters: Edge and Opera call themselves Chrome too, and Chrome calls itself Safari.
const BROWSERS = [
  ['Edge', /Edg(e|A|iOS)?\//],
  ['Opera', /OPR\//],
  ['Firefox', /(Firefox|FxiOS)\//],
  ['Chrome', /(Chrome|CriOS|Chromium)\//],
  ['Safari', /Safari\//],
  ['curl', /^curl\//],
] as const
const SYSTEMS = [
  ['Android', /Android/],
  ['iOS', /iPhone|iPad/],
  ['Windows', /Windows/],
  ['macOS', /Mac OS X|Macintosh/],
  ['ChromeOS', /CrOS/],
  ['Linux', /Linux/],
] as const

/** Browser and system by what the browser says of itself; null where it says nothing that we know. */
export function deviceOf(userAgent: string): {
  readonly browser: string | null
  readonly system: string | null
} {
  const nameIn = (table: readonly (readonly [string, RegExp])[]) =>
    table.find(([, pattern]) => pattern.test(userAgent))?.[0] ?? null
  return { browser: nameIn(BROWSERS), system: nameIn(SYSTEMS) }
}
