/** Never used outside tests; every role password of the test server follows from it. */
export const TEST_MASTER_KEY: Uint8Array = new Uint8Array(32).fill(7)
