import { z } from '@hono/zod-openapi'
import { invalidField } from '../../../app-error.ts'
import type { OrgScope } from '../../../db/scopes.ts'
import { type Api, orgRoute } from '../../../http/api-route.ts'
import { authorize } from '../../../http/authenticate.ts'
import { downloadRoute, uploadRoute } from '../../../http/file-route.ts'
import { addLinkEvidence, addTextEvidence, changeEvidence, removeEvidence } from '../commands/evidence.ts'
import { uploadEvidence } from '../commands/upload.ts'
import { maySeeEnrollment, mayWorkOn } from '../policy.ts'
import { evidenceView, presentEvidence, presentSaved, savedView } from '../present/views.ts'
import { attachmentOf } from '../queries/attachment.ts'
import { getDraftFile } from '../queries/files.ts'
import { getEnrollment, getEvidenceRow, listEvidence } from '../queries.ts'
import { uploadOf } from '../schema/upload-form.ts'
import { EVIDENCE_LIMITS, evidenceChangeSchema, linkEvidenceSchema, textEvidenceSchema } from '../schema.ts'
import { ENROLLMENT, PIECE, TAG as tag } from './paths.ts'

const inEnrollment = z.object({ enrollment: z.uuid() })
const one = z.object({ evidence: z.uuid() })
const added = z.object({ evidenceId: z.uuid() }).meta({ id: 'AddedEvidence' })

/** Pieces of evidence that are being worked on. */
export function evidenceRoutes(api: Api): void {
  orgRoute(
    api,
    {
      method: 'get',
      path: `${ENROLLMENT}/evidence`,
      summary: 'Your evidence so far',
      tag,
      params: inEnrollment,
      response: z.object({ items: z.array(evidenceView) }),
    },
    async (scope, { params }) => {
      authorize(maySeeEnrollment(scope, await getEnrollment(scope, params.enrollment)))
      return { items: (await listEvidence(scope, params.enrollment)).map(presentEvidence) }
    },
  )
  addingRoutes(api)
  fileRoutes(api)
  changingRoutes(api)
}

async function authorizeWork(scope: OrgScope, enrollmentId: string): Promise<void> {
  authorize(mayWorkOn(scope, await getEnrollment(scope, enrollmentId)))
}

function addingRoutes(api: Api): void {
  orgRoute(
    api,
    {
      method: 'post',
      path: `${ENROLLMENT}/evidence/text`,
      summary: 'Add a text in Markdown',
      tag,
      params: inEnrollment,
      body: textEvidenceSchema,
      response: added,
      status: 201,
    },
    async (scope, { params, body }) => {
      await authorizeWork(scope, params.enrollment)
      return addTextEvidence(scope, params.enrollment, body)
    },
  )
  orgRoute(
    api,
    {
      method: 'post',
      path: `${ENROLLMENT}/evidence/link`,
      summary: 'Add an address',
      description: 'It is kept and shown; Assay never looks there.',
      tag,
      params: inEnrollment,
      body: linkEvidenceSchema,
      response: added,
      status: 201,
    },
    async (scope, { params, body }) => {
      await authorizeWork(scope, params.enrollment)
      return addLinkEvidence(scope, params.enrollment, body)
    },
  )
}

function fileRoutes(api: Api): void {
  uploadRoute(
    api,
    {
      path: `${ENROLLMENT}/evidence/file`,
      summary: 'Add a file',
      description:
        'At most 25 MiB; documents, pictures, sound, film and plain text, told by their content. It is stored encrypted.',
      tag,
      maxBytes: EVIDENCE_LIMITS.requestBytes,
      fields: {
        criterionId: { type: 'string', description: 'The criterion that it is evidence for.' },
        title: { type: 'string', description: 'Default: the name of the file.' },
      },
      required: ['criterionId'],
      response: added,
    },
    (scope, params) => authorizeWork(scope, params.enrollment ?? ''),
    async ({ deps, params, run }, form) => {
      const upload = await uploadOf(form)
      if (upload === undefined) throw invalidField('file', 'no_file', 'Send a file.')
      return uploadEvidence(deps, run, params.enrollment ?? '', upload)
    },
  )
  downloadRoute(
    api,
    { path: `${PIECE}/file`, summary: 'A file of your evidence', tag },
    async (scope, params) => {
      const file = await getDraftFile(scope, params.evidence ?? '')
      authorize(maySeeEnrollment(scope, file))
      return attachmentOf(scope, file)
    },
  )
}

function changingRoutes(api: Api): void {
  orgRoute(
    api,
    {
      method: 'patch',
      path: PIECE,
      summary: 'Change a piece of evidence',
      description:
        'Only what is there changes. With the revision that was read; if it was changed since, the answer is 409.',
      tag,
      params: one,
      body: evidenceChangeSchema,
      response: savedView,
    },
    async (scope, { params, body }) => {
      authorize(mayWorkOn(scope, await getEvidenceRow(scope, params.evidence)))
      return presentSaved(await changeEvidence(scope, params.evidence, body))
    },
  )
  orgRoute(
    api,
    {
      method: 'delete',
      path: PIECE,
      summary: 'Take a piece of evidence out of the portfolio',
      description: 'What was handed in before keeps its copy.',
      tag,
      params: one,
      response: z.object({}),
      status: 204,
    },
    async (scope, { params }) => {
      authorize(mayWorkOn(scope, await getEvidenceRow(scope, params.evidence)))
      await removeEvidence(scope, params.evidence)
      return {}
    },
  )
}
