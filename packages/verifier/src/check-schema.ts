import { type JsonObject, memberOf } from '@assay/core'
import { statedDigests } from '@assay/credentials'
import type { ErrorObject } from 'ajv'
import type { CheckCode } from './check-codes.ts'
import { hasType, objectOf, objectsOf, textOf } from './json-members.ts'
import { compact, explain, type Finding } from './make-check.ts'
import { compareDigests, type ResourceContext } from './related-resources.ts'
import type { Report } from './report.ts'
import { isAffordableSchema } from './schema-cost.ts'
import { type JsonSchemaVersion, readSchemaVersion } from './schema-version.ts'

/** A credential names one schema, or one for each form it is written in. */
const MAX_SCHEMAS = 4
/** More faults than this help nobody. */
const MAX_ERRORS = 20
/** Publishers of the schemas of the standards; what lies there may use everything of JSON Schema. */
const PUBLISHERS = ['https://purl.imsglobal.org/', 'https://www.w3.org/']

/** What the step needs. */
export interface SchemaContext extends ResourceContext {
  /** Verifies the credential that holds a schema; undefined where there is no room for one more inside another. */
  readonly verifyHolder: (credential: JsonObject) => Promise<Report> | undefined
}

/**
 * Checks the credential against every schema it names: `1EdTechJsonSchemaValidator2019` (STANDARDS OD4), `JsonSchema` and
 * `JsonSchemaCredential` (VC JSON Schema 1.0, whose outcome "indeterminate" is `unknown` here). A schema that cannot be had or used
 * leaves the step open; it never passes unchecked.
 */
export async function checkSchema(credential: JsonObject, context: SchemaContext): Promise<Finding> {
  const schemas = objectsOf(credential, 'credentialSchema')
  if (schemas.length === 0) return { outcome: 'skipped', code: 'schema-absent' }
  const left = schemas.length - MAX_SCHEMAS
  let open = left > 0 ? openFinding('schema-costly', '', `${left} schemas were not looked at`) : undefined
  for (const entry of schemas.slice(0, MAX_SCHEMAS)) {
    const finding = await checkOne(entry, credential, context)
    if (finding.outcome === 'failed') return finding
    if (finding.outcome === 'unknown') open = finding
  }
  return open ?? { outcome: 'passed', code: 'schema-ok' }
}

async function checkOne(entry: JsonObject, credential: JsonObject, context: SchemaContext): Promise<Finding> {
  const url = textOf(entry, 'id') ?? ''
  const read = schemaTypes.find(({ type }) => hasType(entry, type))?.read
  if (read === undefined) {
    const details = { schema: url, type: memberOf(entry, 'type') }
    return { outcome: 'unknown', code: 'schema-type', details }
  }
  const answer = await context.documents.fetchJson(url)
  if (!answer.found) return openFinding('schema-unreachable', url, answer.reason)
  const stated = statedDigests(entry)
  const compared = stated.length === 0 ? 'same' : compareDigests(stated, answer.text, context.crypto)
  if (compared === 'differs') return { outcome: 'failed', code: 'schema-digest', details: { schema: url } }
  if (compared === 'open')
    return openFinding('schema-unusable', url, 'its digest is not one of SHA-256 or SHA-384')
  const found = await read(answer.document, url, context)
  return 'outcome' in found ? found : evaluate(found, url, credential)
}

interface FoundSchema {
  readonly schema: JsonObject
  readonly version: JsonSchemaVersion
}

interface SchemaType {
  readonly type: string
  /** The schema in the document at the address, or why there is none to be used. */
  readonly read: (
    document: JsonObject,
    url: string,
    context: SchemaContext,
  ) => Promise<FoundSchema | Finding> | FoundSchema | Finding
}

const schemaTypes: readonly SchemaType[] = [
  { type: '1EdTechJsonSchemaValidator2019', read: (schema) => ({ schema, version: '2019-09' }) },
  { type: 'JsonSchema', read: readVersion },
  { type: 'JsonSchemaCredential', read: readHeldSchema },
]

/** VC JSON Schema 1.0: which version holds is said by `$schema`; of another one the outcome is indeterminate. */
function readVersion(schema: JsonObject, url: string): FoundSchema | Finding {
  const version = readSchemaVersion(schema)
  return version === undefined ? openFinding('schema-version', url) : { schema, version }
}

/** The schema inside a credential counts when that credential holds by itself, whatever schema it names in turn. */
async function readHeldSchema(
  holder: JsonObject,
  url: string,
  { verifyHolder }: SchemaContext,
): Promise<FoundSchema | Finding> {
  const [subject] = objectsOf(holder, 'credentialSubject')
  const schema = objectOf(subject, 'jsonSchema')
  if (!hasType(holder, 'JsonSchemaCredential') || textOf(subject, 'type') !== 'JsonSchema' || !schema) {
    return openFinding('schema-unusable', url, 'it is not a JsonSchemaCredential')
  }
  const report = await verifyHolder(holder)
  if (report === undefined) return openFinding('schema-costly', url, 'it stands too deep')
  if (report.verdict === 'invalid') {
    return { outcome: 'failed', code: 'schema-credential', details: { schema: url } }
  }
  if (report.verdict === 'inconclusive') return openFinding('schema-credential-unknown', url)
  return readVersion(schema, url)
}

async function evaluate(
  { schema, version }: FoundSchema,
  url: string,
  credential: JsonObject,
): Promise<Finding> {
  if (!PUBLISHERS.some((origin) => url.startsWith(origin)) && !isAffordableSchema(schema)) {
    return openFinding('schema-costly', url)
  }
  // Most credentials name no schema, so the compiler is loaded for those that do.
  const { compileSchema } = await import('./compile-schema.ts')
  const validate = compileSchema(schema, version)
  if (typeof validate === 'string') return openFinding('schema-unusable', url, validate)
  if (validate(credential)) return { outcome: 'passed', code: 'schema-ok', details: { schema: url } }
  return failure(url, validate.errors ?? [])
}

function failure(schema: string, errors: readonly ErrorObject[]): Finding {
  const problems = errors.slice(0, MAX_ERRORS).map(({ instancePath, message }) => ({
    pointer: instancePath,
    message: message ?? 'does not fit',
  }))
  const [first] = problems
  const message = explain('schema-invalid', `(${first?.pointer} ${first?.message})`)
  return { outcome: 'failed', code: 'schema-invalid', message, details: { schema, problems } }
}

function openFinding(code: CheckCode, schema: string, reason?: string): Finding {
  const more = reason === undefined ? {} : { message: explain(code, `(${reason})`) }
  return { outcome: 'unknown', code, ...more, details: compact({ schema, reason }) }
}
