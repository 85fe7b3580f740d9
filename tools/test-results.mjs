// Turns vitest's JSON report into the numbers of the last line, and holds skipped tests against the reviewed list.

/** `file > suite > title` for every test in the report, with its status: passed, failed, skipped or todo. */
export function readTests(report, root) {
  return report.testResults.flatMap((file) => {
    const path = file.name.startsWith(`${root}/`) ? file.name.slice(root.length + 1) : file.name
    const tests = file.assertionResults.map(({ ancestorTitles, title, status }) => ({
      file: path,
      id: [path, ...ancestorTitles.filter(Boolean), title].join(' > '),
      status: status === 'pending' ? 'skipped' : status,
    }))
    // A file that cannot be loaded has no tests; it must not vanish from the count.
    const brokenAsWhole = file.status === 'failed' && !tests.some((test) => test.status === 'failed')
    return brokenAsWhole ? [...tests, { file: path, id: `${path} (as a whole)`, status: 'failed' }] : tests
  })
}

/** `{passed, failed, skipped}`; a todo counts as skipped. */
export function countTests(tests) {
  const count = (...statuses) => tests.filter((test) => statuses.includes(test.status)).length
  return { passed: count('passed'), failed: count('failed'), skipped: count('skipped', 'todo') }
}

// A closing `*` stands for any rest: a whole suite, or a title that ends with what is missing here.
function covers(entry, id) {
  return entry.test.endsWith('*') ? id.startsWith(entry.test.slice(0, -1)) : entry.test === id
}

/**
 * One sentence for each disagreement between the tests and `skips` (`{test, reason, when}`, see tools/skips.json):
 * a skip that nobody listed; an entry without reason or condition; an entry whose test is gone; an entry that is
 * always to be skipped and was run. `readSource(file)` answers a test file's text or undefined when there is none.
 */
export function judgeSkips(tests, skips, readSource) {
  const unlisted = tests
    .filter((test) => test.status === 'skipped' || test.status === 'todo')
    .filter((test) => !skips.some((entry) => covers(entry, test.id)))
    .map((test) => `skipped, but not listed in tools/skips.json: ${test.id}`)
  return [...unlisted, ...skips.flatMap((entry) => judgeEntry(entry, tests, readSource))]
}

function judgeEntry(entry, tests, readSource) {
  if (!entry.test || !entry.reason || !entry.when) {
    return [`tools/skips.json: every entry needs test, reason and when: ${JSON.stringify(entry)}`]
  }
  const matching = tests.filter((test) => covers(entry, test.id))
  if (matching.length === 0 && !isWritten(entry, readSource)) {
    return [`tools/skips.json lists a test that no longer exists: ${entry.test}`]
  }
  const ran = matching.filter((test) => test.status === 'passed' || test.status === 'failed')
  if (entry.when === 'always' && ran.length > 0) return [`listed as always skipped, but it ran: ${ran[0].id}`]
  return []
}

// A part of the tests may have been run, and a title may exist only under its condition; then the source decides.
function isWritten(entry, readSource) {
  const [file, ...titles] = entry.test.replace(/\*$/, '').split(' > ').filter(Boolean)
  const source = readSource(file)
  return source !== undefined && (titles.length === 0 || source.includes(titles.at(-1)))
}
