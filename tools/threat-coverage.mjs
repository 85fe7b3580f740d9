// Which rows of the threat list have a test: `node tools/threat-coverage.mjs <THREATS.md>` reads the titles of all tests
// (and the rows of `it.each`) and prints, for sections 2 to 3.6 and 4, how many name each row and
// which rows nobody names. A title begins with the rows it covers ("S1 S3: ..."), a limit of section 2 with "2 " and the name
// in the table's first column ("2 PNG: ..."). Naming is not proof: how the test was seen to bite stands beside it. Ends with 1
// if any row has none, so that it can become a check once all are built.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root } from './run-command.mjs'
import { isTestFile, listFiles } from './source-files.mjs'

const sections = ['2', '3.1', '3.2', '3.3', '3.4', '3.5', '3.6', '4']

/** The rows of the sections: `[{section, id}]`; the id of a limit is `2 ` and its name. */
function readRows(text) {
  let section = ''
  const rows = []
  for (const line of text.split('\n')) {
    section = /^#{2,3} (\d(?:\.\d)?)\.? /.exec(line)?.[1] ?? section
    const cell = /^\| ([^|]+?) \|/.exec(line)?.[1]
    if (!sections.includes(section) || cell === undefined || /^(#|Input|-+)$/.test(cell)) continue
    if (section === '2') rows.push({ section, id: `2 ${cell}` })
    else if (/^[A-Z]\d+$/.test(cell)) rows.push({ section, id: cell })
  }
  return rows
}

/** The rows that titles of a test file begin with. Every literal may be a title, for the tables of `it.each` give some too. */
function readNames(source) {
  const literals = source.matchAll(/'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`/g)
  return [...literals].flatMap(([literal]) => namesOf(literal.slice(1, -1)))
}

/** `S1 S3: text` names two rows, `2 PNG: text` a limit; a literal that is nothing but an id is no title. */
function namesOf(title) {
  const limit = /^(2 [A-Z][^:]*): /.exec(title)?.[1]
  const start = limit === undefined ? title : title.slice(limit.length + 2)
  const ids = /^(?:[A-Z]{1,2}\d+[a-z]?[,:]? )+/.exec(start)?.[0].match(/[A-Z]+\d+/g) ?? []
  return limit === undefined ? ids : [limit, ...ids]
}

function main([path]) {
  if (path === undefined) throw new Error('name the file of the threat list')
  const files = ['packages', 'apps', 'tools'].flatMap((folder) =>
    listFiles(root, folder, (file) => isTestFile(file) && /\.(test|e2e)\.(tsx?|mjs)$/.test(file)),
  )
  const names = files.flatMap((file) => readNames(readFileSync(join(root, file), 'utf8')))
  const rows = readRows(readFileSync(path, 'utf8')).map((row) => ({
    ...row,
    named: names.filter((name) => name === row.id).length,
  }))
  for (const section of sections) {
    const own = rows.filter((row) => row.section === section)
    console.log(`${section}: ${own.map(({ id, named }) => `${id.replace(/^2 /, '')} ${named}`).join('; ')}`)
  }
  const missing = rows.filter(({ named }) => named === 0)
  console.log(`${rows.length - missing.length} of ${rows.length} rows have a test that names them.`)
  for (const { section, id } of missing) console.log(`none: ${section} ${id.replace(/^2 /, '')}`)
  return missing.length === 0 ? 0 : 1
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) process.exitCode = main(process.argv.slice(2))
