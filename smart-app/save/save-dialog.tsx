// SPDX-License-Identifier: Apache-2.0
// "Review and save": everything that will be written, line by line, before it is written. What-if values never get here.
import { type ReactNode, useEffect, useState } from 'react';
import type { Assessment, Prediction } from '../../src/nomogram/assessment.ts';
import type { LoadedModel } from '../../src/nomogram/prepare.ts';
import { peopleOf100, rangeText } from '../../src/nomogram/present.ts';
import { GroupGlyph } from '../charts/svg.tsx';
import { Rich, useText } from '../i18n/use-text.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { Notice } from '../parts/notice.tsx';
import { dateTime } from '../view/format.ts';
import { dataList } from '../view/note-text.ts';
import { PartialSaveError, type SavedBefore, type SaveResult } from './save-assessment.ts';

/** Why nothing can be written, decided before the dialog opens. */
export type SaveBlock = 'noScope' | 'noUser' | 'noResponsible';

export interface SaveDialogProps {
  readonly assessment: Assessment;
  readonly prediction: Prediction;
  readonly loaded: LoadedModel | undefined;
  readonly block: SaveBlock | undefined;
  readonly responsiblePerson: string | undefined;
  readonly look: () => Promise<SavedBefore>;
  readonly write: () => Promise<SaveResult>;
  readonly onSaved: () => void;
  readonly onClose: () => void;
}

type State =
  | { readonly kind: 'idle' | 'writing' }
  | { readonly kind: 'done'; readonly result: SaveResult }
  | { readonly kind: 'failed'; readonly message: string; readonly partial: boolean };

export function SaveDialog(props: SaveDialogProps) {
  const { t, language } = useText();
  const [before, setBefore] = useState<SavedBefore>();
  const [state, setState] = useState<State>({ kind: 'idle' });
  const { look, block } = props;
  useEffect(() => {
    let current = true;
    if (block === undefined)
      look().then(
        (found) => current && setBefore(found),
        () => current && setBefore({ same: false }),
      );
    return () => {
      current = false;
    };
  }, [look, block]);
  const done = state.kind === 'done' || before?.same === true;
  const write = async (): Promise<void> => {
    setState({ kind: 'writing' });
    try {
      const result = await props.write();
      setState({ kind: 'done', result });
      props.onSaved();
    } catch (error) {
      setState({ kind: 'failed', message: error instanceof Error ? error.message : String(error), partial: error instanceof PartialSaveError });
    }
  };
  const intro = before?.same ? t.save.already : before?.whenIso ? t.save.supersedes(dateTime(before.whenIso, language)) : before ? t.save.first : '';
  return (
    <Dialog
      title={t.save.heading}
      onClose={props.onClose}
      footer={
        <>
          {done ? (
            <button type="button" className="btn p" onClick={props.onClose}>
              {t.save.done}
            </button>
          ) : (
            <>
              <button type="button" className="btn p" disabled={block !== undefined || state.kind === 'writing'} onClick={write}>
                {state.kind === 'writing' ? t.save.writing : t.save.write}
              </button>
              <button type="button" className="btn" onClick={props.onClose}>
                {t.save.cancel}
              </button>
            </>
          )}
          <span className="s" role="status">
            <Outcome state={state} />
          </span>
        </>
      }
    >
      {block && <Notice tone="fault" fact={t.save[block]} />}
      {props.assessment.model.demonstration && !block && (
        <Notice tone="note" fact={t.save.demonstration} {...(props.responsiblePerson ? { rest: t.save.responsible(props.responsiblePerson) } : {})} />
      )}
      <p className="s">
        <Rich text={intro} />
      </p>
      <SaveContent {...props} />
    </Dialog>
  );
}

function Outcome({ state }: { readonly state: State }) {
  const { t } = useText();
  if (state.kind === 'failed') return <>{state.partial ? t.save.partial(state.message) : t.save.failed(state.message)}</>;
  if (state.kind !== 'done') return <>{t.save.whatIfNever}</>;
  return <>{state.result.noted ? t.save.success(`${state.result.riskAssessment}, ${state.result.provenance}`) : t.save.auditLate}</>;
}

/** The lines that will be written; also what tests compare with the estimate on the page. */
export function SaveContent({ assessment, prediction, loaded }: Pick<SaveDialogProps, 'assessment' | 'prediction' | 'loaded'>) {
  const { t, language } = useText();
  const { model } = assessment;
  const years = prediction.survival.length > 0 ? prediction.survival.map((at) => at.years) : [1, 2, 3];
  const numbers = prediction.survival.map(peopleOf100).map((p) => {
    const range = p.recurRange ? rangeText(...p.recurRange) : '';
    return language === 'zh' ? `${p.recur}${range && `（${range}）`}` : `${p.recur}${range && ` (${range})`}`;
  });
  return (
    <>
      <Block title="RiskAssessment">
        <Line sign="+" term={t.save.status}>
          {t.save.final}
        </Line>
        <Line sign="+" term={t.save.method}>
          {`${model.title[language]} ${model.version}`}
        </Line>
        <Line sign="+" term={t.save.basis}>
          <Rich text={dataList({ assessment, loaded, inputs: assessment.inputs }, t, language).join(language === 'zh' ? '；' : '; ')} />
        </Line>
        {prediction.group && (
          <Line sign="+" term={t.save.group}>
            <GroupGlyph group={prediction.group.id} size={13} /> {t.groups[prediction.group.id]}
          </Line>
        )}
        <Line sign="+" term={t.save.recurrence(years.join(language === 'zh' ? ' / ' : ', '))}>
          {numbers.length > 0 ? t.save.of100(numbers.join(language === 'zh' ? '、' : ', ')) : t.save.groupOnly}
        </Line>
      </Block>
      <Block title="Provenance">
        <Line sign="+" term={t.save.who}>
          <Rich text={t.save.whoText(dateTime(new Date().toISOString(), language))} />
        </Line>
      </Block>
    </>
  );
}

function Block({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  const { t } = useText();
  return (
    <div className="diff">
      <h3>
        {title} <span>{t.save.isNew}</span>
      </h3>
      <dl>{children}</dl>
    </div>
  );
}

function Line({ sign, term, children }: { readonly sign: string; readonly term: string; readonly children: ReactNode }) {
  return (
    <>
      <dt>
        <span className="sg">{sign}</span>
        <span>{term}</span>
      </dt>
      <dd>{children}</dd>
    </>
  );
}
