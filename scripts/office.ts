import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { runCommand } from "./programs.ts";
import { during } from "./steps.ts";

const places = [
  "/usr/bin/soffice",
  "/usr/bin/libreoffice",
  "/usr/local/bin/soffice",
  "/usr/lib/libreoffice/program/soffice",
  "/opt/libreoffice/program/soffice",
  "/snap/bin/libreoffice",
  "/Applications/LibreOffice.app/Contents/MacOS/soffice",
  "C:\\Program Files\\LibreOffice\\program\\soffice.exe",
];

/** The LibreOffice of the machine, if it has one. */
export function officeHere(): string | undefined {
  return [process.env.OFFICE_PATH ?? "", ...places].find(existsSync);
}

/** A LibreOffice that opens what is exported: one that is there or, where that is allowed, a newly installed one; nothing where none is to be had. */
export async function findOffice(): Promise<string | undefined> {
  const found = officeHere();
  if (found || process.getuid?.() !== 0 || spawnSync("apt-get", ["--version"]).status !== 0) return found;
  const packages = ["libreoffice-calc-nogui", "libreoffice-writer-nogui"];
  const commands = [
    ["apt-get", "update"],
    ["apt-get", "install", "-y", "--no-install-recommends", ...packages],
  ];
  for (const command of commands) {
    const work = runCommand(command, { DEBIAN_FRONTEND: "noninteractive" });
    const { code, said } = await during(`Installing an office (${command.join(" ")})`, work);
    if (code !== 0) process.stderr.write(said);
  }
  return officeHere();
}
