/// <reference types="vite/client" />
/// <reference types="@react-router/node" />

declare module 'virtual:react-router/server-build' {
  const build: import('react-router').ServerBuild
  export = build
}
