// SPDX-License-Identifier: Apache-2.0
// The shape every language must fill: English is the reference, so a key that is missing in another language does not compile.
import type { en } from './en.ts';

/** Literal strings become `string`; functions keep their parameters. */
type Widen<T> = { readonly [K in keyof T]: T[K] extends string ? string : T[K] extends (...args: infer A) => string ? (...args: A) => string : Widen<T[K]> };

export type Catalogue = Widen<typeof en>;
