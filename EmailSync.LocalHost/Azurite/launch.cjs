'use strict';
// Runs Azurite apart from the process that asks for it. Three commands:
//   start <settings>  starts "serve" in a session of its own (a Ctrl+C meant for the host must not reach the storage that the host still
//                     writes to while it stops) and with a log file for output (a closed pipe would break it), prints the process id
//   serve <settings>  notes itself in the state file, unless somebody stands there already, and becomes Azurite
//   stop <pid>        asks a process to end; not every machine has a kill program
const childProcess = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { quicken } = require('./loki.cjs');

const [command, argument] = process.argv.slice(2);

function start(settings) {
  const log = fs.openSync(settings.logFile, 'w', 0o600);
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('AZURITE_')));
  const child = childProcess.spawn(process.execPath, [__filename, 'serve', argument], {
    cwd: path.dirname(settings.logFile),
    detached: true,
    env,
    stdio: ['ignore', log, log],
    windowsHide: true,
  });
  child.on('error', (error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
  child.unref();
  console.log(child.pid);
}

// The same text as ProcessIdentity gives for this process.
function startMark() {
  if (process.platform !== 'linux') {
    return new Date(performance.timeOrigin).toISOString();
  }
  const stat = fs.readFileSync('/proc/self/stat', 'utf8');
  const started = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  return `${fs.readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}:${started}`;
}

function serve(settings) {
  const { blobPort, queuePort, tablePort, stateFile } = settings;
  const state = { pid: process.pid, start: startMark(), blobPort, queuePort, tablePort };
  const written = `${stateFile}.${process.pid}`;
  fs.writeFileSync(written, JSON.stringify(state), { mode: 0o600 });
  try {
    // A link is the one step that both shows the whole content and fails when the name is taken.
    fs.linkSync(written, stateFile);
  } finally {
    fs.unlinkSync(written);
  }
  process.argv = [
    process.argv[0], settings.script,
    '--silent', '--skipApiVersionCheck', '--disableTelemetry', '--location', settings.location,
    '--blobHost', '127.0.0.1', '--blobPort', String(blobPort),
    '--queueHost', '127.0.0.1', '--queuePort', String(queuePort),
    '--tableHost', '127.0.0.1', '--tablePort', String(tablePort),
  ];
  quicken(require(require.resolve('lokijs', { paths: [path.dirname(settings.script)] })));
  require(settings.script);
  if (settings.owner) {
    setInterval(() => endWithout(settings.owner), 2000).unref();
  }
}

function endWithout(owner) {
  try {
    process.kill(owner, 0);
  } catch {
    process.kill(process.pid, 'SIGTERM');
  }
}

switch (command) {
  case 'start':
    start(JSON.parse(argument));
    break;
  case 'serve':
    serve(JSON.parse(argument));
    break;
  case 'stop':
    process.kill(Number(argument), 'SIGTERM');
    break;
  default:
    console.error('usage: launch.cjs start|serve|stop');
    process.exitCode = 2;
}
