import { resolve } from 'node:path'
import { z } from 'zod'
import { type FileSettings, readFileSettings, readScanner, type ScannerSettings } from './file-settings.ts'

/** How this process runs. `demo` and `development` show the outbox and, in demo, the one-click sign-in. */
export type Mode = 'production' | 'demo' | 'development' | 'test'

export interface Config {
  readonly mode: Mode
  /** The address that people use, without a trailing slash. */
  readonly publicUrl: string
  readonly host: string
  readonly port: number
  /** Absent: Assay starts the PostgreSQL that it ships with, in `dataDir`. */
  readonly databaseUrl: string | undefined
  readonly rolePrefix: string
  readonly dataDir: string
  /** 32 bytes under which every private key and data key is wrapped. */
  readonly masterKey: Uint8Array
  readonly smtpUrl: string | undefined
  readonly mailFrom: string
  /** Addresses of proxies whose X-Forwarded-For is believed. */
  readonly trustedProxies: readonly string[]
  readonly openOrganizations: boolean
  /** Terms and privacy policy of the operator, for other platforms; absent: what Assay itself can say. */
  readonly termsUrl?: string | undefined
  readonly privacyUrl?: string | undefined
  readonly logLevel: string
  /** Which parts run in this process. */
  readonly parts: readonly ('web' | 'worker')[]
  readonly files: FileSettings
  /** Absent: files are not scanned. */
  readonly scanner: ScannerSettings | undefined
}

/** Settings that are wrong or missing, every one named. */
export class ConfigError extends Error {
  readonly problems: readonly string[]
  constructor(problems: readonly string[]) {
    super(['Assay cannot start with these settings:', ...problems.map((p) => `  - ${p}`)].join('\n'))
    this.name = 'ConfigError'
    this.problems = problems
  }
}

const url = (name: string, protocols: readonly string[]) =>
  z.string().refine((value) => URL.canParse(value) && protocols.includes(new URL(value).protocol), {
    error: `${name} is not an address that begins with ${protocols.map((p) => `${p}//`).join(' or ')}`,
  })

const masterKey = (name: string) =>
  z
    .string({
      error: `${name} is missing: 32 random bytes in base64, for example from \`openssl rand -base64 32\``,
    })
    .refine((value) => Buffer.from(value, 'base64').length === 32, {
      error: `${name} must be exactly 32 bytes in base64, for example from \`openssl rand -base64 32\``,
    })

const productionSchema = z.object({
  PUBLIC_URL: url('PUBLIC_URL', ['https:', 'http:'])
    .refine((value) => !URL.canParse(value) || new URL(value).pathname === '/', {
      error: 'PUBLIC_URL must be an origin without a path, such as https://badges.example.org',
    })
    .refine((value) => !URL.canParse(value) || isSafeOrigin(new URL(value)), {
      error:
        'PUBLIC_URL must begin with https:// (http:// is accepted for loopback only): credentials point to it for ever',
    }),
  ASSAY_MASTER_KEY: masterKey('ASSAY_MASTER_KEY'),
  DATABASE_URL: url('DATABASE_URL', ['postgres:', 'postgresql:']).optional(),
  SMTP_URL: url('SMTP_URL', ['smtp:', 'smtps:']),
  MAIL_FROM: z
    .string()
    .regex(/^[^@]+@[^@]+$/, { error: 'MAIL_FROM must hold the address that mail comes from' })
    .optional(),
  PORT: z.coerce
    .number({ error: 'PORT must be a number from 1 to 65535' })
    .int()
    .min(1, { error: 'PORT must be a number from 1 to 65535' })
    .max(65_535, { error: 'PORT must be a number from 1 to 65535' })
    .default(8420),
  HOST: z.string().default('127.0.0.1'),
  ASSAY_DATA: z.string().default('./data'),
  ASSAY_ROLE_PREFIX: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,30}$/, { error: 'ASSAY_ROLE_PREFIX must be lower-case letters, digits and _' })
    .default('assay'),
  ASSAY_PARTS: z
    .string()
    .regex(/^(web|worker)(,(web|worker))?$/, { error: 'ASSAY_PARTS must be web, worker or web,worker' })
    .default('web,worker'),
  ASSAY_OPEN_ORGANIZATIONS: z
    .enum(['yes', 'no'], { error: 'ASSAY_OPEN_ORGANIZATIONS must be yes or no' })
    .default('no'),
  TERMS_URL: url('TERMS_URL', ['https:']).optional(),
  PRIVACY_URL: url('PRIVACY_URL', ['https:']).optional(),
  TRUSTED_PROXIES: z.string().default(''),
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error'], {
      error: 'LOG_LEVEL must be trace, debug, info, warn or error',
    })
    .default('info'),
  ASSAY_BLOBS: z.string().default('disk'),
  ASSAY_BLOBS_KEY_ID: z.string().optional(),
  ASSAY_BLOBS_SECRET: z.string().optional(),
  ASSAY_BLOBS_FROM: z.string().optional(),
  ASSAY_BLOBS_FROM_KEY_ID: z.string().optional(),
  ASSAY_BLOBS_FROM_SECRET: z.string().optional(),
  CLAMAV_URL: z.string().optional(),
})

