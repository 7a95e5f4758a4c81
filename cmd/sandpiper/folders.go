package main

import (
	"errors"
	"io/fs"
	"net"
	"path/filepath"

	"github.com/sandpiper-checks/sandpiper/internal/config"
	"github.com/sandpiper-checks/sandpiper/runtime"
)

// cacheable returns the settings with a cache that can be used, or without one:
// each start then compiles the modules, which is no reason not to start.
func (a *app) cacheable(main config.Main) config.Main {
	if err := runtime.MakeCacheDir(main.CacheDir); err != nil {
		a.tell([]config.Problem{{
			Severity: config.Warning,
			Message:  err.Error() + "; without it each start compiles the modules anew",
			Hint:     "set cache_dir to a folder of its own that the agent may write to",
		}})
		main.CacheDir = ""
	}
	return main
}

// folderHint says which setting to change when a path of the agent's own could
// not be used, and is empty when that is not the cause.
func folderHint(main config.Main, err error) string {
	path := ""
	if file := (*fs.PathError)(nil); errors.As(err, &file) {
		path = file.Path
	} else if socket := (*net.OpError)(nil); errors.As(err, &socket) && socket.Addr != nil {
		path = socket.Addr.String()
	}
	switch {
	case path == "":
		return ""
	case path == main.Socket && len(path) > 100:
		return "the path of a socket is short: set socket to one of at most 100 bytes"
	case within(main.StateDir, path):
		return "set state_dir to a folder that the agent may write to"
	case within(filepath.Dir(main.Socket), path):
		return "set socket to a path in a folder that the agent may write to"
	default:
		return ""
	}
}

// within says that one path is the other, lies in it, or is above it: where a
// folder cannot be made, the cause may be any of those that it is in.
func within(folder, path string) bool {
	inner, err := filepath.Rel(folder, path)
	outer, errOuter := filepath.Rel(path, folder)
	return err == nil && filepath.IsLocal(inner) || errOuter == nil && filepath.IsLocal(outer)
}
