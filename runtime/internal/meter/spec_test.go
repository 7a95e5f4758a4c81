package meter

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"

	"github.com/sandpiper-checks/sandpiper/runtime/wasm"
)

// The official tests of the specification, as wazero's Go module carries them:
// scripts (.json) of commands on modules (.wasm).

var suites = []string{"v1", "v2", "tail-call", "exception-handling"}

// specDir is where wazero keeps them.
var specDir = sync.OnceValues(func() (string, error) {
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/tetratelabs/wazero").Output()
	if err != nil {
		return "", fmt.Errorf("finding wazero's module: %w", err)
	}
	return filepath.Join(strings.TrimSpace(string(out)), "internal", "integration_test", "spectest"), nil
})

func inSpec(t testing.TB, path ...string) string {
	t.Helper()
	dir, err := specDir()
	if err != nil {
		t.Fatal(err)
	}
	return filepath.Join(append([]string{dir}, path...)...)
}

type command struct {
	Type     string
	Line     int
	Name, As string // of a module, and what it is registered as
	Filename string
	Text     string // what the trap says
	Action   action
	Expected []value
}

type action struct {
	Type, Module, Field string
	Args                []value
}

type value struct {
	Type  string
	Lane  string `json:"lane_type"`
	Value any    // a string, several for a vector, none for any reference
}

// script is a script with the folder that it stands in.
type script struct {
	suite, name string
	commands    []command
}

func scripts(t testing.TB) (all []script) {
	t.Helper()
	for _, suite := range suites {
		paths, err := filepath.Glob(inSpec(t, suite, "testdata", "*.json"))
		if err != nil || len(paths) == 0 {
			t.Fatalf("suite %s has no scripts: %v", suite, err)
		}
		for _, path := range paths {
			b, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			s := script{suite: suite, name: strings.TrimSuffix(filepath.Base(path), ".json")}
			var parsed struct{ Commands []command }
			if err := json.Unmarshal(b, &parsed); err != nil {
				t.Fatalf("reading %s: %v", path, err)
			}
			s.commands = parsed.Commands
			all = append(all, s)
		}
	}
	return all
}

