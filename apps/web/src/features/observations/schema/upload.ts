/** A file as an observer sends it. */
export interface ObservedUpload {
  readonly fileName: string
  readonly bytes: Uint8Array
}

/** The files of a form, by the name of its field; a control in which none was chosen sends one that is empty. */
export async function observedUploads(form: FormData, name: string): Promise<readonly ObservedUpload[]> {
  const uploads: ObservedUpload[] = []
  for (const file of form.getAll(name))
    if (typeof file !== 'string' && (file.size > 0 || file.name !== ''))
      uploads.push({ fileName: file.name, bytes: new Uint8Array(await file.arrayBuffer()) })
  return uploads
}
