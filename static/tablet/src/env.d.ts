/// <reference types="vite/client" />
/// <reference types="vite-plugin-pwa/client" />

/** The version of the package and the build's fingerprint, e.g. `0.1.0-3fa2c1`. */
declare const __APP_VERSION__: string
