import type { Migration } from 'kysely'
import * as m0001 from './0001_instance_and_people.ts'
import * as m0002 from './0002_program.ts'
import * as m0003 from './0003_credentials.ts'
import * as m0004 from './0004_row_level_security.ts'
import * as m0005 from './0005_identity.ts'
import * as m0006 from './0006_log_of_status_changes.ts'
import * as m0007 from './0007_frozen_version.ts'
import * as m0008 from './0008_one_key_one_use.ts'
import * as m0009 from './0009_change_of_master_key.ts'
import * as m0010 from './0010_recipients.ts'
import * as m0011 from './0011_bulk.ts'
import * as m0012 from './0012_roles.ts'
import * as m0013 from './0013_sign_in.ts'
import * as m0015 from './0015_clr.ts'
import * as m0016 from './0016_files.ts'
import * as m0017 from './0017_webhooks.ts'
import * as m0018 from './0018_way_out.ts'
import * as m0019 from './0019_directory.ts'
import * as m0020 from './0020_sharing.ts'
import * as m0021 from './0021_assignments.ts'
import * as m0022 from './0022_observation.ts'
import * as m0023 from './0023_looking_further.ts'
import * as m0024 from './0024_forms.ts'
import * as m0025 from './0025_leaving.ts'
import * as m0026 from './0026_shown_in_part.ts'
import * as m0027 from './0027_host.ts'
import * as m0028 from './0028_many_at_once.ts'
import * as m0029 from './0029_stored_when_signed.ts'

/** Every migration in order; a list and not a folder, because production runs from one bundle. */
export const migrations: Record<string, Migration> = {
  '0001_instance_and_people': m0001,
  '0002_program': m0002,
  '0003_credentials': m0003,
  '0004_row_level_security': m0004,
  '0005_identity': m0005,
  '0006_log_of_status_changes': m0006,
  '0007_frozen_version': m0007,
  '0008_one_key_one_use': m0008,
  '0009_change_of_master_key': m0009,
  '0010_recipients': m0010,
  '0011_bulk': m0011,
  '0012_roles': m0012,
  '0013_sign_in': m0013,
  '0015_clr': m0015,
  '0016_files': m0016,
  '0017_webhooks': m0017,
  '0018_way_out': m0018,
  '0019_directory': m0019,
  '0020_sharing': m0020,
  '0021_assignments': m0021,
  '0022_observation': m0022,
  '0023_looking_further': m0023,
  '0024_forms': m0024,
  '0025_leaving': m0025,
  '0026_shown_in_part': m0026,
  '0027_host': m0027,
  '0028_many_at_once': m0028,
  '0029_stored_when_signed': m0029,
}
