// The examples in the packages' READMEs: they compile under our own settings, they run, and they print what stands behind their
// `console.log` as a comment.
import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import ts from 'typescript'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { root, runNode } from './run-command.mjs'

const packages = (await readdir(join(root, 'packages'))).sort()
const examples = (await Promise.all(packages.map(readExamples))).flat()
let folder
/** What all of them print, one after the other in one program, which starts once. */
let run

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assay-readme-'))
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'))
  await writeFile(join(folder, 'package.json'), '{"type":"module"}')
  await Promise.all(examples.map(({ name, text }) => writeFile(join(folder, name), text)))
  const all = examples.map(({ name }) => `console.log('=== ${name}')\nawait import('./${name}')\n`)
  await writeFile(join(folder, 'all.mjs'), all.join(''))
  run = await runNode(['--import', 'tsx', join(folder, 'all.mjs')], { capture: true })
}, 60_000)
afterAll(() => rm(folder, { recursive: true, force: true }))

async function readExamples(packageName) {
  const readme = await readFile(join(root, 'packages', packageName, 'README.md'), 'utf8').catch(() => '')
  return [...readme.matchAll(/^```ts\n(.*?)^```/gms)].map(([, text], index) => ({
    packageName,
    name: `${packageName}-${index + 1}.ts`,
    text,
  }))
}

/** What the comments say is printed, in order. */
const promised = (text) => [...text.matchAll(/console\.log\(.*\) \/\/ (.*)$/gm)].map(([, line]) => line)

describe('the examples of the READMEs', () => {
  it('stand in every package that others use', () => {
    const having = new Set(examples.map(({ packageName }) => packageName))
    expect(packages.filter((name) => !having.has(name))).toEqual([])
  })

  it('compile under the settings of the repository', () => {
    const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile)
    const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, root)
    const program = ts.createProgram(
      examples.map(({ name }) => join(folder, name)),
      {
        ...options,
        incremental: false,
        tsBuildInfoFile: undefined,
        rootDirs: undefined,
        typeRoots: [join(root, 'node_modules/@types')],
      },
    )
    const own = program.getSourceFiles().filter(({ fileName }) => fileName.startsWith(folder))
    const found = own.flatMap((file) => [
      ...program.getSyntacticDiagnostics(file),
      ...program.getSemanticDiagnostics(file),
    ])
    const host = {
      getCanonicalFileName: (name) => name,
      getCurrentDirectory: () => folder,
      getNewLine: () => '\n',
    }
    expect(ts.formatDiagnostics(found, host)).toBe('')
    expect(own).toHaveLength(examples.length)
  }, 120_000)

  it.each(examples)('$name runs and prints what it says', ({ name, text }) => {
    const printed = run.output.split(`=== ${name}\n`)[1]?.split('\n=== ')[0]?.split('\n') ?? []
    expect(run.code, run.output).toBe(0)
    expect(run.output).toContain(`=== ${name}\n`)
    let at = 0
    for (const line of promised(text)) {
      const found = printed.indexOf(line, at)
      expect(found, `"${line}" is not among what it printed:\n${run.output}`).toBeGreaterThanOrEqual(at)
      at = found + 1
    }
  })
})
