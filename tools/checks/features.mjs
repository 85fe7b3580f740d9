// Feature folders: apps/web/src/features/<name>/ has a closed set of files, so that whoever knows one knows all, and
// features do not depend on each other in a circle, so that one can be read, tested and taken out without the rest.
// (That a feature meets another only through schema, queries and commands is a rule in .dependency-cruiser.cjs.)
import { readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path/posix'
import { pathToFileURL } from 'node:url'
import { root } from '../run-command.mjs'
import { isTestFile, listFiles } from '../source-files.mjs'

const features = 'apps/web/src/features'
const parts = ['schema', 'queries', 'commands', 'policy', 'present', 'api', 'jobs']

/** Sentences for files that do not belong; `paths` are relative to the features' folder (`<name>/<file>`). */
export function judgeFiles(paths) {
  const allowed = new RegExp(`^[^/]+/((${parts.join('|')})\\.ts|(${parts.join('|')})/[^/]+\\.ts|pages/.+)$`)
  return paths
    .filter((path) => !allowed.test(path) && !/\.(test|e2e|fixture)\.tsx?$/.test(path))
    .map(
      (path) =>
        `${path} does not belong: a feature has ${parts.map((part) => `${part}.ts`).join(', ')}, pages/ and tests; a part too large for one file has a folder of its name`,
    )
}

/** `from -> Map(to -> the importing file)` of features, read from relative imports; tests are left out. */
export function featureGraph(files) {
  const graph = new Map()
  for (const { path, text } of files) {
    const from = path.split('/')[0]
    for (const [, specifier] of text.matchAll(/(?:\bfrom|\bimport|\bimport\()\s*['"](\.[^'"]+)['"]/g)) {
      const target = normalize(join(dirname(path), specifier))
      const to = target.split('/')[0]
      if (to === '..' || to === from) continue
      if (!graph.has(from)) graph.set(from, new Map())
      if (!graph.get(from).has(to)) graph.get(from).set(to, path)
    }
  }
  return graph
}

/** A circle for every import that closes one, as `a -> b (file), b -> a (file)`. */
export function findCircles(graph) {
  const circles = []
  const done = new Set()
  const walk = (trail) => {
    const from = trail.at(-1)
    for (const to of graph.get(from)?.keys() ?? []) {
      const start = trail.indexOf(to)
      if (start !== -1) circles.push([...trail.slice(start), to])
      else if (!done.has(to)) walk([...trail, to])
    }
    done.add(from)
  }
  for (const feature of graph.keys()) if (!done.has(feature)) walk([feature])
  const step = (from, to) => `${from} -> ${to} (${graph.get(from).get(to)})`
  return circles.map((circle) =>
    circle
      .slice(1)
      .map((to, i) => step(circle[i], to))
      .join(', '),
  )
}

function main() {
  const paths = listFiles(root, features).map((path) => path.slice(features.length + 1))
  const sources = paths
    .filter((path) => /\.tsx?$/.test(path) && path.includes('/') && !isTestFile(path))
    .map((path) => ({ path, text: readFileSync(join(root, features, path), 'utf8') }))
  const problems = [
    ...judgeFiles(paths),
    ...findCircles(featureGraph(sources)).map((circle) => `features in a circle: ${circle}`),
  ]
  for (const problem of problems) console.error(problem)
  console.log(`${paths.length} files in features, ${problems.length} problems`)
  return problems.length === 0 ? 0 : 1
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) process.exitCode = main()
