import type { KeptForm, KeptForms } from './kept-form.ts'

const NAME = 'assay-kept'
/** Files stand apart, so that a form that changes letter by letter does not write its photos anew. */
const STORES = ['forms', 'files'] as const

interface KeptFiles {
  readonly id: string
  readonly files: readonly File[]
}

/** Kept forms in the browser's own database (IndexedDB), as plain as the browser keeps everything. */
export const browserStore: KeptForms = {
  all: () => inStores('readonly', (of) => answerOf<KeptForm[]>(of('forms').getAll())),
  put: (form, files) =>
    inStores('readwrite', async (of) => {
      of('forms').put(form)
      if (files !== undefined) of('files').put({ id: form.id, files } satisfies KeptFiles)
    }),
  filesOf: async (id) =>
    (await inStores('readonly', (of) => answerOf<KeptFiles | undefined>(of('files').get(id))))?.files ?? [],
  remove: (ids) =>
    inStores('readwrite', async (of) => {
      for (const id of ids) for (const store of STORES) of(store).delete(id)
    }),
}

/** One transaction; resolves once it is on the device. */
async function inStores<T>(
  mode: IDBTransactionMode,
  work: (of: (store: (typeof STORES)[number]) => IDBObjectStore) => Promise<T>,
): Promise<T> {
  const transaction = (await opened()).transaction(STORES, mode)
  const done = new Promise<void>((resolve, reject) => {
    transaction.oncomplete = () => resolve()
    transaction.onabort = () => reject(transaction.error ?? new Error('the browser kept nothing'))
  })
  const result = work((store) => transaction.objectStore(store))
  // At once: a page that is being left hears no answer any more.
  if (mode === 'readwrite') transaction.commit()
  const [found] = await Promise.all([result, done])
  return found
}

let database: Promise<IDBDatabase> | undefined

/** Opened once, since a page that is being left has no time to. */
function opened(): Promise<IDBDatabase> {
  database ??= open()
  database.catch(forget)
  return database
}

const forget = () => {
  database = undefined
}

async function open(): Promise<IDBDatabase> {
  const request = indexedDB.open(NAME, 1)
  request.onupgradeneeded = () => {
    for (const store of STORES) request.result.createObjectStore(store, { keyPath: 'id' })
  }
  const found = await answerOf(request)
  found.onclose = forget
  // Another page, of a later version, must not wait for this one.
  found.onversionchange = () => {
    found.close()
    forget()
  }
  return found
}

function answerOf<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}
