package testkit

import (
	"fmt"
	"slices"
	"strings"

	abi "github.com/sandpiper-checks/sandpiper/abi/v1"
)

// Generate returns the vectors that hold for every function alike, made from
// the ordinary use of each: the first call of it in the file of its name.
// Every pointer that is bad ends the run, which keeps what it had sent; and
// every function that is not for initialisation refuses to be called in it.
func Generate(vectors []Vector) ([]Vector, error) {
	var generated []Vector
	for _, f := range abi.Functions() {
		call, ok := ordinary(vectors, f.Name)
		if !ok {
			return nil, fmt.Errorf("%s.txt does not show the ordinary use of %s", f.Name, f.Name)
		}
		texts := badPointers(call)
		if !f.Init {
			texts = append(texts, fmt.Sprintf(`comment: %s is refused during initialisation.
expect: ok

init: %s -> not_now
---
`, f.Name, call.with(-1, "")))
		}
		for i, text := range texts {
			v, err := Parse(fmt.Sprintf("%s/%d", f.Name, i+1), text)
			if err != nil {
				return nil, err
			}
			generated = append(generated, v)
		}
	}
	return generated, nil
}

func ordinary(vectors []Vector, function string) (Call, bool) {
	for _, v := range vectors {
		for _, call := range v.Calls() {
			if v.Name == function && call.Function == function {
				return call, true
			}
		}
	}
	return Call{}, false
}

// badPointers are vectors in each of which one pointer of the call is bad.
func badPointers(call Call) (texts []string) {
	for i, arg := range call.Args {
		for _, bad := range arg.bad() {
			texts = append(texts, fmt.Sprintf(`comment: %s with a bad pointer in argument %d.
expect: fault bad pointer

gauge("before", 1, [], "", "", 0) -> ok
%s -> fault
gauge("after", 1, [], "", "", 0)
---
gauge before = 1
fault bad pointer
`, call.Function, i+1, call.with(i, bad)))
		}
	}
	return texts
}

// with writes the call with another argument in place of the i-th.
func (c Call) with(i int, other string) string {
	return c.Function + "(" + strings.Join(replaced(c.Args, i, other), ", ") + ")"
}

func replaced(args []Arg, i int, other string) []string {
	sources := make([]string, len(args))
	for j, a := range args {
		sources[j] = a.Source
	}
	if i >= 0 {
		sources[i] = other
	}
	return sources
}

// bad are the ways in which an argument can point to what is not there: past
// the end, across the end, and so that pointer and length wrap around.
func (a Arg) bad() (ways []string) {
	ways = []string{"raw(end, 1)", "raw(end-1, 2)", "raw(0xffffffff, 2)", "raw(1, 0xffffffff)"}
	switch a.kind {
	case isText, isBuffer:
		return ways
	case isList:
		// Numbers at which 8 or 16 bytes each wrap around to few or none.
		ways = slices.Concat(ways, []string{"raw(0, 0x20000000)", "raw(0, 0x10000000)", "raw(0, 0x20000001)", "raw(0, 0x10000001)"})
		for i, element := range a.list {
			for _, bad := range element.bad() {
				ways = append(ways, "["+strings.Join(replaced(a.list, i, bad), ", ")+"]")
			}
		}
		return ways
	case isRecord:
		ways = nil
		for i, field := range a.list {
			for _, bad := range field.bad() {
				ways = append(ways, "<"+strings.Join(replaced(a.list, i, bad), " ")+">")
			}
		}
		return ways
	}
	return nil
}
