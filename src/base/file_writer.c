#include "base/file_writer.h"

#include "base/buffer.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/message.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BLOCK = 1 << 16 };

static bool fail(const char *path, struct diagnostics *sink)
{
	if (errno == ENOENT)
		return file_fail(path, ENOENT, sink);
	diagnostics_error(sink, position_of_file(path), _("can't be written: %s"), strerror(errno));
	return false;
}

bool file_writer_open(struct file_writer *writer, const char *path, struct diagnostics *sink)
{
	*writer = (struct file_writer){ 0 };
	const char *slash = strrchr(path, '/');
	struct slice folder = slice_make(path, slash ? (size_t)(slash - path) : 0);
	struct buffer name = { 0 };
	if (folder.size) {
		buffer_append(&name, folder);
		bool made = file_make_folder(buffer_string(&name), sink);
		buffer_clear(&name);
		if (!made) {
			buffer_finish(&name);
			return false;
		}
	}
	buffer_finish(&name);
	struct stat old;
	writer->replaces = stat(path, &old) == 0;
	writer->mode = writer->replaces ? old.st_mode & 07777 : 0;
	writer->place = file_follow(path);
	int fd = writer->place ? file_open_beside(writer->place, writer->replaces ? 0600 : 0666, &writer->temporary) : -1;
	writer->stream = fd >= 0 ? fdopen(fd, "wb") : NULL;
	if (!writer->stream) {
		fail(path, sink);
		if (fd >= 0) {
			unlink(writer->temporary);
			close(fd);
		}
		free(writer->temporary);
		free(writer->place);
		return false;
	}
	writer->path = slice_to_string(slice_from(path));
	return true;
}

/* What is remembered is that it failed; why, another try tells. */
void file_writer_find_fault(FILE *stream)
{
	errno = EIO;
	if (fputc('\0', stream) != EOF)
		fflush(stream);
}

bool file_writer_close(struct file_writer *writer, bool keep, struct diagnostics *sink)
{
	bool done = !ferror(writer->stream) && fflush(writer->stream) == 0;
	if (!done && keep)
		file_writer_find_fault(writer->stream);
	if (done && keep && writer->replaces)
		done = fchmod(fileno(writer->stream), writer->mode) == 0;
	if (done && keep)
		done = writer->quick || fsync(fileno(writer->stream)) == 0;
	/* The lock on the temporary file ends when it is closed, and must not before its name is free again. */
	if (done && keep)
		done = rename(writer->temporary, writer->place) == 0;
	if (!done && keep)
		fail(writer->path, sink);
	if (!done || !keep)
		unlink(writer->temporary);
	if (fclose(writer->stream) != 0 && done && keep)
		done = fail(writer->path, sink);
	free(writer->temporary);
	free(writer->place);
	free(writer->path);
	*writer = (struct file_writer){ 0 };
	return done || !keep;
}

bool file_copy(const char *from, const char *to, struct diagnostics *sink)
{
	FILE *source = fopen(from, "rb");
	if (!source) {
		diagnostics_error(sink, position_of_file(from), "%s", strerror(errno));
		return false;
	}
	struct file_writer writer;
	bool done = file_writer_open(&writer, to, sink);
	if (done) {
		char *block = memory_allocate(BLOCK);
		for (size_t got; (got = fread(block, 1, BLOCK, source)) > 0;)
			fwrite(block, 1, got, writer.stream);
		free(block);
		bool whole = !ferror(source);
		if (!whole)
			diagnostics_error(sink, position_of_file(from), "%s", strerror(errno));
		done = file_writer_close(&writer, whole, sink) && whole;
	}
	fclose(source);
	return done;
}

bool file_same(const char *a, const char *b)
{
	FILE *first = fopen(a, "rb"), *second = fopen(b, "rb");
	bool same = first && second;
	char *block = memory_allocate((size_t)2 * BLOCK);
	for (size_t got = 1; same && got;) {
		got = fread(block, 1, BLOCK, first);
		same = fread(block + BLOCK, 1, BLOCK, second) == got && memcmp(block, block + BLOCK, got) == 0;
	}
	same = same && !ferror(first) && !ferror(second);
	free(block);
	if (first)
		fclose(first);
	if (second)
		fclose(second);
	return same;
}
