//go:build darwin || dragonfly || freebsd || illumos || linux || netbsd || openbsd

package cache_test

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/sandpiper-checks/sandpiper/runtime/internal/cache"
)

// inCache is the variable that has this test, run as a process of its own, make
// a scratch folder in a cache and live until it is killed.
const inCache = "SANDPIPER_TEST_SCRATCH_IN"

func TestWhatAKilledProcessLeftIsRemovedAtTheNextStart(t *testing.T) {
	if dir := os.Getenv(inCache); dir != "" {
		scratch, _, err := cache.Open(dir, 0, nil).Scratch()
		if err == nil {
			err = os.WriteFile(filepath.Join(scratch, "half"), nil, 0o600)
		}
		fmt.Println(scratch, err)
		_, _ = io.Copy(io.Discard, os.Stdin) // until the test ends too
		return
	}
	dir := t.TempDir()
	process := exec.Command(os.Args[0], "-test.run=^"+t.Name()+"$")
	process.Env = append(os.Environ(), inCache+"="+dir)
	stdin, err := process.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	defer stdin.Close()
	stdout, err := process.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := process.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(stdout).ReadString('\n')
	scratch, fine := strings.CutSuffix(line, " <nil>\n")
	if err != nil || !fine {
		t.Errorf("it says %q, %v", line, err)
	}
	half := filepath.Join(scratch, "half")

	touched := func(at time.Time) {
		if err := os.Chtimes(scratch, at, at); err != nil {
			t.Error(err)
		}
	}
	touched(time.Now().Add(-48 * time.Hour))
	cache.Open(dir, 0, nil)
	if _, _, err := cache.Clear(dir); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(half); err != nil {
		t.Errorf("while its process lives: %v", err)
	}
	touched(time.Now().Add(time.Hour)) // its age is no reason
	if err := process.Process.Kill(); err != nil {
		t.Error(err)
	}
	_ = process.Wait() // it was killed
	cache.Open(dir, 0, nil)
	if left, err := filepath.Glob(filepath.Join(dir, "*-*")); len(left) > 0 || err != nil {
		t.Errorf("left are %v, %v", left, err)
	}
}

func TestAScratchFolderIsItsAskersUntilItIsRemoved(t *testing.T) {
	dir := t.TempDir()
	s := cache.Open(dir, 0, nil)
	scratch, remove, err := s.Scratch()
	if err != nil {
		t.Fatal(err)
	}
	cache.Open(dir, 0, nil) // in the same process too
	if info, err := os.Stat(scratch); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("%v, %v", info, err)
	}
	remove()
	if left, err := filepath.Glob(filepath.Join(dir, "*-*")); len(left) > 0 || err != nil {
		t.Errorf("left are %v, %v", left, err)
	}
}
