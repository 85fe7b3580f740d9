/**
 * One cell of a CSV file (RFC 4180). What a spreadsheet would run as a formula (THREATS F5) gets an apostrophe in front; a plain
 * number is left alone.
 */
export function csvCell(value: string): string {
  const runs = /^[=+\-@\t\r]/.test(value) && !/^-?\d+(\.\d+)?$/.test(value)
  const safe = runs ? `'${value}` : value
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** A CSV file as spreadsheets expect it: a byte-order mark, so that they read UTF-8, and CRLF. */
export function csvFile(rows: readonly (readonly string[])[]): string {
  return `\uFEFF${rows.map((row) => `${row.map(csvCell).join(',')}\r\n`).join('')}`
}
