import { getEventListeners } from 'node:events';
import { Lanes } from '../../src/store/lanes.js';

const lanes = (places: number, more: object = {}) =>
  new Lanes({ places, quickPlaces: 1, longestQueue: 100, longestWaitMs: 60_000, ...more });
const slow = (caller?: string) => ({ quick: false, caller });
const quick = { quick: true };

describe('places to work at', () => {
  it('keep one for quick work, however much slow work there is', async () => {
    const two = lanes(2);
    expect(await two.enter(slow())).toBe(1);
    const waiting = two.enter(slow());
    expect(await two.enter(quick)).toBe(0);
    two.leave(0);
    expect(two.waiting).toBe(1);
    two.leave(1);
    expect(await waiting).toBe(1);
  });

  it('give quick work any place that is free', async () => {
    const three = lanes(3);
    expect(await Promise.all([quick, quick, quick].map((entrant) => three.enter(entrant)))).toEqual([
      0, 1, 2,
    ]);
  });

  it('are given in the order of asking', async () => {
    const two = lanes(2);
    await two.enter(slow());
    const order: string[] = [];
    const enter = async (name: string, entrant: { quick: boolean }) => {
      const place = await two.enter(entrant);
      order.push(name);
      two.leave(place);
    };
    await two.enter(quick);
    const all = [enter('first', slow()), enter('second', quick), enter('third', slow())];
    two.leave(1);
    await Promise.all(all);
    expect(order).toEqual(['first', 'second', 'third']);
  });

  it('go round among callers: one with many questions does not keep others waiting', async () => {
    const three = lanes(3);
    await three.enter(slow('many'));
    await three.enter(slow('many'));
    const another = three.enter(slow('many'));
    const only = three.enter(slow('one'));
    three.leave(2);
    expect(await only).toBe(2);
    three.leave(1);
    expect(await another).toBe(1);
  });

  it('turn away who comes when too many wait, and who has waited too long', async () => {
    const two = lanes(2, { longestQueue: 1, longestWaitMs: 20 });
    await two.enter(slow());
    const waiting = two.enter(slow());
    await expect(two.enter(slow())).rejects.toMatchObject({
      message: expect.stringMatching(/busy: 1 questions wait already/),
      extensions: { code: 'UNAVAILABLE' },
    });
    await expect(waiting).rejects.toMatchObject({ extensions: { code: 'UNAVAILABLE' } });
    expect(two.waiting).toBe(0);
  });

  it('are never given to who has gone', async () => {
    const two = lanes(2);
    await two.enter(slow());
    const gone = new AbortController();
    const waiting = two.enter({ quick: false, signal: gone.signal });
    const next = two.enter(slow());
    gone.abort();
    await expect(waiting).rejects.toThrow('cancelled');
    two.leave(1);
    expect(await next).toBe(1);
    await expect(two.enter({ quick: true, signal: gone.signal })).rejects.toThrow('cancelled');
    expect(getEventListeners(gone.signal, 'abort')).toEqual([]);
  });
});
