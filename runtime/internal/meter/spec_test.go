package meter

import (
	"fmt"
	"maps"
	"strings"
	"testing"

	"github.com/tetratelabs/wazero"

	"github.com/sandpiper-checks/sandpiper/runtime/internal/spectest"
	"github.com/sandpiper-checks/sandpiper/runtime/wasm"
)

// suites are the official tests of the specification: of 1.0 and 2.0, and of
// what came later and is taken.
var suites = []string{"v1", "v2", "tail-call", "exception-handling"}

// holding counts the assertions that hold with the meter as without it.
var holding = map[string]int{
	"v1 module": 780, "v2 module": 1598, "tail-call module": 6, "exception-handling module": 9,
	"v1 action": 42, "v2 action": 155,
	"v1 assert_return": 15_786, "v2 assert_return": 45_734, "tail-call assert_return": 71, "exception-handling assert_return": 45,
	"v1 assert_trap": 456, "v2 assert_trap": 2408, "tail-call assert_trap": 7, "exception-handling assert_trap": 2,
	"exception-handling assert_exception": 18,
	"v1 assert_exhaustion":                15, "v2 assert_exhaustion": 15,
	"v1 assert_unlinkable": 80, "v2 assert_unlinkable": 83,
	"v1 assert_uninstantiable": 2, "v2 assert_uninstantiable": 19,
}

// notMetered lists the modules that are refused, with what the refusal says.
var notMetered = map[string]string{
	"exception-handling/tag.4.wasm": "garbage collection is not supported",
	"exception-handling/tag.5.wasm": "garbage collection is not supported",
	"exception-handling/tag.6.wasm": "garbage collection is not supported",
	"exception-handling/tag.7.wasm": "module[M] not instantiated", // which is the one before
	"v2/table.6.wasm":               "cap table_max",
}

// failing lists what does not hold on the original either.
var failing = []struct {
	why string
	at  []string
}{
	{"the engine leaves out element segments that do not fit", []string{
		"v1/elem.18.wasm", "v1/elem.19.wasm", "v1/elem.20.wasm", "v1/elem.21.wasm", "v1/elem.22.wasm", "v1/elem.23.wasm",
		"v1/elem.24.wasm", "v1/elem.25.wasm", "v1/elem.26.wasm", "v1/elem.27.wasm", "v1/elem.28.wasm", "v1/elem.29.wasm",
		"v1/linking.15.wasm", "v1/linking.17.wasm", "v1/linking.27.wasm",
		"v2/elem.22.wasm", "v2/elem.23.wasm", "v2/elem.24.wasm", "v2/elem.25.wasm", "v2/elem.26.wasm", "v2/elem.27.wasm",
		"v2/elem.28.wasm", "v2/elem.29.wasm", "v2/elem.30.wasm", "v2/elem.31.wasm", "v2/elem.32.wasm", "v2/elem.33.wasm",
		"v2/linking.21.wasm", "v2/linking.23.wasm", "v2/linking.37.wasm",
	}},
	{"since 2.0 segments before the one that does not fit are written", []string{
		"v1/linking:236", "v1/linking:248", "v1/linking:342", "v1/linking:354",
	}},
	{"uses typed function references", []string{
		"exception-handling/try_table.13.wasm", "exception-handling/try_table:464", "exception-handling/try_table:465",
		"exception-handling/try_table:466", "exception-handling/try_table:467", "exception-handling/try_table:468",
	}},
}

func TestWhatHoldsOfTheSpecificationHoldsMetered(t *testing.T) {
	a := audit{refused: maps.Clone(notMetered), fails: map[string]bool{}, held: map[string]int{}}
	for _, f := range failing {
		for _, at := range f.at {
			a.fails[at] = true
		}
	}
	var fuel []string
	for _, s := range spectest.Scripts(t, suites...) {
		plain, counted := newStage(t, false), newStage(t, true)
		for i := range s.Commands {
			c := s.Commands[i]
			if c.Type == "module" && i+1 < len(s.Commands) && s.Commands[i+1].Type == "register" {
				c.As = s.Commands[i+1].As
			}
			if performs(&c) {
				a.compare(t, s, &c, plain.perform(t, s, &c), counted.perform(t, s, &c))
			}
		}
		fuel = append(fuel, fmt.Sprintf("%s/%s: %d units", s.Suite, s.Name, counted.fuel()))
		plain.close()
		counted.close()
	}
	for at := range a.refused {
		t.Errorf("%s is listed as refused, and is not", at)
	}
	for at := range a.fails {
		t.Errorf("%s is listed as failing, and does not", at)
	}
	want := maps.Clone(holding)
	maps.DeleteFunc(want, func(kind string, _ int) bool { return raced && strings.HasSuffix(kind, "assert_exhaustion") })
	if !maps.Equal(a.held, want) {
		t.Errorf("these hold: %v\nwant: %v", a.held, want)
	}
	if !raced {
		golden(t, "specification", fuel)
	}
}

// audit goes through what came of the commands.
type audit struct {
	refused map[string]string // of notMetered, what has not come yet
	fails   map[string]bool   // of failing
	held    map[string]int
}

