import type { RunOwn } from '../features/backpack/commands/import-badge.ts'
import { shareBadge } from '../features/backpack/commands/share-badge.ts'
import { setSharing } from '../features/backpack/commands.ts'
import { listEntries } from '../features/backpack/queries.ts'
import { changeStatus } from '../features/credentials/commands/change-status.ts'
import { listCredentials } from '../features/credentials/queries.ts'
import { enroll } from '../features/enrollments/commands/enroll.ts'
import { addTextEvidence } from '../features/enrollments/commands/evidence.ts'
import { savePortfolioDraft } from '../features/enrollments/commands/portfolio.ts'
import { withdrawSubmission } from '../features/enrollments/commands/submit.ts'
import { declined, handIn, returned, score, writeEvidence } from './earning.ts'
import { KWABENA, LEOCADIA, later, ODALYS, PILAR, player, RUBEN, type Scene } from './story.ts'
import { handInLately } from './workforce/under-way.ts'
import { workFor } from './works.ts'

/** Changes of state: one credential revoked, one suspended. The expired one expired by itself. */
export async function playChanges(scene: Scene): Promise<void> {
  const { stage, calendar, program } = scene
  const manager = player(scene, LEOCADIA)
  const change = async (name: string, achievementId: string, kind: 'revoke' | 'suspend', reason: string) => {
    const { items } = await stage.inOrg(manager, (scope) =>
      listCredentials(scope, { q: name, achievementId, limit: 1, offset: 0 }),
    )
    const found = items[0]
    if (found === undefined) throw new Error(`${name} has no such credential`)
    await stage.inOrg(manager, (scope) => changeStatus(scope, found.id, kind, reason))
    await stage.settle()
  }
  stage.at(later(stage.now(), calendar.on(522, 10)))
  await change(
    'Lucho Paredes',
    program['yard-data'].achievementId,
    'revoke',
    'The report that was handed in turned out to be a colleague’s. Both were heard.',
  )
  stage.at(later(stage.now(), calendar.on(524, 10)))
  await change(
    'Fatima Zerrouk',
    program.lifting.achievementId,
    'suspend',
    'Medical check for work under the hook is overdue; lifted as soon as it is done.',
  )
}

/** What is on people's desks today: a submission in every state. */
export async function playPresentDay(scene: Scene): Promise<void> {
  const { stage, calendar, program } = scene
  const [odalys, kwabena, pilar, ruben] = [ODALYS, KWABENA, PILAR, RUBEN].map((name) => player(scene, name))
  if (odalys === undefined || kwabena === undefined || pilar === undefined || ruben === undefined)
    throw new Error('the cast is not complete')
  const detail = (at: number) => ({ box: `HLXU 21${3300 + at * 13}-${at}`, place: `row K${at}` })

  // Withdrawn before anyone looked.
  stage.at(later(stage.now(), calendar.on(526, 9)))
  const tova = player(scene, 'Tova Lindqvar')
  const work = workFor('yard-data', detail(1))
  const enrollment = await writeEvidence(stage, tova, program['yard-data'], work)
  await handIn(stage, tova, enrollment, work)
  stage.pass(90)
  await stage.inOrg(tova, (scope) => withdrawSubmission(scope, enrollment))

  // Declined: somebody else's coaching.
  stage.at(calendar.on(529, 9))
  await declined(
    stage,
    player(scene, 'Jomo Karanja'),
    ruben,
    program.coaching,
    workFor('coaching', detail(2)),
    {
      above: -2,
      comment: 'The talks are told, and none of them asks.',
      feedback: 'This reads like instruction. That is useful too, and it is another micro-credential.',
    },
    'What is shown is instruction, not coaching; more of the same would not change that.',
  )

  // Odalys's coaching came back with two comments.
  stage.at(calendar.on(538, 9))
  await returned(
    stage,
    odalys,
    ruben,
    program.coaching,
    workFor('coaching', detail(3)),
    {
      above: -1,
      comment: 'The aim is yours alone: how would your colleague know that it is reached?',
      feedback: 'Close. Two rows need more before this can be awarded.',
    },
    'Say how your colleague could check the aim, and give one talk word for word in which you ask before you tell.',
  )

  // Waiting in the queue: one claimed, two not, one of them late.
  stage.at(calendar.on(541, 10))
  const oumar = player(scene, 'Oumar Diop')
  const lifting = workFor('lifting', detail(4))
  await handIn(
    stage,
    oumar,
    await writeEvidence(stage, oumar, program.coaching, workFor('coaching', detail(4))),
    lifting,
  )
  await handInLately(scene, 543, 'first')
  stage.at(calendar.on(544, 9))
  const yardData = workFor('yard-data', detail(5))
  await handIn(stage, kwabena, await writeEvidence(stage, kwabena, program['yard-data'], yardData), yardData)
  await handInLately(scene, 545, 'second')
  stage.at(calendar.on(546, 9))
  const xenia = player(scene, 'Xenia Dragos')
  const data = workFor('yard-data', detail(6))
  const xeniaEnrollment = await writeEvidence(stage, xenia, program['yard-data'], data)
  const claimed = await handIn(stage, xenia, xeniaEnrollment, data)

  // Odalys's draft: the stow plan is written, the drill is not.
  stage.at(calendar.on(546, 14))
  const { enrollmentId } = await stage.inOrg(odalys, (scope) =>
    enroll(scope, program.hazardous.achievementId),
  )
  const hazardous = workFor('hazardous', detail(7))
  const plan = hazardous.evidence[0]
  if (plan !== undefined) await stage.inOrg(odalys, (scope) => addTextEvidence(scope, enrollmentId, plan))
  await stage.inOrg(odalys, (scope) =>
    savePortfolioDraft(scope, enrollmentId, 0, { reflection: hazardous.reflection, aiHelp: '' }),
  )

  // Ruben has just begun to read Xenia's.
  stage.at(calendar.last)
  await score(stage, ruben, xeniaEnrollment, claimed, {
    above: 0,
    comment: 'Where do the 61 rows go?',
    feedback: '',
  })
}

/** Odalys shows her reefer badge to everyone, Kwabena a part of his to whoever has the link. Returns the address of hers. */
export async function playSharing(scene: Scene): Promise<string> {
  const share = async (name: string, title: string, visibility: 'public' | 'link') =>
    scene.stage.inPerson(player(scene, name), async (scope) => {
      const { items } = await listEntries(scope, { q: title, limit: 10, offset: 0 })
      const entry = items[0]
      if (entry === undefined) throw new Error(`${name} has no badge ${title}`)
      return { entryId: entry.id, ...(await setSharing(scope, entry.id, { visibility, renew: false })) }
    })
  const shared = await share(ODALYS, 'Reefer', 'public')
  const { entryId } = await share(KWABENA, 'Safe Lifting', 'link')
  // Whoever asks for his badge need not know what he handed in for it.
  const run: RunOwn = (work) => scene.stage.inPerson(player(scene, KWABENA), work)
  await shareBadge(scene.stage.deps, run, entryId, {
    visibility: 'link',
    renew: false,
    hide: ['address', 'evidence'],
  })
  if (shared.url === undefined) throw new Error('the badge is not shared')
  return shared.url
}
