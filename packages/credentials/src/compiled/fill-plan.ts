import type { JsonValue } from '@assay/core'
import type { ContextStates } from './context-state.ts'
import { insideOf, textOfOther } from './leaf-text.ts'
import { type GraphNode, inOnePiece, inOrderOfSubjects, markChanged, type Plan, type Slot } from './plan.ts'

/**
 * Makes the plan say what a document of its shape says. False where that document gives different ids to what was one node in the document
 * that the plan was read from; the other way round, the lines of two nodes are written together. Throws `Declined` for values that the generic engine decides on. Whatever comes of
 * it, the plan can be filled again.
 */
export function fillPlan(plan: Plan, values: readonly JsonValue[], states: ContextStates): boolean {
  for (const slot of plan.slots) {
    const value = values[slot.place] as JsonValue
    // Zero and its negative are the same here, but are not written the same.
    if (value === slot.value && value !== 0) continue
    if (slot.node?.isFixed === true) return false
    fillSlot(plan, slot, value, states)
  }
  return plan.isRenamed ? rename(plan) : true
}

function fillSlot(plan: Plan, slot: Slot, value: JsonValue, states: ContextStates): void {
  const inside = insideOf(slot.form, value)
  const other = inside === undefined ? textOfOther(slot.form, value, states) : ''
  slot.value = value
  for (const edge of slot.edges) {
    edge.text =
      inside === undefined
        ? edge.predicate.text + other + edge.owner.graph.end
        : edge.open + inside + edge.close
    markChanged(edge.owner)
  }
  const { node } = slot
  if (node === undefined) return
  node.subject = inOnePiece(`<${inside}> `)
  plan.isRenamed = true
  markChanged(node)
  // The statement that leads to a blank node is part of its hash.
  for (const { blank } of node.edges) if (blank !== undefined) markChanged(blank)
}

function rename(plan: Plan): boolean {
  if (!isInOrder(plan.named)) plan.named = inOrderOfSubjects(plan.named)
  for (const { ids } of plan.named) {
    if (ids.length > 1 && ids.some(({ value }) => value !== ids[0]?.value)) return false
  }
  plan.isRenamed = false
  return true
}

function isInOrder(nodes: readonly GraphNode[]): boolean {
  for (let index = 1; index < nodes.length; index += 1) {
    if ((nodes[index - 1] as GraphNode).subject > (nodes[index] as GraphNode).subject) return false
  }
  return true
}
