import { type DynamicModule, Module } from '@nestjs/common';
import { APP_GUARD, APP_PIPE, DiscoveryModule } from '@nestjs/core';
import { CqrsModule } from '@nestjs/cqrs';
import { AccessGuard } from './access/access.guard.js';
import { AccessService } from './access/access.service.js';
import { Attempts } from './access/attempts.js';
import { Vault } from './access/vault.js';
import { summaries, views } from './areas.js';
import { Backups } from './backups.js';
import { Below } from './directory/below.js';
import { Directory } from './directory/directory.js';
import { ReadScope } from './directory/scope.js';
import { SubstanceFinder } from './directory/substances.js';
import { Metrics } from './health/metrics.js';
import { Readiness } from './health/readiness.js';
import type { House } from './house.js';
import { BodyPipe } from './http/body.pipe.js';
import { Desk } from './http/desk.js';
import { Facts } from './http/facts.js';
import { Positions } from './http/positions.js';
import { Seats } from './http/seats.js';
import { Stopping } from './http/stopping.js';
import { Clock } from './ledger/clock.js';
import { Growth } from './ledger/growth.js';
import { Ledger } from './ledger/ledger.js';
import { Lives } from './ledger/lives.js';
import { Progress } from './ledger/progress.js';
import { Rebuilds } from './ledger/rebuilds.js';
import { Streams } from './ledger/streams.js';
import { EVENT_STORE, READ_MODEL, SITE } from './ledger/tokens.js';
import { Names } from './people/names.js';
import type { SiteState } from './site/site.decider.js';
import { siteStream } from './site/site.events.js';

/** What an open house offers to every area. */
@Module({})
export class HouseModule {
  static of({ store, model, site, ...house }: House, seats: Seats): DynamicModule {
    const positions = new Positions(store, () => restorationsOf(house.lives));
    const below = new Below(model);
    const rebuilds = new Rebuilds(
      views.map(({ name }) => name),
      (names, onPage) => house.duty.rebuild(names, onPage),
    );
    const offered = [
      { provide: EVENT_STORE, useValue: store },
      { provide: READ_MODEL, useValue: model },
      { provide: SITE, useValue: site },
      { provide: Clock, useValue: house.clock },
      { provide: Ledger, useValue: house.ledger },
      { provide: Lives, useValue: house.lives },
      { provide: Progress, useValue: house.progress },
      { provide: Growth, useValue: house.growth },
      { provide: Stopping, useValue: house.stopping },
      { provide: Readiness, useValue: house.readiness },
      { provide: Metrics, useValue: house.metrics },
      { provide: Rebuilds, useValue: rebuilds },
      { provide: Backups, useValue: house.backups },
      { provide: AccessService, useValue: house.access },
      { provide: Attempts, useValue: house.attempts },
      { provide: Vault, useValue: house.vault },
      { provide: Names, useValue: house.names },
      { provide: Seats, useValue: seats },
      { provide: Positions, useValue: positions },
      { provide: Facts, useValue: new Facts(positions, summaries) },
      { provide: Below, useValue: below },
      { provide: Directory, useValue: new Directory(house.lives, house.names) },
      { provide: ReadScope, useValue: new ReadScope(house.access, below) },
      SubstanceFinder,
      Streams,
      Desk,
    ];
    return {
      global: true,
      module: HouseModule,
      imports: [CqrsModule.forRoot(), DiscoveryModule],
      providers: [
        ...offered,
        { provide: APP_GUARD, useClass: AccessGuard },
        { provide: APP_PIPE, useClass: BodyPipe },
      ],
      exports: [...offered, CqrsModule],
    };
  }
}

async function restorationsOf(lives: Lives) {
  const site = (await lives.load(siteStream)).state as SiteState;
  return site === 'none' ? [] : site.restorations;
}
