/* findings_record.h: findings as bytes, for the state. */

#ifndef LOCALIZE_COMMANDS_FINDINGS_RECORD_H
#define LOCALIZE_COMMANDS_FINDINGS_RECORD_H

#include "base/buffer.h"
#include "checks/consistency.h"

/* What the checks of a catalog gave: FINDINGS, and the ENTRIES to be compared with other catalogs'. */
void findings_write(const struct findings *findings, const struct consistency_entries *entries, struct buffer *out);

/* The same of RECORD, of the catalog FILE, appended to FINDINGS and ENTRIES; texts point into RECORD. False if it is no
 * such record. */
bool findings_read(struct slice record, const char *file, struct findings *findings, struct consistency_entries *entries);

#endif
