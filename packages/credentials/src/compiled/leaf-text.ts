import type { JsonValue } from '@assay/core'
import { type ContextStates, isAddressIn } from './context-state.ts'
import { Declined } from './declined.ts'
import { booleanLiteral, escapeText, numberLiteral } from './literals.ts'
import { quotesOf, type SlotForm } from './plan.ts'

/** N-Quads object of a leaf. Throws {@link Declined} for values that the generic engine has to decide on. */
export function textOfLeaf(form: SlotForm, value: JsonValue, states: ContextStates): string {
  const inside = insideOf(form, value)
  if (inside === undefined) return textOfOther(form, value, states)
  const [open, close] = quotesOf(form)
  return open + inside + close
}

/**
 * What stands between the quotation marks, or between the angle brackets; undefined for what is written in another way ({@link textOfOther}).
 * Throws {@link Declined}.
 */
export function insideOf(form: SlotForm, value: JsonValue): string | undefined {
  if (typeof value !== 'string') return undefined
  if (form.kind === 'text') return escapeText(value)
  if (form.kind === 'value') {
    const { values, state } = form.term
    if (values === 'literal') return escapeText(value)
    return values === 'vocab' ? undefined : address(state, value)
  }
  return address(form.state, value)
}

function address(state: Parameters<typeof isAddressIn>[0], value: string): string {
  if (!isAddressIn(state, value)) throw new Declined('an address of its own kind')
  return value
}

/** N-Quads object of a word, a number or a boolean. Throws {@link Declined}. */
export function textOfOther(form: SlotForm, value: JsonValue, states: ContextStates): string {
  if (form.kind !== 'value') throw new Declined('a leaf of its own kind')
  const { datatype, state } = form.term
  if (typeof value === 'string') {
    const word = states.typeOf(state, value)
    if (word !== null) return word.text
    if (state.active.mappings.has(value)) throw new Declined('a word of its own kind')
    return `<${address(state, value)}>`
  }
  if (typeof value === 'boolean') return booleanLiteral(value, datatype)
  const text = typeof value === 'number' ? numberLiteral(value, datatype) : undefined
  if (text === undefined) throw new Declined('a value of its own kind')
  return text
}
