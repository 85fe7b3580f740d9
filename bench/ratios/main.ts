// `npm run bench -- --json [--only name,…]`: each line compares ours with a peer or with the limit that the platform sets, in one process and
// in turns. Prints a table, or lines of JSON with --json.
import { parseArgs } from 'node:util'
import { issueScenarios } from './issue.ts'
import { measure, type Scenario } from './measure.ts'
import { peerScenarios } from './peers.ts'
import { statusScenarios } from './status.ts'
import { tokenScenarios } from './tokens.ts'
import { verifyScenarios } from './verify.ts'

const scenarios: readonly Scenario[] = [
  ...issueScenarios,
  ...verifyScenarios,
  ...tokenScenarios,
  ...statusScenarios,
  ...peerScenarios,
]

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true, default: [] },
    slice: { type: 'string', default: '60' },
    rounds: { type: 'string', default: '25' },
  },
})

const asked = values.only.flatMap((names) => names.split(','))
const unknown = asked.filter((name) => !scenarios.some((scenario) => scenario.name === name))
if (unknown.length > 0) {
  const known = scenarios.map(({ name }) => name).join(', ')
  process.stderr.write(`bench: there is no ${unknown.join(', ')}; there are ${known}\n`)
  process.exitCode = 2
} else {
  for (const scenario of scenarios) {
    if (asked.length > 0 && !asked.includes(scenario.name)) continue
    const line = await measure(scenario, { slice: Number(values.slice), rounds: Number(values.rounds) })
    const { name, value, unit, ratio, against } = line
    const text = `${name.padEnd(24)} ${String(value).padStart(10)} ${unit.padEnd(16)} ${ratio.toFixed(3)} of ${against}`
    process.stdout.write(`${values.json ? JSON.stringify(line) : text}\n`)
  }
}
