// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import type { OrderView } from '../api.ts';
import { day } from '../format.ts';
import { useWords } from '../text.tsx';

interface OrdersProps {
  readonly orders: readonly OrderView[];
  readonly chosen: string | undefined;
  readonly onChoose: (order: OrderView) => void;
  readonly onHepatectomy: () => void;
}

/** Orders of the chart, unsigned first; one of them can be in hand. */
export function Orders({ chosen, onChoose, onHepatectomy, orders }: OrdersProps): ReactNode {
  const { language, text } = useWords();
  const unsigned = orders.filter(({ status }) => status === 'draft').length;
  return (
    <>
      <h2 className="h">
        <span>{text.ordersToSign}</span>
        <span>{text.unsigned(unsigned)}</span>
      </h2>
      <fieldset className="new">
        <legend>{text.newOrder}</legend>
        <button type="button" className="btn" onClick={onHepatectomy}>
          {text.hepatectomy}
        </button>
      </fieldset>
      {orders.length === 0 ? (
        <p className="empty">{text.noOrders}</p>
      ) : (
        <table>
          <caption className="vh">{text.ordersToSign}</caption>
          <thead>
            <tr>
              <th scope="col">{text.order}</th>
              <th scope="col">{text.date}</th>
              <th scope="col">{text.by}</th>
              <th scope="col">{text.status}</th>
            </tr>
          </thead>
          <tbody>
            {orders.map((order) => (
              <tr key={order.id} className={order.id === chosen ? 'sel' : undefined}>
                <th scope="row">
                  <span id={`order-${order.id}`}>{order.title}</span>
                  {order.detail.length > 0 && <small>{order.detail.join('; ')}</small>}
                </th>
                <td className="nb">{day(order.date, language)}</td>
                <td>{order.by ?? ''}</td>
                <td>
                  <Status order={order} chosen={order.id === chosen} onChoose={onChoose} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}

function Status({ chosen, onChoose, order }: { order: OrderView; chosen: boolean; onChoose: (order: OrderView) => void }): ReactNode {
  const { text } = useWords();
  if (order.status === 'active') return <span className="pill">{text.signed}</span>;
  if (order.status !== 'draft') return <span className="pill">{text.otherStatus(order.status)}</span>;
  if (chosen) return <span className="pill a">{text.chosen}</span>;
  return (
    <span className="pick">
      <span className="pill">{text.draft}</span>
      <button type="button" className="link" aria-describedby={`order-${order.id}`} onClick={() => onChoose(order)}>
        {text.choose}
      </button>
    </span>
  );
}
