/** `early`: not yet; `over`: past its time; `full`: no place left; `closed`: ended by hand, or its badge cannot be awarded any more. */
export const EVENT_STATES = ['open', 'early', 'over', 'full', 'closed'] as const
export type EventState = (typeof EVENT_STATES)[number]

export const ENTRY_STATES = ['waiting', 'awarded', 'refused'] as const
