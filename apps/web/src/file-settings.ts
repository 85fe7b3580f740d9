/** Where files are kept: a folder below `ASSAY_DATA`, or a bucket. */
export type FilePlace =
  | { readonly kind: 'disk' }
  | {
      readonly kind: 's3'
      readonly bucket: string
      /** Empty, or ends with a slash. */
      readonly prefix: string
      readonly region: string
      readonly endpoint: string | undefined
      readonly pathStyle: boolean
      readonly accessKeyId: string
      readonly secretAccessKey: string
    }

/** The place of files, and while they are being moved the one that they come from. */
export interface FileSettings {
  readonly place: FilePlace
  readonly from: FilePlace | undefined
}

/** Where clamd listens. */
export interface ScannerSettings {
  readonly host: string
  readonly port: number
}

/** The settings as the environment has them; `x_FROM` are of the place that files are moved away from. */
export interface FileVariables {
  readonly ASSAY_BLOBS: string
  readonly ASSAY_BLOBS_KEY_ID?: string | undefined
  readonly ASSAY_BLOBS_SECRET?: string | undefined
  readonly ASSAY_BLOBS_FROM?: string | undefined
  readonly ASSAY_BLOBS_FROM_KEY_ID?: string | undefined
  readonly ASSAY_BLOBS_FROM_SECRET?: string | undefined
}

/** What a place is called in the database and to the operator: all that tells it from another, and no secret. */
export function nameOfPlace(place: FilePlace): string {
  if (place.kind === 'disk') return 'disk'
  const { bucket, prefix, endpoint } = place
  return `s3://${bucket}/${prefix}${endpoint === undefined ? '' : ` at ${endpoint}`}`
}

/** Where files are, with every problem of the settings named into `problems`; undefined where there was one. */
export function readFileSettings(given: FileVariables, problems: string[]): FileSettings | undefined {
  const before = problems.length
  const place = readPlace(
    'ASSAY_BLOBS',
    given.ASSAY_BLOBS,
    given.ASSAY_BLOBS_KEY_ID,
    given.ASSAY_BLOBS_SECRET,
    problems,
  )
  const from =
    given.ASSAY_BLOBS_FROM === undefined
      ? undefined
      : readPlace(
          'ASSAY_BLOBS_FROM',
          given.ASSAY_BLOBS_FROM,
          given.ASSAY_BLOBS_FROM_KEY_ID,
          given.ASSAY_BLOBS_FROM_SECRET,
          problems,
        )
  if (place !== undefined && from !== undefined && nameOfPlace(place) === nameOfPlace(from))
    problems.push('ASSAY_BLOBS_FROM is the same place as ASSAY_BLOBS: nothing would move')
  return place === undefined || problems.length > before ? undefined : { place, from }
}

const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/
const PREFIX = /^(?:[A-Za-z0-9._-]{1,100}\/){0,5}$/
const KNOWN = ['region', 'endpoint', 'path_style']

function readPlace(
  name: string,
  text: string,
  keyId: string | undefined,
  secret: string | undefined,
  problems: string[],
): FilePlace | undefined {
  if (text === 'disk') return { kind: 'disk' }
  const url = URL.canParse(text) ? new URL(text) : undefined
  const bad = (why: string) => {
    problems.push(`${name} ${why}`)
    return undefined
  }
  if (url?.protocol !== 's3:') return bad('must be disk, or begin with s3://')
  if (url.username !== '' || url.password !== '')
    return bad(`holds credentials: they belong into ${name}_KEY_ID and ${name}_SECRET`)
  const path = url.pathname.replace(/^\//, '')
  const prefix = path === '' || path.endsWith('/') ? path : `${path}/`
  if (!BUCKET.test(url.host) || !PREFIX.test(prefix))
    return bad('must name a bucket and may name a prefix: s3://bucket/prefix')
  const unknown = [...url.searchParams.keys()].find((key) => !KNOWN.includes(key))
  if (unknown !== undefined) return bad(`has an unknown option "${unknown}"; there are ${KNOWN.join(', ')}`)
  const endpoint = url.searchParams.get('endpoint') ?? undefined
  if (endpoint !== undefined && !isHttp(endpoint))
    return bad('has an endpoint that is no http or https address')
  const pathStyle = url.searchParams.get('path_style') ?? 'no'
  if (!['yes', 'no'].includes(pathStyle)) return bad('has a path_style that is neither yes nor no')
  if (keyId === undefined || secret === undefined)
    return bad(`needs ${name}_KEY_ID and ${name}_SECRET, the credentials of the bucket`)
  return {
    kind: 's3',
    bucket: url.host,
    prefix,
    region: url.searchParams.get('region') ?? 'us-east-1',
    endpoint,
    pathStyle: pathStyle === 'yes',
    accessKeyId: keyId,
    secretAccessKey: secret,
  }
}

const isHttp = (text: string) => URL.canParse(text) && ['http:', 'https:'].includes(new URL(text).protocol)

/** clamd's own port. */
const CLAMD_PORT = 3310

/** Where the scanner is; a problem is named into `problems`. */
export function readScanner(text: string | undefined, problems: string[]): ScannerSettings | undefined {
  if (text === undefined) return undefined
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url?.protocol === 'tcp:' && url.hostname !== '' && ['', '/'].includes(url.pathname))
    return {
      host: url.hostname.replace(/^\[|\]$/g, ''),
      port: url.port === '' ? CLAMD_PORT : Number(url.port),
    }
  problems.push('CLAMAV_URL must be tcp://host:port, where clamd listens')
  return undefined
}
