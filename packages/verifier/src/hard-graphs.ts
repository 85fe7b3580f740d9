// The full algorithm of RDFC-1.0, which few documents need; browsers load it when one does.
export { canonicalizeGraph } from '@assay/credentials'
