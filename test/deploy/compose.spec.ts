import { existsSync, readFileSync } from 'node:fs';
import { Script } from 'node:vm';
import { describe, expect, test } from '@jest/globals';
import { DCLinter } from 'dclint';
import { parse } from 'yaml';
import { withFiles } from '../../src/config.files.js';

/** A message of the linter. */
interface Advice {
  readonly line: number;
  readonly rule: string;
  readonly message: string;
}

/** As much of a Compose file as is asked here; anchors and merges are resolved. */
interface Service {
  readonly profiles: readonly string[];
  readonly image: string;
  readonly restart: string;
  readonly ports?: readonly string[];
  readonly networks?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly env_file?: readonly string[];
  readonly volumes?: readonly string[];
  readonly secrets?: readonly (string | { readonly source: string; readonly target: string })[];
  readonly configs?: readonly { readonly source: string; readonly target: string }[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck?: object;
  readonly build?: { readonly context: string; readonly args: Readonly<Record<string, string>> };
  readonly entrypoint?: readonly string[];
  readonly command?: readonly string[];
}
interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly networks: Readonly<Record<string, { readonly internal?: boolean }>>;
  readonly volumes: Readonly<Record<string, object>>;
  readonly secrets: Readonly<Record<string, { readonly file: string }>>;
  readonly configs: Readonly<Record<string, { readonly file: string }>>;
}

const compose: Compose = parse(readFileSync('docker-compose.yml', 'utf8'), { merge: true });
const services = Object.entries(compose.services);
const of = (profile: string) => services.filter(([, { profiles }]) => profiles.includes(profile));
const isJob = (service: Service) => service.restart === 'no';
const secretsOf = (service: Service) =>
  (service.secrets ?? []).map((one) => (typeof one === 'string' ? { source: one, target: one } : one));
/** The named volumes of a service; what begins with a dot is a folder of this project. */
const volumesOf = ({ volumes = [] }: Service) =>
  volumes.map((volume) => volume.split(':')[0] ?? '').filter((name) => !name.startsWith('.'));

