import { useEffect, useRef, useState } from 'react'
import { isCheckPageKept, keepCheckPage } from '../../../device/kept-check.ts'
import { type RelayedDocument, unpackDocument } from '../schema/relayed-document.ts'
import { type ReportView, reportDocument, viewReport } from '../schema/report-view.ts'

const RELAY = '/verify/device/document'

/** Where a check on the device stands. */
export type DeviceCheck =
  | { readonly state: 'none' }
  | { readonly state: 'checking' }
  | { readonly state: 'problem'; readonly problem: 'nothing' | 'both' | 'link' | 'not_loaded' }
  | { readonly state: 'done'; readonly view: ReportView; readonly json: string }

/** The badge of a form, on the device alone. */
export interface DeviceCheckState {
  readonly check: DeviceCheck
  /** Whether scripts run, without which nothing is checked here. */
  readonly ready: boolean
  /** Whether all that a check needs is on the device now. */
  readonly kept: boolean
  readonly begin: (form: FormData) => Promise<void>
}

/** Checks what a form holds, without sending it, and then sees to it that the next check needs no connection. */
export function useDeviceCheck(): DeviceCheckState {
  const [check, setCheck] = useState<DeviceCheck>({ state: 'none' })
  const [ready, setReady] = useState(false)
  const [kept, setKept] = useState(false)
  // Of this version of the page, which may be newer than what is kept.
  const fresh = useRef(false)
  useEffect(() => {
    setReady(true)
    isCheckPageKept().then(setKept, () => undefined)
  }, [])

  async function begin(form: FormData): Promise<void> {
    setCheck({ state: 'checking' })
    setCheck(await checkForm(form))
    if (fresh.current) return
    const { loadEverything } = await import('../../../device/check-badge.ts')
    await loadEverything()
    fresh.current = await keepCheckPage()
    if (fresh.current) setKept(true)
  }

  // Without a connection, or without room, the next check loads what it lacks, or says that it cannot.
  return { check, ready, kept, begin: (form) => begin(form).catch(() => undefined) }
}

async function checkForm(form: FormData): Promise<DeviceCheck> {
  const file = form.get('file')
  const text = String(form.get('text') ?? '').trim()
  const recipient = String(form.get('recipient') ?? '').trim()
  const chosen = file instanceof File && (file.size > 0 || file.name !== '') ? file : undefined
  if (chosen === undefined && text === '') return { state: 'problem', problem: 'nothing' }
  if (chosen !== undefined && text !== '') return { state: 'problem', problem: 'both' }
  if (/^https?:\/\/\S+$/i.test(text)) return { state: 'problem', problem: 'link' }
  const badge = chosen === undefined ? text : new Uint8Array(await chosen.arrayBuffer())
  try {
    const { checkBadge } = await import('../../../device/check-badge.ts')
    const report = await checkBadge(badge, { askServer, recipient: recipient || undefined })
    const source = chosen === undefined ? 'text' : chosen.name.slice(0, 200) || 'file'
    const given = { source, checkedAt: new Date() }
    const json = JSON.stringify(reportDocument(report, given), null, 2)
    return { state: 'done', view: viewReport(report, given), json }
  } catch (error) {
    // A part of the engine that was never loaded cannot be had now.
    console.error(error)
    return { state: 'problem', problem: 'not_loaded' }
  }
}

async function askServer(url: string, maxBytes: number) {
  const answer = await fetch(RELAY, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ url, maxBytes }),
  })
  if (!answer.ok)
    return {
      outcome: 'unreachable',
      code: 'device.server',
      message: `The server answered ${answer.status}.`,
    } as const
  return unpackDocument((await answer.json()) as RelayedDocument)
}
