/** A file that a scanner found harmful. Its name and content stay with its owner. */
export interface QuarantinedFile {
  readonly evidenceId: string
  readonly personId: string
  readonly person: string
  /** The micro-credential that it was evidence for. */
  readonly achievement: string
  readonly uploadedAt: Date
  readonly scannedAt: Date | null
  /** What the scanner calls what it found. */
  readonly signature: string | null
  readonly bytes: number
  /** False once an administrator deleted it. */
  readonly stored: boolean
}

/** How scanning stands in an organization. */
export interface ScanState {
  /** `off`: none is configured; `away`: it does not answer right now, so files wait. */
  readonly scanner: 'off' | 'works' | 'away'
  /** Files that no scanner has looked at. */
  readonly waiting: number
}
