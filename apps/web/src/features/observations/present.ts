import { z } from 'zod'
import type { Observation } from '../enrollments/queries/observations.ts'
import { REMARK_KINDS, seenRowSchema } from '../enrollments/schema/observation.ts'
import type { Recorded } from './queries/recorded.ts'
import type { WaitingRow } from './queries/waiting.ts'

export const waitingView = z
  .object({
    enrollmentId: z.uuid(),
    criterionId: z.string(),
    criterion: z.string(),
    personId: z.uuid(),
    person: z.string(),
    department: z.string().nullable(),
    achievement: z.string(),
    dueAt: z.iso.datetime().nullable(),
    /** How often it is to be seen, and how often that counts already. */
    occasions: z.number().int(),
    seen: z.number().int(),
    /** Different observers that are still missing. */
    othersMissing: z.number().int(),
  })
  .meta({ id: 'WaitingForObservation' })

export const presentWaiting = ({ language: _, dueAt, ...row }: WaitingRow): z.input<typeof waitingView> => ({
  ...row,
  dueAt: dueAt?.toISOString() ?? null,
})

export const recordedView = z
  .object({
    id: z.uuid(),
    enrollmentId: z.uuid(),
    criterionId: z.string(),
    personId: z.uuid(),
    person: z.string(),
    achievement: z.string(),
    sufficient: z.boolean(),
    /** Whether the person disagreed. */
    disagreed: z.boolean(),
    createdAt: z.iso.datetime(),
    ended: z.enum(['withdrawn', 'superseded']).nullable(),
  })
  .meta({ id: 'RecordedObservation' })

export const presentRecorded = ({
  createdAt,
  endedHow,
  disagreed,
  ...row
}: Recorded): z.input<typeof recordedView> => ({
  ...row,
  disagreed: Boolean(disagreed),
  createdAt: createdAt.toISOString(),
  ended: endedHow,
})

export const observationView = z
  .object({
    id: z.uuid(),
    enrollmentId: z.uuid(),
    criterionId: z.string(),
    personId: z.uuid(),
    observerId: z.uuid(),
    observer: z.string(),
    /** By what right it was observed. */
    capacity: z.enum(['observer', 'manager']),
    /** The day on which it was seen. */
    on: z.iso.date(),
    /** When it was signed, by the clock of the observer's device, where it was sent later. */
    signedAt: z.iso.datetime().nullable(),
    place: z.string(),
    note: z.string(),
    /** A level for each row of the criterion's rubric; 0: not seen. */
    rows: z.array(seenRowSchema),
    /** Whether every row reached the level that the criterion asks for. */
    sufficient: z.boolean(),
    /** SHA-256 of what was recorded, in hex: the credential states it. */
    digest: z.string(),
    files: z.array(
      z.object({
        id: z.uuid(),
        name: z.string(),
        mediaType: z.string().nullable(),
        size: z.number().int(),
        digest: z.string(),
        scan: z.enum(['not_scanned', 'clean', 'quarantined']),
      }),
    ),
    remarks: z.array(
      z.object({
        id: z.uuid(),
        kind: z.enum(REMARK_KINDS),
        text: z.string(),
        author: z.string(),
        at: z.iso.datetime(),
      }),
    ),
    supersedesId: z.uuid().nullable(),
    createdAt: z.iso.datetime(),
    endedAt: z.iso.datetime().nullable(),
    endedHow: z.enum(['withdrawn', 'superseded']).nullable(),
  })
  .meta({ id: 'Observation' })

export const presentObservation = ({
  digest,
  files,
  remarks,
  createdAt,
  endedAt,
  rows,
  signedAt,
  ...facts
}: Observation): z.output<typeof observationView> => ({
  ...facts,
  signedAt: signedAt ?? null,
  rows: rows.map((row) => ({ ...row })),
  digest: digest.toString('hex'),
  files: files.map((file) => ({
    id: file.id,
    name: file.fileName ?? '',
    mediaType: file.mediaType,
    size: file.size,
    digest: file.digest.toString('hex'),
    scan: file.scan,
  })),
  remarks: remarks.map(({ at, ...remark }) => ({ ...remark, at: at.toISOString() })),
  createdAt: createdAt.toISOString(),
  endedAt: endedAt?.toISOString() ?? null,
})

export const recordView = z.object({ observationId: z.uuid() }).meta({ id: 'ObservationRecorded' })
