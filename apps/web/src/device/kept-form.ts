import type { FormProblem } from '../http/form-problem.ts'

const DAY_MS = 86_400_000

/** Days for which a form stays on a device after its last change: long enough for a shift, a voyage; no longer on a device that is shared. */
const KEPT_DAYS = { draft: 7, signed: 30 } as const

/** A form that a person fills in, kept on their device until the server has it. */
export interface KeptForm {
  /** Of what the form makes: sent twice with one id it is recorded once. */
  readonly id: string
  /** Whose it is: nobody else sees it here, or sends it. */
  readonly personId: string
  /** The page on which it is filled in. */
  readonly address: string
  /** Who and what it is about, for the list. */
  readonly about: { readonly title: string; readonly detail: string; readonly language: string }
  /** Fields, in their order; files stand apart. */
  readonly entries: readonly (readonly [name: string, value: string])[]
  readonly files: number
  /** `draft` is being filled in; `waiting` is signed, for a connection; `refused` was answered by the server with what is wrong. */
  readonly state: 'draft' | 'waiting' | 'refused'
  /** Milliseconds since 1970: when it was changed last, or signed. */
  readonly at: number
  /** Its content was on the way once and no answer came: the server may have it, so it goes again as it is or not at all. */
  readonly tried: boolean
  readonly refusal?: FormProblem
}

/** The last moment, in milliseconds since 1970, at which a form is kept. */
export const keptUntil = ({ state, at }: Pick<KeptForm, 'state' | 'at'>): number =>
  at + (state === 'draft' ? KEPT_DAYS.draft : KEPT_DAYS.signed) * DAY_MS

/** Where a form is opened again: the hash is for the page's script alone, so a page that was kept answers too. */
export const openingAddress = ({ address, id }: Pick<KeptForm, 'address' | 'id'>): string =>
  `${address}#kept=${id}`

/** The id in the hash of an address made by {@link openingAddress}. */
export const openedId = (hash: string): string | undefined => /^#kept=([0-9a-f-]{36})$/.exec(hash)?.[1]

/**
 * Where kept forms are. Every call is one transaction: what resolved is there after the browser was closed. Rejects where the browser
 * keeps nothing, or has no room.
 */
export interface KeptForms {
  /** Of everybody who used this device. */
  all(): Promise<readonly KeptForm[]>
  /** Without `files`, those that it had stay. */
  put(form: KeptForm, files?: readonly File[]): Promise<void>
  filesOf(id: string): Promise<readonly File[]>
  remove(ids: readonly string[]): Promise<void>
}

/** How sending ended. Only `recorded` and `refused` are the server's word on the form; after the others it waits on. */
export type Outcome =
  | { readonly kind: 'recorded' }
  | { readonly kind: 'refused'; readonly problem: FormProblem }
  | { readonly kind: 'unreachable' }
  | { readonly kind: 'signed_out' }
  | { readonly kind: 'other_person' }

/** Why nothing goes out at the moment. */
export type Pause = Exclude<Outcome['kind'], 'recorded' | 'refused'>

/** The way to the server. Neither call throws. */
export interface Sender {
  /** Asks, before anything of the form leaves the device, whether it would be taken from this person. */
  ask(form: KeptForm): Promise<Outcome | { readonly kind: 'ready' }>
  send(form: KeptForm, files: readonly File[]): Promise<Outcome>
}
