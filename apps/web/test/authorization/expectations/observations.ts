import { members, route } from '../expectation.ts'

const base = '/api/v1/organizations/{org}/observations'
const ofEnrollment = '/api/v1/organizations/{org}/enrollments/{enrollment}/observations'
/** The second learner, who was observed; the observer; and assessors, since the work waits for a decision. */
const readers = ['second_learner', 'observer', 'assessor', 'second_assessor', 'delegate'] as const
/** Observers, and the people manager to whom the second learner reports: the criterion allows it. */
const observers = ['observer', 'people_manager'] as const
type Ids = {
  readonly observation: string
  readonly observedFile: string
  readonly observedEnrollment: string
}

const seen = {
  criterionId: 'seen',
  on: '2026-05-02',
  place: 'Berth 4',
  rows: [{ rowId: 'drum', level: 2 }],
  seen: true,
}
const here = (r: Ids) => ({ params: { enrollment: r.observedEnrollment, criterion: 'seen' } })
const form = {
  on: '2026-05-02',
  place: 'Berth 4',
  'level:drum': '2',
  seen: 'yes',
}
const file = () => new File(['Seen at six.'], 'seen.txt', { type: 'text/plain' })

/** Observations of the second learner, whose work was handed in. */
export const observationLines = [
  route(`GET ${base}/waiting`, observers),
  route(`GET ${base}`, members),
  route(`GET ${ofEnrollment}`, ['second_learner', 'assessor', 'second_assessor', 'delegate'], here),
  route(`POST ${ofEnrollment}`, observers, (r) => ({ ...here(r), json: seen })),
  route(`POST ${ofEnrollment}/files`, observers, (r) => ({
    ...here(r),
    form: { observation: JSON.stringify(seen), file: file() },
  })),
  route(`GET ${base}/{observation}`, readers),
  route(`GET ${base}/{observation}/files/{file}`, readers, (r) => ({ params: { file: r.observedFile } })),
  route(`POST ${base}/{observation}/withdraw`, ['observer'], () => ({ json: { reason: 'Wrong shift' } })),
  route(`POST ${base}/{observation}/remarks`, ['second_learner'], () => ({
    json: { kind: 'disagreement', text: 'Not so' },
  })),

  route('GET /o/{org}/observe', observers),
  route('GET /o/{org}/observe/{enrollment}/{criterion}', observers, here),
  route('POST /o/{org}/observe/{enrollment}/{criterion}', observers, (r) => ({ ...here(r), form })),
  route('GET /o/{org}/observe/{enrollment}/{criterion}/send', observers, here),
  route('POST /o/{org}/observe/{enrollment}/{criterion}/send', observers, (r) => ({ ...here(r), form })),
  route('GET /o/{org}/observations/{observation}', readers),
  route('POST /o/{org}/observations/{observation}', ['observer'], () => ({
    form: { intent: 'withdraw', reason: 'Wrong shift' },
  })),
  route('GET /o/{org}/observations/{observation}/files/{file}', readers, (r) => ({
    params: { file: r.observedFile },
  })),
]
