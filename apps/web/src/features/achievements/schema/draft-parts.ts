/** The editor's parts; each is one form with an address. Apart from the parsing, so that browsers load no more than this. */
export const PARTS = ['basics', 'criteria', 'rubric', 'art', 'more'] as const
export type Part = (typeof PARTS)[number]

export const partOf = (value: string | null): Part => PARTS.find((part) => part === value) ?? 'basics'
