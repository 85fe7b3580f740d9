import { invalidField } from '../../../app-error.ts'
import { type Definition, rowsOf } from '../../achievements/schema.ts'

/** What a column holds: a field of the row, or the level of one row of the rubric. */
export type ColumnMeaning =
  | { readonly kind: 'address' | 'name' | 'awardedOn' | 'reason' | 'language' | 'key' }
  | { readonly kind: 'level'; readonly criterionId: string; readonly rowId: string }

export interface Column {
  readonly title: string
  readonly meaning: ColumnMeaning | undefined
}

/** Names of the columns, in English and Spanish, as {@link plainWords} makes them; the first two are those of the template. */
const NAMES = {
  address: [
    'e mail',
    'correo electronico',
    'email',
    'mail',
    'address',
    'e mail address',
    'email address',
    'correo',
    'direccion de correo',
    'direccion',
  ],
  name: ['name', 'nombre', 'full name', 'nombre completo', 'nombre y apellidos', 'person', 'persona'],
  awardedOn: [
    'awarded on',
    'fecha de concesion',
    'date',
    'award date',
    'awarded',
    'date awarded',
    'fecha',
    'concedida el',
    'concedido el',
  ],
  reason: ['reason', 'motivo', 'why', 'razon'],
  language: ['language', 'idioma', 'lengua'],
  key: ['key', 'clave', 'reference', 'referencia'],
} as const satisfies Record<Exclude<ColumnMeaning['kind'], 'level'>, readonly string[]>

/** Headers without accents, capitals and punctuation: people write them as they like. */
export const plainWords = (title: string): string =>
  title
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()

/**
 * What each column of a header means; one that has no name of ours means nothing and is named to the person. Errors: `invalid_input`
 * when there is no column of addresses or of names, or when two columns mean the same.
 */
export function matchColumns(header: readonly string[], definition: Definition): readonly Column[] {
  const meanings = knownTitles(definition)
  const columns = header.map((title) => ({ title, meaning: meanings.get(plainWords(title)) }))
  const seen = new Set<string>()
  for (const { title, meaning } of columns) {
    if (meaning === undefined) continue
    const place = meaning.kind === 'level' ? `${meaning.criterionId}.${meaning.rowId}` : meaning.kind
    if (seen.has(place)) throw repeatedColumn(title)
    seen.add(place)
  }
  for (const needed of ['address', 'name'] as const)
    if (!seen.has(needed))
      throw invalidField(
        'file',
        `csv_no_${needed}`,
        `No column of the first row is called "${NAMES[needed][0]}".`,
      )
  return columns
}

const repeatedColumn = (title: string) =>
  invalidField('file', 'csv_repeated_column', `More than one column means the same as "${title}".`)

function knownTitles(definition: Definition): ReadonlyMap<string, ColumnMeaning> {
  const known = new Map<string, ColumnMeaning>()
  for (const { title, exact, meaning } of rubricColumns(definition)) {
    known.set(plainWords(exact), meaning)
    known.set(plainWords(title), meaning)
  }
  // A rubric row that is called "Name" is met by its longer title; the fields of a row come first.
  for (const [kind, names] of Object.entries(NAMES))
    for (const name of names) known.set(name, { kind: kind as keyof typeof NAMES })
  return known
}

/** One column a row of the rubric, titled by the row where that is clear and by criterion and row where it is not. */
export function rubricColumns(definition: Definition): readonly {
  readonly title: string
  readonly exact: string
  readonly meaning: Extract<ColumnMeaning, { kind: 'level' }>
}[] {
  const rows = definition.criteria.flatMap((criterion) =>
    rowsOf(criterion).map((row) => ({ criterion, row })),
  )
  const taken = new Set<string>(Object.values(NAMES).flat())
  const titles = rows.map(({ row }) => plainWords(row.title))
  return rows.map(({ criterion, row }) => {
    const words = plainWords(row.title)
    const clear = !taken.has(words) && titles.indexOf(words) === titles.lastIndexOf(words)
    return {
      title: clear ? row.title : `${criterion.title}: ${row.title}`,
      exact: `${criterion.id}.${row.id}`,
      meaning: { kind: 'level', criterionId: criterion.id, rowId: row.id },
    }
  })
}
