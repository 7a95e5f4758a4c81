package forwarder

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// JSONL is the output of JSON lines to a file, which it alone writes, or to a
// stream such as standard output. Whoever reads finds whole lines: what a write
// left half done is taken back, or where that cannot be, its line is ended
// before the next begins.
//
// A file that was moved or removed, as by a rotation of logs, is made anew. A
// reader of the stream that does not read holds this output up, and no other.
type JSONL struct {
	path   string    // of the file; empty for a stream
	stream io.Writer // nil for a file
	file   *os.File  // nil until it is open

	ragged bool   // the last line has no end
	last   []byte // the body of which some lines are written, done bytes of it
	done   int
}

// NewJSONLFile returns the output to the file at path. The file is opened when
// there is something to write, so that one that cannot be opened yet does not
// stop the agent.
func NewJSONLFile(path string) *JSONL { return &JSONL{path: path} }

// NewJSONLStream returns the output to w, which it does not close.
func NewJSONLStream(w io.Writer) *JSONL { return &JSONL{stream: w} }

// Kind is its name in the configuration.
func (j *JSONL) Kind() string { return "jsonl" }

// Place is the file's path.
func (j *JSONL) Place() string { return cmp.Or(j.path, "-") }

// Send implements [Output].
func (j *JSONL) Send(_ context.Context, data []byte) error {
	w := j.stream
	if j.path != "" {
		if err := j.open(); err != nil {
			return j.failed(err)
		}
		w = j.file
	}
	skip := 0
	if bytes.Equal(j.last, data) {
		skip = j.done
	}
	rest := data[skip:]
	if j.ragged {
		rest = append([]byte("\n"), rest...)
	}
	n, err := w.Write(rest)
	if err == nil {
		j.ragged, j.last, j.done = false, nil, 0
		return nil
	}
	if !j.takeBack(n) {
		if j.ragged && n > 0 {
			j.ragged = false
			n--
		}
		j.begun(data, skip+n)
	}
	_ = j.Close() // opened anew for the next try; the write's own error says more
	return j.failed(err)
}

// begun notes that n bytes of a body are written for good.
func (j *JSONL) begun(data []byte, n int) {
	whole := bytes.LastIndexByte(data[:n], '\n') + 1
	j.ragged = j.ragged || n > whole
	if n > whole && data[n] == '\n' {
		whole = n + 1 // only the end of this line is missing, and that comes next
	}
	j.last, j.done = bytes.Clone(data), whole
}

// open opens the file unless it is open and still the one at the path.
func (j *JSONL) open() error {
	if j.file != nil {
		there, err := os.Stat(j.path)
		if ours, oursErr := j.file.Stat(); err == nil && oursErr == nil && os.SameFile(there, ours) {
			return nil
		}
		if err := j.Close(); err != nil {
			return err
		}
		j.last, j.done = nil, 0 // what was begun stands in another file
	}
	file, err := os.OpenFile(j.path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o640)
	if err != nil {
		return err
	}
	j.file, j.ragged = file, endsRagged(j.path)
	return nil
}

// endsRagged says that the file's last line has no end, which a crash or a full
// disk leaves. What cannot be read is taken to be in order.
func endsRagged(path string) bool {
	info, err := os.Stat(path)
	if err != nil || !info.Mode().IsRegular() || info.Size() == 0 {
		return false
	}
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	var end [1]byte
	_, err = f.ReadAt(end[:], info.Size()-1)
	return err == nil && end[0] != '\n'
}

// takeBack removes the last n bytes that were written, and says whether it
// could.
func (j *JSONL) takeBack(n int) bool {
	if n == 0 {
		return true
	}
	if j.file == nil {
		return false
	}
	info, err := j.file.Stat()
	return err == nil && info.Mode().IsRegular() && j.file.Truncate(info.Size()-int64(n)) == nil
}

// Close closes the file; a later Send opens it again.
func (j *JSONL) Close() error {
	if j.file == nil {
		return nil
	}
	file := j.file
	j.file = nil
	return file.Close()
}

// failed says what was attempted and what the operator can do.
func (j *JSONL) failed(err error) error {
	if j.path == "" {
		return &Error{Err: fmt.Errorf("writing lines to the stream: %w", err)}
	}
	if at := (*fs.PathError)(nil); errors.As(err, &at) {
		err = at.Err // the path is said once
	}
	e := &Error{Err: fmt.Errorf("writing lines to %s: %w", j.path, err)}
	folder := filepath.Dir(j.path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		e.Hint = "create the folder " + folder + ", or change path of the jsonl output"
	case errors.Is(err, fs.ErrPermission):
		e.Hint = "let the agent's user write to " + folder + ", or change path of the jsonl output"
	case errors.Is(err, syscall.ENOSPC):
		e.Hint = "the disk of " + folder + " is full"
	case errors.Is(err, syscall.EISDIR):
		e.Hint = "path of the jsonl output names a folder; name a file in it"
	}
	return e
}
