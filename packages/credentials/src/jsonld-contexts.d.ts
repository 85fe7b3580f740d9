declare module 'jsonld/lib/context.js' {
  /** The library's active context, as far as we touch it. */
  interface ActiveContext {
    readonly mappings: Map<string, object>
    readonly protected: Record<string, boolean>
    readonly previousContext?: ActiveContext
    clone(): ActiveContext
    revertToPreviousContext(): ActiveContext
  }
  const context: {
    getInitialContext(options: { readonly processingMode: string }): ActiveContext
  }
  export default context
}
