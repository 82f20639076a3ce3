"use client";
import { useSyncExternalStore } from "react";

/** Whether scripts run here: not while the server draws, nor where they are off. */
export function useScripts(): boolean {
  return useSyncExternalStore(
    () => () => {},
    () => true,
    () => false,
  );
}
