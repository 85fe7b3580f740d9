import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../..', import.meta.url))

/**
 * MiB by which the memory of a process of its own grew while it ran `work` (statements of an ES module) after `prepare`,
 * measured at the peak. The rest of the test's memory does not count.
 */
export function memoryGrowth(prepare: string, work: string): Promise<number> {
  const peak = 'process.resourceUsage().maxRSS / 1024'
  const code = `${prepare}\nconst before = ${peak}\n${work}\nconsole.log(${peak} - before)`
  const args = ['--import', 'tsx', '--input-type=module', '-e', code]
  return new Promise((resolve, reject) => {
    execFile(process.execPath, args, { cwd: root, timeout: 60_000 }, (error, stdout) =>
      error === null ? resolve(Number(stdout.trim().split('\n').at(-1))) : reject(error),
    )
  })
}
