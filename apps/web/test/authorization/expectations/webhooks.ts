import { administrators, route } from '../expectation.ts'
import type { Records } from '../records.ts'

const WEBHOOKS = '/api/v1/organizations/{org}/webhooks'
const ONE = `${WEBHOOKS}/{webhook}`
const INPUT = { url: 'https://receiver.example.org/hook', description: '', events: [] }
const delivery = (r: Records) => ({ params: { webhook: r.webhook, delivery: r.delivery } })

/** Who is told what happens in an organization: the administrator's to say. */
export const webhooks = [
  route('GET /api/v1/organizations/{org}/webhook-event-types', administrators),
  route(`GET ${WEBHOOKS}`, administrators),
  route(`POST ${WEBHOOKS}`, administrators, () => ({ json: INPUT })),
  route(`GET ${ONE}`, administrators),
  route(`PUT ${ONE}`, administrators, () => ({ json: { ...INPUT, revision: 1 } })),
  route(`DELETE ${ONE}`, administrators),
  route(`POST ${ONE}/secret`, administrators),
  route(`POST ${ONE}/enable`, administrators),
  route(`POST ${ONE}/disable`, administrators),
  route(`POST ${ONE}/test`, administrators),
  route(`GET ${ONE}/deliveries`, administrators),
  route(`POST ${ONE}/deliveries/{delivery}/replay`, administrators, delivery),
  route(`POST ${ONE}/replay`, administrators, () => ({ json: { since: '2026-01-01T00:00:00Z' } })),
  route('GET /o/{org}/webhooks', administrators),
  route('POST /o/{org}/webhooks', administrators, () => ({ form: INPUT })),
  route('GET /o/{org}/webhooks/{webhook}', administrators),
  route('POST /o/{org}/webhooks/{webhook}', administrators, () => ({ form: { intent: 'disable' } })),
]
