/** What a drawing may consist of; everything else is dropped when it is harmless and refused when it is not. */

export const SVG_NAMESPACE = 'http://www.w3.org/2000/svg'
export const XLINK_NAMESPACE = 'http://www.w3.org/1999/xlink'

/** Elements that are kept. No animation (it can change addresses), no filters and pictures (a few bytes can cost seconds). */
export const KEPT_ELEMENTS: ReadonlySet<string> = new Set([
  ...['svg', 'g', 'defs', 'symbol', 'use', 'title', 'desc', 'style'],
  ...['path', 'rect', 'circle', 'ellipse', 'line', 'polyline', 'polygon', 'text', 'tspan'],
  ...['linearGradient', 'radialGradient', 'stop', 'clipPath', 'mask', 'pattern'],
])

/** Elements whose text is kept. */
export const TEXT_ELEMENTS: ReadonlySet<string> = new Set(['title', 'desc', 'text', 'tspan'])

/** Elements that programs leave in drawings and that draw nothing: dropped with their content. */
export const DROPPED_ELEMENTS: ReadonlySet<string> = new Set(['metadata'])

/** Namespaces of drawing programs: their elements and attributes are dropped. */
export const DROPPED_NAMESPACES: ReadonlySet<string> = new Set([
  'http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd',
  'http://www.inkscape.org/namespaces/inkscape',
  'http://creativecommons.org/ns#',
  'http://web.resource.org/cc/',
  'http://www.w3.org/1999/02/22-rdf-syntax-ns#',
  'http://purl.org/dc/elements/1.1/',
  'http://www.serif.com/',
  'http://www.bohemiancoding.com/sketch/ns',
  'http://www.figma.com/figma/ns',
])

/** Elements that run or embed something; named so that the refusal can say it. */
export const SCRIPT_ELEMENTS: ReadonlySet<string> = new Set([
  'script',
  'foreignobject',
  'iframe',
  'object',
  'embed',
  'handler',
  'animate',
  'animatetransform',
  'animatemotion',
  'set',
])

/** Appearance: as attributes and as properties in `style`. */
export const PRESENTATION: ReadonlySet<string> = new Set([
  ...['fill', 'fill-opacity', 'fill-rule', 'clip-path', 'clip-rule', 'mask', 'opacity', 'color', 'display'],
  ...[
    'stroke',
    'stroke-dasharray',
    'stroke-dashoffset',
    'stroke-linecap',
    'stroke-linejoin',
    'stroke-miterlimit',
  ],
  ...[
    'stroke-opacity',
    'stroke-width',
    'stop-color',
    'stop-opacity',
    'visibility',
    'vector-effect',
    'overflow',
  ],
  ...[
    'font-family',
    'font-size',
    'font-style',
    'font-weight',
    'font-variant',
    'letter-spacing',
    'text-anchor',
  ],
  ...[
    'dominant-baseline',
    'text-decoration',
    'paint-order',
    'shape-rendering',
    'mix-blend-mode',
    'isolation',
  ],
])

/** Geometry and structure. `href` is handled apart. */
export const GEOMETRY: ReadonlySet<string> = new Set([
  ...['id', 'class', 'transform', 'viewBox', 'preserveAspectRatio', 'width', 'height', 'version'],
  ...[
    'x',
    'y',
    'x1',
    'y1',
    'x2',
    'y2',
    'cx',
    'cy',
    'r',
    'rx',
    'ry',
    'fx',
    'fy',
    'd',
    'points',
    'dx',
    'dy',
    'rotate',
  ],
  ...['offset', 'gradientUnits', 'gradientTransform', 'spreadMethod', 'clipPathUnits', 'maskUnits'],
  ...[
    'maskContentUnits',
    'patternUnits',
    'patternContentUnits',
    'patternTransform',
    'pathLength',
    'textLength',
  ],
])
