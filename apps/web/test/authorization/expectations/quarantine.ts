import { administrators, route } from '../expectation.ts'
import type { Records } from '../records.ts'

const QUARANTINE = '/api/v1/organizations/{org}/quarantine'
const onFile = (r: Records) => ({ params: { evidence: r.quarantined } })

/** Harmful files: the administrator's to see and to clear. */
export const quarantine = [
  route(`GET ${QUARANTINE}`, administrators),
  // No scanner is configured here.
  route(`POST ${QUARANTINE}/{evidence}/scan`, administrators, onFile, { answers: [409] }),
  route(`DELETE ${QUARANTINE}/{evidence}`, administrators, onFile),
  route('GET /o/{org}/quarantine', administrators),
  route('POST /o/{org}/quarantine', administrators, (r) => ({
    form: { intent: 'delete', id: r.quarantined },
  })),
]
