import { numbersFrom } from './fingerprint.ts'

export interface GroundOptions {
  /** Height of the centre; the middle of the width is 200. */
  readonly y: number
  /** Beginning of the ids of the two curves. */
  readonly id: string
  readonly line: string
  /** Finer lines, more turns: for badges drawn large. */
  readonly fine: boolean
}

export interface Ground {
  readonly defs: string
  readonly drawing: string
}

/**
 * Two engine-turned rings behind the glyph. Number of lobes, depth and radius come from the seed, so that no two
 * definitions share a ground and a definition always has the same.
 */
export function drawGround(seed: string, { y, id, line, fine }: GroundOptions): Ground {
  const next = numbersFrom(seed)
  const lobes = 9 + Math.floor(next() * 8)
  const depth = 20 + next() * 16
  const radius = 124 + next() * 8
  const outerLobes = 14 + Math.floor(next() * 12)
  const outerDepth = 26 + next() * 22
  const outerRadius = 208 + next() * 14
  const turns = fine ? 9 : 5
  const uses = Array.from({ length: turns }, (_, i) =>
    [['p', lobes] as const, ['q', outerLobes] as const].map(
      ([curve, count]) =>
        `<use href="#${id}${curve}" transform="rotate(${((360 / count / turns) * i).toFixed(2)})"/>`,
    ),
  )
  const steps = fine ? 12 : 8
  return {
    defs:
      `<path id="${id}p" d="${ringPath(radius, depth, lobes, steps)}"/>` +
      `<path id="${id}q" d="${ringPath(outerRadius, outerDepth, outerLobes, steps)}"/>`,
    drawing: `<g transform="translate(200 ${y})" fill="none" stroke="${line}" stroke-width="${fine ? 1 : 1.7}" stroke-linejoin="round" opacity="${fine ? 0.42 : 0.34}">${uses.flat().join('')}</g>`,
  }
}

/** A closed wave around the origin, as relative steps of whole tenths to keep it short. */
function ringPath(radius: number, depth: number, lobes: number, stepsPerLobe: number): string {
  const steps = lobes * stepsPerLobe
  const tenths = (value: number) => Math.round(value * 10)
  let [x, y] = [0, 0]
  let path = ''
  for (let i = 0; i < steps; i++) {
    const turn = (i / steps) * 2 * Math.PI
    const reach = radius + depth * Math.sin(lobes * turn)
    const [nextX, nextY] = [tenths(reach * Math.cos(turn)), tenths(reach * Math.sin(turn))]
    path += `${i === 0 ? 'm' : 'l'}${short(nextX - x)} ${short(nextY - y)}`
    ;[x, y] = [nextX, nextY]
  }
  return `${path.replaceAll(' -', '-')}z`
}

/** Tenths as a number without a needless zero: 5 is .5, -12 is -1.2. */
function short(tenths: number): string {
  return String(tenths / 10).replace(/^(-?)0\./, '$1.')
}
