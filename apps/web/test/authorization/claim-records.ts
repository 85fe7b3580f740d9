import { enterEvent } from '../../src/features/claims/commands/enter-event.ts'
import { createEvent } from '../../src/features/claims/commands/events.ts'
import { getEvent, listEntries } from '../../src/features/claims/queries/events.ts'
import { listClaims } from '../../src/features/claims/queries.ts'
import { directAward } from '../../src/features/credentials/commands/direct-award.ts'
import type { TestApp, TestOrganization, TestPerson } from '../test-app.ts'

/** What went to people who are no members. */
export interface ClaimRecords {
  /** A badge that waits to be claimed. */
  readonly claim: string
  /** Of its mailed link. */
  readonly claimToken: string
  /** Open, with one who waits for approval. */
  readonly event: string
  readonly eventToken: string
  readonly eventEntry: string
}

export async function makeClaims(
  app: TestApp,
  organization: TestOrganization,
  manager: TestPerson,
  version: string,
): Promise<ClaimRecords> {
  const address = `zq.claims.${organization.slug}@example.org`
  await app.inOrg(organization, manager, (scope) =>
    directAward(scope, {
      recipient: { address, name: 'Zq Claims' },
      achievementVersionId: version,
      reason: 'Known for years',
    }),
  )
  await app.runJobs()
  const link = await app.linkMailedTo(address)
  const claim = await app.inOrg(organization, manager, (scope) => listClaims(scope, { limit: 1, offset: 0 }))
  return {
    claim: claim.items[0]?.id ?? '',
    claimToken: link.split('/claim/')[1] ?? '',
    ...(await makeEvent(app, organization, manager, version)),
  }
}

async function makeEvent(
  app: TestApp,
  organization: TestOrganization,
  manager: TestPerson,
  achievementVersionId: string,
) {
  const now = app.clock.now.getTime()
  const { eventId, url } = await app.inOrg(organization, manager, async (scope) => {
    const made = await createEvent(scope, {
      achievementVersionId,
      title: 'Open day',
      reason: 'Was there',
      places: 50,
      opensAt: new Date(now - 3_600_000),
      closesAt: new Date(now + 3_600_000),
      needsApproval: true,
    })
    return { ...made, url: (await getEvent(scope, made.eventId)).url }
  })
  const token = url.split('/events/')[1] ?? ''
  await enterEvent(app.deps, '10.0.0.1', token, {
    name: 'Zq Visitor',
    address: `zq.visitor.${organization.slug}@example.org`,
  })
  const { items } = await app.inOrg(organization, manager, (scope) =>
    listEntries(scope, eventId, { limit: 1, offset: 0 }),
  )
  return { event: eventId, eventToken: token, eventEntry: items[0]?.id ?? '' }
}
