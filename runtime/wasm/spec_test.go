package wasm

import (
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/sandpiper-checks/sandpiper/runtime/internal/spectest"
)

// suites are the official tests of the specification: of 1.0 and 2.0, and of
// what came later and is read.
var suites = []string{"v1", "v2", "tail-call", "exception-handling"}

// addSpecModules seeds a fuzz target with the first modules of each script.
func addSpecModules(f *testing.F) {
	f.Helper()
	f.Add([]byte(header))
	for _, b := range slices.Concat(
		spectest.Modules(f, "*.0.wasm", "v2", "tail-call"), spectest.Modules(f, "*.1.wasm", "v2"), spectest.Modules(f, "*.wasm", "exception-handling")) {
		f.Add(b)
	}
}

func readUncapped(b []byte) error {
	caps := noCaps()
	_, err := readAll(b, &caps)
	return err
}

// laterFeatures lists valid modules of the exceptions suite that use something
// else as well, which we refuse.
var laterFeatures = map[string]string{
	"exception-handling/tag.4.wasm":        "garbage collection is not supported",
	"exception-handling/tag.5.wasm":        "garbage collection is not supported",
	"exception-handling/tag.6.wasm":        "garbage collection is not supported",
	"exception-handling/try_table.13.wasm": "typed function references are not supported",
}

func TestEveryValidModuleOfTheSpecificationIsRead(t *testing.T) {
	listed := maps.Clone(laterFeatures)
	for _, s := range spectest.Scripts(t, suites...) {
		for i := range s.Commands {
			c := &s.Commands[i]
			if !c.Valid() {
				continue
			}
			err, at := readUncapped(s.Module(t, c)), s.At(c)
			if feature := laterFeatures[at]; feature != "" {
				delete(listed, at)
				if err == nil || !strings.Contains(err.Error(), feature) {
					t.Errorf("%s: got %v, want %s", at, err, feature)
				}
			} else if err != nil {
				t.Errorf("%s: %v", at, err)
			}
		}
	}
	if len(listed) > 0 {
		t.Errorf("listed, but not there: %v", listed)
	}
}

func TestEveryMalformedModuleOfTheSpecificationIsRefused(t *testing.T) {
	for _, s := range spectest.Scripts(t, append(suites, "extended-const")...) {
		for i := range s.Commands {
			c := &s.Commands[i]
			if c.Type == "assert_malformed" && c.Binary() && readUncapped(s.Module(t, c)) == nil {
				t.Errorf("%s is read; it must not, because: %s", s.At(c), c.Text)
			}
		}
	}
}

// invalidLeftToTheEngine counts the invalid modules that we read, by suite and
// by what the specification says of them. All are about the types of operands,
// which no rewriting changes; those of v1 became valid in 2.0.
var invalidLeftToTheEngine = map[string]int{
	"v1: type mismatch":                 816,
	"v1: invalid result arity":          4, // more than one result: valid in 2.0
	"v1: multiple tables":               3, // valid in 2.0
	"v2: type mismatch":                 1817,
	"v2: invalid result arity":          1, // in the binary a select without operands
	"v2: undeclared function reference": 2, // ref.func of what no element, export or global names
	"tail-call: type mismatch":          18,
	"exception-handling: type mismatch": 11,
}

func TestInvalidModulesAreRefusedButForOperands(t *testing.T) {
	left := map[string]int{}
	for _, s := range spectest.Scripts(t, suites...) {
		for i := range s.Commands {
			c := &s.Commands[i]
			if c.Type == "assert_invalid" && c.Binary() && readUncapped(s.Module(t, c)) == nil {
				// What comes after the colon tells one operand from another.
				text, _, _ := strings.Cut(c.Text, ":")
				left[s.Suite+": "+text]++
			}
		}
	}
	if !reflect.DeepEqual(left, invalidLeftToTheEngine) {
		t.Errorf("left to the engine: %#v\nwant %#v", left, invalidLeftToTheEngine)
	}
}

// The suites of features that are refused. Some of their modules use none of it.
func TestModulesOfOtherSuitesAreRefusedByName(t *testing.T) {
	for _, of := range []struct {
		suite, want string
		refused     int
		read        int
	}{
		{"threads", "threads are not supported", 5, 0},
		{"extended-const", "extended constant expressions are not supported", 9, 4},
		{"typed-function-references", "typed function references are not supported", 83, 142},
	} {
		refused, read := 0, 0
		for _, s := range spectest.Scripts(t, of.suite) {
			for i := range s.Commands {
				c := &s.Commands[i]
				if !c.Valid() {
					continue
				}
				switch err := readUncapped(s.Module(t, c)); {
				case err == nil:
					read++
				case strings.Contains(err.Error(), of.want):
					refused++
				default:
					t.Errorf("%s: got %v, want %s", s.At(c), err, of.want)
				}
			}
		}
		if refused != of.refused || read != of.read {
			t.Errorf("%s: %d modules are refused and %d read, want %d and %d", of.suite, refused, read, of.refused, of.read)
		}
	}
}
