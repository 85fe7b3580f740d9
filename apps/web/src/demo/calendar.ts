const DAY = 86_400_000

/** How long the demo's story is: a year and a half. */
const STORY_DAYS = 548

/** Moments of a story that ends on the day of `end`: working hours in UTC, day 0 a year and a half before. */
export function createCalendar(end: Date): { on(day: number, hour?: number): Date; readonly last: Date } {
  const today = Math.floor(end.getTime() / DAY) * DAY
  const on = (day: number, hour = 9) => new Date(today - (STORY_DAYS - day) * DAY + hour * 3_600_000)
  return { on, last: on(STORY_DAYS - 1, 17) }
}
