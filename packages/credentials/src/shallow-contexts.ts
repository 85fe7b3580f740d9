import context from 'jsonld/lib/context.js'
import { LayeredMap } from './layered-map.ts'

/**
 * jsonld 9 copies an active context with every term definition whenever a typed node begins and ends, which is nine
 * tenths of the time a credential takes. Definitions never change once they are made (the library changes only a fresh
 * copy's map), so a layer above the map is enough. Of what is protected the library reads only whether there is
 * anything; each definition knows it for itself. A copy inherits the function it was made with; replacing it at the
 * initial context of this processing mode therefore reaches every copy, and leaves other users of the library, who do
 * not name a mode, as they are. Tests compare canonical forms with and without; jsonld is pinned exactly.
 */
export const processingMode = 'json-ld-1.1'

/** Puts the shallow copy in place; call before each use, for the library may drop its initial contexts. */
export function useShallowContexts(): void {
  const initial = context.getInitialContext({ processingMode })
  initial.clone = shallowCopy
  initial.revertToPreviousContext = previousOrSame
}

type ActiveContext = ReturnType<typeof context.getInitialContext>

function shallowCopy(this: ActiveContext): ActiveContext {
  return {
    ...this,
    mappings: new LayeredMap(this.mappings),
    protected: isEmpty(this.protected) ? {} : this.protected,
    inverse: null,
  } as ActiveContext
}

/** What was seen to be not empty: looking again would list hundreds of names each time. */
const filled = new WeakSet<object>()

function isEmpty(names: object): boolean {
  if (filled.has(names)) return false
  if (Object.keys(names).length === 0) return true
  filled.add(names)
  return false
}

function previousOrSame(this: ActiveContext): ActiveContext {
  return this.previousContext ?? this
}
