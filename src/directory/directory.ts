import { present, type StreamRef } from '@ledger/kernel';
import type { Component } from '../bottle/bottle.events.js';
import type { Lives } from '../ledger/lives.js';
import type { Names } from '../people/names.js';
import { placeRef } from '../place/place.refs.js';
import type { Place } from '../place/place.state.js';
import { substanceRef } from '../substance/substance.refs.js';
import type { Substance } from '../substance/substance.state.js';
import { unitRef } from '../unit/unit.refs.js';
import type { Unit } from '../unit/unit.state.js';
import { type Hazards, hazardsOf } from './hazards.js';

export interface Named {
  readonly id: string;
  readonly name?: string;
}
export interface NamedPlace extends Named {
  /** Names from the outermost place to this one. */
  readonly path: string;
}
export interface NamedSubstance extends Named {
  readonly cas?: string;
}

/** What ids are called now. Documents hold ids; names are joined when somebody reads. */
export class Directory {
  constructor(
    private readonly lives: Lives,
    private readonly names: Names,
  ) {}

  /** One that remembers what it has told: for a page, on which much is in the same place or of the same substance. */
  forPage(): Directory {
    return new PageDirectory(this.lives, this.names);
  }

  async person(id: string): Promise<Named> {
    return { id, ...present({ name: (await this.names.of(id))?.name }) };
  }

  async place(id: string): Promise<NamedPlace> {
    const path: string[] = [];
    let place = await this.state<Place>(placeRef(id));
    const name = place?.name;
    for (const seen = new Set([id]); place; ) {
      path.unshift(place.name);
      if (place.parent === undefined || seen.has(place.parent)) break;
      seen.add(place.parent);
      place = await this.state<Place>(placeRef(place.parent));
    }
    return { id, ...present({ name }), path: path.join(' › ') };
  }

  async unit(id: string): Promise<Named> {
    return { id, ...present({ name: (await this.state<Unit>(unitRef(id)))?.name }) };
  }

  async substance(id: string): Promise<NamedSubstance> {
    const { id: now, substance } = await this.living(id);
    return { id: now, ...present({ name: substance?.name, cas: substance?.cas }) };
  }

  /** What is known of the hazards of what a bottle is made of. */
  async hazards(composition: readonly Component[]): Promise<Hazards> {
    return hazardsOf(
      await Promise.all(
        composition.map(async ({ substance, fraction }) => ({
          ...(await this.living(substance)),
          share: fraction !== undefined,
        })),
      ),
    );
  }

  /** A substance, or the one that goes on in its place. */
  private async living(id: string): Promise<{ id: string; substance: Substance | undefined }> {
    for (const seen = new Set<string>(); ; ) {
      const substance = await this.state<Substance>(substanceRef(id));
      const into = substance?.mergedInto;
      if (into === undefined || seen.has(into)) return { id, substance };
      seen.add(id);
      id = into;
    }
  }

  placeState(id: string): Promise<Place | undefined> {
    return this.state<Place>(placeRef(id));
  }

  private async state<State>(ref: StreamRef<State | 'none'>): Promise<State | undefined> {
    const state = (await this.lives.lookUp(() => [ref])).look(ref);
    return state === 'none' ? undefined : (state as State | undefined);
  }
}

class PageDirectory extends Directory {
  private readonly found = new Map<string, Promise<unknown>>();

  override person(id: string): Promise<Named> {
    return this.once(`person ${id}`, () => super.person(id));
  }

  override place(id: string): Promise<NamedPlace> {
    return this.once(`place ${id}`, () => super.place(id));
  }

  override unit(id: string): Promise<Named> {
    return this.once(`unit ${id}`, () => super.unit(id));
  }

  override substance(id: string): Promise<NamedSubstance> {
    return this.once(`substance ${id}`, () => super.substance(id));
  }

  override hazards(composition: readonly Component[]): Promise<Hazards> {
    return this.once(`hazards ${JSON.stringify(composition)}`, () => super.hazards(composition));
  }

  private once<T>(what: string, look: () => Promise<T>): Promise<T> {
    const found = (this.found.get(what) as Promise<T> | undefined) ?? look();
    this.found.set(what, found);
    return found;
  }
}
