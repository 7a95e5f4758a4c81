package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sandpiper-checks/sandpiper/internal/agent"
	"github.com/sandpiper-checks/sandpiper/internal/config"
)

// stuck is a writer that nobody reads until it is freed.
type stuck struct {
	free chan struct{}

	mu      sync.Mutex
	written bytes.Buffer
}

func (s *stuck) Write(b []byte) (int, error) {
	<-s.free
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.written.Write(b)
}

func (s *stuck) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.written.String()
}

func TestAnOutletNeverWaitsAndCountsWhatItDrops(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		reader := &stuck{free: make(chan struct{})}
		o := newOutlet(reader, notShown)
		line := strings.Repeat("x", 99) + "\n"
		fmt.Fprint(o, line) // is on its way when the others come
		synctest.Wait()
		most := outletBytes / len(line)
		for range most + 7 {
			fmt.Fprint(o, line)
		}
		fmt.Fprint(o, "y") // nothing passes those that were dropped
		if o.Lost() != 8 {
			t.Errorf("lost %d, want 8", o.Lost())
		}
		close(reader.free)
		synctest.Wait()
		fmt.Fprintln(o, "later")
		if !o.close() {
			t.Error("what could be passed on was not")
		}
		got := reader.String()
		if want := strings.Repeat(line, most+1) + notShown(8) + "later\n"; got != want {
			t.Errorf("%d bytes ending in %q, want %d", len(got), got[max(0, len(got)-200):], len(want))
		}
	})
}

func TestAnOutletDoesNotWaitForItsReaderToTheEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		reader := &stuck{free: make(chan struct{})}
		defer close(reader.free)
		o := newOutlet(reader, notLogged)
		fmt.Fprintln(o, "unread")
		start := time.Now()
		if o.close() || time.Since(start) != outletPatience {
			t.Errorf("closed after %v", time.Since(start))
		}
	})
}

// Neither who does not read standard output nor who does not read the log
// holds up a check, a question, a delivery, or the end.
func TestAnAgentThatNobodyReadsGoesOn(t *testing.T) {
	module := moduleOf(t, `gauge("hello.world", 1, [], "", "", 0)`+"\n"+`fail("Error", "some detail", "")`+"\n")
	write := func(path, text string) {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("sandpiper.yaml", `hostname: web-1
check_interval: 0.1
outputs: [console, {kind: jsonl, path: out.jsonl}]
listen: off
log_level: debug
cache_dir: cache
state_dir: state
socket: `+filepath.Join(t.TempDir(), "s")+"\n")
	write("conf.d/demo.yaml", "init_config:\ninstances: [{}]\n")
	b, err := os.ReadFile(module)
	if err != nil {
		t.Fatal(err)
	}
	write("checks.d/demo.wasm", string(b))

	out, log := &stuck{free: make(chan struct{})}, &stuck{free: make(chan struct{})}
	defer close(out.free)
	defer close(log.free)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan int)
	a := &app{name: "sandpiper", stdout: out, stderr: log}
	go func() { ended <- a.run(ctx, []string{"run", "--config", "sandpiper.yaml"}) }()
	main, _ := config.LoadMain("sandpiper.yaml", nil)
	deadline := time.After(patience)
	for asked := false; !asked; {
		select {
		case <-time.After(20 * time.Millisecond):
			info, err := agent.Ask(t.Context(), main)
			asked = err == nil && info.Checks[0].Instances[0].Runs >= 5
		case <-deadline:
			t.Fatal("five runs have not ended")
		}
	}
	cancel()
	select {
	case code := <-ended:
		if code != 0 {
			t.Errorf("exit code %d", code)
		}
	case <-time.After(patience):
		t.Fatal("the agent does not end")
	}
	if b, err := os.ReadFile("out.jsonl"); err != nil || strings.Count(string(b), `"name":"hello.world"`) < 5 {
		t.Errorf("not all was delivered: %v", err)
	}
}
