/** Marks a key that is deleted in a layer and there below it. */
const GONE: unique symbol = Symbol('gone')

/** Layers above each other before a plain copy is made: a look-up must not take longer the deeper a stranger's document is. */
const MOST_LAYERS = 8

/**
 * A map that begins as a copy of another without copying it: what is set or deleted here lies above, and what is read is looked up above
 * first. The map below must not change any more. Iteration makes a plain copy.
 */
export class LayeredMap<K, V> extends Map<K, V> {
  readonly #below: ReadonlyMap<K, V>
  readonly #layers: number
  readonly #above = new Map<K, V | typeof GONE>()

  constructor(below: ReadonlyMap<K, V>) {
    super()
    const layers = below instanceof LayeredMap ? below.#layers + 1 : 1
    this.#layers = layers > MOST_LAYERS ? 1 : layers
    this.#below = layers > MOST_LAYERS ? new Map(below) : below
  }

  override get(key: K): V | undefined {
    const value = this.#above.get(key)
    if (value === GONE) return undefined
    // A definition that is undefined is none; those that say "nothing" are null.
    return value === undefined ? this.#below.get(key) : value
  }

  override has(key: K): boolean {
    const value = this.#above.get(key)
    if (value === undefined) return this.#below.has(key)
    return value !== GONE
  }

  override set(key: K, value: V): this {
    this.#above.set(key, value)
    return this
  }

  override delete(key: K): boolean {
    const had = this.has(key)
    if (had) this.#above.set(key, GONE)
    return had
  }

  override get size(): number {
    return this.#flat().size
  }

  override clear(): void {
    for (const key of [...this.keys()]) this.delete(key)
  }

  override keys(): MapIterator<K> {
    return this.#flat().keys()
  }

  override values(): MapIterator<V> {
    return this.#flat().values()
  }

  override entries(): MapIterator<[K, V]> {
    return this.#flat().entries()
  }

  override [Symbol.iterator](): MapIterator<[K, V]> {
    return this.entries()
  }

  override forEach(work: (value: V, key: K, map: Map<K, V>) => void): void {
    this.#flat().forEach(work)
  }

  #flat(): Map<K, V> {
    const all = new Map(this.#below)
    for (const [key, value] of this.#above) {
      if (value === GONE) all.delete(key)
      else all.set(key, value)
    }
    return all
  }
}
