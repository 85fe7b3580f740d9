/** What a scanner says of a file. */
export type ScanResult =
  | { readonly verdict: 'clean' }
  /** `signature`: the scanner's name for what it found. */
  | { readonly verdict: 'found'; readonly signature: string }

/** Looks for harmful content. */
export interface Scanner {
  /**
   * Never answers `clean` for what was not looked at whole.
   * @throws NodeError `scan.unreachable` when no answer came: try again later; `scan.refused` when the scanner will not look at this file.
   */
  scan(bytes: Uint8Array): Promise<ScanResult>
  /** Whether the scanner answers right now. */
  answers(): Promise<boolean>
}
