import { index, type RouteConfig, route } from '@react-router/dev/routes'

/** Every page, by address. `/o/:org` pages belong to an organization; the others to anyone or to the person. */
export default [
  index('features/home/pages/welcome.tsx'),
  route('home', 'features/home/pages/home.tsx'),
  route('sign-in', 'features/identity/pages/sign-in.tsx'),
  route('sign-in/link', 'features/identity/pages/sign-in-link.tsx'),
  route('sign-up', 'features/identity/pages/sign-up.tsx'),
  route('sign-up/confirm', 'features/identity/pages/confirm-sign-up.tsx'),
  route('sign-out', 'features/identity/pages/sign-out.tsx'),
  route('language', 'features/identity/pages/language.tsx'),
  route('outbox', 'features/mail/pages/outbox.tsx'),
  route('*', 'features/home/pages/not-found.tsx'),
] satisfies RouteConfig
