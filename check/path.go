package check

import (
	"fmt"
	"path"
	"strings"
)

// ParsePath reads what follows read: in sandbox.allow, the path of a file or
// folder, and returns the one spelling of it.
//
// It refuses what holds the agent's own folder in /proc: its memory and its
// environment are files there, and with them every secret that it knows.
func ParsePath(s string) (string, error) {
	clean := path.Clean(s)
	below, inProc := strings.CutPrefix(clean+"/", "/proc/")
	process, _, _ := strings.Cut(below, "/")
	switch {
	case !strings.HasPrefix(s, "/"):
		return "", fmt.Errorf("the path %q does not begin with a slash", s)
	case strings.ContainsFunc(s, func(c rune) bool { return c < ' ' || c == 0x7f }):
		return "", fmt.Errorf("the path %q has control characters", s)
	case strings.Contains(s+"/", "/../"):
		return "", fmt.Errorf("the path %q leads back: write what it leads to", s)
	case clean == "/", inProc && (process == "" || process == "self" || process == "thread-self"):
		return "", fmt.Errorf("with %s a check could read the agent's own memory: name what it needs of it", clean)
	}
	return clean, nil
}
