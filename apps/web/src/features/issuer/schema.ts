/** One key, one use (THREATS K2). */
export type KeyPurpose = 'credential' | 'credential_p256' | 'credential_jwt' | 'log'
