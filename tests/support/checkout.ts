import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const root = resolve(import.meta.dirname, "../..");

/**
 * A copy of what belongs to the project and of nothing that was made from it, with the packages. Its folder is closed to
 * everybody else, as a home folder may be.
 */
export async function copyCheckout(): Promise<{ folder: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), "tamdan-checkout-"));
  const { stdout } = await run("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], { cwd: root });
  for (const file of stdout.split("\0").filter(Boolean)) {
    await mkdir(join(folder, dirname(file)), { recursive: true });
    await cp(join(root, file), join(folder, file)).catch(() => {});
  }
  // Links where the disk is the same: the packages are large. A link to the whole folder would lead the build astray.
  const packages = join(root, "node_modules");
  await run("cp", ["-al", packages, folder]).catch(async () => {
    await rm(join(folder, "node_modules"), { recursive: true, force: true });
    await cp(packages, join(folder, "node_modules"), { recursive: true, verbatimSymlinks: true });
  });
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}
