// Package testkit holds what a host of the check ABI must do, as data: vectors,
// one rule a file, each with the calls of a guest and what must come of them.
// Nothing but Go is needed: a vector is assembled into a real module.
//
// A file begins with a header, one field a line:
//
//	comment: the rule, in one sentence
//	expect:  how each run ends: ok, warning or "fault REASON", comma between runs
//	limits:  limits of the run, as in samples=2 wall=50ms
//	config, init_config: JSON objects; without them the sections are empty
//	state:   what earlier runs have kept, a JSON object of texts
//	service, empty_default_hostname: as the instance configures them
//
// Only the first two are required. After an empty line come the calls, in
// order, one a line, each with what it must return:
//
//	gauge("hello.world", 1, ["a:b"], "", "", 0) -> ok
//	init: metric(0, "m", [], "", "") -> 0
//	submit([<0 0 1.5>, <1 0 nan>]) -> bad_handle
//	config(0, buf(8)) -> 13 ""
//	gauge(raw(end, 1), 1, [], "", "", 0) -> fault
//	return 3
//	next run
//
// Texts are Go's, "a\n" or `{"a": 1}`, repeated by * and joined by +, as in
// "x"*1024+"é"; lists are in brackets and may be repeated too; a record is in
// angle brackets; nan, inf, start and stop are numbers. buf(n) is a buffer of
// n bytes. raw(p, n) is that pointer and that length, and end, end-1 … are
// counted from the end of the memory. Texts and records lie at odd addresses.
//
// What is returned is a number, the name of a status, fault, where the call
// must not come back, or nothing, where it does not matter. A text after it is
// what the buffer must hold: that and, from its end on, not a byte that was
// not there before.
//
// Further lines are init: before a call that _initialize makes; next run, which
// begins a fresh guest of the same instance; remarks, after #; and as the last
// of a run, which otherwise returns 0, return N, exit N (proc_exit), trap
// (unreachable), loop (for ever) and starve (for want of memory).
//
// After a line --- follows the transcript: what the results hold, one thing a
// line, runs apart by "next run". In it the hostname of the agent and times
// that are now are left out.
//
// The host says of itself what the constants below say. $URL and the other
// places of [Server] stand for the addresses of the servers that a vector
// talks to.
package testkit

import (
	"embed"
	"fmt"
	"slices"
	"strings"
)

// What a host under test says of itself and of the instance.
const (
	Hostname = "host.example"
	Version  = "1.2.3"
	Check    = "testkit"
	Instance = "testkit:1"
	// Now is the time of day during each run, in Unix seconds.
	Now = 1_000_000_000
)

//go:embed *.txt
var files embed.FS

// Vector is one rule: runs of one instance, and what must come of them.
type Vector struct {
	Name    string
	Comment string
	Expect  []string // of each run
	Limits  []Limit
	// Config and InitConfig are the sections of the configuration; empty: none.
	Config, InitConfig string
	State              map[string]string

	Service              string
	EmptyDefaultHostname bool

	Runs       []Run
	Transcript string
	Text       string // the whole file
}

// Limit is a limit of the run by its name, such as samples or http_body_bytes.
type Limit struct{ Name, Value string }

// Run is what one guest does.
type Run struct {
	Init, Calls []Call
	End         End
}

// End is how a run ends.
type End struct {
	Word string // return, exit, trap, loop or starve
	Code int32
}

// Call is one call, and what must come of it.
type Call struct {
	Line     int // in the file
	Function string
	Args     []Arg
	// Status is the name of the status that must be returned, Value the
	// number. Fault says that the call must not return. Any says that it
	// may return what it wants.
	Status string
	Value  int32
	Fault  bool
	Any    bool
	// Buffer is what the call's buffer must hold; nil: anything.
	Buffer *string
}

// Vectors returns the vectors of the files, by name, with every key of places
// replaced by its value.
func Vectors(places map[string]string) ([]Vector, error) {
	entries, err := files.ReadDir(".")
	if err != nil {
		return nil, err
	}
	var pairs []string
	for place, value := range places {
		pairs = append(pairs, place, value)
	}
	replacer := strings.NewReplacer(pairs...)
	var vectors []Vector
	for _, entry := range entries {
		b, err := files.ReadFile(entry.Name())
		if err != nil {
			return nil, err
		}
		v, err := Parse(strings.TrimSuffix(entry.Name(), ".txt"), replacer.Replace(string(b)))
		if err != nil {
			return nil, err
		}
		vectors = append(vectors, v)
	}
	return vectors, nil
}

// mismatch marks what check_run returns when a call did not answer as it must:
// the mark, whether it is the buffer that differs, the line, the answer.
//
//	31  30  29      28           16 15            0
//	| 0 | 1 | buffer |    line     | answer, low 16 |
const (
	mismatch       = 1 << 30
	mismatchBuffer = 1 << 29
	maxLine        = 1<<13 - 1
)

// Mismatch says in words which call answered otherwise than it must, where the
// number that check_run returned tells that.
func Mismatch(code int32) (says string, ok bool) {
	if code < 0 || code&mismatch == 0 {
		return "", false
	}
	line, answer := code>>16&maxLine, int16(code)
	if code&mismatchBuffer != 0 {
		return fmt.Sprintf("line %d: the buffer does not hold what it must", line), true
	}
	return fmt.Sprintf("line %d: returned %s", line, answerName(int32(answer))), true
}

func answerName(answer int32) string {
	if name, ok := statusNames()[answer]; ok && answer < 0 {
		return name
	}
	return fmt.Sprint(answer)
}

// Calls are all calls of the vector.
func (v *Vector) Calls() []Call {
	var calls []Call
	for _, r := range v.Runs {
		calls = slices.Concat(calls, r.Init, r.Calls)
	}
	return calls
}
