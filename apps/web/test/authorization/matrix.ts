import { createTestApp, type TestApp } from '../test-app.ts'
import { ACTORS, type ActorName, FOREIGN } from './actors.ts'
import { changedTables, digestOf, forgetCalls, forgetClients } from './digest.ts'
import type { Line } from './expectations.ts'
import { untoldRefusals } from './refusals.ts'
import type { Restorable } from './restore.ts'
import { type Answer, type Attempt, isLetIn, isRefusal, send } from './send.ts'
import type { World } from './world.ts'

/** Requests at one time: enough to keep the database busy, few enough for its connections. */
const AT_ONCE = 4

/** Below what a client without an account may call in a minute, so that the limit hides no answer. */
const CALLS_IN_A_ROW = 100

/** These are drawn as pages; for the other actors the data behind the page says the same. */
const DRAWN_FOR: readonly ActorName[] = ['anonymous', 'foreign_administrator', 'second_learner']

export const attemptOf = (world: World, line: Line, actor: ActorName): Attempt => ({
  ...line,
  actor,
  credentials: world.actors[actor],
  records: world.harbor,
  dataOnly: !DRAWN_FOR.includes(actor),
})

const nameOf = ({ actor, expected }: Attempt): string => `${actor}: ${expected.key}`

/** What the caller may not read in any answer to a refused call: everybody's private words but their own. */
export function leaksIn(
  world: World,
  { actor, credentials }: Attempt,
  { body, said }: Answer,
): readonly string[] {
  const own = [credentials.person?.name, credentials.person?.email, credentials.person?.id]
  const ofOwnOrganization = actor === 'foreign_administrator' || actor === 'foreign_key'
  const secrets = ofOwnOrganization ? world.secrets.harbor : [...world.secrets.harbor, ...world.secrets.other]
  return secrets.filter((secret) => body.includes(secret) && !said.includes(secret) && !own.includes(secret))
}

/** How the answer to a call that must not succeed is judged; leaks and changes are looked for besides. */
export type Judge = (attempt: Attempt, answer: Answer) => boolean

/** Without the application's checks only a failure of ours is wrong: what row-level security hides is empty, gone or refused. */
export const isNoFailure: Judge = (_, { status }) => status < 500

function problemsOf(world: World, attempt: Attempt, answer: Answer, judge: Judge): readonly string[] {
  const leaked = leaksIn(world, attempt, answer)
  const refused = judge(attempt, answer)
  return [
    ...(refused ? [] : [`${nameOf(attempt)} was not refused: ${answer.status} ${answer.body.slice(0, 200)}`]),
    ...(leaked.length === 0 ? [] : [`${nameOf(attempt)} told ${leaked.join(', ')}`]),
  ]
}

/** Tries calls that must be refused on one copy of the world; returns all that went wrong, changes included. */
export async function refusedAll(
  world: World,
  app: TestApp,
  attempts: readonly Attempt[],
  judge: Judge = isRefusal,
): Promise<readonly string[]> {
  await forgetCalls(app)
  const before = await digestOf(app)
  const answers: { readonly attempt: Attempt; readonly answer: Answer }[] = []
  for (let at = 0; at < attempts.length; at += CALLS_IN_A_ROW) {
    const some = attempts.slice(at, at + CALLS_IN_A_ROW)
    answers.push(...(await inTurns(some, async (attempt) => ({ attempt, answer: await send(app, attempt) }))))
    await forgetClients(app)
  }
  const problems = [
    ...answers.flatMap(({ attempt, answer }) => problemsOf(world, attempt, answer, judge)),
    ...(await untoldRefusals(app, answers)),
  ]
  const changed = changedTables(before, await digestOf(app))
  if (changed.length === 0) return problems
  return [...problems, `changed ${changed.join(', ')}:`, ...(await changersAmong(world, attempts))]
}

/** Finds which of the calls write, one by one on a fresh copy. */
async function changersAmong(world: World, attempts: readonly Attempt[]): Promise<readonly string[]> {
  const app = await createTestApp({}, world.frozen)
  const found: string[] = []
  for (const attempt of attempts) {
    const before = await digestOf(app)
    const { status } = await send(app, attempt)
    const changed = changedTables(before, await digestOf(app))
    if (changed.length > 0) found.push(`${nameOf(attempt)} changed ${changed.join(', ')} (${status})`)
  }
  await app.close()
  return found
}

/** Reads that are allowed, on one copy of the world: reading changes nothing that matters to the next. */
export async function readAll(
  world: World,
  app: TestApp,
  lines: readonly Line[],
  actor: ActorName,
): Promise<readonly string[]> {
  await forgetCalls(app)
  const reads = lines.filter(({ route, expected }) => route.method === 'GET' && expected.may.includes(actor))
  const problems = await inTurns(reads, async (line) => {
    const attempt = attemptOf(world, line, actor)
    const answer = await send(app, attempt)
    const leaked = FOREIGN.includes(actor) && !line.expected.tells ? leaksIn(world, attempt, answer) : []
    return [
      ...(isLetIn(line, answer)
        ? []
        : [`${nameOf(attempt)} was refused: ${answer.status} ${answer.location}`]),
      ...(leaked.length === 0 ? [] : [`${nameOf(attempt)} told ${leaked.join(', ')}`]),
    ]
  })
  return problems.flat()
}

/** A write that is allowed, in a world as it was at the start, which it is again afterwards. */
export async function writeOnce(
  world: World,
  { app, restore }: Restorable,
  line: Line,
  actor: ActorName,
): Promise<readonly string[]> {
  const attempt = attemptOf(world, line, actor)
  const answer = await send(app, attempt)
  await restore()
  return isLetIn(line, answer)
    ? []
    : [`${nameOf(attempt)} was refused: ${answer.status} ${answer.body.slice(0, 300)}`]
}

/** Who tries a write: everybody who may, or, of many, those who differ in kind. */
export function writersOf({ expected: { may } }: Line): readonly ActorName[] {
  if (may.length <= 4) return may
  const kinds: readonly ActorName[] = ['second_learner', 'stranger', 'key', 'personal_key', 'anonymous']
  return kinds.filter((kind) => may.includes(kind))
}

/** Who may not use a route. */
export const refusedActors = ({ expected: { may } }: Line): readonly ActorName[] =>
  ACTORS.filter((actor) => !may.includes(actor))

/** Runs `work` for each item, a few at a time. */
async function inTurns<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<readonly R[]> {
  const results: R[] = []
  const left = [...items.entries()]
  const worker = async () => {
    for (let next = left.shift(); next !== undefined; next = left.shift())
      results[next[0]] = await work(next[1])
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
  return results
}
