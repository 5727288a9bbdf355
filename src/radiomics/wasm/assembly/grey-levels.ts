// SPDX-License-Identifier: Apache-2.0
// Grey levels and what is made of them, in one module so that all share its memory.
export * from './_discretise';
export * from './_zones';
export * from './_dependence';
export * from './_neighbourhood';
