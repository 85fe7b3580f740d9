// Style that the linter cannot see: settings are read in one place; pure packages take the clock, chance and the network
// as arguments; nothing is left behind (unfinished marks, silenced checks without a reason, `.only`); long files are named.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root } from '../run-command.mjs'
import { isTestFile, listFiles } from '../source-files.mjs'

const lineLimit = 400
const purePackage = /^packages\/(?!node\/|testkit\/)[^/]+\/src\//
const anywhere = () => true
const isSource = (path) => /\.([cm]?[jt]sx?|css|sql)$/.test(path)

/** Each rule: where it holds, what it finds in a line (a comment counts only where `inComments`), what to do instead. */
const rules = [
  {
    holds: (path) =>
      !isTestFile(path) &&
      path !== 'apps/web/src/config.ts' &&
      /^(packages|apps)\/(?!\w+\/[\w.-]+\.config\.ts$)/.test(path),
    pattern: /\bprocess\.env\b|\bimport\.meta\.env\.(?!DEV|PROD|SSR|MODE)/,
    message: 'the environment is read in apps/web/src/config.ts alone; take the value as an argument',
  },
  {
    holds: (path) => purePackage.test(path) && !isTestFile(path),
    pattern: /(?<![.\w])fetch\(|\bDate\.now\(\)|\bnew Date\(\)|\bMath\.random\(|\bconsole\./,
    message: 'a pure package takes fetchDocument, now and randomBytes as arguments and prints nothing',
  },
  {
    holds: anywhere,
    inComments: true,
    pattern: /\b(TODO|FIXME|XXX)\b/,
    message: 'finish it, or write down in words what is not done and why',
  },
  {
    holds: anywhere,
    inComments: true,
    pattern: /@ts-(ignore|nocheck)\b/,
    message: 'use @ts-expect-error with a reason, or mend the type',
  },
  {
    holds: anywhere,
    inComments: true,
    pattern: /@ts-expect-error\s*(\*\/.*)?$|biome-ignore(?!.*:\s*(?!\*\/|<explanation>)\S)/,
    message: 'a silenced check needs its reason behind it',
  },
  {
    holds: (path) => isTestFile(path),
    pattern: /\b(it|test|describe|suite)(\.\w+)*\.only\(/,
    message: '.only drops every other test of the file',
  },
]

const isComment = (line) => /^\s*(\/\/|\/?\*)/.test(line)

/** `{path, line, message}` for each breach in one file; `line` counts from 1. */
export function judgeFile(path, text) {
  const own = rules.filter((rule) => rule.holds(path))
  return text
    .split('\n')
    .flatMap((line, i) =>
      own
        .filter((rule) => (rule.inComments || !isComment(line)) && rule.pattern.test(line))
        .map((rule) => ({ path, line: i + 1, message: rule.message })),
    )
}

function main() {
  const self = /^tools\/checks\/style(\.test)?\.mjs$/
  const files = ['packages', 'apps', 'tools', 'bench'].flatMap((folder) => listFiles(root, folder, isSource))
  const breaches = files
    .filter((path) => !self.test(path))
    .flatMap((path) => {
      const text = readFileSync(join(root, path), 'utf8')
      const lines = text.split('\n').length - 1
      if (lines > lineLimit)
        console.warn(`warning: ${path} has ${lines} lines; past 300 a file usually holds two concepts`)
      return judgeFile(path, text)
    })
  for (const { path, line, message } of breaches) console.error(`${path}:${line}: ${message}`)
  console.log(`${files.length} files read, ${breaches.length} breaches`)
  return breaches.length === 0 ? 0 : 1
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) process.exitCode = main()
