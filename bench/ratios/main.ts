// `npm run bench -- --json [--only name,…]`: each line compares ours with a peer or with the limit that the platform sets, in one process and
// in turns. Prints a table, or lines of JSON with --json.
import { parseArgs } from 'node:util'
import { issueScenarios } from './issue.ts'
import { logScenarios, measureFlatness } from './log.ts'
import { type Line, measure, type Scenario } from './measure.ts'
import { measureMemory } from './memory.ts'
import { peerScenarios } from './peers.ts'
import { statusScenarios } from './status.ts'
import { tokenScenarios } from './tokens.ts'
import { verifyScenarios } from './verify.ts'
import { measureWorkers } from './workers.ts'

const scenarios: readonly Scenario[] = [
  ...issueScenarios,
  ...verifyScenarios,
  ...tokenScenarios,
  ...statusScenarios,
  ...logScenarios,
  ...peerScenarios,
]

/** Those that are no comparison in turns. */
const others: Readonly<Record<string, () => Promise<Line>>> = {
  'issue.workers': measureWorkers,
  'issue.memory': measureMemory,
  'log.append.flat': measureFlatness,
}

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true, default: [] },
    slice: { type: 'string', default: '60' },
    rounds: { type: 'string', default: '25' },
  },
})

const names = [...scenarios.map(({ name }) => name), ...Object.keys(others)]
const asked = values.only.flatMap((list) => list.split(','))
const unknown = asked.filter((name) => !names.includes(name))
if (unknown.length > 0) {
  process.stderr.write(`bench: there is no ${unknown.join(', ')}; there are ${names.join(', ')}\n`)
  process.exitCode = 2
} else {
  for (const name of names) if (asked.length === 0 || asked.includes(name)) print(await run(name))
}

function run(name: string): Promise<Line> {
  const scenario = scenarios.find((candidate) => candidate.name === name)
  if (scenario !== undefined) {
    return measure(scenario, { slice: Number(values.slice), rounds: Number(values.rounds) })
  }
  const other = others[name]
  if (other === undefined) throw new TypeError(`there is no ${name}`)
  return other()
}

function print(line: Line): void {
  const { name, value, unit, ratio, against } = line
  const text = `${name.padEnd(24)} ${String(value).padStart(10)} ${unit.padEnd(16)} ${ratio.toFixed(3)} of ${against}`
  process.stdout.write(`${values.json ? JSON.stringify(line) : text}\n`)
}
