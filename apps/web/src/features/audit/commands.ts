// The writing itself stands beside the database, because `http/` notes refusals and knows no feature.
export { recordEvent, recordEvents } from '../../db/audit-events.ts'
