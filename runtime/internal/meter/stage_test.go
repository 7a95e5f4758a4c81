package meter

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"

	"github.com/sandpiper-checks/sandpiper/runtime/internal/spectest"
	"github.com/sandpiper-checks/sandpiper/runtime/wasm"
)

// stage is where a script of the specification is performed, with its modules
// metered or as they are. Modules may import from each other, which those of the
// sandbox never do: each is metered by itself, has its own fuel and its own
// depth, and imports what others export of their own. Nobody imports counters.
type stage struct {
	metered bool
	runtime wazero.Runtime
	ctx     context.Context
	host    host
	named   map[string]*actor
	last    *actor // nil after a module that there is not
	all     []*actor
}

// actor is an instance and the module that it was before it was metered.
type actor struct {
	api.Module
	original *wasm.Module // nil where we do not read it
}

func newStage(t *testing.T, metered bool) *stage {
	t.Helper()
	s := &stage{metered: metered, runtime: newRuntime(t), named: map[string]*actor{}, host: host{slice: slice, budget: 1 << 40}}
	s.ctx = context.WithValue(t.Context(), hostKey{}, &s.host)
	if _, err := s.runtime.InstantiateWithConfig(s.ctx, spectest.Host(t), wazero.NewModuleConfig().WithName("spectest")); err != nil {
		t.Fatal(err)
	}
	return s
}

func (s *stage) close() { s.runtime.Close(context.Background()) }

// outcome is what came of a command.
type outcome struct {
	on      *actor // whom it was about
	results []uint64
	err     error
}

// refusedError says why we refuse a module.
type refusedError struct{ error }

// errLeftOut stands for what a command would do with a module that there is not.
var errLeftOut = errors.New("there is no such module")

// performs reports whether a command does something. What is malformed or
// invalid is never rewritten.
func performs(c *spectest.Command) bool {
	if raced && c.Type == "assert_exhaustion" {
		return false
	}
	return c.Valid() || c.Action.Type != ""
}

// perform does what a command says.
func (s *stage) perform(t *testing.T, script *spectest.Script, c *spectest.Command) (o outcome) {
	t.Helper()
	if c.Valid() {
		o.on, o.err = s.instantiate(script.Module(t, c), c.As)
		if c.Type == "module" {
			s.last = o.on
			if c.Name != "" {
				s.named[c.Name] = o.on
			}
		}
		return o
	}
	if o.on = s.last; c.Action.Module != "" {
		o.on = s.named[c.Action.Module]
	}
	if o.on == nil {
		o.err = errLeftOut
		return o
	}
	o.results, o.err = s.act(o.on, c.Action)
	return o
}

// instantiate makes a module of a binary and runs its start function.
func (s *stage) instantiate(b []byte, name string) (*actor, error) {
	original, err := wasm.ReadWithin(b, wasm.HardCaps())
	if s.metered {
		if err == nil {
			b, err = unjudged(original)
		}
		if err != nil {
			return nil, &refusedError{err}
		}
	}
	m, err := s.runtime.InstantiateWithConfig(s.ctx, b, wazero.NewModuleConfig().WithName(name).WithStartFunctions())
	if err != nil {
		return nil, err
	}
	a := &actor{m, original}
	s.all = append(s.all, a)
	if start := m.ExportedFunction(Start); start != nil {
		if _, err := start.Call(s.ctx); err != nil {
			s.surface()
			return nil, err
		}
	}
	return a, nil
}

func (s *stage) act(a *actor, action spectest.Action) ([]uint64, error) {
	if action.Type == "get" {
		g := a.ExportedGlobal(action.Field)
		if g == nil {
			return nil, fmt.Errorf("no global is %q", action.Field)
		}
		return []uint64{g.Get()}, nil
	}
	var args []uint64
	for _, v := range action.Args {
		args = append(args, v.Bits()...)
	}
	f := a.ExportedFunction(action.Field)
	if f == nil {
		return nil, fmt.Errorf("no function is %q", action.Field)
	}
	results, err := f.Call(s.ctx, args...)
	if err != nil {
		err = s.explained(a, err)
		s.surface()
	}
	plain(results, f.Definition().ResultTypes())
	return results, err
}

// plain takes from results what is not part of their value: what stands above 32
// bits, and where a function is.
func plain(results []uint64, types []api.ValueType) {
	for _, t := range types {
		switch {
		case len(results) == 0:
			return
		case t == api.ValueTypeI32, t == api.ValueTypeF32:
			results[0] = uint64(uint32(results[0]))
		case t == api.ValueType(wasm.FuncRef):
			results[0] = min(results[0], 1)
		case t == api.ValueType(wasm.V128):
			results = results[1:] // of two words
		}
		results = results[1:]
	}
}

var errExhausted = errors.New("the stack is used up")

