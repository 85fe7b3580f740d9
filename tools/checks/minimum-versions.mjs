// Minimum safe versions: tools/minimum-versions.json lists packages that stand between strangers and the data, with the
// lowest version of each release line that has the fixes known at review. Every copy in the lock is compared, nested ones
// too. The file is reviewed by people, because an automatic feed would need the network.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root } from '../run-command.mjs'

function parseVersion(version) {
  const match = /^(\d+)\.(\d+)\.(\d+)(-.+)?$/.exec(version)
  if (match === null) throw new Error(`"${version}" is no version of three numbers`)
  return { numbers: [match[1], match[2], match[3]].map(Number), prerelease: match[4] !== undefined }
}

/** Whether `version` is not below `minimum`; a prerelease of a version is below it. */
function reaches(version, minimum) {
  for (let i = 0; i < 3; i += 1) {
    if (version.numbers[i] !== minimum.numbers[i]) return version.numbers[i] > minimum.numbers[i]
  }
  return !version.prerelease || minimum.prerelease
}

/** Safe is what reaches the minimum of its own major line, or lies in a line above every listed one. */
export function isSafe(version, minimums) {
  const actual = parseVersion(version)
  const lines = minimums.map(parseVersion)
  const own = lines.find((line) => line.numbers[0] === actual.numbers[0])
  if (own !== undefined) return reaches(actual, own)
  return lines.every((line) => line.numbers[0] < actual.numbers[0])
}

/** One sentence for every entry of the lock that is below the minimum, and for every rule that has no reason. */
export function findUnsafe(lock, rules) {
  const unexplained = rules
    .filter(({ reason }) => !reason)
    .map((rule) => `${rule.package}: an entry needs a reason`)
  const unsafe = Object.entries(lock.packages).flatMap(([key, entry]) => {
    const name = entry.name ?? key.split('node_modules/').at(-1)
    return rules
      .filter(
        (rule) =>
          rule.package === name && entry.version !== undefined && !isSafe(entry.version, rule.safeFrom),
      )
      .map((rule) => `${key} is ${entry.version}; safe from ${rule.safeFrom.join(' or ')}: ${rule.reason}`)
  })
  return [...unexplained, ...unsafe]
}

function main() {
  const read = (path) => JSON.parse(readFileSync(join(root, path), 'utf8'))
  const rules = read('tools/minimum-versions.json')
  const problems = findUnsafe(read('package-lock.json'), rules)
  for (const problem of problems) console.error(problem)
  console.log(`${rules.length} packages compared, ${problems.length} below the minimum`)
  return problems.length === 0 ? 0 : 1
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) process.exitCode = main()
