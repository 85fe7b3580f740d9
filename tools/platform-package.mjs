// Reads from a platform package's name what it runs on: `@rollup/rollup-linux-x64-musl` is for Linux, x64 and musl.
// The registry that would say so is the one that lacks the package, hence the name has to do. The names follow
// Node's own `process.platform` and `process.arch`; what does not is in the tables below.

const systems = [
  'aix',
  'android',
  'darwin',
  'freebsd',
  'linux',
  'netbsd',
  'openbsd',
  'openharmony',
  'sunos',
  'win32',
]
const processors = [
  'arm64',
  'arm',
  'ia32',
  'loong64',
  'mips64el',
  'ppc64',
  'riscv64',
  's390x',
  'x64',
  'wasm32',
]
const libraries = { gnu: 'glibc', gnueabihf: 'glibc', musl: 'musl', musleabihf: 'musl' }

/** Packages whose name does not say their platform. */
const exceptions = { fsevents: { os: ['darwin'] } }

/**
 * The `os`, `cpu` and `libc` members of a lock entry.
 * Throws when the name says no platform: such an entry would be installed everywhere and fail there.
 */
export function platformOf(name) {
  const exception = exceptions[name]
  if (exception !== undefined) return exception
  const parts = name.split(/[-/]/)
  const os = systems.find((system) => parts.includes(system))
  const cpu = processors.find((processor) => parts.includes(processor))
  if (cpu === 'wasm32') return { cpu: ['wasm32'] }
  if (os === undefined || cpu === undefined) {
    throw new Error(
      `the name ${name} does not say its platform; add it to the exceptions in tools/platform-package.mjs`,
    )
  }
  const library = os === 'linux' ? parts.map((part) => libraries[part]).find(Boolean) : undefined
  return { cpu: [cpu], ...(library === undefined ? {} : { libc: [library] }), os: [os] }
}
