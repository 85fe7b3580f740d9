// Readers of formats that are met less often than JSON and PNG; browsers load them when one comes.
export { readBakedSvg, readPdfAttachments } from '@assay/credentials'
