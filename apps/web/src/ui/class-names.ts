/** Class names in one attribute; what is false or missing is left out, and an empty result leaves the attribute away. */
export function classNames(...names: readonly (string | false | undefined)[]): string | undefined {
  const kept = names.filter((name) => name !== false && name !== undefined && name !== '')
  return kept.length === 0 ? undefined : kept.join(' ')
}
