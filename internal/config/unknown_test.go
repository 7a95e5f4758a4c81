package config

import "testing"

func TestAnUnknownCheckIsAnsweredWithNearNames(t *testing.T) {
	known := Checks{Files: []File{{Check: "http"}, {Check: "cmdb"}}, Modules: []Module{{Name: "http"}, {Name: "spare"}}}
	for _, c := range []struct {
		checks     Checks
		name, hint string
	}{
		{known, "htp", `did you mean "http"?`},
		{known, "sparse", `did you mean "spare"?`},
		{known, "entirely-else", "known are cmdb, http, spare"},
		{Checks{}, "htp", "none is configured, and there are no modules"},
	} {
		p := c.checks.Unknown(c.name)
		if p.Hint != c.hint || p.Message != `there is no check "`+c.name+`"` {
			t.Errorf("%s: got %q, %q", c.name, p.Message, p.Hint)
		}
	}
}
