import type { JsonObject } from '@assay/core'
import { Ajv, type Options, type ValidateFunction } from 'ajv'
import { Ajv2019 } from 'ajv/dist/2019.js'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import type { JsonSchemaVersion } from './schema-version.ts'

const options: Options = { strict: false, allErrors: true, validateFormats: true, logger: false }
const engines: Readonly<Record<JsonSchemaVersion, () => Ajv>> = {
  '2020-12': () => new Ajv2020(options),
  '2019-09': () => new Ajv2019(options),
  'draft-07': () => new Ajv(options),
}

/** The sentence why not, when the document is no schema that can be used by itself. */
export function compileSchema(schema: JsonObject, version: JsonSchemaVersion): ValidateFunction | string {
  try {
    const ajv = engines[version]()
    addFormats(ajv)
    return ajv.compile(schema)
  } catch (error) {
    // The library throws plain errors for whatever the document holds.
    return error instanceof Error ? error.message.slice(0, 200) : 'it cannot be used'
  }
}
