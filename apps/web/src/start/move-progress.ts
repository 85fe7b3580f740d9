interface Amount {
  readonly files: number
  readonly bytes: number
}

const MIB = 1024 * 1024

/** Lines that tell how far a move is: one for each hundredth, with the rate so far and the time that is left at it. `clock` in milliseconds. */
export function createProgress(total: Amount, say: (line: string) => void, clock: () => number) {
  const begun = clock()
  let [files, bytes, told] = [0, 0, 0]
  return {
    begin: () => `${total.files} files to move, ${mib(total.bytes)} MiB.`,
    add(size: number): void {
      files += 1
      bytes += size
      const percent = Math.min(100, Math.floor((100 * files) / Math.max(total.files, files)))
      if (percent <= told) return
      told = percent
      const seconds = Math.max((clock() - begun) / 1000, 0.001)
      const left = bytes === 0 ? 0 : ((total.bytes - bytes) * seconds) / bytes
      say(
        `${files} of ${total.files} files (${percent} %), ${mib(bytes / seconds)} MiB/s, ${duration(Math.max(left, 0))} left`,
      )
    },
  }
}

const mib = (bytes: number) => (bytes / MIB).toFixed(1)

function duration(seconds: number): string {
  const whole = Math.ceil(seconds)
  if (whole < 60) return `${whole} s`
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`
}
