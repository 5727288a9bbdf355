// SPDX-License-Identifier: Apache-2.0
// The package's own declarations do not resolve under NodeNext; these are the calls this room makes.
declare module 'dicomweb-client' {
  /** A request may bring its own XMLHttpRequest, which is how the package runs outside a browser. */
  interface RequestOptions {
    readonly instance: object;
    readonly responseType?: string;
  }
  class DICOMwebClient {
    constructor(options: { url: string; verbose: boolean });
    searchForStudies(options: { queryParams?: Readonly<Record<string, string>>; request: RequestOptions }): Promise<unknown>;
    searchForSeries(options: { studyInstanceUID: string; queryParams?: Readonly<Record<string, string>>; request: RequestOptions }): Promise<unknown>;
    retrieveSeriesMetadata(options: { studyInstanceUID: string; seriesInstanceUID: string; request: RequestOptions }): Promise<unknown>;
    storeInstances(options: { datasets: readonly ArrayBuffer[]; studyInstanceUID?: string; request: RequestOptions }): Promise<unknown>;
  }
  export const api: { readonly DICOMwebClient: typeof DICOMwebClient };
}
