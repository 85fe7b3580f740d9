import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ConfigError, readConfig, readMoveConfig } from './config.ts'
import { nameOfPlace, readFileSettings } from './file-settings.ts'

const BASE = {
  PUBLIC_URL: 'https://badges.example.org',
  ASSAY_MASTER_KEY: Buffer.alloc(32, 7).toString('base64'),
  SMTP_URL: 'smtp://127.0.0.1:25',
}
const KEYS = { ASSAY_BLOBS_KEY_ID: 'id', ASSAY_BLOBS_SECRET: 'hush' }
const problemsOf = (work: () => unknown): readonly string[] => {
  try {
    work()
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
  return []
}

describe('the settings of files', () => {
  it('are the disk unless a bucket is named', () => {
    expect(readConfig(BASE)).toMatchObject({
      files: { place: { kind: 'disk' }, from: undefined },
      scanner: undefined,
    })
  })

  it('name a bucket, its prefix, region and server', () => {
    const env = {
      ...BASE,
      ...KEYS,
      ASSAY_BLOBS: 's3://files/assay?region=eu-west-1&endpoint=https://minio.example.org&path_style=yes',
    }
    const { place } = readConfig(env).files
    expect(place).toEqual({
      kind: 's3',
      bucket: 'files',
      prefix: 'assay/',
      region: 'eu-west-1',
      endpoint: 'https://minio.example.org',
      pathStyle: true,
      accessKeyId: 'id',
      secretAccessKey: 'hush',
    })
    expect(nameOfPlace(place)).toBe('s3://files/assay/ at https://minio.example.org')
  })

  for (const [text, sentence] of [
    ['/var/files', 'must be disk, or begin with s3://'],
    ['s3://id:hush@files', 'holds credentials'],
    ['s3://F!', 'must name a bucket'],
    ['s3://files/a b', 'must name a bucket'],
    ['s3://files?regio=x', 'unknown option "regio"'],
    ['s3://files?endpoint=minio', 'has an endpoint that is no http or https address'],
    ['s3://files?path_style=true', 'neither yes nor no'],
  ] as const) {
    it(`refuse ${text}: it ${sentence}`, () => {
      const problems = problemsOf(() => readConfig({ ...BASE, ...KEYS, ASSAY_BLOBS: text }))
      expect(problems).toEqual([expect.stringContaining(sentence)])
      expect(problems[0]).toMatch(/^ASSAY_BLOBS /)
      expect(problems.join()).not.toContain('hush')
    })
  }

  it('need the credentials of a bucket', () => {
    expect(problemsOf(() => readConfig({ ...BASE, ASSAY_BLOBS: 's3://files' }))).toEqual([
      'ASSAY_BLOBS needs ASSAY_BLOBS_KEY_ID and ASSAY_BLOBS_SECRET, the credentials of the bucket',
    ])
  })

  it('throw only our own error, whatever the text is', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.webUrl(),
          fc.string().map((rest) => `s3://${rest}`),
        ),
        (text) => {
          const problems: string[] = []
          const read = readFileSettings({ ASSAY_BLOBS: text, ...KEYS }, problems)
          expect(read === undefined).toBe(problems.length > 0)
        },
      ),
    )
  })

  it('of a move need two places that differ', () => {
    expect(problemsOf(() => readMoveConfig(BASE))).toEqual([
      expect.stringContaining('ASSAY_BLOBS_FROM is missing'),
    ])
    expect(problemsOf(() => readMoveConfig({ ...BASE, ASSAY_BLOBS_FROM: 'disk' }))).toEqual([
      expect.stringContaining('same place'),
    ])
  })
})

describe('the setting of the scanner', () => {
  it('has a host and may have a port', () => {
    expect(readConfig({ ...BASE, CLAMAV_URL: 'tcp://clamd' }).scanner).toEqual({ host: 'clamd', port: 3310 })
    expect(readConfig({ ...BASE, CLAMAV_URL: 'tcp://[::1]:4000' }).scanner).toEqual({
      host: '::1',
      port: 4000,
    })
    for (const wrong of ['clamd:3310', 'http://clamd', 'tcp://', 'tcp://clamd/x'])
      expect(
        problemsOf(() => readConfig({ ...BASE, CLAMAV_URL: wrong })),
        wrong,
      ).toEqual([expect.stringContaining('CLAMAV_URL must be tcp://')])
  })
})
