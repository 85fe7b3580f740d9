// Starts a program and waits for it; every tool here starts programs this one way.
import { spawn } from 'node:child_process'
import { join } from 'node:path'

/** The repository's root folder. */
export const root = join(import.meta.dirname, '..')

/**
 * Runs `command` at the repository's root (or `cwd`) without a standard input and answers `{code, output}`.
 * With `capture` its output (both streams, in order) is kept instead of shown. A program killed by a signal, or one
 * that could not be started, has code 1. SIGTERM and SIGINT to this process reach the program.
 */
export function runCommand(command, args, { cwd = root, env = process.env, capture = false } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      env,
      stdio: ['ignore', capture ? 'pipe' : 'inherit', capture ? 'pipe' : 'inherit'],
    })
    const forward = (signal) => child.kill(signal)
    process.on('SIGTERM', forward)
    process.on('SIGINT', forward)
    let output = ''
    const keep = (chunk) => {
      output += chunk
    }
    child.stdout?.setEncoding('utf8').on('data', keep)
    child.stderr?.setEncoding('utf8').on('data', keep)
    const finish = (code, text) => {
      process.off('SIGTERM', forward)
      process.off('SIGINT', forward)
      resolve({ code: code ?? 1, output: text })
    }
    child.on('error', (error) => finish(1, `${output}${command}: ${error.message}\n`))
    child.on('close', (code) => finish(code, output))
  })
}

/** Runs a file with this same Node. */
export function runNode(args, options) {
  return runCommand(process.execPath, args, options)
}
