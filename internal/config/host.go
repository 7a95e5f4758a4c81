package config

import (
	"cmp"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// host is what the defaults depend on, apart from the settings.
type host struct {
	env      map[string]string
	etc      string // where an installed agent has its files
	goos     string
	root     bool
	hostname func() (string, error)
}

func thisHost(env []string) host {
	h := host{env: map[string]string{}, etc: "/etc/sandpiper", goos: runtime.GOOS, root: os.Geteuid() == 0, hostname: os.Hostname}
	for _, variable := range env {
		name, value, _ := strings.Cut(variable, "=")
		if h.goos == "windows" {
			name = strings.ToUpper(name) // as case means nothing there
		}
		h.env[name] = value
	}
	return h
}

// find returns the path of a file in the working directory, else in etc, empty
// when it is in neither.
func (h host) find(name string) string {
	for _, path := range []string{name, filepath.Join(h.etc, name)} {
		if exists(path) {
			return path
		}
	}
	return ""
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// fill gives what no setting named its default. base is the folder of the
// file of settings, if there is one.
func (h host) fill(m *Main, base string) []Problem {
	var problems []Problem
	if m.Hostname == "" {
		name, err := h.hostname()
		if err != nil {
			name = "localhost"
			problems = append(problems, Problem{
				Severity: Warning, Message: "the name of this host is not known: " + err.Error(),
				Hint: "set hostname; until then it is localhost",
			})
		}
		m.Hostname = name
	}
	m.Confd = cmp.Or(m.Confd, h.folder(m.File, base, "conf.d"))
	m.Checksd = cmp.Or(m.Checksd, h.folder(m.File, base, "checks.d"))

	cache, state, run := h.folders()
	if cache == "" && m.CacheDir == "" || state == "" && m.StateDir == "" {
		cache, state = cmp.Or(cache, ".sandpiper"), cmp.Or(state, ".sandpiper")
		problems = append(problems, Problem{
			Severity: Warning, Message: "no home folder is known; cache and state go to .sandpiper in the working directory",
			Hint: "set cache_dir and state_dir",
		})
	}
	m.CacheDir = cmp.Or(m.CacheDir, cache)
	m.StateDir = cmp.Or(m.StateDir, state)
	m.Socket = cmp.Or(m.Socket, filepath.Join(cmp.Or(run, m.StateDir), "agent.sock"))
	return problems
}

// folder is conf.d or checks.d: beside the file of settings, or without one in
// the working directory, or else where an installed agent has it.
func (h host) folder(file, base, name string) string {
	installed := filepath.Join(h.etc, name)
	if file == "" && !exists(name) && exists(installed) {
		return installed
	}
	return filepath.Join(base, name)
}

// folders returns where the agent may write: its cache, its state, and what
// ends with the session, each empty where the system has no such place.
func (h host) folders() (cache, state, run string) {
	under := func(folder string, names ...string) string {
		if !filepath.IsAbs(folder) {
			return "" // unset, or wrong by the XDG specification
		}
		return filepath.Join(append([]string{folder}, names...)...)
	}
	home := h.env["HOME"]
	switch {
	case h.goos == "windows":
		local := h.env["LOCALAPPDATA"]
		return under(local, "sandpiper", "cache"), under(local, "sandpiper", "state"), ""
	case h.root && h.goos == "linux":
		return "/var/cache/sandpiper", "/var/lib/sandpiper", "/run/sandpiper"
	case h.goos == "darwin":
		cache = under(home, "Library", "Caches", "sandpiper")
	default:
		cache = cmp.Or(under(h.env["XDG_CACHE_HOME"], "sandpiper"), under(home, ".cache", "sandpiper"))
	}
	state = cmp.Or(under(h.env["XDG_STATE_HOME"], "sandpiper"), under(home, ".local", "state", "sandpiper"))
	return cache, state, under(h.env["XDG_RUNTIME_DIR"], "sandpiper")
}
