import { parseInput } from '../../../http/input.ts'
import type { Language } from '../../../i18n/languages.ts'
import { fileEvidenceSchema } from '../schema.ts'

/** The file of a form, with the fields beside it; undefined when none was chosen. Error `invalid_input`. */
export async function uploadOf(form: FormData, language: Language = 'en') {
  const file = form.get('file')
  if (typeof file !== 'object' || file === null || (file.size === 0 && file.name === '')) return undefined
  const title = String(form.get('title') ?? '').trim()
  const fields = parseInput(
    fileEvidenceSchema,
    { criterionId: form.get('criterionId') ?? undefined, ...(title === '' ? {} : { title }) },
    language,
  )
  return { ...fields, fileName: file.name, bytes: new Uint8Array(await file.arrayBuffer()) }
}
