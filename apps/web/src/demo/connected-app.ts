import { createHash } from 'node:crypto'
import { inSystem } from '../db/scopes.ts'
import { giveForCode } from '../features/host/commands/give-tokens.ts'
import { grantAccess } from '../features/host/commands/grant-access.ts'
import { registerClient } from '../features/host/commands/register-client.ts'
import { findClient } from '../features/host/queries.ts'
import { readClientMetadata } from '../features/host/schema/client-metadata.ts'
import { HOST_SCOPES } from '../features/host/schema/scopes.ts'
import type { Player, Stage } from './stage.ts'

const HOST = 'https://talent.rijnmond-ports.example'

/** A platform in the story's world; there is none at the address. */
const DEMO_PLATFORM = {
  client_name: 'Rijnmond Talent Pool',
  client_uri: `${HOST}/`,
  tos_uri: `${HOST}/terms`,
  policy_uri: `${HOST}/privacy`,
  redirect_uris: [`${HOST}/back`],
  scope: `${HOST_SCOPES.read_badges} ${HOST_SCOPES.read_profile} offline_access`,
}

/** Lets a platform of other employers read somebody's badges, as far as its first tokens. */
export async function connectTalentPool(stage: Stage, holder: Player): Promise<void> {
  const metadata = readClientMetadata(DEMO_PLATFORM)
  if ('error' in metadata) throw new TypeError(metadata.description)
  const { id } = await inSystem(stage.deps, (scope) => registerClient(scope, metadata))
  const client = await inSystem(stage.deps, (scope) => findClient(scope, id))
  const [redirectUri] = metadata.redirect_uris
  if (client === undefined || redirectUri === undefined) throw new TypeError('the platform did not register')
  // Nobody ever holds these tokens, so the verifier may be known.
  const verifier = 'a verifier that opens nothing but the demo of itself'
  const codeChallenge = createHash('sha256').update(verifier).digest('base64url')
  const asked = { redirectUri, scopes: client.scopes, state: 'demo', codeChallenge }
  const code = await stage.inPerson(holder, (scope) => grantAccess(scope, client, asked))
  await inSystem(stage.deps, (scope) =>
    giveForCode(scope, client, { code, redirectUri, verifier, scope: undefined }),
  )
}
