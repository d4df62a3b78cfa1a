import { Module } from '@nestjs/common';
import { commandsIn, handlersOf } from '../ledger/handlers.js';
import * as commands from './place.commands.js';
import { PlaceActions, PlaceController } from './place.http.js';

@Module({ controllers: [PlaceController, PlaceActions], providers: handlersOf(...commandsIn(commands)) })
export class PlaceModule {}
