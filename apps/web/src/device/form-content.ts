import type { TypedValues } from '../http/form-action.ts'
import type { KeptForm } from './kept-form.ts'

/** What a form is, whatever stands in it. */
export type FormIdentity = Pick<KeptForm, 'id' | 'personId' | 'address' | 'about'>

/** A form as it is filled in now. Its id stands in it, whatever the page said. */
export function draftOf(identity: FormIdentity, data: FormData, at: number): KeptForm {
  const entries = [...data].flatMap(([name, value]) =>
    typeof value === 'string' && name !== 'id' ? [[name, value] as const] : [],
  )
  const { id, personId, address, about } = identity
  return {
    ...{ id, personId, address, about, entries: [['id', id], ...entries], files: filesOf(data).length },
    ...{ state: 'draft', at, tried: false },
  }
}

/** The files that were chosen; a control without one sends one that is empty. */
export const filesOf = (data: FormData): readonly File[] =>
  [...data.values()].filter((value): value is File => typeof value !== 'string' && value.size > 0)

/** What was typed, for showing it again. */
export function valuesOf({ entries }: Pick<KeptForm, 'entries'>): TypedValues {
  const names = [...new Set(entries.map(([name]) => name))]
  return Object.fromEntries(
    names.map((name) => [name, entries.filter(([other]) => other === name).map(([, value]) => value)]),
  )
}

/** As `crypto.randomUUID`, which browsers have in secure contexts alone. */
export function newId(): string {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID()
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
