/* replay.c: run a fuzz target without libFuzzer: replay [--mutations N] FILE…
 *
 * Runs the target over each file as it is, and then over N mutations in all of the files. The same files give the same
 * mutations always, so a fault is found again by the same command; its input is kept as fault.bin before each run that
 * may end the process. */

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

static void keep(const uint8_t *data, size_t size)
{
	FILE *file = fopen("fault.bin", "wb");
	if (file) {
		fwrite(data, 1, size, file);
		fclose(file);
	}
}

/* The copy has just the size of the input, so that a sanitizer sees each byte read beyond it. */
static void run(const uint8_t *data, size_t size)
{
	uint8_t *copy = malloc(size ? size : 1);
	if (!copy)
		exit(2);
	memcpy(copy, data, size);
	keep(data, size);
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
	int first = 1;
	if (argument_count > 2 && strcmp(arguments[1], "--mutations") == 0) {
		mutations = strtoul(arguments[2], NULL, 10);
		first = 3;
	}
	for (int i = first; i < argument_count; i++) {
		size_t size = read_file(arguments[i], original);
		run(original, size);
		for (unsigned long m = 0; m < mutations / (unsigned long)(argument_count - first); m++) {
			memcpy(data, original, size);
			run(data, mutate(data, size, &state));
		}
	}
	remove("fault.bin");
	return 0;
}
