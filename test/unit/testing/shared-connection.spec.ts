import { beforeEach, describe, expect, it } from 'vitest';
import { SharedConnection } from '../../../lib/testing/undo/shared-connection.js';

describe('a shared connection', () => {
  let said: string[];
  const ann = { name: 'ann' };
  const ben = { name: 'ben' };

  beforeEach(() => {
    said = [];
  });

  const connection = (abortsOnError = false): SharedConnection =>
    new SharedConnection(async (text) => void said.push(text), abortsOnError);
  const send =
    (text: string): (() => Promise<string>) =>
    async () => {
      said.push(text);
      return text;
    };
  const fail = async (): Promise<never> => {
    said.push('fails');
    throw new Error('no');
  };

  it('says savepoints in place of transactions, and nothing for levels of isolation', async () => {
    const shared = connection();
    await shared.run(ann, 'SET TRANSACTION ISOLATION LEVEL SERIALIZABLE', send('never'));
    await shared.run(ann, 'START TRANSACTION', send('never'));
    await shared.run(ann, 'INSERT 1', send('INSERT 1'));
    await shared.run(ann, 'ROLLBACK', send('never'));
    await shared.run(ann, 'BEGIN', send('never'));
    await shared.run(ann, 'COMMIT', send('never'));
    expect(said).toEqual([
      'SAVEPOINT lightapi_test_1',
      'INSERT 1',
      'ROLLBACK TO SAVEPOINT lightapi_test_1',
      'RELEASE SAVEPOINT lightapi_test_1',
      'SAVEPOINT lightapi_test_2',
      'RELEASE SAVEPOINT lightapi_test_2',
    ]);
  });

  it('keeps writes of others out of a transaction, and lets reads pass', async () => {
    const shared = connection();
    await shared.run(ann, 'START TRANSACTION', send('never'));
    const write = shared.run(ben, 'UPDATE 1', send('UPDATE 1'));
    const second = shared.run(ben, 'START TRANSACTION', send('never'));
    await shared.run(ben, 'SELECT 1', send('SELECT 1'));
    await shared.run(ann, 'INSERT 1', send('INSERT 1'));
    await shared.run(ann, 'COMMIT', send('never'));
    await Promise.all([write, second]);
    expect(said).toEqual([
      'SAVEPOINT lightapi_test_1',
      'SELECT 1',
      'INSERT 1',
      'RELEASE SAVEPOINT lightapi_test_1',
      'UPDATE 1',
      'SAVEPOINT lightapi_test_2',
    ]);
  });

  it('does not wait for ever, and ends the transaction of whoever began it', async () => {
    const shared = connection();
    await shared.run(ann, 'START TRANSACTION', send('never'));
    await shared.run(ben, 'START TRANSACTION', send('never'));
    await shared.run(ann, 'ROLLBACK', send('never'));
    await shared.run(ben, 'COMMIT', send('never'));
    expect(said).toEqual([
      'SAVEPOINT lightapi_test_1',
      'SAVEPOINT lightapi_test_2',
      'ROLLBACK TO SAVEPOINT lightapi_test_1',
      'RELEASE SAVEPOINT lightapi_test_1',
    ]);
  });

  it('guards the transaction where a statement that fails would spoil it', async () => {
    const shared = connection(true);
    await expect(shared.run(ann, 'INSERT 1', fail)).rejects.toThrow('no');
    await shared.run(ann, 'INSERT 2', send('INSERT 2'));
    expect(said).toEqual([
      'SAVEPOINT lightapi_test_guard',
      'fails',
      'ROLLBACK TO SAVEPOINT lightapi_test_guard',
      'RELEASE SAVEPOINT lightapi_test_guard',
      'SAVEPOINT lightapi_test_guard',
      'INSERT 2',
      'RELEASE SAVEPOINT lightapi_test_guard',
    ]);
  });

  it('takes back what a borrower has left open', async () => {
    const shared = connection();
    await shared.run(ann, 'START TRANSACTION', send('never'));
    shared.leave(ann);
    await shared.close();
    expect(said.slice(1)).toEqual(['ROLLBACK TO SAVEPOINT lightapi_test_1', 'RELEASE SAVEPOINT lightapi_test_1']);
  });
});
