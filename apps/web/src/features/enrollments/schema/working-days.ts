const DAY = 86_400_000

/** The moment `days` working days (Monday to Friday, UTC) after `from`: by when a decision is promised. */
export function addWorkingDays(from: Date, days: number): Date {
  let moment = from.getTime()
  for (let left = days; left > 0; ) {
    moment += DAY
    const weekday = new Date(moment).getUTCDay()
    if (weekday !== 0 && weekday !== 6) left -= 1
  }
  return new Date(moment)
}
