import { type JsonObject, memberOf } from '@assay/core'
import { Ajv2019, type ErrorObject, type ValidateFunction } from 'ajv/dist/2019.js'
import addFormats from 'ajv-formats'
import type { DocumentSource } from './document-source.ts'
import { hasType, objectsOf, textOf } from './json-members.ts'
import { compact, explain, type Finding } from './make-check.ts'
import { isAffordableSchema } from './schema-cost.ts'

/** A credential names one schema, or one for each form it is written in. */
const MAX_SCHEMAS = 4
/** More faults than this help nobody. */
const MAX_ERRORS = 20
/** The publisher of the Open Badges schemas; what lies there may use everything of JSON Schema. */
const PUBLISHER = 'https://purl.imsglobal.org/'

/**
 * Checks the credential against every schema it names (STANDARDS OD4). Of types only `1EdTechJsonSchemaValidator2019` (JSON
 * Schema 2019-09) is known. A schema that cannot be had or used leaves the step open; it never passes unchecked.
 */
export async function checkSchema(credential: JsonObject, documents: DocumentSource): Promise<Finding> {
  const schemas = objectsOf(credential, 'credentialSchema')
  if (schemas.length === 0) return { outcome: 'skipped', code: 'schema-absent' }
  const left = schemas.length - MAX_SCHEMAS
  let open = left > 0 ? openFinding('schema-costly', '', `${left} schemas were not looked at`) : undefined
  for (const entry of schemas.slice(0, MAX_SCHEMAS)) {
    const finding = await checkOne(entry, credential, documents)
    if (finding.outcome === 'failed') return finding
    if (finding.outcome === 'unknown') open = finding
  }
  return open ?? { outcome: 'passed', code: 'schema-ok' }
}

async function checkOne(
  entry: JsonObject,
  credential: JsonObject,
  documents: DocumentSource,
): Promise<Finding> {
  const schema = textOf(entry, 'id') ?? ''
  if (!hasType(entry, '1EdTechJsonSchemaValidator2019')) {
    return { outcome: 'unknown', code: 'schema-type', details: { schema, type: memberOf(entry, 'type') } }
  }
  const answer = await documents.fetchJson(schema)
  if (!answer.found) return openFinding('schema-unreachable', schema, answer.reason)
  if (!schema.startsWith(PUBLISHER) && !isAffordableSchema(answer.document)) {
    return openFinding('schema-costly', schema)
  }
  const validate = compile(answer.document)
  if (typeof validate === 'string') return openFinding('schema-unusable', schema, validate)
  if (validate(credential)) return { outcome: 'passed', code: 'schema-ok', details: { schema } }
  return failure(schema, validate.errors ?? [])
}

/** The sentence why not, when the document is no schema that can be used by itself. */
function compile(schema: JsonObject): ValidateFunction | string {
  try {
    const ajv = new Ajv2019({ strict: false, allErrors: true, validateFormats: true, logger: false })
    addFormats(ajv)
    return ajv.compile(schema)
  } catch (error) {
    // The library throws plain errors for whatever the document holds.
    return error instanceof Error ? error.message.slice(0, 200) : 'it cannot be used'
  }
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

function openFinding(
  code: 'schema-unreachable' | 'schema-costly' | 'schema-unusable',
  schema: string,
  reason?: string,
): Finding {
  const more = reason === undefined ? {} : { message: explain(code, `(${reason})`) }
  return { outcome: 'unknown', code, ...more, details: compact({ schema, reason }) }
}
