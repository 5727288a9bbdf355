// SPDX-License-Identifier: Apache-2.0
// Twins of src/survival/penalised/{column-kernels,hessian,factor,quadratic}.ts: the same sums in the same order, two doubles at a time.
// Addresses are in bytes; columns and rows of matrices are `stride` doubles apart; strides of covariates are even and padded with zeros.
export { columnDots, combineColumns, hessianRows } from './_columns';
export { minimiseQuadratic } from './_quadratic';