describe('docker-compose.yml', () => {
  test('is what the schema of Compose allows, and what its linter advises', () => {
    // The order of keys is ours: like stands with like.
    const rules = {
      'services-alphabetical-order': 0,
      'service-keys-order': 0,
      'top-level-properties-order': 0,
    } as const;
    const linter = new DCLinter({ rules, quiet: false, debug: false, exclude: [] });
    const results: readonly { readonly messages: readonly Advice[] }[] = linter.lintFiles(
      ['docker-compose.yml'],
      false,
    );
    const advice = results.flatMap(({ messages }) => messages);
    expect(advice.map(({ line, rule, message }) => `${line}: ${rule}: ${message}`)).toEqual([]);
  });

  test.each(['single', 'cluster'])('profile %s needs nothing that is not in it', (profile) => {
    const names = of(profile).map(([name]) => name);
    expect(names.length).toBeGreaterThan(5);
    for (const [, { depends_on = {} }] of of(profile))
      expect(names).toEqual(expect.arrayContaining(Object.keys(depends_on)));
  });

  test('images stand by an exact tag, and can be named by digest without a change to the file', () => {
    const named = services.map(([, { image }]) => image).filter((image) => image !== 'chemledger:local');
    const settings = new Map(
      named
        .map((image) => /^\$\{([A-Z_]+_IMAGE):-(\S+:[\w.-]*\d[\w.-]*)\}$/.exec(image) ?? [image])
        .map(([, name, tag]) => [name, tag]),
    );
    expect(settings.size).toBe(4);
    expect([...settings.keys()]).not.toContain(undefined);
    const { NODE_IMAGE } = services.find(([, { build }]) => build)?.[1].build?.args ?? {};
    const [, base] = /^ARG NODE_IMAGE=(\S+)$/m.exec(readFileSync('Dockerfile', 'utf8')) ?? [];
    expect(NODE_IMAGE).toBe(`\${NODE_IMAGE:-${base}}`);
  });

  test('whatever is named is declared, and whatever is declared is used', () => {
    const all = services.map(([, service]) => service);
    const used = (names: readonly string[]) => [...new Set(names)].sort();
    expect(used(all.flatMap(volumesOf))).toEqual(Object.keys(compose.volumes).sort());
    expect(used(all.flatMap((one) => one.networks ?? []))).toEqual(Object.keys(compose.networks).sort());
    expect(used(all.flatMap(secretsOf).map((one) => one.source))).toEqual(
      Object.keys(compose.secrets).sort(),
    );
    expect(used(all.flatMap((one) => one.configs ?? []).map((one) => one.source))).toEqual(
      Object.keys(compose.configs).sort(),
    );
  });

  test('every folder and program that is mounted is there', () => {
    const folders = services
      .flatMap(([, { volumes = [] }]) => volumes)
      .filter((volume) => volume.startsWith('.'));
    const files = Object.values(compose.configs).map(({ file }) => file);
    for (const path of [...folders.map((volume) => volume.split(':')[0] ?? ''), ...files])
      expect([path, existsSync(path)]).toEqual([path, true]);
    for (const [, { entrypoint = [], command = [], configs = [] }] of services) {
      const programs = [...entrypoint, ...command].filter((word) => word.startsWith('/docker/'));
      expect(configs.map(({ target }) => target)).toEqual(programs);
    }
  });

  test('only the proxy is published, with TLS, and only its network leads out', () => {
    const published = services.filter(([, { ports }]) => ports);
    expect(published.map(([name]) => name)).toEqual(['proxy', 'proxy-cluster']);
    for (const [, { ports = [] }] of published) expect(ports).toEqual([expect.stringMatching(/:443:443$/)]);
    const open = Object.keys(compose.networks).filter((name) => !compose.networks[name]?.internal);
    expect(open).toEqual(['edge']);
    expect(services.filter(([, { networks }]) => networks?.includes('edge')).map(([name]) => name)).toEqual([
      'proxy',
      'proxy-cluster',
    ]);
    for (const [name, { networks = [] }] of services)
      expect([name, networks.includes('front') && networks.includes('stores')]).toEqual([
        name,
        name.startsWith('ledger'),
      ]);
  });

  test('what runs on is started again and watched; what runs once is waited for', () => {
    for (const [name, service] of services) {
      const waitedFor = services.flatMap(([, { depends_on = {} }]) => depends_on[name]?.condition ?? []);
      if (isJob(service))
        expect([name, new Set(waitedFor)]).toEqual([name, new Set(['service_completed_successfully'])]);
      else {
        expect([name, service.restart]).toEqual([name, 'unless-stopped']);
        // The service's own image brings its check with it.
        expect([name, service.healthcheck !== undefined || service.build !== undefined]).toEqual([
          name,
          true,
        ]);
        for (const condition of waitedFor) expect([name, condition]).toEqual([name, 'service_healthy']);
      }
    }
  });

  test('no secret stands in it: passwords and URLs come from files outside the repository', () => {
    for (const [, { environment = {} }] of services) {
      for (const [name, value] of Object.entries(environment)) {
        if (/PASSWORD|SECRET|KEY|URL/.test(name) && !/CERTIFICATE/.test(name))
          expect([name, value]).toEqual([
            expect.stringMatching(/_FILE$/),
            expect.stringMatching(/^\/run\/secrets\//),
          ]);
        expect(String(value)).not.toMatch(/:\/\//);
      }
    }
    const files = [
      ...Object.values(compose.secrets).map(({ file }) => file),
      ...services.flatMap(([, { env_file = [] }]) => env_file),
    ];
    for (const file of files) expect(file).toMatch(/^\.\/docker\/secrets\/[\w.-]+$/);
    expect(readFileSync('.gitignore', 'utf8').split('\n')).toContain('docker/secrets/');
  });

  test('every secret that a setting names is given to that service', () => {
    for (const [name, service] of services) {
      const named = Object.values(service.environment ?? {}).flatMap(
        (value) => /^\/run\/secrets\/(.+)$/.exec(value)?.[1] ?? [],
      );
      expect([name, secretsOf(service).map(({ target }) => target)]).toEqual([
        name,
        expect.arrayContaining(named),
      ]);
    }
  });

  test('the service reads every secret that it is given from its file', () => {
    for (const [, { environment = {} }] of services.filter(([name]) => name.startsWith('ledger'))) {
      const named = Object.keys(environment).filter((name) => name.endsWith('_FILE'));
      expect(named).toEqual(['ADMIN_KEY_FILE', 'EVENT_STORE_URL_FILE', 'READ_MODEL_URL_FILE']);
      const problems: string[] = [];
      withFiles(environment, problems);
      // No such files here: each name that is understood is complained of.
      expect(problems).toHaveLength(named.length);
    }
  });

  test('names of other services are spelt as they are', () => {
    const hosts = (text: string) =>
      [...text.matchAll(/\b([a-z]+(?:-\d)?):\d{4,5}\b/g)].map(([, host = '']) => host);
    for (const profile of ['single', 'cluster']) {
      const names = of(profile).map(([name]) => name);
      for (const [, { environment = {} }] of of(profile))
        expect(names).toEqual(expect.arrayContaining(hosts(Object.values(environment).join(' '))));
    }
    expect(hosts(compose.services['views-setup-cluster']?.environment?.HOSTS ?? '')).toEqual([
      'views-1',
      'views-2',
      'views-3',
    ]);
  });

  test('each node of EventStoreDB has the certificate of its own name, and is told of the two others', () => {
    const made = /for node in (.+); do/.exec(readFileSync('docker/certificates.sh', 'utf8'))?.[1]?.split(' ');
    const nodes = services.filter(([, { image }]) => image.includes('eventstoredb')).map(([name]) => name);
    expect(made).toEqual(nodes);
    for (const name of nodes) {
      const settings = compose.services[name]?.environment ?? {};
      expect(settings.EVENTSTORE_CERTIFICATE_FILE).toBe(`/certificates/${name}/node.crt`);
      expect(settings.EVENTSTORE_CERTIFICATE_PRIVATE_KEY_FILE).toBe(`/certificates/${name}/node.key`);
      if (name === 'events') continue;
      const others = nodes
        .filter((other) => other !== name && other !== 'events')
        .map((other) => `${other}:2113`);
      expect(settings).toMatchObject({
        EVENTSTORE_GOSSIP_SEED: others.join(','),
        EVENTSTORE_NODE_HOST_ADVERTISE_AS: name,
        EVENTSTORE_REPLICATION_HOST_ADVERTISE_AS: name,
      });
    }
  });

  test('what mongosh is to run can be read', () => {
    const file = 'docker/mongo-setup.js';
    expect(() => new Script(readFileSync(file, 'utf8'), { filename: file })).not.toThrow();
  });
});