// compare holds that what a command asserts holds metered if it holds on the
// original, and that nothing else is different.
func (a *audit) compare(t *testing.T, s *spectest.Script, c *spectest.Command, before, after outcome) {
	t.Helper()
	at := s.At(c)
	if wrong := before.holds(c); wrong != nil {
		if !a.fails[at] {
			t.Errorf("%s: on the original: %v", at, wrong)
		}
		delete(a.fails, at)
		return
	}
	if want, listed := a.refused[at]; listed && after.err != nil && strings.Contains(after.err.Error(), want) {
		delete(a.refused, at)
		return
	}
	if wrong := after.holds(c); wrong != nil {
		t.Errorf("%s: metered: %v", at, wrong)
	} else if d := before.differs(after); d != "" {
		t.Errorf("%s: metered, it differs: %s", at, d)
	}
	a.held[s.Suite+" "+c.Type]++
}

// refusedBy counts who refuses what is malformed or invalid. The reader leaves
// the types of operands to the engine, which sees the metered module alone: one
// that is wrong about them must not become right by what is added.
var refusedBy = map[string]int{
	"v1 assert_malformed: reader": 661, "v2 assert_malformed: reader": 719,
	"v1 assert_invalid: reader": 166, "v1 assert_invalid: engine": 817,
	"v2 assert_invalid: reader": 326, "v2 assert_invalid: engine": 1819,
	"tail-call assert_invalid: reader": 6, "tail-call assert_invalid: engine": 18,
	"exception-handling assert_invalid: reader": 5, "exception-handling assert_invalid: engine": 11,
}

// taken lists what is refused by nobody, with the reason.
var taken = map[string]string{
	"v1/func.20.wasm":              "several results are valid since 2.0",
	"v1/func.21.wasm":              "several results are valid since 2.0",
	"v1/type.3.wasm":               "several results are valid since 2.0",
	"v1/type.4.wasm":               "several results are valid since 2.0",
	"v1/imports.49.wasm":           "several tables are valid since 2.0",
	"v1/unreached-invalid.87.wasm": "a br_table that is never reached may have labels of several types since 2.0",
	"v2/ref_func.5.wasm":           "ref.func of the start function, which is exported now and so may be named",
}

func TestWhatIsMalformedOrInvalidIsRefused(t *testing.T) {
	engine, listed, refused := newRuntime(t), maps.Clone(taken), map[string]int{}
	for _, s := range spectest.Scripts(t, suites...) {
		for i := range s.Commands {
			c := &s.Commands[i]
			if c.Type != "assert_malformed" && c.Type != "assert_invalid" || !c.Binary() {
				continue
			}
			switch who, at := refuses(t, engine, s.Module(t, c)), s.At(c); {
			case who != "":
				refused[s.Suite+" "+c.Type+": "+who]++
			case listed[at] != "":
				delete(listed, at)
			default:
				t.Errorf("%s is refused by nobody; it must be, because: %s", at, c.Text)
			}
		}
	}
	for at := range listed {
		t.Errorf("%s is listed, and refused", at)
	}
	if !maps.Equal(refused, refusedBy) {
		t.Errorf("these are refused: %v\nwant: %v", refused, refusedBy)
	}
}

// refuses says who refuses a module on its way through the meter; empty: nobody.
func refuses(t *testing.T, engine wazero.Runtime, module []byte) string {
	m, err := wasm.ReadWithin(module, wasm.HardCaps())
	if err != nil {
		return "reader"
	}
	out, err := unjudged(m)
	if err != nil {
		return "meter"
	}
	if compiles(t, engine, out) != nil {
		return "engine"
	}
	return ""
}

// refusedByDefault lists the valid modules of the specification that a check
// cannot be, with what the refusal says, and no others.
var refusedByDefault = map[string]string{
	"exception-handling/tag.4.wasm":        "garbage collection is not supported",
	"exception-handling/tag.5.wasm":        "garbage collection is not supported",
	"exception-handling/tag.6.wasm":        "garbage collection is not supported",
	"exception-handling/throw_ref.0.wasm":  "references to exceptions (catch_ref, catch_all_ref) are not supported",
	"exception-handling/try_table.1.wasm":  "references to exceptions (catch_ref, catch_all_ref) are not supported",
	"exception-handling/try_table.5.wasm":  "references to exceptions (catch_ref, catch_all_ref) are not supported",
	"exception-handling/try_table.13.wasm": "typed function references are not supported",
	"v1/br_table.0.wasm":                   "found 24615 targets of one br_table",
	"v2/br_table.0.wasm":                   "found 16149 targets of one br_table",
	"v1/skip-stack-guard-page.0.wasm":      "found 1056 parameters and locals of one function",
	"v2/skip-stack-guard-page.0.wasm":      "found 1056 parameters and locals of one function",
	"v2/table.5.wasm":                      "found 65536 entries that all tables may grow to",
	"v2/table.6.wasm":                      "found 4294967295 entries that all tables may grow to",
}

func TestWhatIsRefusedByDefault(t *testing.T) {
	left := maps.Clone(refusedByDefault)
	for _, s := range spectest.Scripts(t, suites...) {
		for i := range s.Commands {
			c := &s.Commands[i]
			if !c.Valid() {
				continue
			}
			m, err := wasm.ReadWithin(s.Module(t, c), wasm.DefaultCaps())
			if err == nil {
				_, err = Rewrite(m)
			}
			want, listed := refusedByDefault[s.At(c)]
			delete(left, s.At(c))
			if listed != (err != nil) || listed && !strings.Contains(err.Error(), want) {
				t.Errorf("%s: got %v, want %q", s.At(c), err, want)
			}
		}
	}
	for at := range left {
		t.Errorf("%s is listed, and not there", at)
	}
}
