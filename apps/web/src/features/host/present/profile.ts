import type { OwnProfile } from '../queries/own-profile.ts'

const CONTEXT = 'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json'

/** The id by which a person is known to platforms; it leads nowhere. */
export const profileId = (personId: string): string => `urn:uuid:${personId}`

/** A `Profile` of Open Badges 3.0 (B.1.14). */
export const presentProfile = ({ id, name, email }: OwnProfile) => ({
  '@context': [CONTEXT],
  id: profileId(id),
  type: ['Profile'],
  name,
  ...(email === undefined ? {} : { email }),
})
