import { fileURLToPath } from 'node:url'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { build, type Rollup } from 'vite'
import { beforeAll, describe, expect, it } from 'vitest'

/** What a page loads at once to verify badges, and what an ordinary badge then makes it load; in bytes as gzip sends them. */
const AT_ONCE = 60_000
const FOR_A_BADGE = 100_000

const entry = fileURLToPath(import.meta.resolve('@assay/verifier/browser'))
let chunks: readonly Rollup.OutputChunk[]

beforeAll(async () => {
  const made = await build({
    configFile: false,
    logLevel: 'silent',
    build: {
      ...{ write: false, minify: true, target: 'es2022', modulePreload: false },
      rolldownOptions: { input: entry, preserveEntrySignatures: 'strict' },
    },
  })
  const [first] = (Array.isArray(made) ? made : [made]) as Rollup.RollupOutput[]
  const parts: readonly (Rollup.OutputChunk | Rollup.OutputAsset)[] = first?.output ?? []
  chunks = parts.filter((part): part is Rollup.OutputChunk => part.type === 'chunk')
})

/** The chunk with this module, and every chunk that comes with it. */
function loadedWith(module: RegExp): readonly Rollup.OutputChunk[] {
  const first = chunks.find(({ facadeModuleId }) => module.test(facadeModuleId ?? ''))
  const found = new Set<Rollup.OutputChunk>()
  const add = (chunk: Rollup.OutputChunk | undefined): void => {
    if (chunk === undefined || found.has(chunk)) return
    found.add(chunk)
    for (const name of chunk.imports) add(chunks.find(({ fileName }) => fileName === name))
  }
  add(first)
  return [...found]
}

const gzip = (text: string) => gzipSync(text, { level: 9 })
const packed = (parts: readonly Rollup.OutputChunk[], pack: (text: string) => Uint8Array): number =>
  parts.reduce((sum, { code }) => sum + pack(code).length, 0)

/** What weighs most, so that whoever made it grow is named. */
function heaviest(parts: readonly Rollup.OutputChunk[]): string {
  const sizes = new Map<string, number>()
  for (const { modules } of parts) {
    for (const [id, { renderedLength }] of Object.entries(modules)) {
      const name = /node_modules\/((?:@[^/]+\/)?[^/]+)|(packages\/.*)/.exec(id.split('\0').join(''))
      const key = name?.[1] ?? name?.[2] ?? id
      sizes.set(key, (sizes.get(key) ?? 0) + renderedLength)
    }
  }
  const sorted = [...sizes].sort(([, left], [, right]) => right - left).slice(0, 25)
  return sorted.map(([name, size]) => `${size} ${name}`).join('\n')
}

describe('the verifier in a browser', () => {
  it('is at most 60 kB at once, compressed', () => {
    const parts = loadedWith(/verifier\/src\/browser\.ts$/)
    const sizes = { gzip: packed(parts, gzip), brotli: packed(parts, brotliCompressSync) }
    console.info(`The verifier loads ${sizes.gzip} bytes at once as gzip, ${sizes.brotli} as Brotli.`)
    expect(sizes.gzip, `It has grown. Before packing, in bytes:\n${heaviest(parts)}`).toBeLessThanOrEqual(
      AT_ONCE,
    )
  })

  it('needs at most 100 kB for an ordinary badge: itself, the compiled path of JSON-LD, and the steps on its parts', () => {
    const parts = new Set([
      ...loadedWith(/verifier\/src\/browser\.ts$/),
      ...loadedWith(/compiled-canonicalize\.ts$/),
      ...loadedWith(/part-steps\.ts$/),
    ])
    const size = packed([...parts], gzip)
    console.info(`With an ordinary badge it has loaded ${size} bytes as gzip.`)
    expect(size, `It has grown. Before packing, in bytes:\n${heaviest([...parts])}`).toBeLessThanOrEqual(
      FOR_A_BADGE,
    )
  })

  it.each([
    ['the generic JSON-LD engine', /jsonld\/lib\/(expand|toRdf|jsonld)\.js$/],
    ['JSON Schema', /\/ajv\//],
    ['elliptic curves in plain JavaScript', /@noble\/curves/],
    ['Open Badges 2.0', /verify-open-badge-2\.ts$/],
    ['PDF and SVG', /read-(pdf|svg)\.ts$/],
    ['selective disclosure', /verify-disclosure\.ts$/],
  ])('loads %s only when it is needed', (_what, module) => {
    const holding = chunks.filter((chunk) => Object.keys(chunk.modules).some((id) => module.test(id)))
    const atOnce = new Set(loadedWith(/verifier\/src\/browser\.ts$/))
    expect(holding.length).toBeGreaterThan(0)
    expect(holding.filter((chunk) => atOnce.has(chunk))).toEqual([])
  })
})
