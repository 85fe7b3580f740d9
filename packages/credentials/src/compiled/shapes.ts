import { isJsonArray, type JsonObject, type JsonValue } from '@assay/core'
import { isFrozenPart } from './freeze-part.ts'
import { MOST_LEVELS, shapingNames } from './leaves.ts'
import type { Plan } from './plan.ts'

/** What tells one shape from another: names, the texts of types and contexts, parts that never change, and these. */
const mark = {
  object: Symbol('{'),
  endOfObject: Symbol('}'),
  list: Symbol('['),
  endOfList: Symbol(']'),
  leaf: Symbol('leaf'),
}
type Sign = string | symbol | object

/** A place in the tree of shapes: what was met so far on the walk through a document. */
class Step {
  /** Whether a shaping name was met last, so that what follows belongs to the shape. */
  readonly isShaping: boolean
  plan: Plan | undefined
  #sign: Sign | undefined
  #next: Step | undefined
  #others: Map<Sign, Step> | undefined

  constructor(isShaping: boolean) {
    this.isShaping = isShaping
  }

  after(sign: Sign): Step | undefined {
    return this.#sign === sign ? this.#next : this.#others?.get(sign)
  }

  add(sign: Sign, step: Step): void {
    if (this.#next === undefined) {
      this.#sign = sign
      this.#next = step
    } else {
      this.#others ??= new Map()
      this.#others.set(sign, step)
    }
  }
}

/** Steps and plans kept at most; then all begins anew. */
const MOST_STEPS = 50_000
const MOST_PLANS = 128
/** Characters of leaves in one document: what is kept of the last document of each shape has to stay small. */
const MOST_CHARACTERS = 32_768

/** The plans of the shapes met so far. */
export class Shapes {
  /** Leaves of the document that was walked last, up to `count`. */
  readonly values: JsonValue[] = []
  #count = 0
  #characters = 0
  #levels = 0
  #root = new Step(false)
  #steps = 0
  #plans = 0
  #isLearning = false

  /** The plan of documents of this shape, unless this one is very long; its leaves are in `values` then. */
  find(document: JsonObject): Plan | undefined {
    this.#isLearning = false
    return this.#walk(document)?.plan
  }

  /** Keeps the plan of a document for the others of its shape. */
  keep(document: JsonObject, plan: Plan): void {
    if (this.#steps > MOST_STEPS || this.#plans >= MOST_PLANS) {
      this.#root = new Step(false)
      this.#steps = 0
      this.#plans = 0
    }
    this.#isLearning = true
    const step = this.#walk(document)
    // The walk and the plan have to agree on every leaf.
    if (step === undefined || plan.slots.some(({ place, value }) => this.values[place] !== value)) return
    step.plan = plan
    this.#plans += 1
  }

  #walk(document: JsonObject): Step | undefined {
    this.#count = 0
    this.#characters = 0
    this.#levels = 0
    const step = this.#object(document, this.#root)
    return this.#characters > MOST_CHARACTERS ? undefined : step
  }

  #object(object: JsonObject, before: Step): Step | undefined {
    this.#levels += 1
    if (this.#levels > MOST_LEVELS) return undefined
    let step: Step | undefined = before
    // Also what is inherited, of which there is nothing; this way of walking an object is by far the fastest.
    for (const name in object) {
      step = this.#after(step, name)
      if (step === undefined) return undefined
      const value = object[name] as JsonValue
      if (step.isShaping) step = this.#shaping(value, step)
      else if (typeof value === 'object' && value !== null) step = this.#part(value, step)
      else this.#leaf(value)
      if (step === undefined) return undefined
    }
    this.#levels -= 1
    return this.#after(step, mark.endOfObject)
  }

  #leaf(value: JsonValue): void {
    this.values[this.#count] = value
    this.#count += 1
    if (typeof value === 'string') this.#characters += value.length
  }

  #part(value: JsonObject | readonly JsonValue[], before: Step): Step | undefined {
    if (!isJsonArray(value)) {
      if (isFrozenPart(value)) return this.#after(before, value)
      const step = this.#after(before, mark.object)
      return step === undefined ? undefined : this.#object(value as JsonObject, step)
    }
    this.#levels += 1
    let step = this.#levels > MOST_LEVELS ? undefined : this.#after(before, mark.list)
    for (let index = 0; index < value.length && step !== undefined; index += 1) {
      const item = value[index] as JsonValue
      if (typeof item === 'object' && item !== null) step = this.#part(item, step)
      else {
        this.#leaf(item)
        step = this.#after(step, mark.leaf)
      }
    }
    this.#levels -= 1
    return step === undefined ? undefined : this.#after(step, mark.endOfList)
  }

  /** Texts and lists of texts; anything else has no shape. */
  #shaping(value: JsonValue, before: Step): Step | undefined {
    if (typeof value === 'string') return this.#after(before, value)
    if (!isJsonArray(value)) return undefined
    let step = this.#after(before, mark.list)
    for (let index = 0; index < value.length && step !== undefined; index += 1) {
      const item = value[index]
      step = typeof item === 'string' ? this.#after(step, item) : undefined
    }
    return step === undefined ? undefined : this.#after(step, mark.endOfList)
  }

  #after(step: Step, sign: Sign): Step | undefined {
    const next = step.after(sign)
    if (next !== undefined || !this.#isLearning) return next
    const fresh = new Step(typeof sign === 'string' && !step.isShaping && shapingNames.has(sign))
    step.add(sign, fresh)
    this.#steps += 1
    return fresh
  }
}
