// Finds the Chromium the browser tests drive. No browser is ever downloaded from its maker: the only install is
// Debian's own package, and only where this process may do it. Alone (`node tools/chromium.mjs`) it prints the path.
import { accessSync, constants, readFileSync, statSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { runCommand } from './run-command.mjs'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome']
const fixedPlaces = [
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/** The one sentence shown when there is no Chromium and none may be installed. */
export const advice =
  'No Chromium found: install one (Debian: `apt-get install chromium`) or set CHROMIUM_PATH to the program, then run the tests again.'

function isProgram(path) {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}

/**
 * The path of a Chromium: what CHROMIUM_PATH names, else the first of the usual names on PATH, else undefined.
 * A CHROMIUM_PATH that names no program throws: whoever set it would not want another browser in its place.
 */
export function findChromium(env = process.env) {
  if (env.CHROMIUM_PATH) {
    if (isProgram(env.CHROMIUM_PATH)) return env.CHROMIUM_PATH
    throw new Error(
      `CHROMIUM_PATH names ${env.CHROMIUM_PATH}, which is not a program; correct it or unset it.`,
    )
  }
  const folders = (env.PATH ?? '').split(delimiter).filter((folder) => folder !== '')
  const candidates = names.flatMap((name) => folders.map((folder) => join(folder, name)))
  return [...candidates, ...fixedPlaces].find(isProgram)
}

// Ubuntu's package of this name is a stub that wants snapd, hence Debian itself only.
function mayInstall() {
  if (process.getuid?.() !== 0) return false
  try {
    return /^ID="?debian"?$/m.test(readFileSync('/etc/os-release', 'utf8'))
  } catch {
    return false
  }
}

/** Finds Chromium, or installs Debian's package where that is possible; undefined when neither worked. */
export async function ensureChromium(env = process.env) {
  const found = findChromium(env)
  if (found !== undefined || !mayInstall()) return found
  console.log("No Chromium found; installing Debian's package.")
  const quiet = { env: { ...env, DEBIAN_FRONTEND: 'noninteractive' }, capture: true }
  for (const args of [
    ['update'],
    ['install', '-y', '--no-install-recommends', 'chromium', 'fonts-liberation'],
  ]) {
    const { code, output } = await runCommand('apt-get', args, quiet)
    if (code !== 0) {
      console.error(output)
      return undefined
    }
  }
  return findChromium(env)
}

async function main() {
  try {
    const path = await ensureChromium()
    if (path === undefined) throw new Error(advice)
    console.log(path)
    return 0
  } catch (error) {
    console.error(error.message)
    return 1
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) process.exitCode = await main()
