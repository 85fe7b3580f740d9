import { Hono } from 'hono'
import type { AppEnvironment } from './app.ts'
import { achievementDocuments } from './features/achievements/api/documents.ts'
import { backpackDocuments } from './features/backpack/api/documents.ts'
import { credentialDocuments } from './features/credentials/api/documents.ts'
import { issuerDocuments } from './features/issuer/api/documents.ts'
import { sharingDocuments } from './features/sharing/api/documents.ts'
import { embedDocuments } from './features/sharing/api/embed.ts'

/** Documents that verifiers fetch: the issuer's keys, status lists, credentials as JSON. They need no session and no page. */
export const publicDocuments = new Hono<AppEnvironment>()

sharingDocuments(publicDocuments)
embedDocuments(publicDocuments)
issuerDocuments(publicDocuments)
credentialDocuments(publicDocuments)
achievementDocuments(publicDocuments)
backpackDocuments(publicDocuments)