// explained tells the end of the stack from other ends: as the engine sees it
// or, in a metered module, as its own count does.
func (s *stage) explained(a *actor, err error) error {
	if s.metered && int32(a.ExportedGlobal(Used).Get()) == -1 || !s.metered && strings.Contains(err.Error(), "stack overflow") {
		return errExhausted
	}
	return err
}

// surface sets the depth of all modules to what it is when none is running,
// which a trap does not.
func (s *stage) surface() {
	for _, a := range s.all {
		if g := a.ExportedGlobal(Used); g != nil {
			g.(api.MutableGlobal).Set(0)
		}
	}
}

// fuel is what all modules of the stage were charged.
func (s *stage) fuel() int64 {
	units := s.host.given
	for _, a := range s.all {
		units -= int64(a.ExportedGlobal(Fuel).Get())
	}
	return units
}

// holds says what does not hold of an assertion, nil if it does.
func (o outcome) holds(c *spectest.Command) error {
	switch c.Type {
	case "module":
		return o.err
	case "assert_unlinkable", "assert_uninstantiable":
		if o.err == nil {
			return fmt.Errorf("it is instantiated; want: %s", c.Text)
		}
	case "assert_trap", "assert_exception":
		if want := engineSays(c.Text); o.err == nil || !strings.Contains(o.err.Error(), want) {
			return fmt.Errorf("got %w, want %s", cmp.Or(o.err, errNothing), want)
		}
	case "assert_exhaustion":
		if !errors.Is(o.err, errExhausted) {
			return fmt.Errorf("got %w, want: %s", cmp.Or(o.err, errNothing), c.Text)
		}
	default:
		return cmp.Or(o.err, compare(o.results, c.Expected))
	}
	return nil
}

var errNothing = errors.New("nothing")

// traps says what the engine calls a trap, where scripts use other words.
var traps = map[string]string{
	"undefined":                  "invalid table access",
	"undefined element":          "invalid table access",
	"uninitialized":              "invalid table access",
	"uninitialized element":      "invalid table access",
	"out of bounds table access": "invalid table access",
	"indirect call":              "indirect call type mismatch",
	"null function":              "null reference",
	"null":                       "null reference",
	"":                           "uncaught exception",
	"unknown exception":          "uncaught exception",
}

func engineSays(trap string) string {
	return cmp.Or(traps[strings.TrimRight(trap, " 0123456789")], trap)
}

func compare(got []uint64, expected []spectest.Value) error {
	for i, want := range expected {
		words := len(want.Bits())
		if len(got) < words {
			return fmt.Errorf("result %d is missing", i)
		}
		if !want.Is(got[:words]) {
			return fmt.Errorf("result %d is %#x, want %v of %s %s", i, got[:words], want.Value, want.Type, want.Lane)
		}
		got = got[words:]
	}
	if len(got) > 0 {
		return fmt.Errorf("%d results too many", len(got))
	}
	return nil
}

// differs says how two outcomes of one command differ, in what it returned, how
// it failed or in what is left of the instance; empty: they do not.
func (o outcome) differs(other outcome) string {
	switch a, b := cause(o.err), cause(other.err); {
	case a != b:
		return fmt.Sprintf("%q, then %q", a, b)
	case o.on == nil || other.on == nil:
		return ""
	case !slices.Equal(o.results, other.results):
		return fmt.Sprintf("results %x, then %x", o.results, other.results)
	}
	return o.on.differs(other.on)
}

// cause is the part of an error that a guest is meant to see: which trap it was.
func cause(err error) string {
	if err == nil {
		return ""
	}
	text, _, _ := strings.Cut(err.Error(), "\n")
	if _, trap, ok := strings.Cut(text, "wasm error: "); ok {
		return trap
	}
	if strings.HasPrefix(text, "import table[") {
		return "a table does not fit" // with a maximum, as without
	}
	return text
}

// differs compares all that can be seen of two instances of one module.
func (a *actor) differs(b *actor) string {
	m := a.original
	if _, ok := m.Memory(); ok {
		x, _ := a.Memory().Read(0, a.Memory().Size())
		y, _ := b.Memory().Read(0, b.Memory().Size())
		if !bytes.Equal(x, y) {
			return fmt.Sprintf("memories of %d and %d bytes differ", len(x), len(y))
		}
	}
	for i := range m.GlobalCount() {
		if x, y := a.global(i), b.global(i); x != y {
			return fmt.Sprintf("global %d is %#x, then %#x", i, x, y)
		}
	}
	return ""
}

// global is the value of a global, exported or not; of a v128, its lower half.
func (a *actor) global(i int) uint64 {
	v := a.Module.(experimental.InternalModule).Global(i).Get()
	if a.original.Global(uint32(i)).Type == wasm.FuncRef { // an address
		return min(v, 1)
	}
	return v
}
