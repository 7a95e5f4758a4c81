package runtime

import (
	"bytes"
	"fmt"
	"log/slog"
	"slices"

	abi "github.com/sandpiper-checks/sandpiper/abi/v1"
	"github.com/sandpiper-checks/sandpiper/check"
)

// journal is what a run has to say in words: the check's own log lines,
// warnings and captured output, and what the host refused.
type journal struct {
	logs     []check.Log
	warnings []string
	refused  []check.Refused
	noted    []check.Refused
	denied   []denial
	changes  int // what was noted or refused so far
	bytes    int // of logs and warnings, against the limit

	// pending is standard output and error since the last line feed.
	pending [2][]byte
}

// denial is a server or file that the instance may not have.
type denial struct {
	check.Refused
	was     string // not reached, not read
	warning string
}

// levels are the levels of the ABI; critical has none of its own in slog.
var levels = [...]slog.Level{
	abi.LevelDebug: slog.LevelDebug, abi.LevelInfo: slog.LevelInfo, abi.LevelWarning: slog.LevelWarn,
	abi.LevelError: slog.LevelError, abi.LevelCritical: slog.LevelError + 4,
}

func (r *run) log(level int32, message []byte) reply {
	if level < 0 || int(level) >= len(levels) {
		return r.refuse(abi.BadValue, "level %d is unknown", level)
	}
	text, ok := r.text(message)
	if !ok {
		return r.refuse(abi.BadString, "the message is not UTF-8")
	}
	if !r.afford(len(text)) {
		return r.reject(abi.Quota, overLog, "log")
	}
	r.write(levels[level], text)
	return reply(abi.OK)
}

func (r *run) write(level slog.Level, text string) {
	r.journal.logs = append(r.journal.logs, check.Log{At: r.Now(), Level: level, Message: text})
}

func (r *run) warning(message []byte) reply {
	text, ok := r.text(message)
	if !ok {
		return r.refuse(abi.BadString, "the message is not UTF-8")
	}
	if !r.afford(len(text)) {
		return r.reject(abi.Quota, overLog, "warning")
	}
	r.journal.warnings = append(r.journal.warnings, text)
	return reply(abi.OK)
}

// afford charges n bytes and a little for the line itself.
func (r *run) afford(n int) bool {
	const perLine = 64
	if r.journal.bytes+n+perLine > r.limits.LogBytes {
		return false
	}
	r.journal.bytes += n + perLine
	return true
}

// charge takes n bytes, and a little for the value itself, off what the run
// may report in all.
func (r *run) charge(n int) bool {
	const perValue = 64
	if r.reported+n+perValue > r.limits.ReportBytes {
		return false
	}
	r.reported += n + perValue
	return true
}

// total is the size of a list of texts.
func total(texts [][]byte) (n int) {
	for _, text := range texts {
		n += len(text)
	}
	return n
}

// Output takes what the guest wrote to standard output (1) or error (2), line
// by line, as log lines; what is too long for a line is cut. Where a line is not
// taken, the rest is not looked at: millions of lines fit into what is cheap to
// write.
func (r *run) Output(fd int, b []byte) {
	pending := &r.journal.pending[fd-1]
	for len(b) > 0 {
		line, rest, ended := bytes.Cut(b, []byte("\n"))
		line = line[:min(len(line), abi.MaxTextBytes-len(*pending))]
		*pending = append(*pending, line...)
		if (ended || len(*pending) == abi.MaxTextBytes) && !r.flushOutput(fd) {
			return
		}
		b = rest
	}
}

// flushOutput takes what is pending as a line, or says that it was refused.
func (r *run) flushOutput(fd int) (taken bool) {
	pending := &r.journal.pending[fd-1]
	text := r.anyText(*pending)
	*pending = (*pending)[:0]
	if !r.afford(len(text)) {
		r.journal.reject(overLog, "output")
		return false
	}
	r.write([...]slog.Level{1: slog.LevelInfo, 2: slog.LevelWarn}[fd], text)
	return true
}

// endOutput takes what was written without a last line feed.
func (r *run) endOutput() {
	for fd := 1; fd <= 2; fd++ {
		if len(r.journal.pending[fd-1]) > 0 {
			r.flushOutput(fd)
		}
	}
}

// reject counts a submission that was not taken.
func (j *journal) reject(cause, key string) { j.count(&j.refused, cause, key) }

// note counts a submission that was changed on its way.
func (j *journal) note(cause, key string) { j.count(&j.noted, cause, key) }

// maxDenials is how many servers and files are told apart.
const maxDenials = 10

// deny counts a server or file, by its name, that the instance may not have.
// Each has its warning.
func (j *journal) deny(d denial) {
	i := slices.IndexFunc(j.denied, func(other denial) bool { return other.Key == d.Key && other.Cause == d.Cause })
	switch {
	case i >= 0:
	case len(j.denied) < maxDenials:
		j.denied = append(j.denied, d)
		i = len(j.denied) - 1
	default:
		j.reject("more that is not allowed", d.Key)
		return
	}
	j.denied[i].Count++
}

func (j *journal) count(list *[]check.Refused, cause, key string) {
	j.changes++
	i := slices.IndexFunc(*list, func(r check.Refused) bool { return r.Cause == cause })
	if i < 0 {
		*list = append(*list, check.Refused{Cause: cause, Key: display([]byte(key))}) // a text may be long
		i = len(*list) - 1
	}
	(*list)[i].Count++
}

// allRefused are the submissions, servers and files that were refused.
func (j *journal) allRefused() []check.Refused {
	refused := j.refused
	for _, d := range j.denied {
		refused = append(refused, d.Refused)
	}
	return refused
}

// allWarnings are the check's own, then one for each cause of the host's.
func (j *journal) allWarnings(limits *check.Limits) []string {
	warnings := j.warnings
	for _, d := range j.denied {
		warnings = append(warnings, fmt.Sprintf("%s, %s: %s", d.was, times(d.Count), d.warning))
	}
	for _, r := range j.refused {
		warnings = append(warnings, fmt.Sprintf("not taken, %s: %s (first: %q)%s", times(r.Count), r.Cause, r.Key, quotaText(r.Cause, limits)))
	}
	for _, r := range j.noted {
		warnings = append(warnings, fmt.Sprintf("changed, %s: %s (first: %q)", times(r.Count), r.Cause, r.Key))
	}
	return warnings
}

func times(n int) string {
	if n == 1 {
		return "once"
	}
	return fmt.Sprintf("%d times", n)
}
