package main

import (
	"context"
	"os"
	"path/filepath"
	"sync"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/sandpiper-checks/sandpiper/check"
	"github.com/sandpiper-checks/sandpiper/runtime"
)

// warmCommand lets a script use the cache that all which ask for it share, and
// in which the interpreters are compiled: by itself, each would take seconds for
// that, and most of a minute with the race detector.
func warmCommand(dir string) func(*testscript.TestScript, bool, []string) {
	warm := sync.OnceValue(func() error {
		rt, err := runtime.Open(context.Background(), runtime.Options{CacheDir: filepath.Join(dir, "cache"), Interpreters: interpreters()})
		if err != nil {
			return err
		}
		defer rt.Close(context.Background())
		for extension := range interpreters() {
			script := filepath.Join(dir, "none"+extension)
			if err := os.WriteFile(script, nil, 0o644); err != nil {
				return err
			}
			// It fails, after all that is kept was made.
			if _, err := rt.Run(context.Background(), &check.Instance{ID: "none", Module: script, Config: []byte("{}"), InitConfig: []byte("{}")}); err != nil {
				return err
			}
		}
		return nil
	})
	return func(ts *testscript.TestScript, neg bool, args []string) {
		if neg || len(args) != 0 {
			ts.Fatalf("usage: warm")
		}
		ts.Check(warm())
		ts.Setenv("SANDPIPER_CACHE_DIR", filepath.Join(dir, "cache"))
	}
}
