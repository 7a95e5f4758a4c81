package runtime

import (
	"errors"
	"strings"
	"testing"
)

func TestMembersAreCounted(t *testing.T) {
	for text, want := range map[string][2]int{
		``:                                 {1, 1},
		`{}`:                               {1, 1},
		`{"a":1,"b":2}`:                    {2, 2},
		`{"a,\",":"],","b":{"c":1,"d":2}}`: {2, 3},
		`{"a":[1,[2,3],4],"b":{}}`:         {2, 4},
	} {
		for i, want := range want {
			if got := members([]byte(text), i+1); got != want {
				t.Errorf("%s: %d in %d levels, want %d", text, got, i+1, want)
			}
		}
	}
}

// What nothing can interrupt must not take long.
func TestADocumentOfTooManyMembersIsNotDecoded(t *testing.T) {
	const many = 80_000
	for name, document := range map[string]string{
		"fields": `{"msg_title":"e"` + strings.Repeat(`,"field":0`, many) + `}`,
		"tags":   `{"msg_title":"e","tags":["t"` + strings.Repeat(`,"t"`, many) + `]}`,
	} {
		r, err := new(run), error(nil)
		if n := testing.AllocsPerRun(1, func() { _, err = r.decodeEvent([]byte(document)) }); n > 100 || !errors.Is(err, errTooMany) {
			t.Errorf("%s: %v, %g allocations", name, err, n)
		}
	}
}
