import { Agent, type IncomingMessage, request } from 'node:http';

/** One client with one connection that stays open. */
export class Connection {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 1 });

  constructor(
    private readonly base: string,
    private readonly key: string,
  ) {}

  /** Throws where the answer is a refusal. */
  async ask<T>(method: 'GET' | 'POST', path: string, body?: object): Promise<T> {
    const headers = { authorization: `Bearer ${this.key}`, 'content-type': 'application/json' };
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
    const asked = request(new URL(path, this.base), { method, headers, agent: this.agent }, resolve);
    asked.once('error', reject);
    asked.end(body && JSON.stringify(body));
    const answer = await promise;
    let text = '';
    for await (const chunk of answer.setEncoding('utf8')) text += chunk;
    const { statusCode = 0 } = answer;
    if (statusCode < 200 || statusCode > 201) throw new Error(`${method} ${path}: ${statusCode} ${text}`);
    return JSON.parse(text) as T;
  }

  get<T>(path: string): Promise<T> {
    return this.ask('GET', path);
  }

  post<T>(path: string, body: object): Promise<T> {
    return this.ask('POST', path, body);
  }

  close(): void {
    this.agent.destroy();
  }
}
