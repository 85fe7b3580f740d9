import { type JsonObject, memberOf } from '@assay/core'

/** Versions of JSON Schema that are evaluated (VC JSON Schema 1.0: the first is required of everybody). */
export type JsonSchemaVersion = '2020-12' | '2019-09' | 'draft-07'

const versions: Readonly<Record<string, JsonSchemaVersion>> = {
  'https://json-schema.org/draft/2020-12/schema': '2020-12',
  'https://json-schema.org/draft/2019-09/schema': '2019-09',
  'http://json-schema.org/draft-07/schema': 'draft-07',
}

/** The version that a schema says it is written in; undefined when it names none of the known ones. */
export function readSchemaVersion(schema: JsonObject): JsonSchemaVersion | undefined {
  const named = memberOf(schema, '$schema')
  if (typeof named !== 'string') return undefined
  const address = named.replace(/#$/, '')
  return Object.hasOwn(versions, address) ? versions[address] : undefined
}
