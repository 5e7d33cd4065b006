// Runs CloudSploit's own engine over its plugins of the category S3: its command runs one plugin, a programme or everything.
// `node bench/peers-cloudsploit.cjs FOLDER OUTPUT.json`

const { join } = require('node:path');

const [folder, output] = process.argv.slice(2);
// The engine takes its plugins from there.
const plugins = require(join(folder, 'exports.js')).aws;
for (const [id, { category }] of Object.entries(plugins)) if (category !== 'S3') delete plugins[id];

const connection = {
  accessKeyId: process.env.AWS_ACCESS_KEY_ID,
  secretAccessKey: process.env.AWS_SECRET_ACCESS_KEY,
  region: 'us-east-1',
  // Version 2 of the SDK reads no endpoint from the environment.
  endpoint: process.env.AWS_ENDPOINT_URL,
  s3ForcePathStyle: true,
  hostPrefixEnabled: false,
  // The collector sets an agent for HTTPS, which refuses plain HTTP.
  httpOptions: { agent: false },
};
require(join(folder, 'engine.js'))(connection, {
  cloud: 'aws',
  console: 'none',
  json: output,
  skip_paginate: true,
});
