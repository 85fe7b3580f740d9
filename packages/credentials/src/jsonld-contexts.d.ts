declare module 'jsonld/lib/context.js' {
  /** The library's active context, as far as we touch it. */
  export interface ActiveContext {
    readonly mappings: Map<string, object | null>
    readonly protected: Record<string, boolean>
    readonly previousContext?: ActiveContext
    clone(): ActiveContext
    revertToPreviousContext(): ActiveContext
  }
  interface ProcessOptions {
    readonly activeCtx: ActiveContext
    readonly localCtx: unknown
    readonly propagate?: boolean
    readonly overrideProtected?: boolean
    readonly options: object
  }
  const context: {
    getInitialContext(options: { readonly processingMode: string }): ActiveContext
    process(options: ProcessOptions): Promise<ActiveContext>
  }
  export default context
}
declare module 'jsonld/lib/ContextResolver.js' {
  export default class ContextResolver {
    constructor(options: { readonly sharedCache: Map<string, unknown> })
  }
}
