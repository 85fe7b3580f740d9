/**
 * Whose rule holds where two standards differ: that of Open Badges, whose readers are people who want to know what is good about a badge, or that of
 * the W3C, whose endpoints answer yes or no (STANDARDS DI9, BS2).
 */
export type Policy = 'open-badges' | 'w3c'
