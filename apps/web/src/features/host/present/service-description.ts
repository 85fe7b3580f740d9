import { ENDPOINTS, HOST_API } from '../schema/endpoints.ts'
import { HOST_SCOPES, OFFLINE_ACCESS } from '../schema/scopes.ts'

/** What a service description tells besides what the standard fixes. */
export interface DescribedServer {
  /** Origin of the server. */
  readonly publicUrl: string
  /** Name of the server. */
  readonly title: string
  readonly termsUrl: string
  readonly privacyUrl: string
}

/** The Service Description Document (Open Badges 3.0, 6.3 and B.4): OpenAPI 3.0 with the addresses of this server. */
export function serviceDescription({ publicUrl, title, termsUrl, privacyUrl }: DescribedServer) {
  const registrationUrl = publicUrl + ENDPOINTS.register
  return {
    openapi: '3.0.1',
    info: {
      title,
      version: '3.0',
      description:
        'Open Badges 3.0: read the badges of a person who lets you in, and put badges into their backpack.',
      termsOfService: termsUrl,
      'x-imssf-image': `${publicUrl}/favicon.svg`,
      'x-imssf-privacyPolicyUrl': privacyUrl,
      'x-imssf-registrationUrl': registrationUrl,
    },
    servers: [{ url: publicUrl + HOST_API }],
    tags: [{ name: 'OpenBadgeCredentials' }, { name: 'Discovery' }],
    paths: {
      '/credentials': { get: getCredentials, post: upsertCredential },
      '/profile': { get: getProfile, put: putProfile },
      '/discovery': { get: getServiceDescription },
    },
    components: {
      securitySchemes: {
        OAuth2ACG: {
          type: 'oauth2',
          description: 'OAuth 2.0 Authorization Code Grant, with PKCE (S256)',
          'x-imssf-name': title,
          'x-imssf-privacyPolicyUrl': privacyUrl,
          'x-imssf-registrationUrl': registrationUrl,
          'x-imssf-termsOfServiceUrl': termsUrl,
          flows: {
            authorizationCode: {
              authorizationUrl: publicUrl + ENDPOINTS.authorize,
              tokenUrl: publicUrl + ENDPOINTS.token,
              refreshUrl: publicUrl + ENDPOINTS.token,
              scopes: SCOPES,
            },
          },
        },
      },
      schemas: { Imsx_StatusInfo: STATUS_INFO },
    },
  }
}

const SCOPES = {
  [HOST_SCOPES.read_badges]: 'Permission to read the badges in the backpack of the person who agrees.',
  [HOST_SCOPES.write_badges]: 'Permission to put badges into that backpack, or newer versions of them.',
  [HOST_SCOPES.read_profile]: 'Permission to read the name and main e-mail address of that person.',
  [HOST_SCOPES.write_profile]: 'Permission to change the name of that person.',
  [OFFLINE_ACCESS]: 'A refresh token, so that access can be renewed while the person is away.',
}

const secured = (scope: string) => [{ OAuth2ACG: [scope] }]

const json = (description: string, schema: object = { type: 'object' }) => ({
  description,
  content: { 'application/json': { schema } },
})

const FAULT = json('A fault.', { $ref: '#/components/schemas/Imsx_StatusInfo' })

const CREDENTIAL = {
  required: true,
  content: {
    'application/json': { schema: { type: 'object', description: 'An AchievementCredential.' } },
    'application/vc+ld+json': { schema: { type: 'object', description: 'An AchievementCredential.' } },
    'text/plain': { schema: { type: 'string', description: 'An AchievementCredential as a compact JWS.' } },
  },
}

const number = (name: string, description: string, minimum: number) => ({
  ...{ name, in: 'query', required: false, description },
  schema: { type: 'integer', format: 'int32', minimum },
})

const header = (description: string) => ({ description, schema: { type: 'string' } })

