/** Assay offices leave out j, which is easily taken for i. */
const letters = 'abcdefghiklmnopqrstuvwxyz'
const firstYear = 2025

/** The plate behind the letter, changed with each new round of the alphabet. */
export type YearPlate = 'round' | 'shield' | 'lozenge'
const plates: readonly YearPlate[] = ['round', 'shield', 'lozenge']

const modulo = (value: number, by: number): number => ((value % by) + by) % by

/** The letter of a calendar year: 2025 is a, 2049 is z, 2050 is a again on another plate. */
export function yearLetter(year: number): string {
  return letters[modulo(Math.trunc(year) - firstYear, letters.length)] ?? 'a'
}

/** The plate of a calendar year; letter and plate together repeat after 75 years. */
export function yearPlate(year: number): YearPlate {
  const round = Math.floor(modulo(Math.trunc(year) - firstYear, letters.length * 3) / letters.length)
  return plates[round] ?? 'round'
}

/** The plate's outline around the origin, as SVG. */
export function yearPlateSvg(year: number, x: number, y: number, radius: number, fill: string): string {
  const scaled = (path: string) =>
    `<path transform="translate(${x} ${y}) scale(${radius})" d="${path}" fill="${fill}"/>`
  switch (yearPlate(year)) {
    case 'round':
      return `<circle cx="${x}" cy="${y}" r="${radius}" fill="${fill}"/>`
    case 'shield':
      return scaled('M-.95-1H.95V.2C.95.7.5.95 0 1.1-.5.95-.95.7-.95.2Z')
    case 'lozenge':
      return scaled('M0-1.2L1.2 0 0 1.2-1.2 0Z')
  }
}
