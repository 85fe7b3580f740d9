import { randomUUID } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { decodeUtf8 } from '@assay/core'
import { sealStream, type TarFile, writeTar } from '@assay/node'
import { handle } from '../src/app.ts'
import type { OrgScope } from '../src/db/scopes.ts'
import { delegate } from '../src/features/absence/commands.ts'
import { delegationSchema } from '../src/features/absence/schema.ts'
import { createAssignment } from '../src/features/assignments/commands/assign.ts'
import { askExemption } from '../src/features/assignments/commands/exempt.ts'
import { keepDuties } from '../src/features/assignments/commands/keep-all.ts'
import { previewOf, startedBatch } from '../src/features/bulk/batch.fixture.ts'
import { enterEvent } from '../src/features/claims/commands/enter-event.ts'
import { createEvent } from '../src/features/claims/commands/events.ts'
import { directAward } from '../src/features/credentials/commands/direct-award.ts'
import { changeLetter } from '../src/features/mail/commands/own-letters.ts'
import { getOwnLetter } from '../src/features/mail/queries/own-letters.ts'
import { invite } from '../src/features/organizations/commands/invitations.ts'
import { invitationSchema } from '../src/features/organizations/schema.ts'
import { addToGroup, createGroup } from '../src/features/structure/commands/groups.ts'
import { createRoleSet, giveRoleSet } from '../src/features/structure/commands/role-sets.ts'
import { createDepartment, moveIntoDepartment } from '../src/features/structure/commands.ts'
import { ROLE_SET_AREAS, roleSetSchema } from '../src/features/structure/schema/role-set.ts'
import { deriveExportKeys } from '../src/features/way-out/commands/export-keys.ts'
import { exportOrganization } from '../src/features/way-out/commands/export-organization.ts'
import { importOrganization } from '../src/features/way-out/commands/import-organization.ts'
import { EXPORT_PURPOSE, PRIVATE_FILE } from '../src/features/way-out/schema.ts'
import { createWebhook, rotateSecret } from '../src/features/webhooks/commands.ts'
import { readExport } from '../src/start/export-organization.ts'
import { createKeyVault } from '../src/vault/vault.ts'
import { issuedTo, makeProgram, type Program } from './awards.ts'
import { createTestApp, type TestApp } from './test-app.ts'

const PASSPHRASE = 'an otter leaves the harbor'

/** An address that was awarded to and has no account. */
export const GUEST = 'guest@elsewhere.example'

/** An organization with something of every feature, and what its archive holds. */
export interface Furnished {
  readonly home: TestApp
  readonly program: Program
  readonly files: readonly TarFile[]
  readonly claimToken: string
  readonly runningBatch: string
  readonly webhookId: string
  /** For files of the test. */
  readonly folder: string
  close(): Promise<void>
}

export async function furnished(): Promise<Furnished> {
  const folder = await mkdtemp(join(tmpdir(), 'assay-way-out-'))
  const home = await createTestApp()
  const program = await makeProgram(home, 'harbor')
  await issuedTo(home, program, program.learner)
  const made = await furnish(home, program)
  const close = async () => {
    await home.close()
    await rm(folder, { recursive: true, force: true })
  }
  const files = await exported(home, program, folder)
  return { home, program, files, folder, close, ...made }
}

/** Another installation, with another master key, at the same moment. */
export async function elsewhere({ home }: Furnished): Promise<TestApp> {
  const away = await createTestApp({ vault: createKeyVault(new Uint8Array(32).fill(34)) })
  away.clock.now = new Date(home.clock.now)
  return away
}

