import { inOrder } from '../schema.ts'

/** A form's badges in the order of the numbers beside them. */
export function withOrder({ place, entries, ...fields }: Record<string, unknown>): Record<string, unknown> {
  const ids = Array.isArray(entries) ? entries.map(String) : []
  const numbers =
    typeof place === 'object' && place !== null ? (place as Readonly<Record<string, unknown>>) : {}
  return { ...fields, entries: inOrder(ids, numbers) }
}
