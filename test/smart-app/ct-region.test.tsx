// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import { Ct, type CtState } from '../../smart-app/regions/ct.tsx';
import type { Assessment, Language } from '../../src/nomogram/assessment.ts';
import { STATES } from './support/assessments.ts';
import { markup, words } from './support/render.tsx';
import { tinyCt } from './support/tiny-ct.ts';

const nothing = (): void => undefined;
const api = { slice: async () => new Int16Array(), mask: async () => new Uint8Array() };
const shown = (radiomics: Partial<Assessment['radiomics']>, state: CtState, language: Language = 'en', chooses = true): string =>
  words(
    markup(
      <Ct
        assessment={{ ...STATES.ready(), radiomics: { status: 'refused', ...radiomics } }}
        state={state}
        api={api}
        onRetry={nothing}
        drawn={false}
        pacsUrl={undefined}
        {...(chooses ? { onChoose: nothing } : {})}
      />,
      language,
    ),
  );

describe('the CT region', () => {
  it('lists what may be meant and lets the user choose', () => {
    const candidates = [
      { studyUid: '1.1', dateIso: '2026-03-01', description: 'Liver', modality: 'CT, SEG' },
      { studyUid: '1.2', dateIso: '2026-02-01', description: 'Liver, older', modality: 'CT, RTSTRUCT' },
    ];
    const text = shown({ code: 'several-studies', candidates }, { kind: 'none' });
    expect(text).toMatch(/Nothing is guessed.*2026, Liver, CT, SEG Use this.*Liver, older, CT, RTSTRUCT Use this/);
    expect(shown({ code: 'several-studies', candidates }, { kind: 'none' }, 'zh')).toMatch(/系统不作猜测.*2026-03-01，Liver，CT, SEG 使用此项/);
    expect(shown({ code: 'no-segmentation' }, { kind: 'none' })).not.toContain('Use this');
  });

  it('shows a CT without an outline, with the reason, and no areas', async () => {
    const { info } = await tinyCt();
    const withoutOutline = { code: 'empty-mask', message: 'The mask holds no voxel.' };
    const state = { kind: 'ready', info: { ...info, withoutOutline } } as unknown as CtState;
    expect(shown({}, state)).toMatch(/CT without an outline; nothing was measured\. The mask holds no voxel\./);
    expect(shown({}, state, 'zh')).toMatch(/此 CT 无可用轮廓.*轮廓内没有任何体素。/);
    const html = markup(<Ct assessment={STATES.ready()} state={state} api={api} onRetry={nothing} drawn={false} pacsUrl={undefined} />);
    expect(html).not.toContain('area-c');
  });

  it.each([
    ['explicit-portal-venous', 'portal venous, as the CT states', '门静脉期（CT 自述）'],
    ['likely-portal-venous', 'by its description; please confirm', '请确认'],
    ['contradicted', 'speak against portal venous', '相矛盾'],
    ['explicit-other', 'states another phase', '门静脉期以外'],
    ['unknown', 'not stated by the CT; please confirm', '未说明期相；请确认'],
    ['a verdict of a later version', 'not stated by the CT; please confirm', '未说明期相；请确认'],
  ])('says of the phase %s what the headers say', async (phase, english, chinese) => {
    const { info } = await tinyCt();
    const state = { kind: 'ready', info: { ...info, phase } } as unknown as CtState;
    expect(shown({}, state)).toContain(english);
    expect(shown({}, state, 'zh')).toContain(chinese);
    expect(shown({ phase: 'contradicted' }, { kind: 'none' })).toContain('speak against portal venous');
  });

  it('says a refusal in the reader’s language', () => {
    const state: CtState = { kind: 'none', code: 'frame-of-reference-differs', message: 'UIDs 1 and 2 differ.' };
    expect(shown({}, state)).toContain('UIDs 1 and 2 differ.');
    expect(shown({}, state, 'zh')).toContain('轮廓与 CT 的坐标系不同');
    const failed: CtState = { kind: 'error', code: 'dicomweb-timeout', message: 'Nothing for 5 s.', atIso: '2026-03-01T10:00:00Z' };
    expect(shown({}, failed, 'zh')).toContain('影像服务器未在时限内响应');
  });
});
