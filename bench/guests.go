package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/sandpiper-checks/sandpiper/runtime"
)

// goGuest builds a guest in Go.
func (b *bench) goGuest(ctx context.Context, name string) (string, error) {
	path := filepath.Join(b.work, name+".go.wasm")
	cmd := exec.CommandContext(ctx, "go", "build", "-buildmode=c-shared", "-trimpath", "-ldflags=-w", "-o", path, "./guests/"+name)
	cmd.Dir = filepath.Join(b.root, "bench")
	cmd.Env = append(os.Environ(), "GOOS=wasip1", "GOARCH=wasm", "GOFLAGS=")
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("building the guest %s: %w\n%s", name, err, out)
	}
	return path, nil
}

// repacked writes a module anew, with a manifest.
func (b *bench) repacked(path, name string, manifest runtime.Manifest) (string, error) {
	module, err := os.ReadFile(path)
	if err != nil {
		return "", err
	}
	if module, err = runtime.Pack(module, manifest); err != nil {
		return "", err
	}
	path = filepath.Join(b.work, name+".wasm")
	return path, os.WriteFile(path, module, 0o644)
}
