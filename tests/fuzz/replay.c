/* replay.c: run a fuzz target without libFuzzer: replay [--keep FAULT] [--mutations N] FILE…
 *
 * Runs the target over each file as it is, and over mutations of each, N in all. The same files give the same mutations
 * always, so a fault is found again by the same command, with --keep: FAULT then holds the input that ended it. */

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { SIZE_MOST = 65536 };

/* Marsaglia's xorshift, from a fixed seed. */
static uint32_t random_below(uint64_t *state, size_t limit)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return (uint32_t)((*state >> 32) % (limit ? limit : 1));
}

static size_t read_file(const char *path, uint8_t *data)
{
	FILE *file = fopen(path, "rb");
	if (!file) {
		perror(path);
		exit(2);
	}
	size_t size = fread(data, 1, SIZE_MOST, file);
	fclose(file);
	return size;
}

static void keep(const char *path, const uint8_t *data, size_t size)
{
	FILE *file = fopen(path, "wb");
	if (!file || fwrite(data, 1, size, file) != size || fclose(file) != 0) {
		perror(path);
		exit(2);
	}
}

/* The copy has just the size of the input, so that a sanitizer sees each byte read beyond it. */
static void run(const uint8_t *data, size_t size, const char *kept)
{
	uint8_t *copy = malloc(size ? size : 1);
	if (!copy)
		exit(2);
	memcpy(copy, data, size);
	if (kept)
		keep(kept, data, size);
	LLVMFuzzerTestOneInput(copy, size);
	free(copy);
}

/* Change, double or take out some bytes of DATA; its new size. */
static size_t mutate(uint8_t *data, size_t size, uint64_t *state)
{
	static const char special[] = "\n\r\t \"'\\<>&{}[]()|*_`#:-%\0\xff\xc5\xe2\x80";
	for (uint32_t count = 1 + random_below(state, 6); count > 0 && size > 0; count--) {
		size_t at = random_below(state, size), length = 1 + random_below(state, 32);
		if (length > size - at)
			length = size - at;
		switch (random_below(state, 4)) {
		case 0:
			data[at] = (uint8_t)random_below(state, 256);
			break;
		case 1:
			data[at] = (uint8_t)special[random_below(state, sizeof special - 1)];
			break;
		case 2:
			memmove(data + at, data + at + length, size - at - length);
			size -= length;
			break;
		default:
			if (size + length <= SIZE_MOST) {
				memmove(data + at + length, data + at, size - at);
				size += length;
			}
			break;
		}
	}
	return size;
}

int main(int argument_count, char **arguments)
{
	static uint8_t original[SIZE_MOST], data[SIZE_MOST];
	uint64_t state = UINT64_C(0x9e3779b97f4a7c15);
	unsigned long mutations = 0;
	const char *kept = NULL;
	int first = 1;
	for (; first + 1 < argument_count && arguments[first][0] == '-'; first += 2)
		if (strcmp(arguments[first], "--keep") == 0)
			kept = arguments[first + 1];
		else
			mutations = strtoul(arguments[first + 1], NULL, 10);
	for (int i = first; i < argument_count; i++) {
		size_t size = read_file(arguments[i], original);
		run(original, size, kept);
		for (unsigned long m = 0; m < mutations / (unsigned long)(argument_count - first); m++) {
			memcpy(data, original, size);
			run(data, mutate(data, size, &state), kept);
		}
	}
	return 0;
}
