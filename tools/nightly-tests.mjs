// Tests as a step of a long run: with other settings than every change's, and never taken for passed when none ran.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root, runNode } from './run-command.mjs'
import { countTests, readTests } from './test-results.mjs'

/**
 * Runs vitest with `args` and the settings in `env`, and answers `{ok, note}`. Fails when a test failed, when vitest did, and when fewer
 * than `atLeast` tests (default 1) ran: a title or a path that is no longer there would otherwise pass for ever.
 */
export async function runTests({ args, env = {}, atLeast = 1, log }) {
  const folder = mkdtempSync(join(tmpdir(), 'assay-nightly-'))
  const report = join(folder, 'report.json')
  try {
    const { code, output } = await runNode(
      [
        ...[join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--reporter=json', '--reporter=dot'],
        ...[`--outputFile.json=${report}`, ...args],
      ],
      { env: { ...process.env, ...env }, capture: true },
    )
    const judged = judge(code, readReport(report), atLeast)
    if (!judged.ok) log(output)
    return judged
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function readReport(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return undefined
  }
}

/** `{ok, note}` for vitest's exit code and its JSON report; undefined where it wrote none. */
export function judge(code, report, atLeast) {
  if (report === undefined) return { ok: false, note: `no report, exit code ${code}` }
  const { passed, failed } = countTests(readTests(report, root))
  const note = `${passed} tests passed, ${failed} failed`
  if (passed + failed < atLeast) return { ok: false, note: `${note}, where at least ${atLeast} were to run` }
  return {
    ok: code === 0 && failed === 0,
    note: code === 0 || failed > 0 ? note : `${note}, exit code ${code}`,
  }
}

/** A number that is another one each day, so that no two nights try the same; it stands in the note of a step. */
export const dayNumber = () => Math.floor(Date.now() / 86_400_000) % 1_000_000
