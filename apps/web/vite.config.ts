import { reactRouter } from '@react-router/dev/vite'
import { defineConfig } from 'vite'

export default defineConfig({
  plugins: [reactRouter()],
  // Scanning server modules on a cold cache makes the first page fail.
  optimizeDeps: {
    noDiscovery: true,
    include: [
      'react',
      'react/jsx-runtime',
      'react/jsx-dev-runtime',
      'react-dom',
      'react-dom/client',
      'react-router',
      'react-router/dom',
      'i18next',
      'react-i18next',
      // What the verifier loads on a page; CommonJS, which a browser does not take as it is.
      'jsonld',
      'jsonld/lib/context.js',
      'jsonld/lib/ContextResolver.js',
      'rdf-canonize',
      'ajv',
      'ajv/dist/2019.js',
      'ajv/dist/2020.js',
      'ajv-formats',
      '@digitalbazaar/vc-status-list-context',
      'did-context',
      'ed25519-signature-2020-context',
    ],
  },
  ssr: { noExternal: [/^@assay\//] },
  environments: {
    ssr: {
      build: {
        rollupOptions: {
          input: {
            app: './src/app.ts',
            main: './src/main.ts',
            'canonicalize-worker': '../../packages/node/src/canonicalize-worker.ts',
          },
        },
      },
    },
  },
  // The router names what a page loads, with the nonce that the security policy asks for; Vite's own links would have none.
  build: {
    assetsInlineLimit: 0,
    modulePreload: false,
    // How long each plugin took is of no use to who builds.
    rolldownOptions: { checks: { bundlerTimings: false } },
  },
})
