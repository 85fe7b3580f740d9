// Regular expressions answer in linear time (THREATS 2): each one in what runs for users is judged by `redos-detector`, which
// counts in how many ways a text can be matched, also from later starting points. Built from text at run time they are refused,
// unless what varies is a constant of the same file or went through `escapeRegExp`. Tests and tools read nothing that a stranger wrote.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { isSafePattern } from 'redos-detector'
import ts from 'typescript'
import { root } from '../run-command.mjs'
import { isTestFile, listFiles } from '../source-files.mjs'

/** Work spent on one expression; the ordinary ones take a few hundred steps. */
const MOST_STEPS = 20_000
/** Ways to match that are still cheap: alternatives of fixed length, such as the parts of a date. */
const MOST_WAYS = 200
/** The one function whose answer may stand in a pattern that is put together. */
const ESCAPING = 'escapeRegExp'

/** Why an expression is no good, or undefined. */
export function judgePattern(pattern, flags = '') {
  if (flags.includes('v')) return 'the flag v is not understood by the check; write it without'
  try {
    const judged = isSafePattern(flags.includes('y') ? `^(?:${pattern})` : pattern, {
      caseInsensitive: flags.includes('i'),
      dotAll: flags.includes('s'),
      // A sticky expression starts where it is told to, once; `^` above says that, so it must mean the start of the text.
      multiLine: flags.includes('m') && !flags.includes('y'),
      unicode: flags.includes('u'),
      maxScore: MOST_WAYS,
      maxSteps: MOST_STEPS,
    })
    return judged.safe
      ? undefined
      : 'a text can be matched in too many ways, so it may take more than linear time'
  } catch (error) {
    return `it cannot be judged: ${error.message}`
  }
}

/** `{line, source, fault}` for each expression of a file that is no good; `line` counts from 1. */
export function judgeExpressions(path, text) {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true)
  const faults = []
  const visit = (node) => {
    const fault = faultOf(node)
    if (fault !== undefined) {
      const { line } = file.getLineAndCharacterOfPosition(node.getStart(file))
      faults.push({ line: line + 1, source: node.getText(file), fault })
    }
    ts.forEachChild(node, visit)
  }
  visit(file)
  return faults
}

function faultOf(node) {
  if (ts.isRegularExpressionLiteral(node)) {
    const end = node.text.lastIndexOf('/')
    return judgePattern(node.text.slice(1, end), node.text.slice(end + 1))
  }
  const makes =
    (ts.isNewExpression(node) || ts.isCallExpression(node)) && node.expression.getText() === 'RegExp'
  return makes ? faultOfMade(node.arguments ?? []) : undefined
}

/** `new RegExp(…)`: the flags are written out, and so is the pattern but for parts that were escaped. */
function faultOfMade([pattern, flags]) {
  if (flags !== undefined && !ts.isStringLiteralLike(flags)) return 'its flags are not written out'
  const written = pattern === undefined ? '' : writtenPattern(pattern)
  if (written === undefined) return `its pattern is not written out; pass what varies through ${ESCAPING}`
  return judgePattern(written, flags?.text)
}

/** The pattern, with a letter in place of each escaped part; undefined when something else varies. */
function writtenPattern(node) {
  if (ts.isStringLiteralLike(node)) return node.text
  if (ts.isCallExpression(node) && node.expression.getText() === ESCAPING) return 'x'
  if (ts.isIdentifier(node)) return constantOf(node)
  if (!ts.isTemplateExpression(node)) return undefined
  const parts = node.templateSpans.map(({ expression }) => writtenPattern(expression))
  if (parts.includes(undefined)) return undefined
  return [node.head.text, ...node.templateSpans.map(({ literal }, i) => parts[i] + literal.text)].join('')
}

/** The text of a `const NAME = '…'` at the top of the same file, unless a name within hides it. */
function constantOf(identifier) {
  const declarations = []
  const visit = (node) => {
    if ((ts.isVariableDeclaration(node) || ts.isParameter(node)) && node.name.getText() === identifier.text)
      declarations.push(node)
    ts.forEachChild(node, visit)
  }
  visit(identifier.getSourceFile())
  const [{ initializer, parent } = {}, ...others] = declarations
  const isConstant = others.length === 0 && parent !== undefined && (parent.flags & ts.NodeFlags.Const) !== 0
  return isConstant && initializer !== undefined && ts.isStringLiteralLike(initializer)
    ? initializer.text
    : undefined
}

const isSource = (path) => /\.(tsx?|mjs)$/.test(path) && !path.endsWith('.d.ts') && !isTestFile(path)

function main() {
  const files = ['packages', 'apps'].flatMap((folder) => listFiles(root, folder, isSource))
  const faults = files.flatMap((path) =>
    judgeExpressions(path, readFileSync(join(root, path), 'utf8')).map((fault) => ({ path, ...fault })),
  )
  for (const { path, line, source, fault } of faults) console.error(`${path}:${line}: ${source}: ${fault}`)
  console.log(`${files.length} files read, ${faults.length} expressions refused`)
  return faults.length === 0 ? 0 : 1
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) process.exitCode = main()
