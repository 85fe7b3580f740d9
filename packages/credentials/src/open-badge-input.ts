import type { JsonObject } from '@assay/core'

/** An image by address: `https:` or `data:`. */
export interface ImageInput {
  readonly id: string
  /** Text for those who do not see the image. */
  readonly caption?: string
}

/** Who issues. */
export interface IssuerInput {
  /** `https:` address of the issuer's controller document. */
  readonly id: string
  readonly name: string
  readonly url?: string
  readonly description?: string
  readonly image?: ImageInput
  readonly email?: string
}

/** A hashed identifier of the recipient; see `hashIdentity`. */
export interface IdentifierInput {
  readonly identityType: string
  readonly identityHash: string
  /** Random, made for this credential. */
  readonly salt: string
}

/** Who it is about. */
export interface SubjectInput {
  /** The holder's own DID, else a random `urn:uuid:`. */
  readonly id: string
  readonly identifiers: readonly IdentifierInput[]
  /** Name in plain, only where the holder agreed. */
  readonly name?: string
}

/** A skill or standard that the achievement shows. */
export interface AlignmentInput {
  readonly targetName: string
  readonly targetUrl: string
  readonly targetDescription?: string
  readonly targetFramework?: string
  readonly targetCode?: string
  readonly targetType?: string
}

/** One level of a rubric row, lowest first. */
export interface RubricLevelInput {
  readonly id: string
  readonly name: string
  readonly description?: string
  /** The level's short name in its scale, for example `3`. */
  readonly level?: string
  readonly points?: string
}

/** One row of the rubric. */
export interface ResultDescriptionInput {
  readonly id: string
  readonly name: string
  readonly levels: readonly RubricLevelInput[]
  /** `id` of the lowest level that passes. */
  readonly requiredLevel?: string
}

/** What is recognised. */
export interface AchievementInput {
  readonly id: string
  /** `achievementType` of Open Badges 3.0, for example `MicroCredential`. */
  readonly achievementType: string
  readonly name: string
  readonly description: string
  readonly criteria: { readonly narrative: string; readonly id?: string }
  readonly image?: ImageInput
  /** Language of names and texts, for example `en`; also chooses the labels of the assessment record. */
  readonly inLanguage?: string
  readonly version?: string
  readonly alignments?: readonly AlignmentInput[]
  readonly resultDescriptions?: readonly ResultDescriptionInput[]
  readonly creditsAvailable?: number
  readonly tags?: readonly string[]
  readonly humanCode?: string
}

/** Outcome of one rubric row. */
export interface ResultInput {
  /** `id` of a result description. */
  readonly resultDescription: string
  /** `id` of the level reached. */
  readonly achievedLevel: string
  readonly value?: string
}

/** One piece of evidence. What is not disclosed is left out; kind and digest always stay. */
export interface EvidenceInput {
  /** `urn:uuid:`, or the address where the evidence is public. */
  readonly id: string
  /** What it is, for example `File`, `Text`, `Link`, `Observation`. */
  readonly kind: string
  /** SHA-256 of the plain bytes. */
  readonly digest?: Uint8Array
  readonly mediaType?: string
  readonly name?: string
  readonly description?: string
  readonly narrative?: string
  /** Kind of performance it shows, for example `Safety drill`; shown after the kind. */
  readonly genre?: string
}

/** What a credential shows (PRODUCT, "proof type"). */
export type ProofType = 'participation' | 'progression' | 'completion' | 'demonstration'

/** How it was found out: how, by whom, under which conditions. */
export interface AssessmentRecord {
  readonly proofType: ProofType
  /** How many persons judged. */
  readonly assessorCount?: number
  /** In which capacity, for example `Supervisor`. */
  readonly assessorCapacity?: string
  /** Whether somebody watched the work being done. */
  readonly supervised?: boolean
  /** Whether somebody made sure who did the work. */
  readonly identityChecked?: boolean
  /** Effort in hours. */
  readonly workloadHours?: number
  /** What the decision rests on, for example `Rubric` or `Direct award`. */
  readonly decisionBasis?: string
  /** Day of the decision, `2026-05-03`. */
  readonly assessedOn?: string
}

/** Everything an Open Badge of Assay says. Instants are milliseconds since 1970. */
export interface OpenBadgeInput {
  readonly id: string
  readonly name: string
  readonly description?: string
  readonly issuer: IssuerInput
  readonly validFrom: number
  readonly validUntil?: number
  readonly awardedDate: number
  readonly subject: SubjectInput
  readonly achievement: AchievementInput
  readonly results?: readonly ResultInput[]
  readonly evidence?: readonly EvidenceInput[]
  readonly assessment: AssessmentRecord
  /** Entries of `buildStatusEntry`. */
  readonly credentialStatus?: readonly JsonObject[]
}
