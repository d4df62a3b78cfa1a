import { describe, expect, test } from '@jest/globals';
import type { Position } from '@ledger/kernel';
import { Rebuilds } from './rebuilds.js';

/** Rebuilds of one view, which end when they are told to. */
function rebuilds() {
  const asked: { readonly onPage: (position: Position) => void; readonly end: PromiseWithResolvers<void> }[] =
    [];
  const all = new Rebuilds(['places', 'units'], (_views, onPage) => {
    const end = Promise.withResolvers<void>();
    asked.push({ onPage, end });
    return end.promise;
  });
  return { all, asked };
}

describe('a view that is built again', () => {
  test('tells how far it is until it is done', async () => {
    const { all, asked } = rebuilds();
    const done = all.run(['places']);
    expect([all.reached('places'), all.reached('units')]).toEqual([0, undefined]);
    asked[0]?.onPage(17);
    expect(all.reached('places')).toBe(17);
    asked[0]?.end.resolve();
    await done;
    expect(all.reached('places')).toBeUndefined();
  });

  test('is built once at a time, beside others', async () => {
    const { all, asked } = rebuilds();
    const done = all.run(['places']);
    await expect(all.run(['places'])).rejects.toMatchObject({ code: 'view.rebuilding' });
    const other = all.run(['units']);
    for (const { end } of asked) end.resolve();
    await Promise.all([done, other]);
    expect(asked).toHaveLength(2);
  });

  test('is built with others in one go, or not at all where one of them is being built', async () => {
    const { all, asked } = rebuilds();
    const done = all.run(['places', 'units']);
    asked[0]?.onPage(5);
    expect([all.reached('places'), all.reached('units')]).toEqual([5, 5]);
    await expect(all.run(['units'])).rejects.toMatchObject({ code: 'view.rebuilding' });
    asked[0]?.end.resolve();
    await done;
    expect(asked).toHaveLength(1);
    expect(all.reached('units')).toBeUndefined();
  });

  test('can be tried again when it failed', async () => {
    const { all, asked } = rebuilds();
    const failed = all.run(['places']);
    asked[0]?.end.reject(new Error('places stops at a fact'));
    await expect(failed).rejects.toThrow('places stops');
    expect(all.reached('places')).toBeUndefined();
    const done = all.run(['places']);
    asked[1]?.end.resolve();
    await done;
  });

  test('has the name of a view', async () => {
    await expect(rebuilds().all.run(['plaices'])).rejects.toMatchObject({
      code: 'view.unknown',
      params: { view: 'plaices', views: ['places', 'units'] },
    });
  });
});
