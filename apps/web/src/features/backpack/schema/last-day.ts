/** The moment after the last day (UTC) on which something is shared. */
export const endOf = (lastDay: string | null): Date | null =>
  lastDay === null ? null : new Date(Date.parse(`${lastDay}T00:00:00Z`) + 86_400_000)

export const lastDayOf = (endsAt: Date | null): string | null =>
  endsAt === null ? null : new Date(endsAt.getTime() - 1).toISOString().slice(0, 10)

/** An empty last day of a form means none. */
export const noneIfEmpty = (value: unknown) => (value === '' ? null : value)
