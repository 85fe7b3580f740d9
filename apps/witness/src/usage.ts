/** `assay-witness --help`. */
export const usage = `assay-witness - cosign the checkpoints of transparency logs that only grow

Usage:
  assay-witness --data FOLDER --port N [--host ADDRESS] [--name NAME]
  assay-witness add-log --data FOLDER --key KEY [--origin ORIGIN]

The first start makes a key in FOLDER. When it is ready it prints one line of JSON,
{"url", "name", "key"}, and runs until SIGTERM. It watches the logs of FOLDER/logs.json,
which is read again when it changes and on SIGHUP.

Options:
  --data FOLDER    where key, logs, state and evidence are kept
  --port N         the port; 0 for any that is free
  --host ADDRESS   the address to listen on; 127.0.0.1 if not given
  --name NAME      name of the witness, such as witness.example/w1; fixed by the first start
  --key KEY        verifier key of a log: name+id+key
  --origin ORIGIN  origin of the log; it has to be the name of its key
  --help           show this

Exit code: 0 after SIGTERM; 2 wrong usage, or a folder, a file or a port that cannot be used.
`
