// SPDX-License-Identifier: Apache-2.0
// The model card drawer: 31 source attributes in nine groups; an empty one says "not assessed".
import type { Evidence } from '../../src/nomogram/assessment.ts';
import type { ModelFile } from '../../src/nomogram/model-file.ts';
import { NOT_ASSESSED, SOURCE_ATTRIBUTE_GROUPS } from '../../src/nomogram/source-attributes.ts';
import { useText } from '../i18n/use-text.tsx';
import { Dialog } from '../parts/dialog.tsx';

export interface ModelCardProps {
  readonly file: ModelFile | undefined;
  readonly evidence: Evidence | undefined;
  readonly onClose: () => void;
}

export function ModelCard({ file, evidence, onClose }: ModelCardProps) {
  const { t } = useText();
  return (
    <Dialog title={t.card.heading} kind="drawer" onClose={onClose}>
      {file ? <CardBody file={file} evidence={evidence} /> : <p className="s">{t.card.unavailable}</p>}
    </Dialog>
  );
}

export function CardBody({ file, evidence }: { readonly file: ModelFile; readonly evidence: Evidence | undefined }) {
  const { t, language } = useText();
  let number = 0;
  const groups = SOURCE_ATTRIBUTE_GROUPS.map((group) => ({
    title: group.title[language],
    items: group.items.map((item) => {
      number += 1;
      return { number, title: item.title[language], text: file.sourceAttributes[item.id]?.[language] };
    }),
  }));
  return (
    <>
      <p className="s">{t.card.intro(evidence ? t.estimate.evidence[evidence] : NOT_ASSESSED[language])}</p>
      <p className="s">{`${file.title[language]} v${file.version}`}</p>
      {groups.map((group) => (
        <section key={group.title} aria-label={group.title}>
          <h3>
            <b>{group.title}</b>
            <span>{`${group.items.filter((item) => item.text !== undefined).length} / ${group.items.length}`}</span>
          </h3>
          <dl>
            {group.items.map((item) => (
              <div key={item.number}>
                <dt>
                  <span className="i">{item.number}</span>
                  <span>{item.title}</span>
                </dt>
                <dd>{item.text ?? <i className="na">{NOT_ASSESSED[language]}</i>}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
      <p className="foot">{file.citation}</p>
    </>
  );
}
