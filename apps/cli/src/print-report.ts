import type { CheckOutcome, Report, Verdict } from '@assay/verifier'

const sentences: Readonly<Record<Verdict, string>> = {
  valid: 'VALID: the credential is genuine and in force.',
  invalid: 'INVALID: do not rely on this credential.',
  inconclusive: 'INCONCLUSIVE: nothing is known to be wrong, but not everything could be checked.',
}

const marks: Readonly<Record<CheckOutcome, string>> = {
  passed: 'passed ',
  failed: 'FAILED ',
  warning: 'warning',
  unknown: 'UNKNOWN',
  skipped: 'skipped',
}

/** A report for people: the verdict first, then every check. */
export function printReport(source: string, report: Report): string {
  const lines = [`${source}: ${sentences[report.verdict]}`, ...describe(report)]
  for (const { id, outcome, message, code } of report.checks) {
    lines.push(`  ${marks[outcome]}  ${id.padEnd(15)} ${message} [${code}]`)
  }
  lines.push(...describeNested(report, '  '))
  const { also } = report
  if (also !== undefined) {
    lines.push(
      '  The file holds two badges. The verdict is about the one of Open Badges 3.0; the one of Open Badges 2.0:',
    )
    lines.push(`  ${sentences[also.verdict]}`, ...describe(also))
    for (const { outcome, message, code } of also.checks)
      if (outcome === 'failed' || outcome === 'unknown')
        lines.push(`  ${marks[outcome]}  ${message} [${code}]`)
  }
  return `${lines.map(makeHarmless).join('\n')}\n\n`
}

/** The credentials inside a record, each with its own verdict. */
function describeNested({ credentials = [] }: Report, indent: string): string[] {
  return credentials.flatMap(({ pointer, sameSubject, report }) => {
    const name = report.credential?.claimed.achievementName ?? report.credential?.claimed.name
    const issuer = report.credential?.established.issuerId ?? 'not established'
    const failed = report.checks.flatMap(({ outcome, code }) =>
      outcome === 'failed' || outcome === 'unknown' ? [code] : [],
    )
    return [
      `${indent}Inside, ${pointer}: ${report.verdict.toUpperCase()}${failed.length === 0 ? '' : ` [${failed.join(', ')}]`}`,
      `${indent}  ${typeof name === 'string' ? name : 'without a name'}; issuer: ${issuer}`,
      ...(sameSubject !== false ? [] : [`${indent}  It is not shown to be about the same person.`]),
      ...describeNested(report, `${indent}  `),
    ]
  })
}

/** What was established, then what the badge says of itself. */
function describe({ format, credential, presentation, attached }: Report): string[] {
  const from =
    attached === undefined ? [] : ['  From: the attachment of the PDF; what the PDF shows was not looked at.']
  if (presentation !== undefined) {
    const holder = presentation.established.holderId ?? 'not established'
    return [`  Format: ${format}`, ...from, `  Presented by: ${holder}`]
  }
  if (credential === undefined) return [`  Format: ${format}`, ...from]
  const { established, claimed } = credential
  const issuer = established.issuerId ?? 'not established'
  const name = established.issuerName === undefined ? '' : ` (${established.issuerName})`
  const title = claimed.achievementName ?? claimed.name
  const says = typeof title === 'string' ? [`  The credential says: ${title}`] : []
  return [`  Format: ${format}`, ...from, `  Issuer: ${issuer}${name}`, ...says]
}

/** Texts of a badge may hold codes that move the cursor or turn the writing around. */
function makeHarmless(line: string): string {
  return line.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '\ufffd')
}