/** Something of every feature, made as people make it. */
async function furnish(home: TestApp, program: Program) {
  const asManager = <T>(work: (scope: OrgScope) => Promise<T>) =>
    home.inOrg(program.organization, program.manager, work)
  const { learner, manager, versionId, achievementId } = program
  const second = await home.member(program.organization, 'Second', 'people_manager')
  const webhookId = await asManager(async (scope) => {
    const department = await createDepartment(scope, { name: 'Quay', parentId: undefined, headId: second.id })
    await moveIntoDepartment(scope, department.id, [learner.id])
    const group = await createGroup(scope, { name: 'Night shift', description: '' })
    await addToGroup(scope, group.id, [learner.id])
    const set = await createRoleSet(
      scope,
      roleSetSchema.parse({ name: 'Lead', roles: ['assessor'], areas: [ROLE_SET_AREAS[0]] }),
    )
    await giveRoleSet(scope, set.id, [second.id])
    await delegate(
      scope,
      delegationSchema.parse({
        ...{ roles: ['program_manager'], address: second.email, reason: 'Away' },
        ...{ from: '2026-05-03', until: '2026-05-10' },
      }),
    )
    for (const target of [
      { kind: 'group', id: group.id },
      { kind: 'person', id: second.id },
    ] as const)
      await createAssignment(scope, { achievementId, target, due: { days: 30 }, reason: 'Rules of the quay' })
    const webhook = await createWebhook(scope, {
      url: 'https://hooks.example.org/assay',
      description: 'Wages',
      events: [],
    })
    await rotateSecret(scope, webhook.id)
    const { standard } = await getOwnLetter(scope, 'credential_issued', 'en')
    await changeLetter(scope, 'credential_issued', 'en', { ...standard, subject: 'Ahoy', revision: 0 })
    await invite(scope, invitationSchema.parse({ address: 'later@elsewhere.example', roles: ['learner'] }))
    await directAward(scope, {
      recipient: { address: GUEST, name: 'Guest' },
      achievementVersionId: versionId,
      reason: 'Known work',
    })
    return webhook.id
  })
  await keepDuties(home.deps, program.organization.id)
  const [duty] = await home.asOwner(`SELECT id FROM assay.duty WHERE person_id = '${second.id}'`)
  await asManager((scope) => askExemption(scope, String(duty?.id), { reason: 'On leave', until: undefined }))
  await home.runJobs()
  const claimToken = (await home.linkMailedTo(GUEST)).split('/claim/')[1] ?? ''
  await attendEvent(home, program)
  await startedBatch(home, program, 'E-mail,Name\nDone@elsewhere.example,Done')
  await home.runJobs()
  await previewOf(home, program, 'E-mail,Name\nseen@elsewhere.example,Seen')
  const runningBatch = await startedBatch(home, program, 'E-mail,Name\nnext@elsewhere.example,Next')
  await home.asOwner(`UPDATE assay.organization SET requires_factor = true`)
  await home.asOwner(`INSERT INTO assay.duty_notice SELECT org_id, id, 1, -14, now() FROM assay.duty;
    INSERT INTO assay.expiry_notice SELECT org_id, id, 30, now() FROM assay.credential LIMIT 1;
    INSERT INTO assay.duty_digest VALUES ('${program.organization.id}', '${manager.id}', 'assigner', '2026-04-27', now())`)
  return { webhookId, claimToken, runningBatch }
}

async function attendEvent(home: TestApp, program: Program): Promise<void> {
  const day = 86_400_000
  const { eventId } = await home.inOrg(program.organization, program.manager, (scope) =>
    createEvent(scope, {
      achievementVersionId: program.versionId,
      title: 'Open day',
      reason: 'Was there',
      places: 20,
      opensAt: new Date(home.clock.now.getTime() - day),
      closesAt: new Date(home.clock.now.getTime() + day),
      needsApproval: true,
    }),
  )
  const [row] = await home.asOwner(`SELECT token_sealed FROM assay.event_claim WHERE id = '${eventId}'`)
  const token = decodeUtf8(
    home.deps.vault.openSecret(row?.token_sealed as Buffer, `event_claim:${eventId}:token`),
  )
  await enterEvent(home.deps, '192.0.2.7', token, { name: 'Visitor', address: 'visitor@elsewhere.example' })
}

/** The files of the sealed part of the archive that `from` makes. */
export async function exported(from: TestApp, program: Program, folder: string): Promise<readonly TarFile[]> {
  const path = join(folder, `${randomUUID()}.assay`)
  for await (const { path: name, content } of await exporting(from, program)) {
    const parts: Uint8Array[] = []
    for await (const part of content) parts.push(part)
    if (name === PRIVATE_FILE) await writeFile(path, Buffer.concat(parts))
  }
  const found: TarFile[] = []
  for await (const file of await readExport(path, PASSPHRASE)) found.push(file)
  return found
}

export const exporting = async ({ deps }: TestApp, program: Program) =>
  exportOrganization(deps, {
    orgId: program.organization.id,
    actor: { kind: 'system' },
    keys: await deriveExportKeys(PASSPHRASE),
    final: false,
    answer: (request) => handle(deps, request, { address: '127.0.0.1' }),
    progress: () => {},
  })

async function* each<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items
}

/** Files sealed as an archive. */
export async function sealed(folder: string, changed: readonly TarFile[]): Promise<string> {
  const path = join(folder, `${randomUUID()}.assay`)
  const parts: Uint8Array[] = []
  const secret = { kind: 'passphrase', passphrase: PASSPHRASE } as const
  for await (const part of sealStream(secret, EXPORT_PURPOSE, writeTar(each(changed), new Date())))
    parts.push(part)
  await writeFile(path, Buffer.concat(parts))
  return path
}

export const importInto = async (into: TestApp, path: string) =>
  importOrganization(into.deps, {
    files: await readExport(path, PASSPHRASE),
    passphrase: PASSPHRASE,
    progress: () => {},
  })

/** The same of files that nobody has sealed: what is in them is looked at alike. */
export const importFiles = (into: TestApp, changed: readonly TarFile[]) =>
  importOrganization(into.deps, { files: each(changed), passphrase: PASSPHRASE, progress: () => {} })

/** A row of an archive. */
export type Line = Record<string, unknown>

/** The rows of an archive by their kind. */
export function rowsOf(archive: readonly TarFile[]): Map<string, Line[]> {
  const found = new Map<string, Line[]>()
  for (const { path, bytes } of archive) {
    const table = /^records\/([a-z_]+)\//.exec(path)?.[1]
    if (table === undefined) continue
    const lines = Buffer.from(bytes).toString().trim().split('\n').filter(Boolean)
    found.set(table, [...(found.get(table) ?? []), ...lines.map((line) => JSON.parse(line) as Line)])
  }
  return found
}
