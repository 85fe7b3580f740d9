/** All Spanish texts, one file a feature; for the server. The browser loads single files (entry.client.tsx). */
export const texts: Record<string, Record<string, unknown>> = byName(
  import.meta.glob<Record<string, unknown>>('./es/*.json', { eager: true, import: 'default' }),
)

function byName(files: Record<string, Record<string, unknown>>): Record<string, Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(files).map(([path, text]) => [path.slice('./es/'.length, -'.json'.length), text]),
  )
}
