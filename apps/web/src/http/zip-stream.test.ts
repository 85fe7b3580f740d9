import { expect, it } from 'vitest'
import { streamOf } from './zip-stream.ts'

it('who goes away while a part is made breaks nothing off, and ends what makes them', async () => {
  const failures: unknown[] = []
  let ended = false
  let go = () => {}
  const waiting = new Promise<void>((resolve) => {
    go = resolve
  })
  async function* parts() {
    try {
      yield new Uint8Array([1])
      await waiting
      yield new Uint8Array([2])
    } finally {
      ended = true
    }
  }
  const reader = streamOf(parts(), (error) => failures.push(error)).getReader()
  expect((await reader.read()).value).toEqual(new Uint8Array([1]))
  const next = reader.read()
  const left = reader.cancel()
  go()
  await Promise.all([left, next])
  await new Promise((resolve) => setTimeout(resolve, 5))
  expect([failures, ended]).toEqual([[], true])
})

it('what breaks a part off is told, and the reader sees it', async () => {
  const failures: unknown[] = []
  const fault = new Error('the store is gone')
  async function* parts() {
    yield new Uint8Array([1])
    throw fault
  }
  const reader = streamOf(parts(), (error) => failures.push(error)).getReader()
  await reader.read()
  await expect(reader.read()).rejects.toBe(fault)
  expect(failures).toEqual([fault])
})
