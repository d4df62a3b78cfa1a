/** Everything that a route can ask for. */
export const permissions = [
  'catalogue:read',
  'catalogue:write',
  'place:read',
  'place:write',
  'bottle:read',
  'bottle:register',
  'bottle:handle',
  'bottle:quarantine',
  'bottle:request-disposal',
  'bottle:end',
  'bottle:repair',
  'unit:read',
  'unit:write',
  'people:read',
  'people:write',
  'access:read',
  'access:write',
  'attempts:read',
  'feed:read',
  'ledger:backdate',
  'ledger:operate',
  'metrics:read',
] as const;
export type Permission = (typeof permissions)[number];

/** What concerns the whole house: a role within a place or a unit does not give it. */
export const houseWide: ReadonlySet<string> = new Set<Permission>([
  'access:read',
  'access:write',
  'attempts:read',
  'ledger:operate',
  'metrics:read',
]);

export const roles = [
  'administrator',
  'stores',
  'procurement',
  'researcher',
  'auditor',
  'integration',
  'monitor',
] as const;
export type Role = (typeof roles)[number];

const looking: readonly Permission[] = [
  'catalogue:read',
  'place:read',
  'bottle:read',
  'unit:read',
  'people:read',
];
const handling: readonly Permission[] = [
  'bottle:handle',
  'bottle:quarantine',
  'bottle:request-disposal',
  'bottle:repair',
];

/** What a role may do, within the scope that it is granted for. */
export const permissionsOf: Readonly<Record<Role, ReadonlySet<Permission>>> = {
  administrator: new Set(permissions),
  stores: new Set([
    ...looking,
    ...handling,
    'catalogue:write',
    'place:write',
    'bottle:register',
    'bottle:end',
    'feed:read',
  ]),
  procurement: new Set([...looking, 'catalogue:write', 'bottle:register', 'feed:read']),
  researcher: new Set([...looking, ...handling]),
  auditor: new Set([...looking, 'access:read', 'attempts:read', 'feed:read', 'metrics:read']),
  integration: new Set([...looking, 'bottle:register', 'feed:read']),
  monitor: new Set(['metrics:read']),
};
