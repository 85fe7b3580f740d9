import type { JsonValue } from '@assay/core'
import { type ContextStates, isAddressIn } from './context-state.ts'
import { Declined } from './declined.ts'
import { booleanLiteral, numberLiteral, quote } from './literals.ts'
import type { SlotForm } from './plan.ts'
import type { PropertyTerm } from './term.ts'

/** N-Quads object of a leaf. Throws {@link Declined} for values that the generic engine has to decide on. */
export function textOfLeaf(form: SlotForm, value: JsonValue, states: ContextStates): string {
  if (form.kind === 'value') return textOfValue(form.term, value, states)
  if (typeof value !== 'string') throw new Declined('a leaf of its own kind')
  if (form.kind === 'text') return quote(value) + form.suffix
  if (!isAddressIn(form.state, value)) throw new Declined('an address of its own kind')
  return `<${value}>`
}

function textOfValue(term: PropertyTerm, value: JsonValue, states: ContextStates): string {
  const { datatype } = term
  if (typeof value === 'string') {
    if (term.values === 'literal') return quote(value) + term.suffix
    const word = term.values === 'vocab' ? states.typeOf(term.state, value) : null
    if (word !== null) return word.text
    const defined = term.values === 'vocab' && term.state.active.mappings.has(value)
    if (defined || !isAddressIn(term.state, value)) throw new Declined('an address of its own kind')
    return `<${value}>`
  }
  if (typeof value === 'boolean') return booleanLiteral(value, datatype)
  const text = typeof value === 'number' ? numberLiteral(value, datatype) : undefined
  if (text === undefined) throw new Declined('a value of its own kind')
  return text
}
