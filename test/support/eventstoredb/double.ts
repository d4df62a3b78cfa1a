import capabilities from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js';
import service from '@eventstore/db-client/generated/streams_grpc_pb.js';
import { Server } from '@grpc/grpc-js';
import { Connections } from './connections.js';
import { Faults } from './faults.js';
import { EventLog } from './log.js';
import { featuresService, streamsService } from './services.js';

export { EventLog };

const HOST = '127.0.0.1';

/**
 * Behaves towards a client as a single insecure EventStoreDB 24.6 does, as far as that was observed. What it keeps is
 * in memory and outlives a restart within the process; it can be handed to another double.
 */
export class EventStoreDouble {
  readonly faults = new Faults();
  readonly #subscriptions = new Set<() => void>();
  readonly #server = new Server({ 'grpc.max_receive_message_length': -1 });
  readonly #connections = new Connections(this.#server);
  readonly log: EventLog;
  #port: number;

  private constructor(log: EventLog, port: number) {
    this.log = log;
    this.#port = port;
    const behind = {
      log,
      faults: this.faults,
      connections: this.#connections,
      subscriptions: this.#subscriptions,
    };
    this.#server.addService(service.StreamsService, streamsService(behind));
    this.#server.addService(capabilities.ServerFeaturesService, featuresService(behind));
  }

  /** Listens on the loopback; port 0 stands for any free one. */
  static async start({ log = new EventLog(), port = 0 } = {}): Promise<EventStoreDouble> {
    const double = new EventStoreDouble(log, port);
    await double.up();
    return double;
  }

  get url(): string {
    return `esdb://${HOST}:${this.#port}?tls=false`;
  }

  /** All subscriptions that are under way end with an error. */
  cutSubscriptions(): void {
    for (const cut of [...this.#subscriptions]) cut();
  }

  /** Drops all connections and takes none, until `up`. */
  down(): void {
    this.#connections.close();
  }

  async up(): Promise<void> {
    this.#port = await this.#connections.listen(HOST, this.#port);
  }

  /** As after a crash. A real server forgets the ids that only `any` and `stream_exists` go by. */
  async restart({ forgetIds = true } = {}): Promise<void> {
    this.down();
    if (forgetIds) this.log.forgetIds();
    await this.up();
  }

  stop(): void {
    this.faults.wake();
    this.down();
    this.#server.forceShutdown();
  }
}
