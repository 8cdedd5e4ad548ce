/* json_output.h: JSON that is printed while it comes to be, in the form of json_dumpf with JSON_INDENT(2). */

#ifndef LOCALIZE_COMMANDS_JSON_OUTPUT_H
#define LOCALIZE_COMMANDS_JSON_OUTPUT_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

/* The name of a file, which need not be UTF-8, as JSON is: what is not becomes signs. The caller's. */
json_t *json_name(const char *name);

/* Print OBJECT, which this takes, as a value in DEPTH containers: its first line goes on the present one. */
void json_print_value(json_t *object, size_t depth);

/* The same, as an item of an array, the FIRST or a further one, on lines of its own. */
void json_print_item(json_t *object, size_t depth, bool first);

#endif
