package doctor

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/sandpiper-checks/sandpiper/check"
)

// sign is what is found at a place.
type sign struct {
	kind, text string
	line       int
	when       int // a run comes there
}

// How sure it is that a run comes to a place; flow.py has the same.
const (
	never = iota
	sometimes
	always
)

// judge says what a finding means for the instances of the check.
func (r *Report) judge(s sign, instances []check.Instance) {
	switch s.kind {
	case "load":
		if !slices.ContainsFunc(r.Reasons, func(f Finding) bool { return f.Line > 0 && f.Line == s.line }) { // which says more
			r.fails(s, "does not load: %s", s.text)
		}
	case "import":
		r.fails(s, "%s", s.text)
	case "optional":
		r.note(Finding{s.line, s.text + "; the script goes on without it"})
	case "without":
		if s.when != never { // said where it is imported
			r.fails(s, "uses %s, which is not here", s.text)
		}
	case "lacks":
		if s.when != never { // of another machine
			r.fails(s, "uses %s, which is not here", s.text)
		}
	case "process":
		r.fails(s, "starts a process (%s): ask the service over HTTP, or read a file", s.text)
	case "socket":
		r.fails(s, "opens a socket (%s): only HTTP, by requests or urllib, leaves the sandbox", s.text)
	case "thread":
		r.fails(s, "starts a thread (%s): call the function instead", s.text)
	case "write":
		r.fails(s, "changes files, which are there to be read only")
	case "looked":
		r.note(Finding{s.line, s.text})
	}
	if s.when == never {
		return
	}
	switch s.kind {
	case "file":
		r.file(s, instances)
	case "url":
		r.url(s, instances)
	case "division":
		r.note(Finding{s.line, "divides: / of two whole numbers is a fraction in Python 3, and was none in Python 2; // is as it was"})
	case "shared":
		if len(instances) > 1 {
			r.note(Finding{s.line, "keeps something in a global or in its class: here each instance has its own, and in older agents all shared it"})
		}
	case "environment":
		r.note(Finding{s.line, "reads the environment, which is empty here"})
	}
}

// fails says that a run fails at a place, if it comes there.
func (r *Report) fails(s sign, format string, values ...any) {
	text := fmt.Sprintf(format, values...)
	switch s.when {
	case never:
		r.note(Finding{s.line, text + "; no run comes to this line here"})
	case sometimes:
		r.reason(May, Finding{s.line, text + "; not every run comes to this line"})
	default:
		r.reason(Cannot, Finding{s.line, text})
	}
}

// file judges that a script reads a file, whose path is empty where it is made
// in the script: then the paths that the instances name are those.
func (r *Report) file(s sign, instances []check.Instance) {
	var paths []string
	if s.text != "-" {
		if _, err := check.ParsePath(s.text); err != nil {
			r.fails(s, "reads %s, which cannot be granted: %v", s.text, err)
			return
		}
		paths = []string{s.text}
	}
	for _, i := range instances {
		if s.text == "-" {
			paths = append(paths, pathsIn(i.Config)...)
		}
	}
	slices.Sort(paths)
	paths = slices.Compact(paths)
	if len(paths) == 0 {
		r.reason(Needs, Finding{s.line, "reads files whose paths it makes: add {read: PATH} for each to sandbox: {allow: […]} of its configuration"})
	}
	for _, p := range paths {
		if len(instances) > 0 && !slices.ContainsFunc(instances, func(i check.Instance) bool { return !mayRead(i, p) }) {
			continue
		}
		r.reason(Needs, Finding{s.line, fmt.Sprintf("reads %s: add {read: %q} to sandbox: {allow: […]} of its configuration", p, p)})
	}
}

// mayRead says that an instance is granted a path, or what it lies in.
func mayRead(i check.Instance, path string) bool {
	return slices.ContainsFunc(i.Read, func(granted string) bool {
		return path == granted || strings.HasPrefix(path, strings.TrimSuffix(granted, "/")+"/")
	})
}

// pathsIn are the texts of a configuration that look like paths, and can be granted.
func pathsIn(config []byte) (paths []string) {
	var walk func(v any)
	walk = func(v any) {
		switch v := v.(type) {
		case string:
			if _, err := check.ParsePath(v); err == nil && !strings.Contains(v, " ") {
				paths = append(paths, v)
			}
		case []any:
			for _, e := range v {
				walk(e)
			}
		case map[string]any:
			for _, e := range v {
				walk(e)
			}
		}
	}
	var all any
	if err := json.Unmarshal(config, &all); err == nil {
		walk(all)
	}
	return paths
}

// url judges that a script has a URL of its own. What the configuration names is
// granted by that; so nothing is to be said where each instance names the host.
func (r *Report) url(s sign, instances []check.Instance) {
	u, err := url.Parse(s.text)
	if err != nil {
		return
	}
	if _, err := check.ParseDestination(u.Host); err != nil { // none that can be asked
		return
	}
	host := u.Hostname()
	granted := func(i check.Instance) bool {
		return bytes.Contains(i.Config, []byte(host)) || bytes.Contains(i.InitConfig, []byte(host)) ||
			slices.ContainsFunc(i.Allow, func(d check.Destination) bool { return d.Host == host })
	}
	if len(instances) > 0 && !slices.ContainsFunc(instances, func(i check.Instance) bool { return !granted(i) }) {
		return
	}
	r.reason(Needs, Finding{s.line, fmt.Sprintf("names %s itself: add %s to sandbox: {allow: […]} of its configuration, if it asks it", s.text, u.Host)})
}
