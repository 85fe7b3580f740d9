import { NodeError } from '../node-error.ts'

/** The HTTP status behind an error of the S3 library; undefined when no answer came. */
export function httpStatusOf(error: unknown): number | undefined {
  const status = (error as { $metadata?: { httpStatusCode?: unknown } }).$metadata?.httpStatusCode
  return typeof status === 'number' ? status : undefined
}

/** What the S3 library threw, as an error of ours; no message of the server is passed on, for it may hold the request's secrets. */
export function explainS3(error: unknown, bucket: string): NodeError {
  const status = httpStatusOf(error)
  const name = error instanceof Error ? error.name : 'unknown'
  if (name === 'NoSuchBucket')
    return new NodeError('blob.refused', `There is no bucket "${bucket}".`, { cause: error })
  if (status === 401 || status === 403)
    return new NodeError(
      'blob.refused',
      `The store refuses our access to the bucket "${bucket}" (${name}).`,
      { cause: error },
    )
  if (status !== undefined && status >= 300 && status < 500 && status !== 408 && status !== 429)
    return new NodeError('blob.refused', `The store does not take our request (${status} ${name}).`, {
      cause: error,
    })
  return new NodeError('blob.unreachable', `The store of files does not answer (${status ?? name}).`, {
    cause: error,
  })
}
