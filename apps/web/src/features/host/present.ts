import { z } from 'zod'
import type { ConnectedApp } from './queries.ts'
import { HOST_SCOPES, type HostPermission, permissionsOf } from './schema/scopes.ts'

const PERMISSIONS = Object.keys(HOST_SCOPES) as [HostPermission, ...HostPermission[]]

export const connectedAppView = z
  .object({
    id: z.uuid(),
    /** What the platform calls itself. */
    name: z.string(),
    /** The host of all its addresses. */
    host: z.string(),
    may: z.array(z.enum(PERMISSIONS)),
    since: z.iso.datetime(),
    /** When it has to ask again. */
    endsAt: z.iso.datetime(),
    /** To the minute. */
    lastUsedAt: z.iso.datetime().nullable(),
    /** Badges in the backpack that it put there. */
    broughtBadges: z.number().int(),
  })
  .meta({ id: 'ConnectedApp' })

export type ConnectedAppView = z.input<typeof connectedAppView>

export function presentApp({
  clientId,
  scopes,
  since,
  endsAt,
  lastUsedAt,
  ...app
}: ConnectedApp): ConnectedAppView {
  return {
    ...{ id: clientId, name: app.name, host: app.host, broughtBadges: app.broughtBadges },
    may: [...permissionsOf(scopes)],
    since: since.toISOString(),
    endsAt: endsAt.toISOString(),
    lastUsedAt: lastUsedAt?.toISOString() ?? null,
  }
}
