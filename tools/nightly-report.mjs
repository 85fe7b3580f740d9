// docs/nightly.md: the last results of the long runs, for people.

const WORDS = { passed: 'Passed', failed: 'Failed', 'cut short': 'Cut short' }

function renderRun(run, result) {
  // A result says what was run then, which may be less than what the run does by now.
  const heading = `## ${run.name}\n\n${result?.title ?? run.title}\n`
  if (result === undefined) return `${heading}\nNot run yet.\n`
  const { outcome, steps, done = steps, reached } = result
  const size = reached === undefined ? '' : ` (${reached})`
  const end = done < steps ? `, and ended after ${done} of ${steps} steps${size}` : size
  const line = `**${WORDS[outcome]}**: ${done - result.failures.length} of ${steps} steps passed${end}, in ${result.seconds} s.`
  const origin = `Started ${result.started}, Node ${result.node}, commit \`${result.commit}\`.`
  const failures = result.failures.map(({ step, note }) => `- step ${step + 1}: ${note}\n`).join('')
  return `${heading}\n${line} ${origin}\n${failures === '' ? '' : `\n${failures}`}`
}

/** The document for `runs` with their `results` (name -> result); a run without a result is named as not run yet. */
export function renderNightly(runs, results) {
  const intro = '# Long runs\n\nMade by `npm run nightly` from docs/nightly.json; do not edit.\n'
  if (runs.length === 0) return `${intro}\nNo long runs are registered.\n`
  return [intro, ...runs.map((run) => renderRun(run, results[run.name]))].join('\n')
}
