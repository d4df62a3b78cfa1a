import { type DynamicModule, Module } from '@nestjs/common';
import { AccessModule } from './access/access.module.js';
import { BottleModule } from './bottle/bottle.module.js';
import { DirectoryModule } from './directory/directory.module.js';
import { FeedModule } from './feed/feed.module.js';
import { HealthModule } from './health/health.module.js';
import type { House } from './house.js';
import { HouseModule } from './house.module.js';
import type { Seats } from './http/seats.js';
import { LedgerModule } from './ledger/ledger.module.js';
import { PeopleModule } from './people/people.module.js';
import { PlaceModule } from './place/place.module.js';
import { SubstanceModule } from './substance/substance.module.js';
import { UnitModule } from './unit/unit.module.js';

/** The composition root of the HTTP service. */
@Module({
  imports: [
    BottleModule,
    PlaceModule,
    SubstanceModule,
    UnitModule,
    PeopleModule,
    AccessModule,
    LedgerModule,
    DirectoryModule,
    FeedModule,
  ],
})
export class AppModule {
  static of(house: House, seats: Seats): DynamicModule {
    return {
      module: AppModule,
      imports: [HouseModule.of(house, seats), HealthModule.of(house.config.metrics)],
    };
  }
}
