// Runs before every other script, with whatever Node.js the machine has and nothing installed: hence plain JavaScript.
// Installs the packages when they are not those of the lockfile; Node 24 is one of them, and the script that follows
// finds it first on its PATH. All that is said here goes to standard error: standard output belongs to that script.

import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const oldest = [20, 19];
const wanted = [24, 15];
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const withTools = process.argv.includes("--with-tools");

if (isOlder(process.versions.node, oldest))
  stop(`Tamdan needs Node.js ${oldest.join(".")} or newer and this is ${process.versions.node}: install a newer one.`);
if (!isInstalled()) await install();
if (!existsSync(join(root, "node_modules/.bin/node")) && isOlder(process.versions.node, wanted))
  stop(
    `npm could not install Node.js ${wanted[0]} for this machine: install Node.js ${wanted.join(".")} or newer and start again.`,
  );

function isOlder(version, [major, minor]) {
  const [itsMajor, itsMinor] = version.split(".").map(Number);
  return itsMajor < major || (itsMajor === major && itsMinor < minor);
}

// The content is compared and not the time: a checkout or a copy changes the times of both files.
function isInstalled() {
  try {
    const locked = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")).packages;
    const installed = JSON.parse(readFileSync(join(root, "node_modules/.package-lock.json"), "utf8")).packages;
    return Object.entries(locked).every(([path, entry]) => {
      const mayBeAbsent = entry.optional || (entry.dev && !withTools);
      if (path === "" || (mayBeAbsent && !installed[path])) return true;
      return installed[path]?.version === entry.version;
    });
  } catch {
    return false;
  }
}

async function install() {
  const begun = Date.now();
  process.stderr.write("Installing the packages that Tamdan needs (about a minute, once) …\n");
  const working = setInterval(
    () => process.stderr.write(`  still installing, ${Math.round((Date.now() - begun) / 1000)} s\n`),
    10_000,
  );
  const npm = process.env.npm_execpath;
  const options = ["ci", "--include=dev", "--no-audit", "--no-fund", "--loglevel=error"];
  // npm's own Node.js, not the one in node_modules, which npm ci is about to delete.
  const [program, first] = npm?.endsWith(".js")
    ? [process.env.npm_node_execpath ?? process.execPath, [npm]]
    : [process.platform === "win32" ? "npm.cmd" : "npm", []];
  const npmCi = spawn(program, [...first, ...options], { cwd: root, stdio: ["ignore", "pipe", "inherit"] });
  npmCi.stdout.resume();
  const code = await new Promise((ended) => {
    npmCi.on("error", () => ended(1));
    npmCi.on("exit", ended);
  });
  clearInterval(working);
  if (code !== 0) stop("npm could not install the packages that Tamdan needs; what it said stands above.");
}

function stop(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}
