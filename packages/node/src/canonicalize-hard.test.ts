import { afterAll, describe, expect, it } from 'vitest'
import { createCanonicalizeHard } from './canonicalize-hard.ts'

const engine = createCanonicalizeHard({ milliseconds: 2_000, workFactor: 2 })
afterAll(() => engine.close())

/** A ring of blank nodes, which look alike at first sight; `shift` renames and reorders them. */
function ring(size: number, shift = 0): string {
  const lines = Array.from(
    { length: size },
    (_, at) => `_:n${(at + shift) % size} <https://e.org/next> _:n${(at + shift + 1) % size} .\n`,
  )
  return [...lines.slice(shift), ...lines.slice(0, shift)].join('')
}

function clique(size: number): string {
  let text = ''
  for (let from = 0; from < size; from += 1) {
    for (let to = 0; to < size; to += 1) if (from !== to) text += `_:n${from} <https://e.org/p> _:n${to} .\n`
  }
  return text
}

describe('createCanonicalizeHard', { timeout: 30_000 }, () => {
  it('gives graphs that differ in labels only one canonical form', async () => {
    const canonical = await engine.canonicalizeHard(ring(4), 'sha256')
    expect(canonical).toContain('_:c14n0 <https://e.org/next>')
    expect(await engine.canonicalizeHard(ring(4, 2), 'sha256')).toBe(canonical)
    expect(await engine.canonicalizeHard(ring(5), 'sha256')).not.toBe(canonical)
  })

  it('passes on the refusal of a graph beyond the work factor, and works on', async () => {
    await expect(engine.canonicalizeHard(clique(10), 'sha256')).rejects.toMatchObject({
      code: 'canonicalization-too-hard',
    })
    expect(await engine.canonicalizeHard(ring(3), 'sha384')).toContain('_:c14n2')
  })

  it('J2 kills a job that takes too long, keeps the event loop free meanwhile, and works on', async () => {
    const impatient = createCanonicalizeHard({ milliseconds: 150, workFactor: 3 })
    await impatient.canonicalizeHard(ring(3), 'sha256')
    let ticks = 0
    const ticker = setInterval(() => {
      ticks += 1
    }, 10)
    const started = performance.now()
    await expect(impatient.canonicalizeHard(clique(40), 'sha256')).rejects.toMatchObject({
      code: 'canonicalization-timeout',
    })
    expect(performance.now() - started).toBeLessThan(1_000)
    clearInterval(ticker)
    expect(ticks).toBeGreaterThan(4)
    expect(await impatient.canonicalizeHard(ring(3), 'sha256')).toContain('_:c14n2')
    await impatient.close()
  })

  it('J2 refuses what would wait behind twenty others', async () => {
    const jobs = Array.from({ length: 22 }, () => engine.canonicalizeHard(ring(3), 'sha256'))
    const results = await Promise.allSettled(jobs)
    expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(20)
    expect(results.at(-1)).toMatchObject({ reason: { code: 'canonicalization-timeout' } })
  })

  it('says that the thread could not be started', async () => {
    const missing = createCanonicalizeHard({ workerUrl: new URL('./no-such-worker.js', import.meta.url) })
    await expect(missing.canonicalizeHard(ring(3), 'sha256')).rejects.toMatchObject({
      code: 'canonicalization-timeout',
    })
  })
})
