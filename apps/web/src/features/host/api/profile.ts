import { isJsonObject, type JsonValue } from '@assay/core'
import { AppError, invalidField } from '../../../app-error.ts'
import { parseInput } from '../../../http/input.ts'
import { parseJsonBody } from '../../../http/json-body.ts'
import { readLimitedBody } from '../../../http/limited-body.ts'
import { changeProfile } from '../../identity/commands/profile.ts'
import { profilePatchSchema } from '../../identity/schema.ts'
import { mayReadProfile, mayWriteProfile } from '../policy.ts'
import { presentProfile, profileId } from '../present/profile.ts'
import { getOwnProfile } from '../queries/own-profile.ts'
import { HOST_SCOPES } from '../schema/scopes.ts'
import type { HostOperation } from './host-service.ts'

/** `getProfile`. */
export const readProfile: HostOperation = {
  scope: HOST_SCOPES.read_profile,
  may: mayReadProfile,
  async answer({ run }) {
    return Response.json(presentProfile(await run(getOwnProfile)))
  },
}

const PROFILE_BYTES = 64 * 1024

/** `putProfile`: the name. Other members of a profile are not kept here, which the answer shows (Open Badges 3.0, 6.2.5.2). */
export const putProfile: HostOperation = {
  scope: HOST_SCOPES.write_profile,
  may: mayWriteProfile,
  async answer({ c, run, caller, token }) {
    const type = ((c.req.header('content-type') ?? '').split(';')[0] ?? '').trim().toLowerCase()
    if (type !== 'application/json') throw new AppError('unsupported_media_type', 'Send application/json.')
    const name = nameIn(parseJsonBody(await readLimitedBody(c.req.raw, PROFILE_BYTES)), caller.personId)
    await run((scope) => changeProfile(scope, parseInput(profilePatchSchema, { name })))
    // Who may only write is not told what else is known.
    const profile = await run(getOwnProfile)
    const readable = token.scopes.includes(HOST_SCOPES.read_profile)
    return Response.json(presentProfile(readable ? profile : { ...profile, email: undefined }))
  },
}

function nameIn(profile: JsonValue, personId: string): string {
  if (!isJsonObject(profile) || ![profile.type].flat().includes('Profile'))
    throw invalidField('type', 'type', 'The body must be a Profile.')
  if (profile.id !== undefined && profile.id !== profileId(personId))
    throw invalidField('id', 'id', 'The id is not that of the person who agreed.')
  if (typeof profile.name !== 'string') throw invalidField('name', 'name', 'A name is needed.')
  return profile.name
}
