import type { OrgScope, PersonScope } from '../../db/scopes.ts'
import { may } from '../../policy.ts'

export const maySeeOrganization = (scope: OrgScope): boolean => may(scope, 'organization:read')
export const mayManageOrganization = (scope: OrgScope): boolean =>
  may(scope, 'organization:write', 'administrator')
export const maySeePeople = (scope: OrgScope): boolean =>
  may(scope, 'people:read', 'administrator', 'program_manager', 'people_manager')
export const mayManagePeople = (scope: OrgScope): boolean => may(scope, 'people:write', 'administrator')

export const mayReadOwnMemberships = (scope: PersonScope): boolean => may(scope, 'profile:read')
export const mayChangeOwnMembership = (scope: PersonScope): boolean => may(scope, 'profile:write')

/** A key joins nothing in its owner's name. */
export const mayAcceptInvitation = (scope: PersonScope): boolean => scope.actor.kind === 'person'

/** The mark as it stands on badges: upper case, composed form. */
export const markOf = (mark: string): string => mark.normalize('NFC').toLocaleUpperCase('en')

/**
 * Whether an accent colour can be read on paper (4.5 to 1, WCAG 2.2 1.4.3). In the dark the page mixes it lighter, so only its light
 * form is checked here.
 */
export function checkAccent(colour: string): boolean {
  return contrast(luminance(colour), luminance('#FBFAF7')) >= 4.5
}

function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const c = Number.parseInt(colour.slice(at, at + 2), 16) / 255
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

const contrast = (a: number, b: number): number => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)
