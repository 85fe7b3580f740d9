/** Builds the web application when its sources changed since the last build. */
export function buildIfStale(options: { readonly quiet: boolean }): Promise<void>
