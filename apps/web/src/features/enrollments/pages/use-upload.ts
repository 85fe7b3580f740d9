import { useEffect, useRef, useState } from 'react'
import type { FormProblem } from '../../../http/form-problem.ts'

/** How far an upload is. */
export type Upload =
  | { readonly state: 'idle' }
  | { readonly state: 'sending'; readonly done: number; readonly total: number }
  | { readonly state: 'refused'; readonly problem: FormProblem }
  | { readonly state: 'interrupted' }

export interface Uploading {
  readonly upload: Upload
  start(body: FormData): void
  stop(): void
}

/** Sends a form with a file and tells how far it is, which `fetch` cannot; `onDone` gets the id of the piece that came of it. */
export function useUpload(address: string, onDone: (evidenceId: string) => void): Uploading {
  const request = useRef<XMLHttpRequest>(undefined)
  const [upload, setUpload] = useState<Upload>({ state: 'idle' })
  useEffect(() => () => request.current?.abort(), [])

  function start(body: FormData) {
    const xhr = new XMLHttpRequest()
    request.current = xhr
    setUpload({ state: 'sending', done: 0, total: 0 })
    xhr.upload.addEventListener('progress', ({ loaded, total }) =>
      setUpload({ state: 'sending', done: loaded, total }),
    )
    xhr.addEventListener('load', () => {
      const answer = answerOf(xhr.response)
      if (typeof answer?.evidenceId === 'string') {
        setUpload({ state: 'idle' })
        onDone(answer.evidenceId)
      } else if (answer?.problem !== undefined) setUpload({ state: 'refused', problem: answer.problem })
      else setUpload({ state: 'interrupted' })
    })
    xhr.addEventListener('error', () => setUpload({ state: 'interrupted' }))
    xhr.addEventListener('abort', () => setUpload({ state: 'idle' }))
    xhr.open('POST', address)
    xhr.responseType = 'json'
    xhr.send(body)
  }

  return { upload, start, stop: () => request.current?.abort() }
}

interface UploadAnswer {
  readonly evidenceId?: string
  readonly problem?: FormProblem
}

const answerOf = (response: unknown): UploadAnswer | undefined =>
  typeof response === 'object' && response !== null ? (response as UploadAnswer) : undefined
