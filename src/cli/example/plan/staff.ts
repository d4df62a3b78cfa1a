import { placesFor } from './bottles.js';
import { at, type Day } from './calendar.js';
import { administrator } from './diary.js';
import type { Person } from './university.js';
import type { World } from './world.js';

/** How long a name is kept after its person has left, in days, where it is erased at all. */
const NAME_KEPT = 30;

/** People who leave: they give back what they have, and their keys open nothing any more. */
export class Staff {
  constructor(private readonly world: World) {}

  go(day: Day): void {
    for (const person of this.world.university.people) {
      if (person.leaves !== day.nth) continue;
      this.world.agenda.add(at(day, 9 * 60 + 20), (then) => this.giveBack(person, then));
      this.tell('PersonLeaves', person, at(day, 16 * 60) + this.world.seconds(0, 3_000));
      const then = at(day, 11 * 60) + NAME_KEPT * 86_400_000;
      if (this.world.chance.happens(750)) this.tell('EraseName', person, then);
    }
  }

  private giveBack(person: Person, from: number): void {
    const home = this.world.homeOf(person.unit);
    if (!home) return;
    const held = this.world.shelves.of(person.unit).filter(({ holder }) => holder === person);
    for (const [n, bottle] of held.entries())
      this.world.acts.later(bottle, from + n * 60_000, (then) => {
        const place = this.world.chance.of(placesFor(bottle.ware, home));
        if (bottle.holder === person) this.world.acts.giveBack(bottle, then, person, place);
      });
  }

  private tell(ask: 'PersonLeaves' | 'EraseName', { ref }: Person, then: number): void {
    this.world.agenda.add(then, (now) => void this.world.diary.tell(now, administrator, { ask, of: ref }));
  }
}
