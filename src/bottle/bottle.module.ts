import { Module } from '@nestjs/common';
import { commandsIn, handlersOf } from '../ledger/handlers.js';
import { BottleActions } from './bottle.actions.js';
import * as commands from './bottle.commands.js';
import { BottleController } from './bottle.http.js';
import { Inventory } from './bottle.inventory.js';
import { Lineage } from './bottle.lineage.js';
import { Holdings } from './holdings.js';
import { PlacingController } from './placing.http.js';

@Module({
  controllers: [BottleController, BottleActions, PlacingController],
  providers: [Inventory, Lineage, Holdings, ...handlersOf(...commandsIn(commands))],
  exports: [Inventory],
})
export class BottleModule {}
