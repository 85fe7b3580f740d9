import { createHash } from 'node:crypto'
import type { S3Client } from '@aws-sdk/client-s3'
import { NodeError } from '../node-error.ts'
import {
  type BlobContent,
  type BlobStore,
  checkPrefix,
  isKey,
  parseKey,
  type StoredBlob,
} from './blob-store.ts'
import { explainS3, httpStatusOf } from './explain-s3.ts'

/** Where a bucket is and who asks. */
export interface S3BlobStoreOptions {
  readonly bucket: string
  /** What every key in the bucket begins with, such as `assay/`; default: nothing. */
  readonly prefix?: string
  readonly region: string
  /** Address of another server than Amazon's, such as `https://minio.example.org`. */
  readonly endpoint?: string | undefined
  /** Name the bucket in the path and not in the host, as most other servers want it. */
  readonly pathStyle?: boolean
  readonly accessKeyId: string
  readonly secretAccessKey: string
  /** Time for one call, tries included. Default: one minute. */
  readonly milliseconds?: number
  /** Tries of one call. Default: 3. */
  readonly tries?: number
}

const ONE_MINUTE = 60_000
const CONNECT_MILLISECONDS = 5_000

type Sdk = typeof import('@aws-sdk/client-s3')
/** One call of the store under its deadline; failures become errors of ours. */
type Ask = <T>(
  work: (sdk: Sdk, client: S3Client, options: { abortSignal: AbortSignal }) => Promise<T>,
) => Promise<T>

/**
 * Keeps blobs in a bucket of Amazon S3 or a server that speaks its protocol. The content of a put is held in memory, since its digest is
 * its name; it goes out signed, so the server refuses what was damaged on the way. The library is loaded at the first call.
 */
export function createS3BlobStore(options: S3BlobStoreOptions): BlobStore {
  const { bucket: Bucket, prefix: begin = '' } = options
  const ask = asking(options)
  const at = (key: string) => {
    parseKey(key)
    return { Bucket, Key: begin + key }
  }
  const get = async (key: string): Promise<Uint8Array | null> => {
    const place = at(key)
    const bytes = await ask((sdk, client, call) => read(sdk, client, place, call))
    if (bytes !== null && digestOf(bytes) !== parseKey(key).digest)
      throw new NodeError('blob.damaged', `The stored file ${key} was damaged in the bucket.`)
    return bytes
  }
  return {
    get,
    async put(prefix, content) {
      checkPrefix(prefix)
      const body = await gather(content)
      const key = `${prefix}/${digestOf(body)}`
      const put = (condition: { IfNoneMatch?: '*' }) =>
        ask((sdk, client, call) =>
          write(client, new sdk.PutObjectCommand({ ...at(key), Body: body, ...condition }), call),
        )
      const stored = await put({ IfNoneMatch: '*' })
      // It is there already, unless what is there was damaged, or the server knows no conditions.
      if (stored === 'unknown condition' || (stored === 'exists' && !(await isWhole(get(key))))) await put({})
      return { key, size: body.length }
    },
    async delete(key) {
      const place = at(key)
      await ask((sdk, client, call) => client.send(new sdk.DeleteObjectCommand(place), call))
    },
    async exists(key) {
      const place = at(key)
      return ask((sdk, client, call) =>
        client.send(new sdk.HeadObjectCommand(place), call).then(() => true, absent(false)),
      )
    },
    list: () => listBucket(ask, Bucket, begin),
  }
}

function asking(options: S3BlobStoreOptions): Ask {
  let made: Promise<{ sdk: Sdk; client: S3Client }> | undefined
  const make = async () => {
    const sdk = await import('@aws-sdk/client-s3')
    return { sdk, client: new sdk.S3Client(clientSettings(options)) }
  }
  return async (work) => {
    made ??= make()
    const { sdk, client } = await made
    const abortSignal = AbortSignal.timeout(options.milliseconds ?? ONE_MINUTE)
    try {
      return await work(sdk, client, { abortSignal })
    } catch (error) {
      throw error instanceof NodeError ? error : explainS3(error, options.bucket)
    }
  }
}

const clientSettings = (options: S3BlobStoreOptions) => ({
  region: options.region,
  credentials: { accessKeyId: options.accessKeyId, secretAccessKey: options.secretAccessKey },
  forcePathStyle: options.pathStyle === true,
  ...(options.endpoint === undefined ? {} : { endpoint: options.endpoint }),
  maxAttempts: options.tries ?? 3,
  // Our digest covers every byte; other checksums are extensions that many servers lack.
  requestChecksumCalculation: 'WHEN_REQUIRED' as const,
  responseChecksumValidation: 'WHEN_REQUIRED' as const,
  requestHandler: {
    connectionTimeout: CONNECT_MILLISECONDS,
    requestTimeout: options.milliseconds ?? ONE_MINUTE,
    throwOnRequestTimeout: true,
  },
})

async function gather(content: BlobContent): Promise<Uint8Array> {
  if (content instanceof Uint8Array) return content
  const parts: Uint8Array[] = []
  for await (const part of content) parts.push(part)
  return Buffer.concat(parts)
}

const digestOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

/** Answers `value` for a blob that is not there; a bucket that is not there is an error. */
function absent<T>(value: T): (error: unknown) => T {
  return (error) => {
    if (httpStatusOf(error) === 404 && (error as Error).name !== 'NoSuchBucket') return value
    throw error
  }
}

async function read(
  sdk: Sdk,
  client: S3Client,
  place: { Bucket: string; Key: string },
  call: { abortSignal: AbortSignal },
): Promise<Uint8Array | null> {
  const answer = await client.send(new sdk.GetObjectCommand(place), call).catch(absent(null))
  if (answer === null) return null
  return (await answer.Body?.transformToByteArray()) ?? new Uint8Array()
}

/** Puts; tells when the condition did not hold or the server does not know it. */
async function write(
  client: S3Client,
  command: InstanceType<Sdk['PutObjectCommand']>,
  call: { abortSignal: AbortSignal },
): Promise<'stored' | 'exists' | 'unknown condition'> {
  try {
    await client.send(command, call)
    return 'stored'
  } catch (error) {
    const status = httpStatusOf(error)
    // 409: another put of the same key is under way.
    if (status === 412 || status === 409) return 'exists'
    if (status === 501 && command.input.IfNoneMatch !== undefined) return 'unknown condition'
    throw error
  }
}

async function isWhole(reading: Promise<Uint8Array | null>): Promise<boolean> {
  try {
    return (await reading) !== null
  } catch (error) {
    if (error instanceof NodeError && error.code === 'blob.damaged') return false
    throw error
  }
}

async function* listBucket(ask: Ask, Bucket: string, begin: string): AsyncGenerator<StoredBlob> {
  let next: string | undefined
  do {
    const ContinuationToken = next
    const page = await ask((sdk, client, call) =>
      client.send(
        new sdk.ListObjectsV2Command({
          Bucket,
          Prefix: begin,
          ...(ContinuationToken === undefined ? {} : { ContinuationToken }),
        }),
        call,
      ),
    )
    for (const { Key = '', Size = 0 } of page.Contents ?? []) {
      const key = Key.slice(begin.length)
      if (isKey(key)) yield { key, size: Size }
    }
    next = page.IsTruncated === true ? page.NextContinuationToken : undefined
  } while (next !== undefined)
}
