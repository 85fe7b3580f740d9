import type { Work } from './generate-work.ts'

const people = 'people'
const credentials = 'credentials'
const due = 'due'
const claims = 'claims'
/** A list below the organization's address; some lists are those of a record. */
type PathOf = string | ((work: Work) => string)

/** What is asked of long lists. */
export const SCENES: readonly (readonly [name: string, path: PathOf])[] = [
  ['people, first page', `${people}?limit=50`],
  ['people, page 20', `${people}?limit=50&offset=1000`],
  ['people, the last page that is counted', `${people}?limit=50&offset=9950`],
  ['people, by role', `${people}?role=assessor`],
  ['people, search for one', `${people}?q=person54321%40`],
  ['people, search for a family name', `${people}?q=lindholm`],
  ['people, search for two letters', `${people}?q=er`],
  ['people, search for nobody', `${people}?q=zzzzzz`],
  ['people, newest first', `${people}?sort=-joinedAt`],
  ['credentials, first page', `${credentials}?limit=50`],
  ['credentials, page 20', `${credentials}?limit=50&offset=1000`],
  ['credentials, the last page that is counted', `${credentials}?limit=50&offset=9950`],
  ['credentials, oldest first', `${credentials}?sort=validFrom`],
  ['credentials, in force', `${credentials}?state=in_force`],
  ['credentials, revoked', `${credentials}?state=revoked`],
  ['credentials, suspended', `${credentials}?state=suspended`],
  ['credentials, expired', `${credentials}?state=expired`],
  ['credentials, search for a holder', `${credentials}?q=lindholm`],
  ['credentials, search for one holder', `${credentials}?q=person54321%40`],
  ['credentials, search for a micro-credential', `${credentials}?q=forklift`],
  ['credentials, search for nothing there', `${credentials}?q=zzzzzz`],
  ['credentials, by holder', `${credentials}?sort=holder`],
  ['credentials, by holder, revoked', `${credentials}?sort=-holder&state=revoked`],
  ['credentials, search for a recipient', `${credentials}?q=guest4321%40`],
  ['claims, first page', `${claims}?limit=50`],
  ['claims, waiting', `${claims}?state=waiting`],
  ['claims, bounced', `${claims}?state=bounced`],
  ['claims, page 200', `${claims}?limit=50&offset=9950`],
  ['claims, search for one', `${claims}?q=guest4321%40`],
  ['claims, search for a family name', `${claims}?q=lindholm`],
  ['due, overdue', due],
  ['due, open', `${due}?view=open`],
  ['due, lapsing', `${due}?view=lapsing`],
  ['due, page 200', `${due}?view=open&limit=50&offset=9950`],
  ['due, one micro-credential', ({ achievementId }) => `${due}?achievementId=${achievementId}`],
  ['due, below a manager', ({ managerId }) => `${due}?managerId=${managerId}`],
  ['due, a department', ({ departmentId }) => `${due}?departmentId=${departmentId}`],
  ['due, search for a family name', `${due}?view=open&q=lindholm`],
  ['assignments', 'assignments'],
  ['an assignment to everybody', ({ assignmentId }) => `assignments/${assignmentId}/duties`],
  ['batches', 'bulk'],
  ['a batch', ({ batchId }) => `bulk/${batchId}`],
  ['rows of a batch, first page', ({ batchId }) => `bulk/${batchId}/rows`],
  ['rows of a batch, page 400', ({ batchId }) => `bulk/${batchId}/rows?offset=39900`],
  ['rows of a batch, in one state', ({ batchId }) => `bulk/${batchId}/rows?state=ready`],
]
