// SPDX-License-Identifier: Apache-2.0

/** Why a token or an address was not accepted. For our own log and audit; a caller learns only that it failed. */
export type SecurityErrorCode =
  | 'no-token'
  | 'malformed'
  | 'algorithm'
  | 'issuer'
  | 'audience'
  | 'expired'
  | 'lifetime'
  | 'not-yet'
  | 'tenant'
  | 'jku'
  | 'no-key'
  | 'signature'
  | 'replayed'
  | 'claims'
  | 'address'
  | 'token-endpoint';

/** A refusal by a security rule. Never holds a token. */
export class SecurityError extends Error {
  readonly code: SecurityErrorCode;
  /** Issuer and jti may be logged and audited; nothing else of a token may. */
  readonly issuer: string | undefined;
  readonly jti: string | undefined;

  constructor(code: SecurityErrorCode, message: string, details: { issuer?: string | undefined; jti?: string | undefined } = {}) {
    super(message);
    this.name = 'SecurityError';
    this.code = code;
    this.issuer = details.issuer;
    this.jti = details.jti;
  }
}
