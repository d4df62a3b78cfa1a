import { Module } from '@nestjs/common';
import { commandsIn, handlersOf } from '../ledger/handlers.js';
import * as commands from './people.commands.js';
import { PeopleActions, PeopleController } from './people.http.js';

@Module({ controllers: [PeopleController, PeopleActions], providers: handlersOf(...commandsIn(commands)) })
export class PeopleModule {}