function isSafeOrigin(address: URL): boolean {
  return address.protocol === 'https:' || ['127.0.0.1', 'localhost', '[::1]'].includes(address.hostname)
}

/** The settings of a production start. Throws {@link ConfigError} with every problem at once. */
export function readConfig(env: Record<string, string | undefined> = process.env): Config {
  const settings = parseSettings(productionSchema, env)
  const problems: string[] = []
  const files = readFileSettings(settings, problems)
  const scanner = readScanner(settings.CLAMAV_URL, problems)
  if (files === undefined || problems.length > 0) throw new ConfigError(problems)
  return {
    files,
    scanner,
    mode: 'production',
    publicUrl: new URL(settings.PUBLIC_URL).origin,
    host: settings.HOST,
    port: settings.PORT,
    databaseUrl: settings.DATABASE_URL,
    rolePrefix: settings.ASSAY_ROLE_PREFIX,
    dataDir: resolve(settings.ASSAY_DATA),
    masterKey: Buffer.from(settings.ASSAY_MASTER_KEY, 'base64'),
    smtpUrl: settings.SMTP_URL,
    mailFrom: settings.MAIL_FROM ?? `assay@${new URL(settings.PUBLIC_URL).hostname}`,
    trustedProxies: settings.TRUSTED_PROXIES.split(',')
      .map((s) => s.trim())
      .filter((s) => s !== ''),
    openOrganizations: settings.ASSAY_OPEN_ORGANIZATIONS === 'yes',
    termsUrl: settings.TERMS_URL,
    privacyUrl: settings.PRIVACY_URL,
    logLevel: settings.LOG_LEVEL,
    parts: settings.ASSAY_PARTS.split(',') as Config['parts'],
  }
}

/** What a change of the master key needs to know. */
export interface RewrapConfig
  extends Pick<Config, 'mode' | 'databaseUrl' | 'rolePrefix' | 'dataDir' | 'masterKey'> {
  /** 32 bytes that take the place of `masterKey`. */
  readonly newMasterKey: Uint8Array
}

const rewrapSchema = productionSchema
  .pick({ ASSAY_MASTER_KEY: true, DATABASE_URL: true, ASSAY_DATA: true, ASSAY_ROLE_PREFIX: true })
  .extend({ ASSAY_NEW_MASTER_KEY: masterKey('ASSAY_NEW_MASTER_KEY') })

/** The settings of a change of the master key. Throws {@link ConfigError} with every problem at once, also when both keys are the same. */
export function readRewrapConfig(env: Record<string, string | undefined> = process.env): RewrapConfig {
  const settings = parseSettings(rewrapSchema, env)
  const present = Buffer.from(settings.ASSAY_MASTER_KEY, 'base64')
  const next = Buffer.from(settings.ASSAY_NEW_MASTER_KEY, 'base64')
  if (present.equals(next))
    throw new ConfigError(['ASSAY_NEW_MASTER_KEY is the same key as ASSAY_MASTER_KEY: nothing would change'])
  return {
    mode: 'production',
    databaseUrl: settings.DATABASE_URL,
    rolePrefix: settings.ASSAY_ROLE_PREFIX,
    dataDir: resolve(settings.ASSAY_DATA),
    masterKey: present,
    newMasterKey: next,
  }
}

/** What commands of the operator (backup, restore, export, import) need to know. */
export interface OperatorConfig
  extends Pick<Config, 'mode' | 'databaseUrl' | 'rolePrefix' | 'dataDir' | 'files'> {
  readonly masterKey: Uint8Array | undefined
  /** 32 bytes under which backups are sealed, or words; both absent: to be asked for. */
  readonly backupKey: Uint8Array | undefined
  readonly passphrase: string | undefined
}

