// SPDX-License-Identifier: Apache-2.0
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Encrypts short texts at rest with AES-256-GCM; what a text belongs to is bound in as `context`, so that it cannot be moved to another row. */
export interface TextCipher {
  encrypt(text: string, context: string): string;
  /** @throws when the key, the context or the text was changed */
  decrypt(cipherText: string, context: string): string;
}

/** @param keyBase64 32 bytes in base64 */
export function textCipher(keyBase64: string): TextCipher {
  const key = Buffer.from(keyBase64, 'base64');
  return {
    encrypt(text, context) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(context));
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64');
    },
    decrypt(cipherText, context) {
      const bytes = Buffer.from(cipherText, 'base64');
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES)).setAAD(Buffer.from(context));
      decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
      return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]).toString('utf8');
    },
  };
}
