// Asks a server whether it can be used: resolves when it answers a real login, rejects with the reason otherwise.
import { connect } from 'node:net';

const DEADLINE_MS = 3_000;

export async function probePostgres(url) {
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: DEADLINE_MS });
  // A client that loses its server later must not end the process.
  client.on('error', () => {});
  await client.connect();
  try {
    const { rows } = await client.query(
      "select rolcreatedb or rolsuper as ok, current_setting('server_version') as version from pg_roles where rolname = current_user",
    );
    if (!rows[0]?.ok) throw new Error('the login may not create databases');
    return `PostgreSQL ${rows[0].version}`;
  } finally {
    await client.end();
  }
}

export async function probeMariadb(url) {
  const { createConnection } = await import('mysql2/promise');
  const connection = await createConnection({ uri: url, connectTimeout: DEADLINE_MS });
  try {
    const name = `lightapi_probe_${process.pid}`;
    await connection.query(`create database ${name}`);
    await connection.query(`drop database ${name}`);
    const [rows] = await connection.query('select version() as version');
    return `MariaDB/MySQL ${rows[0].version}`;
  } finally {
    await connection.end();
  }
}

export function probeRedis(url) {
  const { hostname, port, username, password } = new URL(url);
  const login = password
    ? [`AUTH ${username ? `${decodeURIComponent(username)} ` : ''}${decodeURIComponent(password)}`]
    : [];
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port || 6379) });
    let received = '';
    const fail = (error) => {
      socket.destroy();
      reject(error);
    };
    socket.setTimeout(DEADLINE_MS, () => fail(new Error('no answer')));
    socket.on('error', fail);
    socket.on('close', () => reject(new Error('the connection was closed')));
    socket.on('connect', () => socket.write([...login, 'INFO server', ''].join('\r\n')));
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1');
      const version = /redis_version:([\w.]{1,20})/.exec(received)?.[1];
      if (version) {
        resolve(`Redis ${version}`);
        socket.destroy();
      } else if (/^-/m.test(received)) fail(new Error(received.split('\r\n')[0].slice(1)));
    });
  });
}
