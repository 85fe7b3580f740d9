/** What a credential is about, in the broadest terms; each has a shape of its own. */
export type BadgeCategory =
  | 'safety'
  | 'handling'
  | 'quality'
  | 'leadership'
  | 'data'
  | 'customer'
  | 'environment'
  | 'compliance'
  | 'milestone'

/** The outline that a category is struck in, so that no category is told by colour alone. */
export type CartoucheShape =
  | 'shield'
  | 'canted'
  | 'oval'
  | 'lancet'
  | 'hexagon'
  | 'quatrefoil'
  | 'vesica'
  | 'plaque'
  | 'rosette'

export interface Cartouche {
  readonly shape: CartoucheShape
  /** Colour of the body everywhere, and of the rim on paper; white paper on it has a contrast of at least 7.5. */
  readonly ink: string
  /** Colour of the rim in the dark; at least 8 on the night band. */
  readonly lift: string
  /** SVG path on a square of 400. */
  readonly path: string
  /** Narrows towards the foot, so its marks stand higher and smaller. */
  readonly narrow: boolean
}

/** One row a category; `css/badge.css` repeats the two colours and a test holds both together. */
export const CARTOUCHES: Readonly<Record<BadgeCategory, Cartouche>> = {
  safety: {
    shape: 'shield',
    ink: '#8A2C22',
    lift: '#E79C90',
    narrow: true,
    path: 'M46 56C104 56 154 46 200 24c46 22 96 32 154 32v140c0 94-64 150-154 186C110 346 46 290 46 196Z',
  },
  handling: {
    shape: 'canted',
    ink: '#25282E',
    lift: '#C9CBD0',
    narrow: false,
    path: 'M104 32H296L368 104V296L296 368H104L32 296V104Z',
  },
  quality: {
    shape: 'oval',
    ink: '#245070',
    lift: '#93BFDD',
    narrow: true,
    path: 'M200 22A152 178 0 0 1 200 378A152 178 0 0 1 200 22Z',
  },
  leadership: {
    shape: 'lancet',
    ink: '#582C50',
    lift: '#D3A6CB',
    narrow: false,
    path: 'M50 368V192C50 112 120 54 200 20C280 54 350 112 350 192V368Q350 376 342 376H58Q50 376 50 368Z',
  },
  data: {
    shape: 'hexagon',
    ink: '#2C3E94',
    lift: '#AAB5F7',
    narrow: true,
    path: 'M200 20L356 110V290L200 380L44 290V110Z',
  },
  customer: {
    shape: 'quatrefoil',
    ink: '#71490F',
    lift: '#DDB679',
    narrow: true,
    path: 'M112 112A88 88 0 0 1 288 112A88 88 0 0 1 288 288A88 88 0 0 1 112 288A88 88 0 0 1 112 112Z',
  },
  environment: {
    shape: 'vesica',
    ink: '#27573F',
    lift: '#8FC9A8',
    narrow: true,
    path: 'M200 12C304 76 352 136 352 200S304 324 200 388C96 324 48 264 48 200S96 76 200 12Z',
  },
  compliance: {
    shape: 'plaque',
    ink: '#1B5157',
    lift: '#86C6CC',
    narrow: false,
    path: 'M84 36H316A48 48 0 0 0 364 84V316A48 48 0 0 0 316 364H84A48 48 0 0 0 36 316V84A48 48 0 0 0 84 36Z',
  },
  milestone: {
    shape: 'rosette',
    ink: '#25282E',
    lift: '#D9D5C8',
    narrow: false,
    path: rosettePath(),
  },
}

/** The categories in the order in which a form offers them. */
export const BADGE_CATEGORIES = Object.keys(CARTOUCHES) as readonly BadgeCategory[]

/** Whether a text from outside names a category. */
export const isBadgeCategory = (text: string): text is BadgeCategory => Object.hasOwn(CARTOUCHES, text)

/** Sixteen equal scallops on a circle. */
function rosettePath(): string {
  const scallops = 16
  const radius = 164
  const bow = (radius * Math.sin(Math.PI / scallops) * 1.06).toFixed(1)
  const points = Array.from({ length: scallops }, (_, i) => {
    const turn = ((i + 0.5) / scallops) * 2 * Math.PI - Math.PI / 2
    return `${(200 + radius * Math.cos(turn)).toFixed(1)} ${(200 + radius * Math.sin(turn)).toFixed(1)}`
  })
  const [first = '', ...rest] = points
  return `M${first}${[...rest, first].map((point) => `A${bow} ${bow} 0 0 1 ${point}`).join('')}Z`
}
