// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import { type ApiError, apiClient } from '../../smart-app/api/client.ts';
import { type ReportState, SendReportButton } from '../../smart-app/regions/send-report.tsx';
import { parseAppConfig } from '../../smart-app/session/config.ts';
import { markup, words } from './support/render.tsx';

const said = (markupText: string): string => words(markupText).trim();
const html = (state: ReportState, language: 'en' | 'zh' = 'en'): string => markup(<SendReportButton state={state} onPress={() => undefined} />, language);

describe('the button that sends measurements', () => {
  it.each([
    ['ready', 'Send measurements to the image archive', '将测量结果发送到影像归档', false],
    ['sending', 'Sending measurements', '正在发送测量结果', true],
    ['stored', 'Measurements are in the image archive', '测量结果已存入影像归档', true],
    ['present', 'The image archive already has these measurements', '影像归档中已有这些测量结果', true],
  ] as const)('%s says so in both languages, and can be pressed only when that makes sense', (kind, english, chinese, disabled) => {
    expect([said(html({ kind })), said(html({ kind }, 'zh'))]).toEqual([english, chinese]);
    expect(html({ kind }).includes('disabled=""')).toBe(disabled);
  });

  it('repeats the server’s reason where it failed, aloud, and can be pressed again', () => {
    const failed = html({ kind: 'failed', message: 'The image archive did not accept it.' });
    expect(said(failed)).toBe('Send measurements to the image archive Not sent: The image archive did not accept it.');
    expect(failed).toContain('<span role="status">Not sent');
    expect(failed).not.toContain('disabled');
  });
});

describe('what stands behind it', () => {
  it('posts with the view token and gives the state, or the refusal with its sentence', async () => {
    const calls: { path: string; init: RequestInit }[] = [];
    const answers = [Response.json({ state: 'present' }), Response.json({ code: 'reports-off', message: 'This site does not send.' }, { status: 403 })];
    const view = apiClient(async (path, init) => {
      calls.push({ path: String(path), init: init ?? {} });
      return answers.shift() ?? Response.error();
    }).view('v');
    expect(await view.report()).toBe('present');
    await expect(view.report()).rejects.toMatchObject({ code: 'reports-off', message: 'This site does not send.' } satisfies Partial<ApiError>);
    expect(calls.map(({ path, init }) => [path, init.method, new Headers(init.headers).get('authorization')])[0]).toEqual([
      '/api/view/report',
      'POST',
      'Bearer v',
    ]);
  });

  it('is offered only where the site says so', () => {
    const config = { issuers: ['https://ehr.example/fhir'], clientId: 'app', scopes: 'openid' };
    expect(parseAppConfig(config).storeReports).toBeUndefined();
    expect(parseAppConfig({ ...config, storeReports: true }).storeReports).toBe(true);
    expect(parseAppConfig({ ...config, storeReports: 'yes' }).storeReports).toBeUndefined();
  });
});
