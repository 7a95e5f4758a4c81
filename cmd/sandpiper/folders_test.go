package main

import (
	"fmt"
	"io/fs"
	"strings"
	"testing"

	"github.com/sandpiper-checks/sandpiper/internal/config"
)

func TestAModuleThatMayNotBeReadSaysSo(t *testing.T) {
	denied := fmt.Errorf("reading: %w", &fs.PathError{Op: "open", Path: "demo.wasm", Err: fs.ErrPermission})
	if hint := unreadHint(denied); hint != "its permissions keep this user from reading it" {
		t.Errorf("got %s", hint)
	}
}

func TestTheFolderThatCannotBeUsedNamesItsSetting(t *testing.T) {
	main := config.Main{StateDir: "/var/lib/x", Socket: "/run/x/s"}
	for path, setting := range map[string]string{
		"/var/lib/x": "state_dir", "/var/lib": "state_dir", "/var/lib/x/uuid": "state_dir", "/run/x": "socket", "/elsewhere": "",
	} {
		hint := folderHint(main, fmt.Errorf("making it: %w", &fs.PathError{Op: "mkdir", Path: path, Err: fs.ErrPermission}))
		if !strings.Contains(hint, setting) || (hint == "") != (setting == "") {
			t.Errorf("%s: got %q", path, hint)
		}
	}
	main.Socket = "/run/" + strings.Repeat("x", 200)
	if hint := folderHint(main, &fs.PathError{Path: main.Socket, Err: fs.ErrInvalid}); !strings.Contains(hint, "at most 100 bytes") {
		t.Errorf("got %q", hint)
	}
}
