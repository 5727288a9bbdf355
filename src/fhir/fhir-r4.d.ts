// SPDX-License-Identifier: Apache-2.0
// The types package has no `exports`, so Node's ESM resolution wants the `.js` ending; every room may still write `fhir/r4`.
declare module 'fhir/r4' {
  export * from 'fhir/r4.js';
}
