import type { Server } from 'node:http';
import { expect } from '@jest/globals';
import request, { type Response, type Test } from 'supertest';
import type { Described } from './described.js';

export type Headers = Readonly<Record<string, string>>;
export type Answer = Response;

/** Somebody with a key, or without one. Every answer must be as the interface is described. */
export class Client {
  constructor(
    private readonly server: Server,
    private readonly described: Described,
    readonly key?: string,
  ) {}

  get(path: string, headers: Headers = {}): Test {
    return this.dressed(request(this.server).get(path), 'get', path, headers);
  }

  post(path: string, body: object = {}, headers: Headers = {}): Test {
    return this.dressed(request(this.server).post(path), 'post', path, headers).send(body);
  }

  /** Sends the text as it stands. */
  postText(path: string, text: string, headers: Headers = { 'content-type': 'application/json' }): Test {
    return this.dressed(request(this.server).post(path), 'post', path, headers).send(text);
  }

  /** Answers with the bytes of the body. */
  bytes(path: string, headers: Headers = {}): Test {
    return this.get(path, headers).responseType('arraybuffer');
  }

  private dressed(asked: Test, method: string, path: string, headers: Headers): Test {
    if (this.key !== undefined) asked.set('authorization', `Bearer ${this.key}`);
    return asked.set({ ...headers }).expect((answer) => this.described.check(method, path, answer));
  }
}

/** Fails with what was answered, where it is not what was expected. A refusal must be a whole problem document. */
export function is(answer: Answer, status: number, code?: string): Answer {
  const seen = `${answer.status} ${answer.text?.slice(0, 600)}`;
  if (answer.status !== status) throw new Error(`expected ${status}${code ? ` ${code}` : ''}, got ${seen}`);
  if (status < 400) return answer;
  expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
  expect(answer.body).toMatchObject({
    type: expect.any(String),
    title: expect.any(String),
    status,
    code: code ?? expect.any(String),
    hint: expect.any(String),
    requestId: expect.any(String),
  });
  return answer;
}