const getCredentials = {
  tags: ['OpenBadgeCredentials'],
  summary: 'The badges of the person who agreed',
  operationId: 'getCredentials',
  parameters: [
    number('limit', 'The most badges to answer.', 1),
    number('offset', 'How many badges to pass over.', 0),
    {
      ...{
        name: 'since',
        in: 'query',
        required: false,
        description: 'Only badges issued after this instant.',
      },
      schema: { type: 'string', format: 'date-time' },
    },
  ],
  responses: {
    200: {
      ...json('The badges: as JSON in `credential`, as compact JWS in `compactJwsString`.', {
        type: 'object',
        properties: {
          credential: { type: 'array', items: { type: 'object' } },
          compactJwsString: { type: 'array', items: { type: 'string' } },
        },
      }),
      headers: {
        'X-Total-Count': header('How many badges there are in all.'),
        Link: header('first and last, and next and prev where there are such pages (RFC 8288).'),
      },
    },
    default: FAULT,
  },
  security: secured(HOST_SCOPES.read_badges),
}

const upsertCredential = {
  tags: ['OpenBadgeCredentials'],
  summary: 'Put a badge in, or in place of an older version of it',
  operationId: 'upsertCredential',
  requestBody: CREDENTIAL,
  responses: {
    200: { description: 'Replaced, or there already; the body as it was sent.', content: CREDENTIAL.content },
    201: { description: 'Put in; the body as it was sent.', content: CREDENTIAL.content },
    default: FAULT,
  },
  security: secured(HOST_SCOPES.write_badges),
}

const getProfile = {
  tags: ['OpenBadgeCredentials'],
  summary: 'The profile of the person who agreed',
  operationId: 'getProfile',
  responses: { 200: json('A Profile.'), default: FAULT },
  security: secured(HOST_SCOPES.read_profile),
}

const putProfile = {
  tags: ['OpenBadgeCredentials'],
  summary: 'Change the name of the person who agreed',
  operationId: 'putProfile',
  requestBody: { required: true, content: { 'application/json': { schema: { type: 'object' } } } },
  responses: { 200: json('The Profile as it is now.'), default: FAULT },
  security: secured(HOST_SCOPES.write_profile),
}

const getServiceDescription = {
  tags: ['Discovery'],
  summary: 'This document',
  operationId: 'getServiceDescription',
  responses: { 200: json('The Service Description Document.'), default: FAULT },
  security: [],
}

const MINOR_FIELD = {
  type: 'object',
  required: ['imsx_codeMinorFieldName', 'imsx_codeMinorFieldValue'],
  properties: { imsx_codeMinorFieldName: { type: 'string' }, imsx_codeMinorFieldValue: { type: 'string' } },
}

const STATUS_INFO = {
  type: 'object',
  required: ['imsx_codeMajor', 'imsx_severity'],
  properties: {
    imsx_codeMajor: { type: 'string', enum: ['success', 'processing', 'failure', 'unsupported'] },
    imsx_severity: { type: 'string', enum: ['status', 'warning', 'error'] },
    imsx_description: { type: 'string' },
    imsx_codeMinor: {
      type: 'object',
      properties: { imsx_codeMinorField: { type: 'array', minItems: 1, items: MINOR_FIELD } },
    },
  },
}

/** What an OAuth client asks an authorization server about itself (RFC 8414). */
export function authorizationServer({ publicUrl, termsUrl, privacyUrl }: DescribedServer) {
  return {
    issuer: publicUrl,
    authorization_endpoint: publicUrl + ENDPOINTS.authorize,
    token_endpoint: publicUrl + ENDPOINTS.token,
    registration_endpoint: publicUrl + ENDPOINTS.register,
    revocation_endpoint: publicUrl + ENDPOINTS.revoke,
    scopes_supported: Object.keys(SCOPES),
    response_types_supported: ['code'],
    response_modes_supported: ['query'],
    grant_types_supported: ['authorization_code', 'refresh_token'],
    token_endpoint_auth_methods_supported: ['client_secret_basic'],
    revocation_endpoint_auth_methods_supported: ['client_secret_basic'],
    code_challenge_methods_supported: ['S256'],
    authorization_response_iss_parameter_supported: true,
    op_policy_uri: privacyUrl,
    op_tos_uri: termsUrl,
    service_documentation: `${publicUrl}/connect`,
  }
}
