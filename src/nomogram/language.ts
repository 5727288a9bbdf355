// SPDX-License-Identifier: Apache-2.0

/** The languages that every text exists in. */
export type Language = 'en' | 'zh';

export type LocalText = Readonly<Record<Language, string>>;
