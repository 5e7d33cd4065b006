#!/usr/bin/env bash
# `npm run bench:accuracy`: loads the buckets of the accuracy table into moto, has Prowler and CloudSploit read them, writes test/accuracy/peers.json for `npm run accuracy`.
# Fetches moto and Prowler (PyPI) and CloudSploit (GitHub, GPL: run beside, nothing of it is kept here) into .cache/peers.
set -euo pipefail
cd "$(dirname "$0")/.."
cache="$PWD/.cache/peers"
mkdir -p "$cache"
work=$(mktemp -d)
pids=()
trap 'for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done; rm -rf "$work"' EXIT

free_port() { node -e 'const s=require("net").createServer().listen(0,"127.0.0.1",()=>{console.log(s.address().port);s.close()})'; }
await_port() { for _ in $(seq 150); do (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null && return 0; sleep 0.2; done; echo "nothing listens on port $1" >&2; return 1; }

if [ ! -x "$cache/moto/bin/moto_server" ]; then
  python3 -m venv "$cache/moto"
  "$cache/moto/bin/pip" install --quiet --disable-pip-version-check 'moto[server]==5.2.1' boto3 awscli
fi
if [ ! -d "$cache/prowler" ]; then
  python3 -m venv "$cache/prowler"
  "$cache/prowler/bin/pip" install --quiet --disable-pip-version-check 'prowler==5.46.0'
fi
if [ ! -d "$cache/cloudsploit/node_modules" ]; then
  [ -d "$cache/cloudsploit" ] || git clone --quiet "${CLOUDSPLOIT:-https://github.com/aquasecurity/cloudsploit}" "$cache/cloudsploit"
  npm install --prefix "$cache/cloudsploit" --ignore-scripts --no-audit --no-fund --silent
fi

# The owner of the table's buckets.
export MOTO_ACCOUNT_ID=111122223333
port=$(free_port)
"$cache/moto/bin/moto_server" -H 127.0.0.1 -p "$port" >"$work/moto.log" 2>&1 &
pids+=($!)
await_port "$port"
export MOTO_URL="http://127.0.0.1:$port"
node bench/accuracy-peers.ts buckets | "$cache/moto/bin/python" bench/fill_moto.py >"$work/refused.json"

export AWS_ENDPOINT_URL="$MOTO_URL" AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test AWS_DEFAULT_REGION=us-east-1
export AWS_EC2_METADATA_DISABLED=true
prowler() {
  # shellcheck disable=SC2046
  "$cache/prowler/bin/python3" "$cache/prowler/bin/prowler" aws --check $(node bench/accuracy-peers.ts checks) \
    --region us-east-1 eu-west-1 --output-formats json-ocsf --output-directory "$work" --output-filename "$1" \
    --ignore-exit-code-3 --no-banner --no-color >"$work/$1.log" 2>&1 || { tail -20 "$work/$1.log" >&2; return 1; }
}
prowler prowler

cat >"$work/credentials.json" <<JSON
{
  "accessKeyId": "test", "secretAccessKey": "test", "region": "us-east-1", "endpoint": "$MOTO_URL",
  "s3ForcePathStyle": true, "hostPrefixEnabled": false, "httpOptions": { "agent": false }
}
JSON
cat >"$work/config.js" <<JS
const none = {};
module.exports = {
  credentials: new Proxy({ aws: { credential_file: '$work/credentials.json' } }, { get: (all, cloud) => all[cloud] ?? none }),
};
JS
for plugin in $(node bench/accuracy-peers.ts plugins); do
  (cd "$cache/cloudsploit" && node index.js --config "$work/config.js" --plugin "$plugin" --console none --json "$work/cloudsploit-$plugin.json") \
    >"$work/cloudsploit-$plugin.log" 2>&1 || { tail -20 "$work/cloudsploit-$plugin.log" >&2; exit 1; }
done

node bench/accuracy-peers.ts odd | "$cache/moto/bin/python" bench/fill_moto.py >/dev/null
prowler prowler-odd

# Reads the buckets with our rules, too.
node bench/accuracy-peers.ts score "$work" \
  "Prowler=$("$cache/prowler/bin/python3" -c 'from importlib.metadata import version; print(version("prowler"))')" \
  "CloudSploit=$(git -C "$cache/cloudsploit" log -1 --format='%h of %cs')" \
  "moto=$("$cache/moto/bin/python" -c 'from importlib.metadata import version; print(version("moto"))')"
node_modules/.bin/prettier --log-level warn --write test/accuracy/peers.json
echo "test/accuracy/peers.json is written: npm run accuracy puts it into docs/accuracy.md"
