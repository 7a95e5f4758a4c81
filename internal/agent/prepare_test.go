package agent_test

import (
	"context"
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	goruntime "runtime"
	"strings"
	"testing"

	"github.com/sandpiper-checks/sandpiper/check"
	"github.com/sandpiper-checks/sandpiper/internal/agent"
	"github.com/sandpiper-checks/sandpiper/internal/config"
	"github.com/sandpiper-checks/sandpiper/runtime"
)

func TestACheckWaitsForItsOwnModuleAlone(t *testing.T) {
	main := settings(t)
	a := newAgent(t, main, instance("hello", 0), instance("fails", 0), instance("fails", 1))
	compiled := make(chan struct{})
	a.PrepareWith(func(ctx context.Context, module string) error {
		if filepath.Base(module) == "fails.wasm" {
			select {
			case <-compiled:
			case <-ctx.Done():
			}
		}
		return nil
	})
	stop := a.start(t)
	a.await(t, "runs of what is ready", func(runs []agent.Run) bool { return len(runsOf(runs, "hello")) >= 3 })
	info, err := agent.Ask(t.Context(), main)
	if err != nil {
		t.Fatal(err)
	}
	if want := (agent.ModulesInfo{Ready: 1, All: 2}); info.Modules != want {
		t.Errorf("info tells %+v, want %+v", info.Modules, want)
	}
	if runs, flushes := a.seen(); len(runsOf(runs, "fails")) > 0 || flushes == 0 {
		t.Errorf("%d runs of a module that is not ready, %d flushes", len(runsOf(runs, "fails")), flushes)
	}
	skipped := `msg="a run was skipped" check=fails`
	until(t, "a tick that is left out", func() bool { return strings.Contains(a.log.String(), skipped) })
	if strings.Contains(a.log.String(), "level=WARN "+skipped) {
		t.Errorf("a run that waits for its module is warned of:\n%s", a.log)
	}
	close(compiled)
	a.await(t, "runs of what is ready later", func(runs []agent.Run) bool { return len(runsOf(runs, "fails")) >= 4 })
	if info, err = agent.Ask(t.Context(), main); err != nil || info.Modules.Ready != 2 {
		t.Errorf("info tells %+v, %v", info.Modules, err)
	}
	if err := stop(); err != nil {
		t.Error(err)
	}
}

// Two processors are as few as there may be, and then two modules are compiled
// at a time. Those that never end here are listed first.
func TestACheckWaitsForNoModuleThatIsLargerThanItsOwnOrNotKept(t *testing.T) {
	defer goruntime.GOMAXPROCS(goruntime.GOMAXPROCS(2))
	for _, c := range []struct {
		name string
		slow []int // how many bytes the modules have that never end
		good int
		kept bool
	}{
		{"a smaller one, behind two", []int{3000, 2000}, 1000, false},
		{"a larger one, behind one", []int{1000}, 2000, false},
		{"a larger one that is kept, behind two", []int{1000, 1000}, 3000, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			main := settings(t)
			var instances []check.Instance
			for i, bytes := range c.slow {
				instances = append(instances, padded(t, instance("fails", i), bytes))
			}
			good := padded(t, instance("hello", 0), c.good)
			if c.kept {
				keep(t, main, good.Module)
			}
			a := newAgent(t, main, append(instances, good)...)
			prepare := a.PrepareWith(nil)
			a.PrepareWith(func(ctx context.Context, module string) error {
				if module != good.Module {
					<-ctx.Done()
					return ctx.Err()
				}
				return prepare(ctx, module)
			})
			stop := a.start(t)
			a.await(t, "a run", func(runs []agent.Run) bool { return len(runsOf(runs, "hello")) > 0 })
			if err := stop(); err != nil {
				t.Error(err)
			}
		})
	}
}

// padded gives an instance a copy of its module that has so many bytes more.
func padded(t *testing.T, i check.Instance, bytes int) check.Instance {
	t.Helper()
	b, err := os.ReadFile(i.Module)
	if err != nil {
		t.Fatal(err)
	}
	content := append([]byte("\x03pad"), make([]byte, bytes)...)
	b = append(binary.AppendUvarint(append(b, 0), uint64(len(content))), content...) // a custom section
	i.Module = filepath.Join(t.TempDir(), i.Check+".wasm")
	if err := os.WriteFile(i.Module, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return i
}

// keep has the cache hold a module.
func keep(t *testing.T, main config.Main, module string) {
	t.Helper()
	rt, err := runtime.Open(t.Context(), runtime.Options{CacheDir: main.CacheDir})
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(rt.Prepare(t.Context(), module), rt.Close(t.Context())); err != nil {
		t.Fatal(err)
	}
}

func TestTheAgentStopsWhileModulesArePrepared(t *testing.T) {
	a := newAgent(t, settings(t), instance("hello", 0), instance("fails", 0))
	asked := make(chan struct{}, 2)
	a.PrepareWith(func(ctx context.Context, _ string) error {
		asked <- struct{}{}
		<-ctx.Done()
		return ctx.Err()
	})
	stop := a.start(t)
	<-asked
	if err := stop(); err != nil {
		t.Error(err)
	}
}

func TestTheAgentStopsWhateverTheCompilerDoes(t *testing.T) {
	main := settings(t)
	file := filepath.Join(t.TempDir(), "out.jsonl")
	main.Outputs = append(main.Outputs, config.Output{Kind: config.JSONL, Path: file})
	a := newAgent(t, main, instance("hello", 0), instance("fails", 0))
	end, ended := make(chan struct{}), make(chan struct{})
	a.StopWithin(tick)
	before := a.PrepareWith(nil)
	a.PrepareWith(func(ctx context.Context, module string) error {
		if filepath.Base(module) == "fails.wasm" {
			defer close(ended)
			<-end
		}
		return before(ctx, module)
	})
	stop := a.start(t)
	a.await(t, "runs", func(runs []agent.Run) bool { return len(runs) > 1 })
	if err := stop(); err != nil {
		t.Error(err)
	}
	if b, err := os.ReadFile(file); err != nil || !strings.Contains(string(b), "hello") {
		t.Errorf("what there was is not delivered: %v, %q", err, b)
	}
	close(end)
	<-ended // it finds all closed, and does no harm
}
