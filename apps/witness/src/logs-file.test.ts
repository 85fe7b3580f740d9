import { utimes, writeFile } from 'node:fs/promises'
import { nodeCrypto as crypto } from '@assay/node'
import { formatVerifierKey, parseVerifierKey } from '@assay/tlog'
import { describe, expect, it } from 'vitest'
import { addLog, logsPath, parseLogs, readLogs } from './logs-file.ts'
import { bodyFrom, logKey, logOf, newFolder, origin, otherLogKey, send, start } from './witness.fixture.ts'

const refusal = (message: string) =>
  expect.objectContaining({
    name: 'WitnessError',
    code: 'logs.refused',
    message: expect.stringContaining(message),
  })

describe('logs.json', () => {
  it('is refused at the start with the entry and the field of every fault', async () => {
    const data = await newFolder([
      { origin, keys: [logKey] },
      { origin: 7, keys: [] },
      { origin, keys: [`${logKey}x`, 3] },
      { origin: 'a.example', keys: [logKey] },
      'text',
    ])
    const error = await start(data).catch((thrown: unknown) => thrown)
    for (const part of [
      '[1].origin is not a text',
      '[1].keys is not an array of 1 to 64',
      '[2].keys[0]: the verifier key is refused',
      '[2].keys[1] is not a text',
      `[2].origin is "${origin}" again`,
      `[3].keys is of "${origin}"`,
      '[4].origin is not a text',
    ])
      expect(error).toEqual(refusal(part))
  })

  it('is refused when it is not JSON, not a list, has a key twice or the key of a witness', async () => {
    expect(() => parseLogs('[', 'logs.json')).toThrow(refusal('logs.json: it is not JSON'))
    expect(() => parseLogs('{}', 'logs.json')).toThrow(refusal('it is not an array'))
    const twice = JSON.stringify([{ origin, keys: [logKey, logKey] }])
    expect(() => parseLogs(twice, 'logs.json')).toThrow(refusal('[0].keys has a key or an id twice'))
    const { key } = await start(await newFolder())
    const witness = JSON.stringify([{ origin: 'witness.example/w1', keys: [key] }])
    expect(() => parseLogs(witness, 'logs.json')).toThrow(refusal('the key of a witness'))
  })

  it('is read again when it changes; a bad one changes nothing and is told once', async () => {
    const data = await newFolder([])
    const { url, warnings, reloadLogs } = await start(data)
    const body = await bodyFrom(0, logOf(5))
    expect((await send(url, body)).status).toBe(404)
    expect(await addLog(data, { key: logKey })).toBe(true)
    expect((await send(url, body)).status).toBe(200)
    await writeFile(logsPath(data), '[{]')
    expect((await send(url, await bodyFrom(5, logOf(9)))).status).toBe(200)
    expect((await send(url, await bodyFrom(9, logOf(9)))).status).toBe(200)
    expect(warnings).toEqual([
      expect.stringMatching(/^the list of logs stays as it was: .*logs\.json: it is not JSON/),
    ])
    await reloadLogs()
    expect(warnings).toHaveLength(2)
    await utimes(logsPath(data), 1, 1)
    expect((await send(url, await bodyFrom(9, logOf(9)))).status).toBe(200)
    expect(warnings).toHaveLength(3)
  })

  it('takes a log once, and refuses a key that is none or of another origin', async () => {
    const data = await newFolder([])
    expect(await addLog(data, { key: logKey, origin })).toBe(true)
    expect(await addLog(data, { key: logKey })).toBe(false)
    expect(await addLog(data, { key: otherLogKey })).toBe(true)
    await expect(addLog(data, { key: 'x' })).rejects.toEqual(refusal('--key: the verifier key is refused'))
    await expect(addLog(data, { key: logKey, origin: 'b' })).rejects.toEqual(
      refusal('--origin: the key is of'),
    )
    const logs = await readLogs(data)
    expect(logs.map(({ keys }) => keys.map(formatVerifierKey))).toEqual([[logKey], [otherLogKey]])
    expect(parseVerifierKey(logKey, crypto).name).toBe(origin)
  })
})
