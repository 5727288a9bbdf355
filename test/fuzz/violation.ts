// SPDX-License-Identifier: Apache-2.0

/** What a reader accepted or gave back breaks a rule of this fuzzer. */
export class Violation extends Error {}
