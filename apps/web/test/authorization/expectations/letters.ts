import { administrators, route } from '../expectation.ts'

const LETTERS = '/api/v1/organizations/{org}/letters'
const ONE = `${LETTERS}/{template}/{language}`
const letter = { params: { template: 'credential_issued', language: 'en' } }
const TEXT = { subject: '{{name}}', body: 'It is yours.', action: 'See it' }

/** The words of letters in an organization's name: the administrator's to choose. */
export const letters = [
  route(`GET ${LETTERS}`, administrators),
  route(`GET ${ONE}`, administrators, () => letter),
  route(`PUT ${ONE}`, administrators, () => ({ ...letter, json: { ...TEXT, revision: 0 } })),
  route(`POST ${ONE}/preview`, administrators, () => ({ ...letter, json: TEXT })),
  route(`DELETE ${ONE}`, administrators, () => letter),
  route('GET /o/{org}/letters', administrators),
  route('GET /o/{org}/letters/{template}/{language}', administrators, () => letter),
  route('POST /o/{org}/letters/{template}/{language}', administrators, () => ({
    ...letter,
    form: { ...TEXT, revision: '0', intent: 'save' },
  })),
]
