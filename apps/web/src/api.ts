import { OpenAPIHono } from '@hono/zod-openapi'
import type { AppEnvironment } from './app.ts'
import { AppError } from './app-error.ts'
import { absenceApi } from './features/absence/api.ts'
import { achievementsApi } from './features/achievements/api/rest.ts'
import { apiKeysApi } from './features/api-keys/api.ts'
import { assessmentsApi } from './features/assessments/api.ts'
import { assignmentsApi } from './features/assignments/api.ts'
import { auditApi } from './features/audit/api.ts'
import { backpackApi } from './features/backpack/api.ts'
import { bulkApi } from './features/bulk/api.ts'
import { claimsApi } from './features/claims/api/rest.ts'
import { credentialsApi } from './features/credentials/api/rest.ts'
import { enrollmentsApi } from './features/enrollments/api/rest.ts'
import { hostApi } from './features/host/api/rest.ts'
import { identityApi } from './features/identity/api/rest.ts'
import { issuerApi } from './features/issuer/api/rest.ts'
import { lettersApi } from './features/mail/api.ts'
import { observationsApi } from './features/observations/api.ts'
import { organizationsApi } from './features/organizations/api.ts'
import { outcomesApi } from './features/outcomes/api.ts'
import { quarantineApi } from './features/quarantine/api.ts'
import { recordsApi } from './features/records/api.ts'
import { recruitingApi } from './features/recruiting/api.ts'
import { sharingApi } from './features/sharing/api/rest.ts'
import { structureApi } from './features/structure/api.ts'
import { teamApi } from './features/team/api.ts'
import { verifyApi } from './features/verify/api.ts'
import { webhooksApi } from './features/webhooks/api/rest.ts'
import { inputError } from './http/input.ts'
import { problemResponse } from './http/problem.ts'

/** The REST API, below `/api/v1`: every feature adds its routes here. */
export const api = new OpenAPIHono<AppEnvironment>({
  defaultHook: (result) => {
    if (result.success) return
    throw inputError(result.error.issues, 'en')
  },
})

identityApi(api)
organizationsApi(api)
issuerApi(api)
achievementsApi(api)
enrollmentsApi(api)
assessmentsApi(api)
credentialsApi(api)
bulkApi(api)
auditApi(api)
apiKeysApi(api)
backpackApi(api)
recordsApi(api)
verifyApi(api)
sharingApi(api)
claimsApi(api)
structureApi(api)
absenceApi(api)
teamApi(api)
outcomesApi(api)
recruitingApi(api)
quarantineApi(api)
webhooksApi(api)
hostApi(api)
lettersApi(api)
assignmentsApi(api)
observationsApi(api)

api.onError((error, c) => {
  if (!(error instanceof AppError))
    c.env.deps.log.error({ err: error, path: c.req.path }, 'an API call failed')
  return problemResponse(error, c.req.path)
})

api.openAPIRegistry.registerComponent('securitySchemes', 'apiKey', {
  type: 'http',
  scheme: 'bearer',
  description: 'An API key, made by a person in their settings or by an administrator for the organization.',
})
api.openAPIRegistry.registerComponent('securitySchemes', 'session', {
  type: 'apiKey',
  in: 'cookie',
  name: 'assay.session_token',
  description: 'The session of a person who is signed in; writes must come from a page of this server.',
})

/** The OpenAPI 3.1 document, without a server address, so that it is the same wherever it is made. */
export function openApiDocument() {
  return api.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'Assay',
      version: '1',
      description: 'Plan, assess, issue and verify micro-credentials. Errors are problem details (RFC 9457).',
    },
    servers: [{ url: '/api/v1' }],
  })
}
