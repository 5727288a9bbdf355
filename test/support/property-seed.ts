// SPDX-License-Identifier: Apache-2.0
// Property tests draw the same cases on every run, so that a red run can be repeated; HEPANOM_PROPERTY_SEED draws others.
import fc from 'fast-check';

const seed = Number(process.env.HEPANOM_PROPERTY_SEED ?? '20261123');
if (!Number.isSafeInteger(seed)) throw new Error(`HEPANOM_PROPERTY_SEED must be a whole number, it is "${process.env.HEPANOM_PROPERTY_SEED}".`);
fc.configureGlobal({ seed });
