const decimal = /^(?:0|[1-9][0-9]{0,15})$/

/** Number of an ASCII decimal without sign and leading zeros; undefined for any other text and beyond 2^53 - 1. */
export function parseDecimal(text: string): number | undefined {
  if (!decimal.test(text)) return undefined
  const number = Number(text)
  return Number.isSafeInteger(number) ? number : undefined
}

/** Whether a number is one that {@link parseDecimal} can answer: an integer from 0 to 2^53 - 1. */
export function isDecimal(number: number): boolean {
  return Number.isSafeInteger(number) && number >= 0
}
