// SPDX-License-Identifier: Apache-2.0

/**
 * Link into the site's own viewer, from its template; undefined without a template or a study. Only http(s), and nothing but the study UID is put in.
 */
export function pacsUrl(template: string | undefined, studyUid: string | undefined): string | undefined {
  if (template === undefined || studyUid === undefined || !/^https?:\/\//.test(template) || !/^[0-9.]{1,64}$/.test(studyUid)) return undefined;
  return template.replaceAll('{studyUid}', studyUid);
}
