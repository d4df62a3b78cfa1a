import { present, type StreamRef } from '@ledger/kernel';
import type { Lives } from '../ledger/lives.js';
import type { Names } from '../people/names.js';
import { placeRef } from '../place/place.refs.js';
import type { Place } from '../place/place.state.js';
import { substanceRef } from '../substance/substance.refs.js';
import type { Substance } from '../substance/substance.state.js';
import { unitRef } from '../unit/unit.refs.js';
import type { Unit } from '../unit/unit.state.js';

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
    const substance = await this.substanceState(id);
    return { id, ...present({ name: substance?.name, cas: substance?.cas }) };
  }

  substanceState(id: string): Promise<Substance | undefined> {
    return this.state<Substance>(substanceRef(id));
  }

  placeState(id: string): Promise<Place | undefined> {
    return this.state<Place>(placeRef(id));
  }

  private async state<State>(ref: StreamRef<State | 'none'>): Promise<State | undefined> {
    const state = (await this.lives.lookUp(() => [ref])).look(ref);
    return state === 'none' ? undefined : (state as State | undefined);
  }
}
