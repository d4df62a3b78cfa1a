import { Module } from '@nestjs/common';
import { commandsIn, handlersOf } from '../ledger/handlers.js';
import * as commands from './unit.commands.js';
import { UnitActions, UnitController } from './unit.http.js';

@Module({ controllers: [UnitController, UnitActions], providers: handlersOf(...commandsIn(commands)) })
export class UnitModule {}