// module reads the binary of a command.
func (s *script) module(t testing.TB, c *command) []byte {
	t.Helper()
	b, err := os.ReadFile(inSpec(t, s.suite, "testdata", c.Filename))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// at names a module or, by its line, any other command.
func (s *script) at(c *command) string {
	if c.Type == "module" {
		return s.suite + "/" + c.Filename
	}
	return fmt.Sprintf("%s/%s:%d", s.suite, s.name, c.Line)
}

// notMetered lists the modules that are refused, with what the refusal says.
// Commands on them are left out.
var notMetered = map[string]string{
	"exception-handling/tag.4.wasm": "garbage collection is not supported",
	"exception-handling/tag.5.wasm": "garbage collection is not supported",
	"exception-handling/tag:49":     "garbage collection is not supported",
	"v2/table.6.wasm":               "cap table_max",
}

// failsUnmetered lists, with the reason, what does not hold on the original
// either.
var failsUnmetered = map[string]string{
	"exception-handling/try_table.13.wasm": "has typed function references, which the engine is not told to know",
}

func TestWhatHoldsOfTheSpecificationHoldsMetered(t *testing.T) {
	refused, failing := maps.Clone(notMetered), maps.Clone(failsUnmetered)
	assertions := 0
	for _, s := range scripts(t) {
		plain, counted := newStage(t, s.suite, false), newStage(t, s.suite, true)
		for i := range s.commands {
			c := &s.commands[i]
			if c.Type == "module" && i+1 < len(s.commands) && s.commands[i+1].Type == "register" {
				c.As = s.commands[i+1].As
			}
			tested, before := plain.run(t, &s, c)
			if !tested {
				continue
			}
			_, after := counted.run(t, &s, c)
			at := s.at(c)
			var refusal *refusedError
			switch _, listed := failing[at]; {
			case listed && before == nil:
				t.Errorf("%s is listed, yet it holds on the original", at)
			case listed:
				delete(failing, at)
			case errors.Is(before, errLeftOut):
			case before != nil:
				t.Errorf("%s: on the original: %v", at, before)
			case errors.As(after, &refusal):
				want, listed := refused[at]
				if !listed || !strings.Contains(after.Error(), want) {
					t.Errorf("%s: %v", at, after)
				}
				delete(refused, at)
			case errors.Is(after, errLeftOut):
			case after != nil:
				t.Errorf("%s: metered: %v", at, after)
			case c.Type != "module":
				assertions++
			}
		}
		plain.close()
		counted.close()
	}
	for at := range refused {
		t.Errorf("%s is listed as refused, and is not", at)
	}
	for at := range failing {
		t.Errorf("%s is listed, and does not exist", at)
	}
	t.Logf("%d assertions hold", assertions)
	if assertions < 60_000 {
		t.Errorf("only %d assertions were tested", assertions)
	}
}

// validMetered lists, with the reason, what is invalid but for the meter.
var validMetered = map[string]string{
	"v2/ref_func:113": "ref.func of the start function, which is now exported and hence declared",
}

// The reader leaves the types of operands to the engine. A module that is wrong
// about them must not become right by what is added.
func TestWhatIsInvalidStaysInvalidMetered(t *testing.T) {
	runtimes := map[string]wazero.Runtime{"v1": newRuntimeWith(t, api.CoreFeaturesV1)}
	tested, listed := 0, maps.Clone(validMetered)
	for _, s := range scripts(t) {
		if runtimes[s.suite] == nil {
			runtimes[s.suite] = newRuntime(t)
		}
		for i := range s.commands {
			c := &s.commands[i]
			if c.Type != "assert_invalid" || !strings.HasSuffix(c.Filename, ".wasm") {
				continue
			}
			m, err := wasm.ReadWithin(s.module(t, c), wasm.HardCaps())
			if err != nil {
				continue
			}
			tested++
			out, err := rewrite(m, true)
			if err != nil {
				t.Errorf("%s: %v", s.at(c), err)
				continue
			}
			taken := compiles(t, runtimes[s.suite], out) == nil
			if listed[s.at(c)] != "" && taken {
				delete(listed, s.at(c))
			} else if taken {
				t.Errorf("%s is taken by the engine; it must not, because: %s", s.at(c), c.Text)
			}
		}
	}
	for at := range listed {
		t.Errorf("%s is listed, and stays invalid", at)
	}
	if t.Logf("%d modules stay invalid", tested); tested < 2500 {
		t.Errorf("only %d modules were tested", tested)
	}
}

// stage is where a script is performed.
type stage struct {
	metered bool
	runtime wazero.Runtime
	ctx     context.Context
	host    host
	named   map[string]api.Module
	last    api.Module // nil after a module that was refused
	all     []api.Module
}

func newStage(t *testing.T, suite string, metered bool) *stage {
	t.Helper()
	s := &stage{metered: metered, named: map[string]api.Module{}, host: host{slice: slice, budget: 1 << 40}}
	if s.runtime = newRuntime(t); suite == "v1" {
		s.runtime = newRuntimeWith(t, api.CoreFeaturesV1)
	}
	s.ctx = context.WithValue(t.Context(), hostKey{}, &s.host)
	b, err := os.ReadFile(inSpec(t, "testdata", "spectest.wasm"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.runtime.InstantiateWithConfig(s.ctx, b, wazero.NewModuleConfig().WithName("spectest")); err != nil {
		t.Fatal(err)
	}
	return s
}

func (s *stage) close() { s.runtime.Close(context.Background()) }

type refusedError struct{ error }

var errLeftOut = errors.New("the module was refused")

// run performs a command. It returns whether the command asserts anything that
// concerns a rewriter, and an error if that does not hold.
func (s *stage) run(t *testing.T, of *script, c *command) (tested bool, err error) {
	t.Helper()
	switch c.Type {
	case "module":
		s.last, err = s.instantiate(of.module(t, c), c.As)
		if c.Name != "" {
			s.named[c.Name] = s.last
		}
		return true, err
	case "assert_unlinkable", "assert_uninstantiable":
		if !strings.HasSuffix(c.Filename, ".wasm") {
			return false, nil
		}
		return true, s.fails(of.module(t, c), c.Text)
	case "action", "assert_return", "assert_trap", "assert_exception", "assert_exhaustion":
		m := s.last
		if c.Action.Module != "" {
			m = s.named[c.Action.Module]
		}
		if m == nil {
			return true, errLeftOut
		}
		return true, s.act(m, c)
	}
	return false, nil // what is malformed or invalid is never rewritten
}

// instantiate makes a module of a binary and runs its start function.
func (s *stage) instantiate(b []byte, name string) (api.Module, error) {
	if s.metered {
		m, err := wasm.ReadWithin(b, wasm.HardCaps())
		if err == nil {
			b, err = rewrite(m, true)
		}
		if err != nil {
			return nil, &refusedError{err}
		}
	}
	config := wazero.NewModuleConfig().WithName(name).WithStartFunctions()
	m, err := s.runtime.InstantiateWithConfig(s.ctx, b, config)
	if err != nil {
		return nil, err
	}
	s.all = append(s.all, m)
	if start := m.ExportedFunction(Start); start != nil {
		if _, err := start.Call(s.ctx); err != nil {
			s.surface()
			return nil, err
		}
	}
	return m, nil
}

// fails holds that a module cannot be instantiated.
func (s *stage) fails(b []byte, text string) error {
	_, err := s.instantiate(b, "")
	if refusal := (*refusedError)(nil); errors.As(err, &refusal) {
		return err
	}
	// The engine lets modules live whose table segments do not fit.
	if err == nil && text != "out of bounds table access" {
		return fmt.Errorf("it is instantiated; want: %s", text)
	}
	return nil
}

// surface sets the depth of all modules to what it is when none is running,
// which a trap does not.
func (s *stage) surface() {
	for _, m := range s.all {
		if g := m.ExportedGlobal(Used); g != nil {
			g.(api.MutableGlobal).Set(0)
		}
	}
}

func (s *stage) act(m api.Module, c *command) error {
	if c.Action.Type == "get" {
		g := m.ExportedGlobal(c.Action.Field)
		if g == nil {
			return fmt.Errorf("no global is %q", c.Action.Field)
		}
		return compare([]uint64{g.Get()}, c.Expected)
	}
	var args []uint64
	for _, a := range c.Action.Args {
		args = append(args, a.bits()...)
	}
	f := m.ExportedFunction(c.Action.Field)
	if f == nil {
		return fmt.Errorf("no function is %q", c.Action.Field)
	}
	got, err := f.Call(s.ctx, args...)
	if err != nil {
		defer s.surface()
	}
	switch c.Type {
	case "assert_trap", "assert_exception":
		return trapped(err, c)
	case "assert_exhaustion":
		return s.exhausted(m, err)
	}
	if err != nil {
		return err
	}
	return compare(got, c.Expected)
}

// exhausted holds that the stack was used up: as the engine sees it or, in a
// metered module, as its own count does.
func (s *stage) exhausted(m api.Module, err error) error {
	want := "stack overflow"
	if s.metered {
		want = "unreachable"
		if used := int32(m.ExportedGlobal(Used).Get()); used != -1 {
			return fmt.Errorf("the depth is %d after: %w", used, err)
		}
	}
	if err == nil || !strings.Contains(err.Error(), want) {
		return fmt.Errorf("got %w, want %s", orNothing(err), want)
	}
	return nil
}

var errNothing = errors.New("nothing")

func orNothing(err error) error { return cmp.Or(err, errNothing) }

// traps says what the engine calls a trap, where scripts use other words.
var traps = map[string]string{
	"undefined":                     "invalid table access",
	"undefined element":             "invalid table access",
	"uninitialized":                 "invalid table access",
	"out of bounds table access":    "invalid table access",
	"indirect call":                 "indirect call type mismatch",
	"null function":                 "null reference",
	"null":                          "null reference",
	"":                              "uncaught exception",
	"unknown exception":             "uncaught exception",
	"uninitialized element":         "invalid table access",
	"invalid conversion to integer": "invalid conversion to integer",
}

func trapped(err error, c *command) error {
	want, known := traps[strings.TrimRight(c.Text, " 0123456789")]
	if !known {
		want = c.Text
	}
	if err == nil || !strings.Contains(err.Error(), want) {
		return fmt.Errorf("got %w, want %s", orNothing(err), want)
	}
	return nil
}

// bits returns a value as the engine passes it. A NaN that is a pattern is 0.
func (v value) bits() []uint64 {
	lanes, vector := v.Value.([]any)
	if !vector {
		return []uint64{number64(v.Type, v.Value)}
	}
	width := laneWidth(v.Lane)
	bits := make([]uint64, 2)
	for i, lane := range lanes {
		at := i * width
		bits[at/64] |= number64(v.Lane, lane) & (math.MaxUint64 >> (64 - width)) << (at % 64)
	}
	return bits
}

func laneWidth(lane string) int {
	width, err := strconv.Atoi(lane[1:])
	if err != nil {
		panic("BUG: lane type " + lane)
	}
	return width
}

func number64(kind string, v any) uint64 {
	s, ok := v.(string)
	if !ok || s == "null" || strings.HasPrefix(s, "nan:") {
		return 0
	}
	n, err := strconv.ParseUint(s, 10, 64)
	if err != nil {
		signed, err := strconv.ParseInt(s, 10, 64)
		if err != nil {
			panic("BUG: no number is " + s)
		}
		n = uint64(signed)
	}
	switch kind {
	case "i32":
		return uint64(uint32(n))
	case "externref":
		return n + 1 // 0 is null
	}
	return n
}

func compare(got []uint64, expected []value) error {
	for i, want := range expected {
		bits := want.bits()
		if len(got) < len(bits) {
			return fmt.Errorf("result %d is missing", i)
		}
		if !want.is(got[:len(bits)]) {
			return fmt.Errorf("result %d is %#x, want %v of %s %s", i, got[:len(bits)], want.Value, want.Type, want.Lane)
		}
		got = got[len(bits):]
	}
	if len(got) > 0 {
		return fmt.Errorf("%d results too many", len(got))
	}
	return nil
}

func (v value) is(got []uint64) bool {
	lanes, vector := v.Value.([]any)
	if !vector {
		_, definite := v.Value.(string)
		return !definite || scalarIs(v.Type, v.Value, got[0])
	}
	width := laneWidth(v.Lane)
	for i, lane := range lanes {
		at := i * width
		if !scalarIs(v.Lane, lane, got[at/64]>>(at%64)&(math.MaxUint64>>(64-width))) {
			return false
		}
	}
	return true
}

func scalarIs(kind string, want any, got uint64) bool {
	quiet, sign := uint64(0x7ff8000000000000), uint64(1)<<63
	if strings.HasSuffix(kind, "32") {
		quiet, sign, got = 0x7fc00000, 1<<31, uint64(uint32(got)) // above may be anything
	}
	switch want {
	case "nan:canonical":
		return got&^sign == quiet
	case "nan:arithmetic":
		return got&quiet == quiet
	}
	if strings.HasPrefix(kind, "i") {
		width := laneWidth(kind)
		return number64(kind, want)&(math.MaxUint64>>(64-width)) == got
	}
	return number64(kind, want) == got
}
