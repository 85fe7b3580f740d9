/** An address that no program of Assay may connect to, with the row of THREATS 3.3 that it belongs to. */
export interface HostileAddress {
  readonly row: 'S1' | 'S3' | 'S4'
  readonly address: string
}

const host = 'badges.example.org'

/** S1: every way of writing an address of 127.0.0.1. */
const loopback = [
  ...[
    '127.0.0.1',
    '127.1',
    '127.0.1',
    '2130706433',
    '0x7f000001',
    '0x7F000001',
    '017700000001',
    '0177.0.0.1',
  ],
  ...[
    '0x7f.1',
    '0x7f.0.0.1',
    '0x7f.0x0.0x0.0x1',
    '0177.0.1',
    '127.0.0.1.',
    '127.127.127.127',
    '127.255.255.254',
  ],
  ...[
    '00000177.00.00.01',
    '127.0.0x1',
    '0x7f.0.1',
    '2130706434',
    '0',
    '0x0',
    '0.0.0.0',
    '00.0.0.0',
    '0.1.2.3',
  ],
]
/** S1: private, link-local, metadata, carrier-grade NAT, reserved, multicast and broadcast ranges of IPv4. */
const ipv4 = [
  ...['10.0.0.1', '10.255.255.255', '167772161', '0xa000001', '012.0.0.1', '172.16.5.4', '172.31.255.254'],
  ...[
    '2886729729',
    '192.168.1.1',
    '192.168.255.255',
    '3232235521',
    '0xc0a80001',
    '0300.0250.1.1',
    '192.168.257',
  ],
  ...['169.254.169.254', '2852039166', '0xa9fea9fe', '0251.0376.0251.0376', '169.254.170.2', '169.254.0.1'],
  ...[
    '100.100.100.200',
    '100.64.0.1',
    '100.127.255.254',
    '192.0.0.192',
    '192.0.0.170',
    '192.0.0.8',
    '192.0.2.1',
  ],
  ...['198.18.0.1', '198.19.255.255', '198.51.100.7', '203.0.113.9', '192.88.99.1', '192.31.196.1'],
  ...[
    '224.0.0.1',
    '239.255.255.250',
    '240.0.0.1',
    '255.255.255.254',
    '255.255.255.255',
    '4294967295',
    '0xffffffff',
  ],
]
/** S1: IPv6, above all the ranges that carry an address of IPv4 inside. */
const ipv6 = [
  ...['[::1]', '[0:0:0:0:0:0:0:1]', '[0000::0001]', '[::]', '[::0]', '[::127.0.0.1]', '[::7f00:1]'],
  ...['[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '[0:0:0:0:0:ffff:127.0.0.1]', '[::FFFF:10.0.0.1]'],
  ...['[::ffff:169.254.169.254]', '[::ffff:a9fe:a9fe]', '[::ffff:0:127.0.0.1]', '[::ffff:192.168.0.1]'],
  ...['[2002:7f00:1::]', '[2002:a00:1::1]', '[2002:c0a8:101::]', '[2002:a9fe:a9fe::]'],
  ...[
    '[64:ff9b::7f00:1]',
    '[64:ff9b::127.0.0.1]',
    '[64:ff9b::a9fe:a9fe]',
    '[64:ff9b:1::1]',
    '[64:ff9b:1::7f00:1]',
  ],
  ...[
    '[2001::1]',
    '[2001:0:7f00:1::]',
    '[2001:10::1]',
    '[2001:20::1]',
    '[2001:db8::1]',
    '[3fff::1]',
    '[5f00::1]',
  ],
  ...['[fe80::1]', '[febf::1]', '[fec0::1]', '[fc00::1]', '[fd00::1]', '[fd00:ec2::254]', '[fdff:ffff::1]'],
  ...['[ff02::1]', '[ff05::2]', '[100::1]', '[4000::1]', '[8000::1]', '[e000::1]', '[::ffff:0:0]'],
]
/** S3: other schemes, also where a redirect leads there. */
const schemes = [
  ...[
    `http://${host}/`,
    `HTTP://${host}/`,
    'http://127.0.0.1/',
    'file:///etc/passwd',
    'file://127.0.0.1/etc/passwd',
  ],
  ...[`ftp://${host}/`, `ftps://${host}/`, `sftp://${host}/`, `gopher://${host}:6379/_INFO`, `ws://${host}/`],
  ...[
    `wss://${host}/`,
    'data:application/json,{}',
    'data:,x',
    `jar:https://${host}/a.jar!/b`,
    `dict://${host}:11211/`,
  ],
  ...[
    `ldap://${host}/`,
    `tftp://${host}/`,
    'blob:https://badges.example.org/1',
    'javascript:0',
    'about:blank',
  ],
  ...[
    'netdoc:///etc/passwd',
    `view-source:https://${host}/`,
    `unix:///var/run/docker.sock`,
    'mailto:a@example.org',
  ],
]
/** S4: what different programs read differently. */
const spellings = [
  ...[
    `https://user@${host}/`,
    `https://user:word@${host}/`,
    `https://@${host}/`,
    `https://${host}@127.0.0.1/`,
  ],
  ...[`https://${host}:443@127.0.0.1/`, `https://${host}%40127.0.0.1/`, `https://127.0.0.1%2f@${host}/`],
  ...[
    `https://${host}\\@127.0.0.1/`,
    `https://127.0.0.1\\@${host}/`,
    `https:\\\\${host}\\`,
    `https:/\\${host}/`,
  ],
  ...[
    `https:${host}`,
    `https:/${host}/`,
    `https:///${host}/`,
    `https://\t${host}/`,
    `https://bad\nges.example.org/`,
  ],
  ...[
    ` https://${host}/`,
    `https://${host}/ `,
    `https://${host}/\u0000`,
    `https://${host}\u0000.evil.example/`,
  ],
  ...[
    `https://${host}./`,
    `https://127.0.0.1./`,
    'https://localhost./',
    `https://badges\u3002example\u3002org/`,
  ],
  ...[
    'https://127\uff0e0\uff0e0\uff0e1/',
    'https://127\uff610\uff610\uff611/',
    'https://\uff11\uff12\uff17.0.0.1/',
  ],
  ...[
    'https://\u2460\u2461\u2466.0.0.1/',
    'https://%31%32%37.0.0.1/',
    'https://127%2e0%2e0%2e1/',
    'https://b\u00e4dges.org/',
  ],
  ...['https://localhost/', 'https://LOCALHOST/', 'https://a.localhost/', 'https://localhost.localdomain/'],
  ...[
    'https://intranet/',
    'https://printer.local/',
    'https://metadata.google.internal/',
    'https://router.lan/',
  ],
  ...[
    'https://db.home.arpa/',
    'https://x.onion/',
    'https://x.invalid/',
    'https://x.test/',
    'https://issuer.example/',
  ],
  ...['https:///', 'https://', 'https://.', 'https://#', 'https://?', 'x', '', '//127.0.0.1/', '/etc/passwd'],
  ...[
    'https://[::1',
    'https://[::1%25lo]/',
    'https://[127.0.0.1]/',
    'https://256.256.256.256/',
    'https://1.2.3.4.5/',
  ],
  ...[`https://${host}/${'a'.repeat(3_000)}`],
]
const ports = [21, 22, 23, 25, 80, 110, 389, 445, 2375, 3306, 5432, 6379, 8080, 8443, 9200, 11211, 27017]

/**
 * At least 150 addresses that must be refused before a name is resolved or a connection made (THREATS S1, S3, S4). The
 * ones that name a port name `canaryPort` too, so that a listener there hears of a connection.
 */
export function hostileAddresses(canaryPort = 1): readonly HostileAddress[] {
  const literals = [...loopback, ...ipv4, ...ipv6]
  const withCanary = ['127.0.0.1', '[::1]', '2130706433', '[::ffff:127.0.0.1]', 'localhost']
  return [
    ...literals.map((literal) => ({ row: 'S1' as const, address: `https://${literal}/` })),
    ...withCanary.flatMap((name) => [
      { row: 'S1' as const, address: `https://${name}:${canaryPort}/` },
      { row: 'S1' as const, address: `http://${name}:${canaryPort}/` },
    ]),
    ...schemes.map((address) => ({ row: 'S3' as const, address })),
    ...spellings.map((address) => ({ row: 'S4' as const, address })),
    ...ports.flatMap((port) => [
      { row: 'S4' as const, address: `https://${host}:${port}/` },
      { row: 'S4' as const, address: `https://127.0.0.1:${port}/` },
    ]),
  ]
}
