package config

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"gopkg.in/yaml.v3"
)

const (
	maxFileBytes = 4 << 20
	// maxExpanded bounds what aliases and merge keys may make of a file: the
	// bytes of its JSON, and nodeCost for each node that is looked at.
	maxExpanded = 16 << 20
	nodeCost    = 16
	maxDepth    = 100 // of lists and mappings within each other
	maxProblems = 50  // of one file
)

// document is one text that settings stand in, and what is wrong with it. The
// text is a file, or the value of a variable or flag, which has no lines.
type document struct {
	file  string // as in Problem.File
	check string // as in Problem.Check
	lines []string
	root  *yaml.Node // nil when the text holds no value

	problems []Problem
	reported map[string]bool

	expanded, depth int
}

// newDocument returns the document of a text that is not parsed yet.
func newDocument(file, check string, text []byte) *document {
	return &document{
		file:     file,
		check:    check,
		lines:    strings.Split(oneBreak(string(text)), "\n"),
		reported: map[string]bool{},
	}
}

// oneBreak turns all that ends a line for YAML into newlines, so that lines
// count as its parser counts them.
func oneBreak(s string) string {
	return strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u0085", "\n", "\u2028", "\n", "\u2029", "\n").Replace(s)
}

// line returns a line by its number, empty when there is none.
func (d *document) line(n int) string {
	if n < 1 || n > len(d.lines) {
		return ""
	}
	return d.lines[n-1]
}

// readDocument reads and parses a YAML file. What is wrong with it, as far as
// its syntax goes, is in the document's problems. missing is what to do when it
// is not there.
func readDocument(path, check, missing string) *document {
	text, err := readText(path)
	d := newDocument(path, check, text)
	if err != nil {
		d.unreadable(err, missing)
		return d
	}
	d.parse(text)
	return d
}

// readText returns the text of a file as UTF-8 without a byte order mark. It
// opens regular files only: a pipe would block.
func readText(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if info.IsDir() {
		return nil, errors.New("it is a folder")
	}
	if !info.Mode().IsRegular() {
		return nil, errors.New("it is not a regular file")
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxFileBytes+1))
	if err != nil {
		return nil, err
	}
	if len(text) > maxFileBytes {
		return nil, fmt.Errorf("it is larger than %d MiB", maxFileBytes>>20)
	}
	return decodeText(text), nil
}

// decodeText drops the byte order mark that some editors of Windows write, and
// turns UTF-16, which others do, into UTF-8.
func decodeText(text []byte) []byte {
	s := string(text)
	if rest, ok := strings.CutPrefix(s, "\xef\xbb\xbf"); ok {
		return []byte(rest)
	}
	little := strings.HasPrefix(s, "\xff\xfe")
	if !little && !strings.HasPrefix(s, "\xfe\xff") {
		return text
	}
	units := make([]uint16, 0, len(text)/2)
	for i := 2; i+1 < len(text); i += 2 {
		high, low := text[i], text[i+1]
		if little {
			high, low = low, high
		}
		units = append(units, uint16(high)<<8|uint16(low))
	}
	return []byte(string(utf16.Decode(units)))
}

// cause is what went wrong with a file or folder, without its name, which the
// problem says already.
func cause(err error) string {
	if path := new(fs.PathError); errors.As(err, &path) {
		return path.Err.Error()
	}
	return err.Error()
}

func (d *document) unreadable(err error, missing string) {
	hint := ""
	switch {
	case errors.Is(err, fs.ErrPermission):
		hint = "the agent's user must be allowed to read it"
	case errors.Is(err, fs.ErrNotExist):
		hint = missing
	}
	d.at(Error, 0, 0, "cannot be read: "+cause(err), hint)
}

func (d *document) fail(n *yaml.Node, message, hint string) { d.report(Error, n, message, hint) }
func (d *document) warn(n *yaml.Node, message, hint string) { d.report(Warning, n, message, hint) }
func (d *document) note(n *yaml.Node, message, hint string) { d.report(Note, n, message, hint) }

func (d *document) report(s Severity, n *yaml.Node, message, hint string) {
	line, column := n.Line, n.Column
	if last := len(d.lines); line > last { // the parser adds a newline at the end
		line, column = last, 1+utf8.RuneCountInString(d.line(last))
	}
	d.at(s, line, column, message, hint)
}

// at adds a problem, once: an alias leads to the same mistake many times.
func (d *document) at(s Severity, line, column int, message, hint string) {
	p := Problem{Severity: s, Check: d.check, File: d.file, Line: line, Column: column, Message: message, Hint: hint}
	key := p.String()
	if d.reported[key] || len(d.problems) > maxProblems {
		return
	}
	d.reported[key] = true
	if len(d.problems) == maxProblems {
		d.problems = append(d.problems, Problem{
			Severity: s, Check: d.check, File: d.file,
			Message: fmt.Sprintf("there is more; only the first %d are shown", maxProblems),
		})
		return
	}
	p.Excerpt, p.caret = excerpt(d.line(line), column)
	d.problems = append(d.problems, p)
}

func (d *document) valid() bool { return !Errors(d.problems) }

// errorsOf returns how many errors a reader of the document reports.
func (d *document) errorsOf(read func()) int {
	before := len(d.problems)
	read()
	n := 0
	for _, p := range d.problems[before:] {
		if p.Severity == Error {
			n++
		}
	}
	return n
}

// sorted returns the problems in the order of the text.
func (d *document) sorted() []Problem {
	slices.SortStableFunc(d.problems, func(a, b Problem) int {
		if a.Line != b.Line {
			return a.Line - b.Line
		}
		return a.Column - b.Column
	})
	return d.problems
}
