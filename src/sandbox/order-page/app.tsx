// SPDX-License-Identifier: Apache-2.0
import { type ReactNode, useEffect, useMemo, useState } from 'react';
import type { OrderView } from './api.ts';
import { catalogue, type Language } from './catalogue.ts';
import { Assessments } from './parts/assessments.tsx';
import { AuditTrail } from './parts/audit-trail.tsx';
import { Banner } from './parts/banner.tsx';
import { DecisionSupport } from './parts/decision-support.tsx';
import { Header, type View, viewOfHash } from './parts/header.tsx';
import { Imaging } from './parts/imaging.tsx';
import { OrderForm } from './parts/order-form.tsx';
import { Orders } from './parts/orders.tsx';
import { PatientList } from './parts/patient-list.tsx';
import { Results } from './parts/results.tsx';
import { SignBar } from './parts/sign-bar.tsx';
import { keepLanguage } from './preferences.ts';
import { WordsProvider } from './text.tsx';
import { useWorkspace } from './use-workspace.ts';

/** The order page: patients, one chart, its orders, and what decision support says about them. */
export function App({ language: first }: { language: Language }): ReactNode {
  const [language, setLanguage] = useState(first);
  const [view, setView] = useState<View>(() => viewOfHash(location.hash));
  const text = catalogue(language);
  const [state, actions] = useWorkspace(language, text);
  const { audit, chart, orderId, patientId, patients, session } = state;
  const words = useMemo(() => ({ language, text }), [language, text]);
  const order: OrderView | undefined = chart?.orders.find(({ id }) => id === orderId);

  useEffect(() => {
    document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
    document.title = text.documentTitle;
    keepLanguage(language);
  }, [language, text]);
  useEffect(() => {
    const follow = () => setView(viewOfHash(location.hash));
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);
  const { readAudit, refresh } = actions;
  // biome-ignore lint/correctness/useExhaustiveDependencies: read once when the view or the chart changes, not on every action
  useEffect(() => {
    if (patientId === undefined) return;
    if (view === 'audit') readAudit();
    if (view === 'assessments') refresh();
  }, [view, patientId]);

  const body = (): ReactNode => {
    if (patientId === undefined)
      return (
        <>
          <h1 className="vh">{text.documentTitle}</h1>
          <p className="empty">{text.choosePatient}</p>
        </>
      );
    if (chart === undefined) return <div className="skeleton" aria-hidden="true" />;
    if (view === 'results') return <Results results={chart.results} />;
    if (view === 'imaging') return <Imaging studies={chart.studies} />;
    if (view === 'assessments') return <Assessments assessments={chart.assessments} onReload={refresh} />;
    if (view === 'audit') return <AuditTrail events={audit} onReload={readAudit} />;
    return (
      <>
        <Orders orders={chart.orders} chosen={orderId} onChoose={actions.choose} onHepatectomy={actions.chooseHepatectomy} />
        {order?.hepatectomy === true && order.status === 'draft' && (
          <OrderForm key={order.id} order={order} conditions={chart.conditions} onEdit={actions.edit} />
        )}
        <Results results={chart.results} recent />
      </>
    );
  };

  return (
    <WordsProvider value={words}>
      <a className="skip" href="#orders">
        {text.skip}
      </a>
      <div className={patientId === undefined ? 'ehr closed' : 'ehr'}>
        <Header view={view} user={session?.user ?? ''} withChart={patientId !== undefined} onLanguage={setLanguage} />
        <PatientList patients={patients} chosen={patientId} onOpen={actions.open} />
        {chart !== undefined && <Banner chart={chart} apps={session?.apps ?? []} />}
        <main className="ord" id="orders" tabIndex={-1}>
          {body()}
        </main>
        <DecisionSupport state={state} onAccept={actions.accept} onDismiss={actions.dismiss} />
        {patientId !== undefined && (
          <SignBar order={order} busy={state.busy} message={state.message} onSign={actions.sign} onLater={actions.signLater} onClose={actions.closeMessage} />
        )}
      </div>
    </WordsProvider>
  );
}
