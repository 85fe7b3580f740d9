import { hkdfSync, randomUUID } from 'node:crypto'
import { AppError, forbidden, invalidField } from '../../app-error.ts'
import { hashSecret, isSecretOf } from '../../db/lookups.ts'
import { type Actor, enterOrg, inSystem, type OrgScope, type SystemScope } from '../../db/scopes.ts'
import type { Deps } from '../../deps.ts'
import { recordEvent } from '../audit/commands.ts'
import { publishIssuerDocument, setUpIssuer } from '../issuer/commands.ts'
import { checkAccent, markOf } from './policy.ts'
import type { OrganizationInput, OrganizationProfile, SignInRules } from './schema.ts'

/**
 * Writes what a new instance needs, once: its address, which credentials will name for ever, and the code with which the first
 * organization is made. Answers the address that holds the code, for the operator, until it is used. The code follows from the master
 * key: whichever processes start, one after the other or together, they tell the same one.
 */
export async function prepareInstance(deps: Deps): Promise<string | undefined> {
  const { config } = deps
  return inSystem(deps, async (scope) => {
    await scope.db
      .insertInto('instance')
      .values({
        origin: config.publicUrl,
        demo: config.mode === 'demo',
        createdAt: deps.now(),
        setupCodeHash: null,
      })
      .onConflict((oc) => oc.doNothing())
      .execute()
    // Held, so that an organization that is being made is seen, and ends the code for good.
    const { createdAt } = await lockInstance(scope)
    if (config.mode === 'demo' || (await hasOrganization(scope))) return undefined
    const code = codeOf(config, createdAt)
    await scope.db
      .updateTable('instance')
      .set({ setupCodeHash: hashSecret(code) })
      .execute()
    return `${config.publicUrl}/setup?code=${code}`
  })
}

const codeOf = ({ masterKey }: Deps['config'], instanceMadeAt: Date): string =>
  Buffer.from(hkdfSync('sha256', masterKey, instanceMadeAt.toISOString(), 'assay set-up code', 12)).toString(
    'base64url',
  )

const lockInstance = (scope: SystemScope) =>
  scope.db.selectFrom('instance').select(['createdAt', 'setupCodeHash']).forUpdate().executeTakeFirstOrThrow()

async function hasOrganization(scope: SystemScope): Promise<boolean> {
  return (await scope.db.selectFrom('organization').select('id').limit(1).executeTakeFirst()) !== undefined
}

/** Makes an organization with its issuer and keys; `founder` becomes its administrator. All or nothing. */
export async function createOrganization(
  deps: Deps,
  founder: Exclude<Actor, { kind: 'system' }>,
  input: OrganizationInput,
  { setupCode }: { readonly setupCode?: string | undefined } = {},
): Promise<{ readonly orgId: string }> {
  return inSystem(deps, async (scope) => {
    await checkMayCreate(scope, setupCode)
    const orgId = randomUUID()
    const made = await scope.db
      .insertInto('organization')
      .values({
        id: orgId,
        createdAt: deps.now(),
        ...input,
        mark: markOf(input.mark),
        website: input.website ?? null,
        email: input.email ?? null,
      })
      .onConflict((oc) => oc.column('slug').doNothing())
      .executeTakeFirst()
    if (made.numInsertedOrUpdatedRows === 0n)
      throw invalidField('slug', 'slug_taken', 'Another organization has this short name.')
    await scope.db
      .insertInto('membership')
      .values({ orgId, personId: founder.personId, roles: ['administrator'], joinedAt: deps.now() })
      .execute()
    await scope.db.updateTable('instance').set({ setupCodeHash: null }).execute()
    const inside = await enterOrg(scope, {
      orgId,
      personId: founder.personId,
      roles: ['administrator'],
      actor: founder,
    })
    await setUpIssuer(inside)
    await recordEvent(inside, { action: 'organization.created', recordType: 'organization', recordId: orgId })
    return { orgId }
  })
}

async function checkMayCreate(scope: SystemScope, setupCode: string | undefined): Promise<void> {
  if (scope.deps.config.openOrganizations) return
  // One after the other: the second of two who come with the code at once finds it used.
  const { setupCodeHash } = await lockInstance(scope)
  if (!isSecretOf(setupCode, setupCodeHash))
    throw forbidden('Organizations are made with the set-up code that the operator has.')
}

/** Changes the profile that others see; addresses that are signed stay. */
export async function changeOrganization(scope: OrgScope, input: OrganizationProfile): Promise<void> {
  if (input.accent !== undefined && !checkAccent(input.accent))
    throw invalidField(
      'accent',
      'accent_contrast',
      'This colour has too little contrast on paper and in the dark.',
    )
  const changed = await scope.db
    .updateTable('organization')
    .set({
      ...input,
      mark: markOf(input.mark),
      accent: input.accent?.toUpperCase() ?? null,
      website: input.website ?? null,
      email: input.email ?? null,
    })
    .where('id', '=', scope.orgId)
    .executeTakeFirst()
  if (changed.numUpdatedRows === 0n) throw new AppError('not_found', 'There is no such organization.')
  // The issuer's document carries the profile.
  await publishIssuerDocument(scope)
  await recordEvent(scope, {
    action: 'organization.changed',
    recordType: 'organization',
    recordId: scope.orgId,
  })
}

/**
 * Changes what signing in takes of members with duties. Who asks others for a second factor has shown one: else they would shut themselves
 * out. Error `wrong_state` (`factor_first`).
 */
export async function changeSignInRules(scope: OrgScope, { requiresFactor }: SignInRules): Promise<void> {
  if (requiresFactor && scope.actor.kind === 'person' && scope.actor.session?.byFactor !== true)
    throw new AppError('wrong_state', 'Sign in with a second factor or a passkey of your own first.', {
      text: 'factor_first',
    })
  await scope.db.updateTable('organization').set({ requiresFactor }).where('id', '=', scope.orgId).execute()
  await recordEvent(scope, {
    action: 'organization.sign_in_changed',
    recordType: 'organization',
    recordId: scope.orgId,
    data: { requiresFactor },
  })
}
