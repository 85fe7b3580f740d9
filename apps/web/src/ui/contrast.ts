/** A colour as three parts from 0 to 255. */
type Rgb = readonly [red: number, green: number, blue: number]

/** Reads `#rgb` and `#rrggbb`; anything else is undefined. */
export function parseHex(text: string): Rgb | undefined {
  const match = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(text)?.[1]
  if (match === undefined) return undefined
  const full = match.length === 3 ? [...match].map((digit) => digit + digit).join('') : match
  const part = (i: number) => Number.parseInt(full.slice(i, i + 2), 16)
  return [part(0), part(2), part(4)]
}

/** WCAG 2.x relative luminance. */
function luminance(colour: Rgb): number {
  const linear = (part: number) => {
    const value = part / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  }
  const [red, green, blue] = colour
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
}

/** WCAG 2.x contrast of two colours, from 1 to 21. */
export function contrastRatio(a: Rgb, b: Rgb): number {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number]
  return (high + 0.05) / (low + 0.05)
}

/** `share` of the way from one colour to the other. */
function mix([r1, g1, b1]: Rgb, [r2, g2, b2]: Rgb, share: number): Rgb {
  const part = (from: number, to: number) => Math.round(from + (to - from) * share)
  return [part(r1, r2), part(g1, g2), part(b1, b2)]
}

const toHex = (colour: Rgb): string => `#${colour.map((part) => part.toString(16).padStart(2, '0')).join('')}`

const white: Rgb = [255, 255, 255]
const black: Rgb = [0, 0, 0]

/** One theme, as far as an accent concerns it. */
interface Theme {
  readonly paper: Rgb
  /** What text in the accent stands on: the worst of the tokens. */
  readonly grounds: readonly Rgb[]
  /** Away from the grounds. */
  readonly towards: Rgb
  /** Share of the accent in its wash. */
  readonly wash: number
}

const lightTheme: Theme = {
  paper: white,
  // sunk, mark, fail-wash
  grounds: [
    [0xf2, 0xf0, 0xea],
    [0xff, 0xf0, 0xb8],
    [0xfa, 0xe7, 0xe3],
  ],
  towards: black,
  wash: 0.1,
}

const darkTheme: Theme = {
  paper: [0x14, 0x15, 0x19],
  // sheet, mark, fail-wash
  grounds: [
    [0x1b, 0x1c, 0x21],
    [0x4a, 0x3e, 0x14],
    [0x3a, 0x1d, 0x19],
  ],
  towards: white,
  wash: 0.16,
}

const washOf = (accent: Rgb, { paper, wash }: Theme): Rgb => mix(paper, accent, wash)

/** Moves a colour in steps of 2 % until it is readable on every ground, its own wash included (4.5, WCAG AA for text). */
function readableIn(theme: Theme, colour: Rgb): Rgb {
  for (let share = 0; share < 1; share += 0.02) {
    const candidate = mix(colour, theme.towards, share)
    const grounds = [...theme.grounds, washOf(candidate, theme)]
    if (grounds.every((ground) => contrastRatio(candidate, ground) >= 4.5)) return candidate
  }
  return theme.towards
}

/**
 * An organization's colour as the accent tokens of both themes, moved as far as readable text needs. Put the result
 * into the `style` of `html`; css/tokens.css looks at these properties.
 * @returns undefined for a text that is no colour
 */
export function accentStyle(hex: string): Readonly<Record<`--org-${string}`, string>> | undefined {
  const colour = parseHex(hex)
  if (colour === undefined) return undefined
  const light = readableIn(lightTheme, colour)
  const dark = readableIn(darkTheme, colour)
  return {
    '--org-accent': toHex(light),
    '--org-accent-strong': toHex(mix(light, black, 0.25)),
    '--org-accent-wash': toHex(washOf(light, lightTheme)),
    '--org-accent-dark': toHex(dark),
    '--org-accent-strong-dark': toHex(mix(dark, white, 0.35)),
    '--org-accent-wash-dark': toHex(washOf(dark, darkTheme)),
    '--org-on-accent-dark': toHex(mix(dark, black, 0.85)),
  }
}
