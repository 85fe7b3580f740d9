/** One line drawing on a grid of 24, round ends, never a filled picture. The keys are what a definition stores. */
export const GLYPHS = {
  aid: '<path d="M9.3 4h5.4v5.3H20v5.4h-5.3V20H9.3v-5.3H4V9.3h5.3z"/>',
  anchor:
    '<circle cx="12" cy="5.3" r="2.3"/><path d="M12 7.6V21M5 13.5c.3 4.5 3.2 7.5 7 7.5s6.7-3 7-7.5M8.5 11h7"/>',
  balance: '<path d="M12 3.5V20.5M8 20.5h8M4.8 7h14.4M4.8 7 2.2 13.5h5.2zM19.2 7l-2.6 6.5h5.2z"/>',
  barcode: '<path d="M3.5 5.5v13M6.5 5.5v13M10 5.5v13M12.5 5.5v9.5M15.5 5.5v13M18 5.5v9.5M20.5 5.5v13"/>',
  bars: '<path d="M3 20.5h18M6 17V11M12 17V4M18 17V8"/>',
  bolt: '<path d="M13.5 2.8 5 13.5h6.2L10.5 21.2 19 10.5h-6.2z"/>',
  book: '<path d="M12 6.2C10 4.7 7 4.2 3.5 4.5v13.8c3.5-.3 6.5.2 8.5 1.7 2-1.5 5-2 8.5-1.7V4.5c-3.5-.3-6.5.2-8.5 1.7zM12 6.2V20"/>',
  chat: '<path d="M3.5 4.5h17v12H11.5L7 20.5v-4H3.5zM7.5 8.7h9M7.5 12.3h5.5"/>',
  clipboard: '<path d="M8.5 4.8H5.2V21h13.6V4.8h-3.3M8.5 3h7v3.6h-7zM8.8 13.4l2.3 2.3 4.2-4.6"/>',
  clock: '<circle cx="12" cy="12" r="9"/><path d="M12 6.8V12l3.8 2.4"/>',
  code: '<path d="M8 6.5 2.8 12 8 17.5M16 6.5l5.2 5.5-5.2 5.5M13.8 4.5l-3.6 15"/>',
  compass: '<circle cx="12" cy="12" r="9"/><path d="M16 8l-2.4 5.6L8 16l2.4-5.6z"/>',
  crate: '<path d="M4 5h16v14H4zM4 5l16 14M20 5 4 19"/>',
  drop: '<path d="M12 2.8c4 4.6 6.2 7.9 6.2 11.1a6.2 6.2 0 0 1-12.4 0c0-3.2 2.2-6.5 6.2-11.1zM9 14.2a3 3 0 0 0 2.6 2.9"/>',
  eye: '<path d="M2.5 12C5 7.6 8.2 5.5 12 5.5s7 2.1 9.5 6.5c-2.5 4.4-5.7 6.5-9.5 6.5S5 16.4 2.5 12z"/><circle cx="12" cy="12" r="3"/>',
  flame:
    '<path d="M12.2 2.8c.6 4.2 5.8 6 5.8 11.2a6 6 0 0 1-12 0c0-2.6 1.3-4.1 2.4-5.2.2 1.6.9 2.6 2 3.2-.3-3.3.5-6.5 1.8-9.2z"/>',
  gauge: '<path d="M5 18.6a9 9 0 1 1 14 0M13.2 12.9l3.6-4.6"/><circle cx="12.1" cy="14.2" r="1.7"/>',
  globe:
    '<circle cx="12" cy="12" r="9"/><path d="M3 12h18M12 3c2.9 2.6 4.2 5.6 4.2 9s-1.3 6.4-4.2 9c-2.9-2.6-4.2-5.6-4.2-9S9.1 5.6 12 3z"/>',
  heart:
    '<path d="M12 20.3C6.2 16 3.2 12.8 3.2 9.3A4.6 4.6 0 0 1 12 7.2a4.6 4.6 0 0 1 8.8 2.1c0 3.5-3 6.7-8.8 11z"/>',
  hook: '<path d="M9 3h6M12 3v7.5c3 .5 4.9 2.5 4.9 5.1a4.9 4.9 0 0 1-9.8 0"/>',
  key: '<circle cx="7.4" cy="12" r="4.2"/><path d="M11.6 12H21.2v3.8M17 12v3"/>',
  leaf: '<path d="M5 19.5C3.5 10 9 4 20 4c.2 11-6 16.5-15 15.5zM5 19.5 14.5 9.8"/>',
  lens: '<circle cx="10.4" cy="10.4" r="6.6"/><path d="M15.2 15.2 21 21"/>',
  light:
    '<path d="M8.8 21 10.2 10.5h3.6L15.2 21M9.2 10.5h5.6V6.8H9.2zM9.2 6.8 12 3.5l2.8 3.3M6.5 8.6H3M21 8.6h-3.5M7 21h10M9.6 15.5h4.8"/>',
  lock: '<path d="M5 11h14v9.5H5zM8 11V7.4a4 4 0 0 1 8 0V11M12 14.6v2.3"/>',
  medal: '<circle cx="12" cy="8.8" r="5.8"/><path d="M8.4 13.4 6.6 21.2 12 18.3l5.4 2.9-1.8-7.8"/>',
  nut: '<path d="M12 2.8 20 7.4v9.2l-8 4.6-8-4.6V7.4z"/><circle cx="12" cy="12" r="3.7"/>',
  pencil: '<path d="M4 20l1.1-4.7L16.4 4 20 7.6 8.7 18.9zM13.8 6.6l3.6 3.6"/>',
  people:
    '<circle cx="8.6" cy="8.2" r="3.3"/><path d="M2.4 19.6c.4-4 2.7-6.1 6.2-6.1s5.8 2.1 6.2 6.1M15.4 5.2a3.3 3.3 0 0 1 0 6M17.3 13.9c2.5.6 3.9 2.5 4.3 5.7"/>',
  rings: '<circle cx="8.6" cy="12" r="5.6"/><circle cx="15.4" cy="12" r="5.6"/>',
  route:
    '<circle cx="5.8" cy="18" r="2.4"/><circle cx="18.2" cy="6" r="2.4"/><path d="M8.2 18H15a3 3 0 0 0 0-6H9a3 3 0 0 1 0-6h6.8"/>',
  snow: '<path d="M12 2.5v19M3.8 7.2l16.4 9.6M20.2 7.2 3.8 16.8M9.6 4.4 12 6.8l2.4-2.4M9.6 19.6 12 17.2l2.4 2.4M3.9 11l3.3-.9-.9-3.3M20.1 13l-3.3.9.9 3.3M20.1 11l-3.3-.9.9-3.3M3.9 13l3.3.9-.9 3.3"/>',
  stamp:
    '<path d="M9.5 13.5c0-2.8-1.8-3.6-1.8-6a4.3 4.3 0 0 1 8.6 0c0 2.4-1.8 3.2-1.8 6M5 13.5h14v4H5zM5 20.8h14"/>',
  star: '<path d="M12 3l2.7 5.9 6.4.7-4.8 4.3 1.4 6.3L12 17l-5.7 3.2 1.4-6.3L2.9 9.6l6.4-.7z"/>',
  steps: '<path d="M3 20.5h5v-5.2h4.6V10h4.6V4.5H21"/>',
  truck:
    '<path d="M4.8 17.5H2.5V6h11v11.5H9.2M13.5 9.5h4.2l3.8 3.9v4.1h-2.3M14.8 17.5h-1.3"/><circle cx="7" cy="17.6" r="2.1"/><circle cx="17" cy="17.6" r="2.1"/>',
  wrench:
    '<path d="M20.2 7.4a5 5 0 0 1-6.7 6L7.1 19.9a2.1 2.1 0 0 1-3-3l6.5-6.4a5 5 0 0 1 6-6.7L13.5 6.9l.6 3 3 .6z"/>',
} as const

/** The drawing in the middle of a badge. */
export type GlyphName = keyof typeof GLYPHS

/** All drawings, in the order of their names. */
export const GLYPH_NAMES = Object.keys(GLYPHS) as readonly GlyphName[]

/** Whether a text from outside names a drawing. */
export const isGlyphName = (text: string): text is GlyphName => Object.hasOwn(GLYPHS, text)