const operatorSchema = productionSchema
  .pick({
    DATABASE_URL: true,
    ASSAY_DATA: true,
    ASSAY_ROLE_PREFIX: true,
    ASSAY_BLOBS: true,
    ASSAY_BLOBS_KEY_ID: true,
    ASSAY_BLOBS_SECRET: true,
    ASSAY_BLOBS_FROM: true,
    ASSAY_BLOBS_FROM_KEY_ID: true,
    ASSAY_BLOBS_FROM_SECRET: true,
  })
  .extend({
    ASSAY_MASTER_KEY: masterKey('ASSAY_MASTER_KEY').optional(),
    ASSAY_BACKUP_KEY: masterKey('ASSAY_BACKUP_KEY').optional(),
    ASSAY_PASSPHRASE: z.string().optional(),
  })

/** The settings of an operator's command. Throws {@link ConfigError} with every problem at once. */
export function readOperatorConfig(env: Record<string, string | undefined> = process.env): OperatorConfig {
  const settings = parseSettings(operatorSchema, env)
  const problems: string[] = []
  const files = readFileSettings(settings, problems)
  if (files === undefined || problems.length > 0) throw new ConfigError(problems)
  const key = (text: string | undefined) => (text === undefined ? undefined : Buffer.from(text, 'base64'))
  return {
    mode: 'production',
    databaseUrl: settings.DATABASE_URL,
    rolePrefix: settings.ASSAY_ROLE_PREFIX,
    dataDir: resolve(settings.ASSAY_DATA),
    masterKey: key(settings.ASSAY_MASTER_KEY),
    backupKey: key(settings.ASSAY_BACKUP_KEY),
    passphrase: settings.ASSAY_PASSPHRASE,
    files,
  }
}

/** What moving the files needs to know. */
export type MoveConfig = Pick<
  Config,
  'mode' | 'databaseUrl' | 'rolePrefix' | 'dataDir' | 'masterKey' | 'files'
>

const moveSchema = productionSchema.pick({
  ASSAY_MASTER_KEY: true,
  DATABASE_URL: true,
  ASSAY_DATA: true,
  ASSAY_ROLE_PREFIX: true,
  ASSAY_BLOBS: true,
  ASSAY_BLOBS_KEY_ID: true,
  ASSAY_BLOBS_SECRET: true,
  ASSAY_BLOBS_FROM: true,
  ASSAY_BLOBS_FROM_KEY_ID: true,
  ASSAY_BLOBS_FROM_SECRET: true,
})

/** The settings of a move of the files. Throws {@link ConfigError} with every problem at once, also when there is nowhere to move from. */
export function readMoveConfig(env: Record<string, string | undefined> = process.env): MoveConfig {
  const settings = parseSettings(moveSchema, env)
  const problems: string[] = []
  const files = readFileSettings(settings, problems)
  if (settings.ASSAY_BLOBS_FROM === undefined)
    problems.push('ASSAY_BLOBS_FROM is missing: the place that the files are in now, such as disk')
  if (files === undefined || problems.length > 0) throw new ConfigError(problems)
  return {
    mode: 'production',
    databaseUrl: settings.DATABASE_URL,
    rolePrefix: settings.ASSAY_ROLE_PREFIX,
    dataDir: resolve(settings.ASSAY_DATA),
    masterKey: Buffer.from(settings.ASSAY_MASTER_KEY, 'base64'),
    files,
  }
}

function parseSettings<T>(schema: z.ZodType<T>, env: Record<string, string | undefined>): T {
  const given = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value !== ''),
  )
  const parsed = schema.safeParse(given)
  if (!parsed.success) throw new ConfigError(parsed.error.issues.map(sentence))
  return parsed.data
}

function sentence(issue: z.core.$ZodIssue): string {
  const name = issue.path.join('.')
  return issue.code === 'invalid_type' && issue.input === undefined && !issue.message.startsWith(name)
    ? `${name} is missing`
    : issue.message
}

/** The few variables that demo and development read. `INIT_CWD` is where npm was called from. */
export function localEnvironment(env: Record<string, string | undefined> = process.env) {
  return {
    calledFrom: env.INIT_CWD ?? process.cwd(),
    smtpUrl: env.SMTP_URL === '' ? undefined : env.SMTP_URL,
    logLevel: env.LOG_LEVEL ?? 'warn',
  }
}
