package check_test

import (
	"testing"

	"github.com/sandpiper-checks/sandpiper/check"
)

func TestAPathHasOneSpelling(t *testing.T) {
	for in, want := range map[string]string{
		"/var/log":            "/var/log",
		"/var//log/./":        "/var/log",
		"/proc/stat":          "/proc/stat",
		"/procself":           "/procself",
		"/a b/ü.log":          "/a b/ü.log",
		"/..a/b..":            "/..a/b..",
		"/proc/sys/../stat":   "",
		"/..":                 "",
		"/var/..":             "",
		"/proc":               "",
		"//proc/.":            "",
		"/":                   "",
		"///":                 "",
		"":                    "",
		"var/log":             "",
		"~/log":               "",
		"/var\x00/log":        "",
		"/var/log\n":          "",
		"/proc/self":          "",
		"/proc/self/environ":  "",
		"/proc/thread-self/x": "",
	} {
		if got, err := check.ParsePath(in); got != want || (err == nil) != (want != "") {
			t.Errorf("%q: %q, %v, want %q", in, got, err, want)
		}
	}
}
