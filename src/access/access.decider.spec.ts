import { describe, expect, it } from '@jest/globals';
import { given as givenStream } from '../../test/support/given.js';
import { minute, nth, type Told } from '../../test/support/told.js';
import { credentialDecider, grantsDecider } from './access.decider.js';
import type { CredentialFact, GrantFact } from './access.events.js';
import { permissions, permissionsOf, roles } from './permissions.js';

const here = { active: true, nameErased: false };
const others = {
  'person-p-1': here,
  'person-p-left': { ...here, active: false },
  'unit-u-1': { name: 'a group', kind: 'group' },
};

describe('a credential', () => {
  const given = (...facts: Told<CredentialFact>[]) =>
    givenStream(credentialDecider, 'credential-k-1', facts, others);
  const issued = (expiresAt?: string): CredentialFact => ({
    type: 'CredentialIssued',
    v: 1,
    data: { person: 'p-1', label: 'counter', ...(expiresAt !== undefined && { expiresAt }) },
  });
  const enrolled: CredentialFact = { type: 'CredentialEnrolled', v: 1, data: {} };
  const revoked: CredentialFact = { type: 'CredentialRevoked', v: 1, data: {} };
  const issue = { person: 'p-1', label: 'counter' };

  it('is issued once, to somebody who is here, for a time that is yet to come', () => {
    given().when('IssueCredential', issue).records(issued()).leaving({ enrolled: false, revoked: false });
    given(issued()).when('IssueCredential', issue).refuses('credential.id.taken');
    given()
      .when('IssueCredential', { ...issue, person: 'p-left' })
      .refuses('person.left');
    given()
      .when('IssueCredential', { ...issue, person: 'p-9' })
      .refuses('person.not-known');
    given()
      .when('IssueCredential', { ...issue, expiresAt: minute(1) })
      .records(issued(minute(1)));
    given()
      .when('IssueCredential', { ...issue, expiresAt: minute(0) })
      .refuses('credential.expiry.past', 'impossible');
  });

  it('is enrolled once, while it is good', () => {
    given(issued()).when('EnrolCredential', {}).records(enrolled).leaving({ enrolled: true });
    given(issued(minute(2)))
      .when('EnrolCredential', {})
      .records(enrolled);
    for (const facts of [[], [issued(), enrolled], [issued(), revoked], [issued(minute(1))]])
      given(...facts)
        .when('EnrolCredential', {})
        .refuses('enrolment.unknown');
  });

  it('is revoked once', () => {
    given(issued()).when('RevokeCredential', {}).records(revoked).leaving({ revoked: true });
    given(issued(), revoked).when('RevokeCredential', {}).refuses('credential.revoked');
    given().when('RevokeCredential', {}).refuses('credential.unknown', 'unknown');
  });
});

describe('roles', () => {
  const given = (...facts: Told<GrantFact>[]) => givenStream(grantsDecider, 'grants-p-1', facts, others);
  const granted: GrantFact = { type: 'RoleGranted', v: 1, data: { role: 'stores', scope: 'all' } };

  it('are granted everywhere, in a unit or in a place, once each', () => {
    given().when('GrantRole', { role: 'stores' }).records(granted);
    given(granted).when('GrantRole', { role: 'stores' }).refuses('access.grant.already');
    given(granted)
      .when('GrantRole', { role: 'stores', scope: { unit: 'u-1' } })
      .records({ type: 'RoleGranted', v: 1, data: { role: 'stores', scope: { unit: 'u-1' } } });
    given()
      .when('GrantRole', { role: 'stores', scope: { unit: 'u-9' } })
      .refuses('unit.not-known');
    for (const scope of [{}, { unit: 'u-1', place: 'p' }])
      given().when('GrantRole', { role: 'stores', scope }).refuses('access.scope.unclear');
  });

  it('are withdrawn by the fact that granted them', () => {
    const grant = nth('grants-p-1', 0);
    given(granted)
      .when('WithdrawRole', { grant })
      .records({ type: 'RoleWithdrawn', v: 1, data: { grant } })
      .leaving({ grants: [] });
    given(granted).when('WithdrawRole', { grant: 'no-such-fact' }).refuses('access.grant.unknown');
    const administrator: GrantFact = { ...granted, data: { role: 'administrator', scope: 'all' } };
    given(administrator)
      .when('WithdrawRole', { grant }, { actor: 'p-1' })
      .refuses('access.last-administrator');
    given(administrator)
      .when('WithdrawRole', { grant }, { actor: 'p-2' })
      .records({ type: 'RoleWithdrawn', v: 1, data: { grant } });
  });

  it('give the administrator every permission, and the auditor nothing that changes anything', () => {
    expect([...permissionsOf.administrator].sort()).toEqual([...permissions].sort());
    expect([...permissionsOf.auditor].filter((permission) => !permission.endsWith(':read'))).toEqual([]);
    for (const role of roles) expect(permissionsOf[role].size).toBeGreaterThan(0);
  });
});
